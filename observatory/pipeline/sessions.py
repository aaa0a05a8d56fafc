"""Sessions of people: opened at the door, read at every call, ended by expiry, log-out or an administrator."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

from observatory.domain.roles import Account, Role
from observatory.store.comptes import (
    SessionKept,
    accounts_read,
    session_add,
    session_read,
    session_seen,
    sessions_close,
)
from observatory.store.database import Database

LASTS = dt.timedelta(hours=12)
"""A session ends so long after it was opened, whatever happens in it: a working day."""
IDLE = dt.timedelta(hours=2)
"""And so long after it was last used."""
_NOTED_EVERY = dt.timedelta(minutes=1)
"""Its last use is written down no more often."""


@dataclass(slots=True)
class _Live:
    compte_id: int
    expires: dt.datetime
    seen: dt.datetime
    noted: dt.datetime


class Sessions:
    """The sessions of one base. Safe to use from several threads; the base has one owner, which knows them all."""

    def __init__(self, database: Database, clock: Callable[[], dt.datetime]):
        self._database = database
        self._clock = clock
        self._lock = threading.RLock()
        self._live: dict[str, _Live] = {}
        self._accounts: dict[int, Account] | None = None
        self.later: Callable[[Callable[[], None]], object] = _now
        """How what may wait is written down: at once, or as whoever must not wait for the disk sees to it."""

    def open(self, compte_id: int) -> str:
        """Open a session: 256 random bits, of which the base keeps the hash."""
        token, now = secrets.token_urlsafe(32), self._clock()
        kept = SessionKept(token_to_mark(token), compte_id, now, now + LASTS, None)
        self._database.write(lambda cursor: session_add(cursor, kept), aside=True)
        with self._lock:
            self._live[kept.empreinte] = _Live(compte_id, kept.expire_le, now, now)
        return token

    def account(self, empreinte: str, *, used: bool = False) -> Account | None:
        """The account of a session by its hash, as its rights are now; None where it is over.

        ``used``: the person does something with it, so that it does not fall idle.
        """
        now = self._clock()
        with self._lock:
            live = self._live.get(empreinte) or self._read(empreinte)
            if live is None or not (live.noted - _NOTED_EVERY <= now < live.expires) or now - live.seen > IDLE:
                self._live.pop(empreinte, None)
                return None
            if used:
                live.seen = max(live.seen, now)
            due = live.seen - live.noted >= _NOTED_EVERY
            if due:
                live.noted = live.seen
            account = self._known_accounts().get(live.compte_id)
        if due:
            seen = live.seen
            self.later(lambda: self._database.write(lambda cursor: session_seen(cursor, empreinte, seen), aside=True))
        return account

    def close(self, empreinte: str) -> None:
        """End one session."""
        with self._lock:
            self._live.pop(empreinte, None)
            now = self._clock()
            self._database.write(lambda cursor: sessions_close(cursor, now, empreinte=empreinte))

    def end_account(self, compte_id: int) -> None:
        """End every session of an account, and read its rights anew."""
        with self._lock:
            self._live = {mark: live for mark, live in self._live.items() if live.compte_id != compte_id}
            self._accounts = None
            now = self._clock()
            self._database.write(lambda cursor: sessions_close(cursor, now, compte_id=compte_id))

    def forget_accounts(self) -> None:
        """Rights were changed: read them anew at the next call."""
        with self._lock:
            self._accounts = None

    def _read(self, empreinte: str) -> _Live | None:
        kept = session_read(self._database, empreinte)
        if kept is None or kept.fermee_le is not None:
            return None
        live = self._live[empreinte] = _Live(kept.compte_id, kept.expire_le, kept.vue_le, kept.vue_le)
        return live

    def _known_accounts(self) -> dict[int, Account]:
        if self._accounts is None:
            self._accounts = {
                one.ident: Account(
                    one.identifiant,
                    frozenset(Role(role) for role in one.roles),
                    services=frozenset(one.services),
                    territoires=frozenset(one.territoires),
                    ident=one.ident,
                    nom=one.nom,
                    a_changer=one.a_changer,
                )
                for one in accounts_read(self._database)
                if one.actif
            }
        return self._accounts


def _now(work: Callable[[], None]) -> None:
    work()


def token_to_mark(token: str) -> str:
    """The hash by which a session is known everywhere but in its owner's cookie."""
    return hashlib.sha256(token.encode()).hexdigest()
