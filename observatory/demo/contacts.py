"""Contacts that make no signalement: something asked, somebody named, none of our business, news asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from observatory.demo.calls import COLUMNS as CALL_COLUMNS
from observatory.demo.calls import Call
from observatory.demo.profiles import HOURS

COLUMNS = ("reference", "recu_le", "canal", "issue", "orientation", "duree_s", "declarant", "probleme")
PARIS = ZoneInfo("Europe/Paris")

SHARES = {"signalement": 38, "information": 26, "orientation": 14, "hors_champ": 8, "relance": 14}
"""What a hundred phone calls end in."""

_AT = {name: CALL_COLUMNS.index(name)
       for name in ("recu_le", "canal", "declarant", "clos_le", "probleme", "echeance")}  # fmt: skip
_NAMED = {
    "information": (("", 1.0),),
    "orientation": (("mairie", 0.3), ("decheterie", 0.24), ("fourriere", 0.1), ("police-municipale", 0.16),
                    ("aide-victimes", 0.05), ("conciliateur", 0.09), ("115", 0.06)),
    "hors_champ": (("17", 0.46), ("15", 0.1), ("18", 0.1), ("115", 0.12), ("119", 0.04), ("3919", 0.08),
                   ("116117", 0.1)),
}  # fmt: skip
"""Who was named to the caller, by what the call ended in, and how often."""
_WHEN = {"information": "jour", "orientation": "jour", "hors_champ": "nuit", "relance": "jour"}
_SECONDS = {"information": 95, "orientation": 120, "hors_champ": 70, "relance": 85}
_ANONYMOUS = 0.72
_LONGEST_WAIT = 30.0
"""Days after which residents give up asking for news."""


@dataclass(frozen=True)
class Asked:
    """A contact before it is written: seconds since the start of the history, what it ended in, of whom, about what."""

    second: int
    issue: str
    orientation: str
    duree: int
    declarant: str
    probleme: str


def build_contacts(calls: list[Call], start: date, until: date, rng: Generator) -> list[tuple[str, ...]]:
    """The rows of ``contacts.csv``, in the order in which the office received them."""
    phoned = [call.row for call in calls if call.row[_AT["canal"]] == "telephone"]
    origin = datetime.combine(start, time(), PARIS)
    horizon = int((datetime.combine(until + timedelta(days=1), time(), PARIS) - origin).total_seconds())
    asked: list[Asked] = []
    for issue in ("information", "orientation", "hors_champ"):
        count = round(len(phoned) * SHARES[issue] / SHARES["signalement"])
        asked.extend(_plain(issue, count, phoned, origin, horizon, rng) if phoned else [])
    asked.extend(_relances(phoned, origin, horizon, rng))
    asked.sort(key=lambda one: (one.second, one.issue, one.probleme, one.declarant))
    return [_row(number, one, origin) for number, one in enumerate(asked, start=1)]


def contacts_truth(calls: list[Call], rows: list[tuple[str, ...]], until: date) -> dict[str, Any]:
    """What was planted: contacts by what they ended in, relances by problème, promises kept, broken, not yet due."""
    kinds = Counter(row[3] for row in rows) | Counter(signalement=len(calls))
    relances = Counter(row[7] for row in rows if row[3] == "relance")
    end = datetime.combine(until + timedelta(days=1), time(), PARIS).astimezone(UTC)
    promises = Counter(_promise(call.row, end) for call in calls)
    return {
        "contacts": {issue: kinds[issue] for issue in SHARES},
        "relances": {probleme: relances[probleme] for probleme in sorted(relances)},
        "promesses": {name: promises[name] for name in ("tenues", "rompues", "en_cours")},
    }


def _promise(row: tuple[str, ...], end: datetime) -> str:
    due = datetime.fromisoformat(row[_AT["echeance"]])
    if row[_AT["clos_le"]]:
        return "tenues" if datetime.fromisoformat(row[_AT["clos_le"]]) <= due else "rompues"
    return "rompues" if due < end else "en_cours"


def _plain(
    issue: str, count: int, phoned: list[tuple[str, ...]], origin: datetime, horizon: int, rng: Generator
) -> list[Asked]:
    """Contacts on the days when residents call, at the hours of their kind, mostly of nobody known."""
    picked = rng.integers(len(phoned), size=count)
    days = _days(phoned, origin)[picked]
    second = days * 86_400 + _clock(issue, count, rng)
    names, odds = zip(*_NAMED[issue], strict=True)
    named = rng.choice(len(names), size=count, p=np.array(odds) / sum(odds))
    anonymous = rng.uniform(size=count) < _ANONYMOUS
    length = _lengths(issue, count, rng)
    who = rng.permutation(picked)
    return [
        Asked(
            int(second[i]),
            issue,
            names[int(named[i])],
            int(length[i]),
            "" if anonymous[i] else phoned[int(who[i])][_AT["declarant"]],
            "",
        )
        for i in range(count)
        if 0 <= second[i] < horizon
    ]


def _relances(phoned: list[tuple[str, ...]], origin: datetime, horizon: int, rng: Generator) -> list[Asked]:
    """Calls of the same resident about what they told and is still open: the longer it waits, the more."""
    known = [row for row in phoned if row[_AT["declarant"]]]
    told = np.array([_second(row[_AT["recu_le"]], origin) for row in known], dtype=np.int64)
    closed = np.array([_second(row[_AT["clos_le"]], origin) if row[_AT["clos_le"]] else horizon for row in known])
    waits = np.clip((closed - told) / 86_400 - 1.0, 0.0, _LONGEST_WAIT)
    wanted = len(phoned) * SHARES["relance"] / SHARES["signalement"]
    counts = rng.poisson(wanted * waits / max(float(waits.sum()), 1.0))
    which = np.repeat(np.arange(len(known)), counts)
    after = told[which] + 43_200 + rng.uniform(size=len(which)) * waits[which] * 86_400
    second = (after // 86_400).astype(np.int64) * 86_400 + _clock("relance", len(which), rng)
    length = _lengths("relance", len(which), rng)
    return [
        Asked(
            int(second[i]),
            "relance",
            "",
            int(length[i]),
            known[int(which[i])][_AT["declarant"]],
            known[int(which[i])][_AT["probleme"]],
        )
        for i in range(len(which))
        if told[which[i]] < second[i] < min(closed[which[i]], horizon)
    ]


def _days(phoned: list[tuple[str, ...]], origin: datetime) -> NDArray[np.int64]:
    first = origin.date()
    return np.array([(date.fromisoformat(row[_AT["recu_le"]][:10]) - first).days for row in phoned], dtype=np.int64)


def _clock(issue: str, count: int, rng: Generator) -> NDArray[np.int64]:
    """Seconds after midnight, by the hours of a kind of contact."""
    weights = np.array(HOURS[_WHEN[issue]], dtype=np.float64)
    hours = rng.choice(24, size=count, p=weights / weights.sum())
    return np.asarray(hours * 3600 + rng.integers(0, 3600, count), dtype=np.int64)


def _lengths(issue: str, count: int, rng: Generator) -> NDArray[np.int64]:
    return np.clip(np.round(_SECONDS[issue] * rng.gamma(4.0, 0.25, count)), 10, 1800).astype(np.int64)


def _second(text: str, origin: datetime) -> int:
    """Seconds from the start to an instant as it was written; a bare day is its noon."""
    told = datetime.fromisoformat(text)
    if told.tzinfo is None:
        told = datetime.combine(told.date(), time(12), PARIS)
    return int((told - origin).total_seconds())


def _row(number: int, one: Asked, origin: datetime) -> tuple[str, ...]:
    moment = (origin.astimezone(UTC) + timedelta(seconds=one.second)).astimezone(PARIS)
    return (
        f"C{moment:%y}-{number:05d}", moment.isoformat(timespec="seconds"), "telephone", one.issue, one.orientation,
        str(one.duree), one.declarant, one.probleme,
    )  # fmt: skip
