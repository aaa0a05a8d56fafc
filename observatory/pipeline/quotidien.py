"""What is done once a day, whoever is there: the backup, its rotation, the purge."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from zoneinfo import ZoneInfo

from observatory.domain.errors import ObservatoryError
from observatory.pipeline.office import Office
from observatory.pipeline.purge import purge
from observatory.pipeline.sauvegarde import backup, backup_plan, rotate
from observatory.store.consignes import consignes_forget
from observatory.store.contacts import envois_forget
from observatory.store.database import ZONE
from observatory.store.depots import depots_forget
from observatory.store.reference import FICTIONAL, meta_get, meta_set

log = logging.getLogger(__name__)

AUTHOR = "quotidien"
LAST_RUN = "quotidien"
"""The fact of a base that says when this was last done."""

CONSIGNE_DAYS = dt.timedelta(days=366)
"""An instruction or a note is forgotten so long after its end."""
SENT_DAYS = dt.timedelta(days=7)
"""How long the keys of what browsers sent are kept."""
DEPOT_DAYS = dt.timedelta(days=92)
"""And those of phones, which may be without a network for long."""

Progress = Callable[[str, int, int], None]


def last_due(now: dt.datetime, at: dt.time) -> dt.datetime:
    """The latest instant up to ``now`` at which it was ``at`` in Paris (at the change of hour, the one that exists)."""
    here = now.astimezone(ZoneInfo(ZONE))
    today = dt.datetime.combine(here.date(), at, ZoneInfo(ZONE)).astimezone(dt.UTC)
    if today <= now:
        return today
    return dt.datetime.combine(here.date() - dt.timedelta(days=1), at, ZoneInfo(ZONE)).astimezone(dt.UTC)


def daily_due(office: Office) -> bool:
    """Whether the day's work waits: its hour has come since it was last done.

    A machine that is off at night does it when it is next on. A base where it was never done waits for the next hour.
    """
    now, at = office.clock(), backup_plan(office.settings).at
    told = meta_get(office.database, LAST_RUN)
    if not told:
        _done(office, now)
        return False
    return dt.datetime.fromisoformat(told) < last_due(now, at)


def daily_work(office: Office, progress: Progress) -> list[str]:
    """Back up, turn backups over, purge (but the fictional city: nobody lives there); French lines on what was done.

    One part that fails does not keep the next from being done.

    Raises
    ------
    ValueRefused
        When the settings of the backups say nothing that can be done.
    """
    plan = backup_plan(office.settings)
    _done(office, office.clock())
    parts: list[Callable[[], str]] = []
    if plan.folder is not None:
        folder = plan.folder
        parts.append(lambda: f"sauvegarde : {backup(office, folder, auteur=AUTHOR, progress=progress).dossier}")
        parts.append(lambda: f"sauvegardes retirées : {len(rotate(office, plan))}")
    parts.append(lambda: _forget_sent(office))
    if meta_get(office.database, FICTIONAL) != "oui":
        parts.append(lambda: _purge(office, progress))
    told = []
    for part in parts:
        try:
            told.append(part())
        except ObservatoryError as error:
            log.error("daily work: %s", error.message)
            told.append(f"échec : {error.message}")
    return [one for one in told if one]


def _purge(office: Office, progress: Progress) -> str:
    done = purge(office, auteur=AUTHOR, progress=progress)
    return " ".join((f"purge : {done.n} valeurs effacées.", *done.remarques))


def _forget_sent(office: Office) -> str:
    """Forget what browsers sent a week ago (none of them sends it again), old drafts and consignes; said if any."""
    now = office.clock()
    office.drafts().forget_old(now)
    n = office.database.write(lambda cursor: envois_forget(cursor, now - SENT_DAYS))
    gone = office.database.write(lambda cursor: consignes_forget(cursor, now - CONSIGNE_DAYS))
    office.database.write(lambda cursor: depots_forget(cursor, now - DEPOT_DAYS))
    told = [f"envois oubliés : {n}"] * bool(n) + [f"consignes oubliées : {gone}"] * bool(gone)
    return " ; ".join(told)


def _done(office: Office, now: dt.datetime) -> None:
    office.database.write(lambda cursor: meta_set(cursor, LAST_RUN, now.isoformat()))
