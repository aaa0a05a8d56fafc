from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from observatory.domain.roles import Role
from observatory.pipeline.office import Office
from observatory.pipeline.sessions import Sessions, token_to_mark
from observatory.store.comptes import account_add, account_rights, session_read
from observatory.store.database import Cursor


def test_the_last_use_is_written_by_whoever_may_wait(office: Office) -> None:
    now = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)
    clock = [now]

    def add(cursor: Cursor) -> int:
        ident = account_add(
            cursor, identifiant="ana", nom="Ana", mot_de_passe=None, a_changer=False, demo=False, le=now
        )
        account_rights(cursor, ident, [Role.OPERATEUR], [], [])
        return ident

    sessions = Sessions(office.database, lambda: clock[0])
    mark = token_to_mark(sessions.open(office.database.write(add)))
    waiting: list[Callable[[], None]] = []
    sessions.later = waiting.append

    def seen() -> dt.datetime | None:
        kept = session_read(office.database, mark)
        return None if kept is None else kept.vue_le

    clock[0] += dt.timedelta(minutes=5)
    account = sessions.account(mark, used=True)
    assert account is not None
    assert account.name == "ana"
    assert seen() == now
    for work in waiting:
        work()
    assert seen() == clock[0]
    assert len(waiting) == 1
    sessions.account(mark, used=True)
    assert len(waiting) == 1
