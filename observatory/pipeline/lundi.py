"""Monday's digest of the week-end: from Friday 18:00 to Monday 8:00 by the clock of Paris, written once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import re
from collections import Counter
from collections.abc import Collection

from observatory.domain.calendrier import PARIS, service_horizon
from observatory.domain.errors import MailFailed, ValueRefused
from observatory.domain.tableau import SOON_HOURS, Lundi
from observatory.pipeline.courrier import send_mail, server_is_away
from observatory.pipeline.indicateurs_dus import overdue_counts
from observatory.pipeline.office import QUARTIER, Office
from observatory.pipeline.routage import service_hours
from observatory.pipeline.tableau import to_lines
from observatory.present.lundi import MOST_FILES, digest_subject, digest_text
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.lundi import digests_told
from observatory.store.reference import CITY_NAME, FICTIONAL, meta_get, meta_set
from observatory.store.tableau import contacts_between, files_by_family, files_of, files_received, places_told

log = logging.getLogger(__name__)

FRIDAY, MONDAY = dt.time(18), dt.time(8)
SENT, FAILED = "lundi_envoye", "lundi_echoue"
"""Events of the journal about a week-end, by its Monday: a letter was handed over, or was not taken after all."""
AUTHOR = "veille"
SINCE = "lundi_depuis"
"""The fact of a base that says since when digests are sent: a base is not told of week-ends before it was watched."""
LATEST = dt.timedelta(days=3)
"""A digest that could not be sent on Monday morning is sent up to Thursday morning; then the page alone has it."""
RETRY = dt.timedelta(minutes=15)
MOST_LISTED, MOST_PLACES = 500, 8
_RETRY_AT = "lundi manqué"
_TOWN = re.compile(r"\s+\d{5}\s.*$")
_NUMBER = re.compile(r"^\d+\s*(?:(?:bis|ter|quater|[a-z])\b)?[\s,]*", re.IGNORECASE)


def weekend(now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """The last week-end that is over at ``now``: from Friday 18:00 to Monday 8:00 in Paris, as instants in UTC.

    62 hours, 61 or 63 where the clocks change.
    """
    here = now.astimezone(PARIS)
    monday = here.date() - dt.timedelta(days=here.weekday())
    end = dt.datetime.combine(monday, MONDAY, PARIS)
    if end.astimezone(dt.UTC) > now:
        monday -= dt.timedelta(weeks=1)
        end = dt.datetime.combine(monday, MONDAY, PARIS)
    start = dt.datetime.combine(monday - dt.timedelta(days=3), FRIDAY, PARIS)
    return start.astimezone(dt.UTC), end.astimezone(dt.UTC)


def digest(office: Office, bounds: Collection[str] = ()) -> Lundi:
    """What the last week-end brought; ``bounds`` are the territories of the account, for what has a place."""
    now, base = office.clock(), office.database
    start, end = weekend(now)
    evening = service_horizon(end, dt.timedelta(hours=SOON_HOURS), service_hours(office))
    broken = files_of(
        base, "s.echeance >= $debut AND s.echeance < $fin AND s.echeance < $now",
        {"debut": start, "fin": end, "now": now}, bounds, "poids DESC, echeance, id", MOST_LISTED,
    )  # fmt: skip
    urgent = files_of(
        base, "s.echeance >= $fin AND s.echeance <= $soir", {"fin": end, "soir": evening}, bounds,
        "poids DESC, echeance, id", MOST_LISTED,
    )  # fmt: skip
    owed, silent = overdue_counts(office, frozenset(bounds))
    return Lundi(
        debut=start,
        fin=end,
        contacts=contacts_between(base, start, end),
        dossiers=files_received(base, start, end, bounds),
        familles=files_by_family(base, start, end, QUARTIER, bounds),
        rompues=to_lines(office, broken, now),
        urgents=to_lines(office, urgent, now),
        lieux=streets_told(places_told(base, start, end, bounds)),
        indicateurs_dus=owed,
        actions_muettes=silent,
    )


def digest_letter(office: Office, bounds: Collection[str] = ()) -> tuple[str, list[str]]:
    """The digest as the text of a letter, and the references that it names."""
    found = digest(office, bounds)
    return digest_text(found, meta_get(office.database, CITY_NAME)), [
        one.reference for one in (*found.rompues[:MOST_FILES], *found.urgents[:MOST_FILES])
    ]


def streets_told(told: list[tuple[str, str]], most: int = MOST_PLACES) -> list[tuple[str, int, str]]:
    """The streets told of twice or more, the most first: street without its number, how often, of what.

    A digest is read by many and forwarded: a house number would name who lives there.
    """
    found: dict[str, Counter[str]] = {}
    for place, category in told:
        street = _NUMBER.sub("", _TOWN.sub("", place.split(",")[0])).strip()
        found.setdefault(street or place, Counter())[category] += 1
    ranked = sorted(found.items(), key=lambda one: (-one[1].total(), one[0]))
    return [
        (street, kinds.total(), ", ".join(name for name, _ in kinds.most_common(3)))
        for street, kinds in ranked[:most]
        if kinds.total() > 1
    ]


def digest_due(office: Office) -> bool:
    """Whether the digest is still to be sent by itself: somebody gets it, and its Monday is not long past.

    A base that was never watched begins with its next week-end.
    """
    now = office.clock()
    _, end = weekend(now)
    mark = meta_get(office.database, SINCE)
    if not mark:
        office.database.write(lambda cursor: meta_set(cursor, SINCE, now.isoformat()), aside=True)
        return False
    if not office.settings.lundi_a or office.settings.smtp is None or meta_get(office.database, FICTIONAL) == "oui":
        return False
    return dt.datetime.fromisoformat(mark) < end and now - end < LATEST and _waits(office).get("at", now) <= now


def digest_send(office: Office, *, auteur: str) -> list[str]:
    """Send the digest to whom it was not sent yet; gives the addresses that got it now.

    Each is noted before it is sent, and noted again where the server did not take it: never sent twice.

    Raises
    ------
    ValueRefused
        When nobody is named to get it.
    MailFailed
        When the server did not take one of them; the others are sent.
    """
    if not office.settings.lundi_a:
        raise ValueRefused(
            "Personne n'est désigné pour recevoir la synthèse : mettez des adresses dans OBSERVATORY_LUNDI_A."
        )
    found = digest(office)
    week, ville = _week(found.fin), meta_get(office.database, CITY_NAME)
    done, failed = [], None
    for address in dict.fromkeys(office.settings.lundi_a):
        if not _claim(office, week, address, auteur):
            continue
        try:
            send_mail(office.settings, address, digest_subject(found, ville), digest_text(found, ville))
            done.append(address)
        except (MailFailed, ValueRefused) as error:
            _note(office, FAILED, week, address, auteur)
            failed = error
            if server_is_away(error):
                break
    if failed is not None:
        _waits(office)["at"] = office.clock() + RETRY
        raise failed
    return done


def digest_by_itself(office: Office) -> list[str]:
    """Send the digest where it is due; French lines on what was done."""
    if not digest_due(office):
        return []
    try:
        done = digest_send(office, auteur=AUTHOR)
    except (MailFailed, ValueRefused) as error:
        log.warning("digest of Monday: %s", error.message)
        return [f"synthèse du lundi non envoyée : {error.message}"]
    return [f"synthèse du lundi envoyée : {len(done)}"] * bool(done)


def _week(end: dt.datetime) -> str:
    return end.astimezone(PARIS).date().isoformat()


def _waits(office: Office) -> dict[str, dt.datetime]:
    """When a letter that was not taken is tried again, under « at »."""
    return office.kept(_RETRY_AT, None, dict)


def _claim(office: Office, week: str, address: str, auteur: str) -> bool:
    """Note that the digest of a week goes to an address, if it did not yet; whether it did not."""

    def change(cursor: Cursor) -> bool:
        balance = 0
        for event, detail in digests_told(cursor, (SENT, FAILED), week):
            if json.loads(detail).get("a") == _mark(address):
                balance += 1 if event == SENT else -1
        if balance <= 0:
            _append(cursor, office.clock(), SENT, week, address, auteur)
        return balance <= 0

    return office.database.write(change, aside=True)


def _note(office: Office, event: str, week: str, address: str, auteur: str) -> None:
    office.database.write(lambda cursor: _append(cursor, office.clock(), event, week, address, auteur), aside=True)


def _append(cursor: Cursor, le: dt.datetime, event: str, week: str, address: str, auteur: str) -> None:
    journal_append(
        cursor, le=le, auteur=auteur, evenement=event, objet="semaine", cle=week, detail={"a": _mark(address)}
    )


def _mark(address: str) -> str:
    """An address as the journal tells it: not by its letters."""
    return hashlib.sha256(address.strip().casefold().encode()).hexdigest()[:16]
