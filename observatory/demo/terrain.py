"""What the fictional city's médiateurs did: outcomes of mediations, and what they felt where they walked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

PARIS = ZoneInfo("Europe/Paris")
NOTES, DAYS = 240, 120
_BY_DAY = (("calme", 0.3), ("jeux_rencontres", 0.2), ("presence_rassurante", 0.14), ("lieu_entretenu", 0.1),
           ("depot", 0.12), ("degradation", 0.06), ("circulation", 0.08))  # fmt: skip
_BY_NIGHT = (("calme", 0.2), ("regroupement", 0.26), ("bruit", 0.2), ("mal_eclaire", 0.12), ("tension", 0.1),
             ("alcool", 0.06), ("presence_rassurante", 0.06))  # fmt: skip
_SETTLED = (("accord", 0.68), ("partiel", 0.32))
_UNSETTLED = (("refus", 0.6), ("droit", 0.4))
_PARTIES = (("voisin",), ("voisin", "bailleur"), ("jeune", "parent"), ("voisin", "gardien"), ("commercant", "voisin"),
            ("jeune", "association"))  # fmt: skip
_MINUTES = (15, 30, 30, 45, 45, 60, 90, 120)
_SPREAD = 0.0006
"""Degrees around a place that is told of: a street or two."""


@dataclass(frozen=True, slots=True)
class Note:
    """One observation: where, when, of what kind, how strong."""

    lat: float
    lon: float
    debut: dt.datetime
    fin: dt.datetime
    genre: str
    intensite: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a mediation ended: outcome, parties, minutes."""

    issue: str
    parties: tuple[str, ...]
    duree_min: int


def field_notes(places: Sequence[tuple[float, float]], until: dt.date, seed: int) -> list[Note]:
    """Observations of the last months, near places (lat, lon) that are told of, by day and in the evening."""
    rng = np.random.default_rng([seed, 6])
    notes = []
    for _ in range(NOTES if places else 0):
        lat, lon = places[int(rng.integers(len(places)))]
        night = bool(rng.random() < 0.6)
        hour = int(rng.integers(18, 23) if night else rng.integers(9, 18))
        day = until - dt.timedelta(days=int(rng.integers(DAYS)))
        start = dt.datetime.combine(day, dt.time(hour, 10 * int(rng.integers(6))), PARIS)
        notes.append(
            Note(
                round(lat + float(rng.normal(0, _SPREAD)), 5), round(lon + float(rng.normal(0, _SPREAD)), 5), start,
                start + dt.timedelta(minutes=int(rng.choice((10, 60)))), _drawn(rng, _BY_NIGHT if night else _BY_DAY),
                int(rng.choice((1, 2, 2, 3, 3, 4))),
            )
        )  # fmt: skip
    return notes


def mediation_outcomes(settled: Sequence[bool], seed: int) -> list[Outcome]:
    """An outcome for each mediation, by whether the trouble was solved."""
    rng = np.random.default_rng([seed, 7])
    return [
        Outcome(
            _drawn(rng, _SETTLED if one else _UNSETTLED),
            _PARTIES[int(rng.integers(len(_PARTIES)))],
            int(rng.choice(_MINUTES)),
        )
        for one in settled
    ]


def _drawn(rng: np.random.Generator, shares: Sequence[tuple[str, float]]) -> str:
    weights = np.array([share for _, share in shares])
    return shares[int(rng.choice(len(shares), p=weights / weights.sum()))][0]
