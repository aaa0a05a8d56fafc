"""Promises that break: each is noted once in the journal, and written about to who answers for it."""

from __future__ import annotations

import datetime as dt
import json
import logging

from observatory.domain.errors import MailFailed, ValueRefused
from observatory.pipeline.annuaire import email_of
from observatory.pipeline.courrier import send_mail, server_is_away
from observatory.pipeline.office import Office
from observatory.pipeline.tableau import TOLD, escalation, promise_key, told_promises
from observatory.present.labels import plural
from observatory.present.lundi import broken_text
from observatory.store.appels import Row
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.reference import CITY_NAME, FICTIONAL, meta_get, meta_set
from observatory.store.suivi import moves_read
from observatory.store.tableau import files_of, promises_broken

log = logging.getLogger(__name__)

BROKEN = "promesse_rompue"
"""The event of the journal: a promise broke. Its detail holds echeance, service and escalade."""
AUTHOR = "veille"
SINCE = "escalade_depuis"
"""The fact of a base that says since when promises are watched: what broke before is shown, and wakes nobody."""
LOOKS_BACK = dt.timedelta(days=31)
"""A promise that broke while the office was shut is noted when it opens again, up to so long after."""
WRITTEN_FOR = dt.timedelta(days=3)
"""A letter that could not be sent, or had no address, is tried for so long after the promise broke."""
RETRY = dt.timedelta(minutes=15)
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
    broken = promises_broken(office.database, since, now)
    known = told_promises(office, BROKEN, broken)
    new = _files(office, [row for row in broken if promise_key(row) not in known])
    if new:
        office.database.write(lambda cursor: _note_broken(office, cursor, new, now), aside=True)
    told = [f"promesses rompues : {len(new)}"] * bool(new)
    return told + _write(office, [row for row in broken if row["echeance"] > now - WRITTEN_FOR], now)


def _files(office: Office, broken: list[Row]) -> list[Row]:
    """The whole of some files, the first due first."""
    if not broken:
        return []
    ids = [row["id"] for row in broken]
    test = "list_contains($ids::BIGINT[], s.id)"
    return files_of(office.database, test, {"ids": ids}, (), "echeance, id", len(ids), each=True)


def _note_broken(office: Office, cursor: Cursor, rows: list[Row], now: dt.datetime) -> None:
    for row in rows:
        _note(cursor, BROKEN, row, now, {"service": row["service"], "escalade": escalation(office, row)})


def _write(office: Office, broken: list[Row], now: dt.datetime) -> list[str]:
    """Write about broken promises that nobody was written to about, one letter for each address."""
    if office.settings.smtp is None or meta_get(office.database, FICTIONAL) == "oui":
        return []
    waiting: dict[str, dt.datetime] = office.kept(_RETRY_AT, None, dict)
    if waiting.get("at", now) > now:
        return []
    done = []
    for (name, address), found in _letters(office, broken).items():
        try:
            subject = f"Promesses rompues : {len(found)}" if len(found) > 1 else "Une promesse est rompue"
            send_mail(office.settings, address, subject, broken_text(meta_get(office.database, CITY_NAME), found))
        except (MailFailed, ValueRefused) as error:
            log.warning("escalation: %s", error.message)
            waiting["at"] = now + RETRY
            if server_is_away(error):
                break
            continue
        _note_written(office, name, [row for row, _ in found], now)
        done.append(f"escalade envoyée : {plural(len(found), 'dossier')}")
    return done


def _letters(office: Office, broken: list[Row]) -> dict[tuple[str, str], list[tuple[Row, str]]]:
    """For each name and its address, the files to write about for the first time, and whom the rule names.

    A file goes to the person named by its rule, and to its service, where the directory has their addresses.
    """
    written = _written(office, broken)
    named = [(row, escalation(office, row)) for row in _files(office, broken)]
    names = sorted({str(one) for row, who in named for one in (row["service"], who) if one})
    addresses = {name: found for name in names if (found := email_of(office, name))}
    letters: dict[tuple[str, str], list[tuple[Row, str]]] = {}
    for row, who in named:
        for name in dict.fromkeys((who, row["service"])):
            if name in addresses and (*promise_key(row), name) not in written:
                letters.setdefault((name, addresses[name]), []).append((row, who))
    return letters


def _written(office: Office, broken: list[Row]) -> set[tuple[int, str, str]]:
    """Which promises (file, instant) were written about, and to whom."""
    found = set()
    for row in moves_read(office.database, TOLD, [one["id"] for one in broken]):
        said = json.loads(row["detail"])
        found.add((int(row["cle"]), str(said.get("echeance")), str(said.get("a"))))
    return found


def _note_written(office: Office, name: str, rows: list[Row], now: dt.datetime) -> None:
    def change(cursor: Cursor) -> None:
        for row in rows:
            _note(cursor, TOLD, row, now, {"a": name})

    office.database.write(change, aside=True)


def _note(cursor: Cursor, event: str, row: Row, now: dt.datetime, detail: dict[str, object]) -> None:
    journal_append(
        cursor, le=now, auteur=AUTHOR, evenement=event, objet="signalement", cle=str(row["id"]),
        detail={"echeance": promise_key(row)[1]} | detail,
    )  # fmt: skip
