"""The régulateur's board: what waits for a hand, promises about to break, broken ones, calls against staffing."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Collection, Mapping, Sequence

from observatory.domain.calendrier import PARIS, Horaires, genre_de_jour, service_between, service_horizon
from observatory.domain.errors import ValueRefused
from observatory.domain.reglage import EFFECTIFS
from observatory.domain.retour import CLAIMED_FOR
from observatory.domain.tableau import MANY_RELANCES, SOON_HOURS, Attente, Heure, Ligne, Tableau
from observatory.pipeline.office import Office
from observatory.pipeline.reglages import setting
from observatory.pipeline.retours import askable
from observatory.pipeline.routage import route, service_hours
from observatory.store.appels import Row, contacts_of_day
from observatory.store.retours import questions_due, retours_counted
from observatory.store.suivi import moves_read
from observatory.store.tableau import (
    calls_by_hour,
    days_with_contacts,
    states_counted,
    waiting_counts,
    waiting_files,
)

log = logging.getLogger(__name__)

TOLD = "escalade_envoyee"
"""The event of the journal that says that a broken promise was written about; its detail holds the promise."""
MOST_LISTED = 200
WEEKS = 4
"""The usual calls of an hour are the mean of so many days of the same kind."""


def board(office: Office, bounds: Collection[str] = (), heures: int = SOON_HOURS) -> Tableau:
    """The counts of the board now; ``bounds`` are the territories of the account, for what has a place.

    Raises
    ------
    ValueRefused
        When ``heures`` is no number of hours of service up to a week.
    """
    now = office.clock()
    counts = waiting_counts(office.database, now, _horizon(office, now, heures), MANY_RELANCES, bounds)
    owed, late = retours_counted(office.database, now, bounds)
    asked = questions_due(office.database, now, now - CLAIMED_FOR, bounds, now)
    return Tableau(
        le=now,
        attentes={str(one): counts[str(one)] for one in Attente},
        rompues_hier=counts["hier"],
        contacts=contacts_of_day(office.database, office.today()),
        etats=states_counted(office.database, bounds),
        retours_dus=owed,
        retours_tard=late,
        questions=sum(askable(row) for row in asked),
        heures=hours_of_day(office, office.today()),
    )


def board_list(
    office: Office, attente: Attente, bounds: Collection[str] = (), heures: int = SOON_HOURS, limit: int = MOST_LISTED
) -> list[Ligne]:
    """The problèmes behind one of the counts, what is most pressing first.

    Raises
    ------
    ValueRefused
        When ``heures`` is no number of hours of service up to a week.
    """
    now = office.clock()
    values: Row = {"now": now, "horizon": _horizon(office, now, heures), "many": MANY_RELANCES}
    rows = waiting_files(office.database, attente, values, bounds, max(1, min(limit, MOST_LISTED)))
    return to_lines(office, rows, now)


def to_lines(office: Office, rows: Sequence[Row], now: dt.datetime) -> list[Ligne]:
    """Files as the board shows them, with whom the rule names and the hours of service that are left."""
    hours = service_hours(office)
    told = told_promises(office, TOLD, rows)
    return [
        Ligne(
            **{name: row[name] for name in _PLAIN},
            reste_h=None if row["echeance"] is None else _left(now, row["echeance"], hours),
            escalade=escalation(office, row),
            prevenu_le=told.get(promise_key(row)),
        )
        for row in rows
    ]


def escalation(office: Office, row: Row) -> str:
    """Whom the rule that fits a file names when its promise is broken; "" where it names nobody."""
    return route(office, row["categorie"], row["genre_lieu"], row["territoires"], row["recu_le"]).escalade


def told_promises(office: Office, event: str, rows: Sequence[Row]) -> dict[tuple[int, str], dt.datetime]:
    """When the journal last told ``event`` of the promises of some files, by :func:`promise_key`."""
    found = {}
    for row in moves_read(office.database, event, [one["id"] for one in rows]):
        said = json.loads(row["detail"])
        if "echeance" in said:
            found[(int(row["cle"]), str(said["echeance"]))] = row["le"]
    return found


def promise_key(row: Row) -> tuple[int, str]:
    """What tells one promise from another: the file, and the instant at which it falls due."""
    due = row["echeance"]
    return row["id"], "" if due is None else due.astimezone(dt.UTC).isoformat()


def hours_of_day(office: Office, day: dt.date) -> list[Heure]:
    """Each hour of a day: calls received, the mean of the four such days before, operators there."""
    before = [day - dt.timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    calls = calls_by_hour(office.database, [day, *before])
    known = days_with_contacts(office.database, before)
    staff = _staff(office)
    kind = genre_de_jour(day, office.settings.alsace_moselle)
    return [_hour(hour, day, _hours_past(office, day), calls, known, staff, kind) for hour in range(24)]


Effectifs = dict[tuple[str, int], int]
"""Operators by kind of day (lun to dim, feries) and hour from 0 to 23."""


def _hour(
    hour: int, day: dt.date, past: int, calls: Mapping[tuple[dt.date, int], int], known: Collection[dt.date],
    staff: Effectifs | None, kind: str,
) -> Heure:  # fmt: skip
    usual = sum(calls.get((one, hour), 0) for one in known) / len(known) if known else None
    there = None if staff is None else staff.get((kind, hour), 0)
    return Heure(hour, calls.get((day, hour), 0) if hour <= past else None, usual, there)


def _hours_past(office: Office, day: dt.date) -> int:
    """The last hour of a day that has begun: 23 for a day that is over, -1 for one to come."""
    here = office.clock().astimezone(PARIS)
    return here.hour if day == here.date() else 23 if day < here.date() else -1


def _staff(office: Office) -> Effectifs | None:
    """Who is there, as the city set it; None where it set nothing: not known, and not zero."""
    rows = setting(office, EFFECTIFS, None)
    return rows and {(str(one["jour"]), int(one["heure"])): int(one["operateurs"]) for one in rows}


def _horizon(office: Office, now: dt.datetime, heures: int) -> dt.datetime:
    if not 1 <= heures <= 50:
        raise ValueRefused(f"« Bientôt » se compte de 1 à 50 heures de service, pas {heures}.")
    return service_horizon(now, dt.timedelta(hours=heures), service_hours(office))


def _left(now: dt.datetime, due: dt.datetime, hours: Horaires) -> float:
    """Hours of service until a promise falls due; those since, below zero, where it did."""
    ahead = service_between(now, due, hours) if due >= now else -service_between(due, now, hours)
    return round(ahead.total_seconds() / 3600, 1)


_PLAIN = ("reference", "libelle", "lieu", "service", "statut", "recu_le", "echeance", "voix", "relances")
