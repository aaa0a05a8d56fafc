"""Promises that break: each is noted once in the journal, and written about to who answers for it."""

from __future__ import annotations

import datetime as dt
import logging

from observatory.domain.errors import MailFailed, ValueRefused
from observatory.pipeline.courrier import send_mail
from observatory.pipeline.office import Office
from observatory.pipeline.tableau import TOLD, escalation, promise_key, told_promises
from observatory.present.labels import plural
from observatory.present.lundi import broken_text
from observatory.store.appels import Row
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.reference import CITY_NAME, FICTIONAL, meta_get, meta_set
from observatory.store.tableau import files_of, service_addresses

log = logging.getLogger(__name__)

BROKEN = "promesse_rompue"
"""The event of the journal: a promise broke. Its detail holds echeance, service and escalade."""
AUTHOR = "veille"
SINCE = "escalade_depuis"
"""The fact of a base that says since when promises are watched: what broke before is shown, and wakes nobody."""
LOOKS_BACK = dt.timedelta(days=31)
"""A promise that broke while the office was shut is written about when it opens again, up to so long after."""
RETRY = dt.timedelta(minutes=15)
_MOST = 1_000
_RETRY_AT = "escalade manquée"


def escalate(office: Office) -> list[str]:
    """Note the promises that broke, and write to the services; French lines on what was done, none where nothing was.

    A base that was never watched begins now.
    """
    now = office.clock()
    mark = meta_get(office.database, SINCE)
    if not mark:
        office.database.write(lambda cursor: meta_set(cursor, SINCE, now.isoformat()), aside=True)
        return []
    since = max(dt.datetime.fromisoformat(mark), now - LOOKS_BACK)
    test = "s.echeance > $since AND s.echeance < $now"
    rows = files_of(office.database, test, {"since": since, "now": now}, (), "echeance, id", _MOST)
    new = office.database.write(lambda cursor: _note_broken(office, cursor, rows, now), aside=True)
    told = [f"promesses rompues : {new}"] * bool(new)
    return told + _write(office, rows, now)


def _note_broken(office: Office, cursor: Cursor, rows: list[Row], now: dt.datetime) -> int:
    known = told_promises(office, BROKEN, rows)
    new = [row for row in rows if promise_key(row) not in known]
    for row in new:
        _note(cursor, BROKEN, row, now, {"service": row["service"], "escalade": escalation(office, row)})
    return len(new)


def _write(office: Office, rows: list[Row], now: dt.datetime) -> list[str]:
    """Write about broken promises that nobody was written to about, one letter for each address."""
    if office.settings.smtp is None or meta_get(office.database, FICTIONAL) == "oui" or not rows:
        return []
    waiting: dict[str, dt.datetime] = office.kept(_RETRY_AT, None, dict)
    if waiting.get("at", now) > now:
        return []
    told = told_promises(office, TOLD, rows)
    letters = _letters(office, [row for row in rows if promise_key(row) not in told])
    done = []
    for address, found in letters.items():
        try:
            subject = f"Promesses rompues : {len(found)}" if len(found) > 1 else "Une promesse est rompue"
            send_mail(office.settings, address, subject, broken_text(meta_get(office.database, CITY_NAME), found))
        except (MailFailed, ValueRefused) as error:
            log.warning("escalation: %s", error.message)
            waiting["at"] = now + RETRY
            continue
        _note_told(office, [row for row, _ in found], now)
        done.append(f"escalade envoyée : {plural(len(found), 'dossier')}")
    return done


def _letters(office: Office, rows: list[Row]) -> dict[str, list[tuple[Row, str]]]:
    """For each address, the files to write about and whom the rule names.

    A file goes to the person named by its rule where the directory has their address, and to its service.
    """
    named = [(row, escalation(office, row)) for row in rows]
    names = sorted({one for row, who in named for one in (row["service"], who) if one})
    addresses = service_addresses(office.database, names)
    letters: dict[str, list[tuple[Row, str]]] = {}
    for row, who in named:
        for address in dict.fromkeys(addresses[one] for one in (who, row["service"]) if one in addresses):
            letters.setdefault(address, []).append((row, who))
    return letters


def _note_told(office: Office, rows: list[Row], now: dt.datetime) -> None:
    def change(cursor: Cursor) -> None:
        for row in rows:
            _note(cursor, TOLD, row, now, {"service": row["service"]})

    office.database.write(change, aside=True)


def _note(cursor: Cursor, event: str, row: Row, now: dt.datetime, detail: dict[str, object]) -> None:
    journal_append(
        cursor, le=now, auteur=AUTHOR, evenement=event, objet="signalement", cle=str(row["id"]),
        detail={"echeance": promise_key(row)[1]} | detail,
    )  # fmt: skip
