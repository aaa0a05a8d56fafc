"""A list of addresses placed at once, against where the residents stood, and what a gazetteer allows at best."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.client import Client
from support.letters import plain

WITHIN_M = 50.0
METRES_PER_DEGREE = 111_195.0
_HEAD = re.compile(r"^(\d+)\s*(bis|ter|quater|[a-z](?= ))?\s+(.*)$")

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BatchFigures:
    """Addresses a second, then shares of all rows: placed, placed within 50 m, and the most that could be so."""

    addresses_s: float
    answered: float
    within_50m: float
    ceiling: float
    without_number: float
    exact_farther: float

    @property
    def of_ceiling(self) -> float:
        """The share of the ceiling that was reached."""
        return self.within_50m / self.ceiling


def measure_batch(client: Client, addresses: pd.DataFrame, signalements: pd.DataFrame) -> BatchFigures:
    """Place the column ``adresse`` of ``signalements`` (lon and lat in degrees tell the truth) in one call.

    ``addresses`` are the rows in BAN columns that the base of ``client`` holds. The index is open before the clock
    starts.
    """
    texts = signalements["adresse"].tolist()
    truth = signalements[["lat", "lon"]].astype(float).to_numpy()
    client.geocoder.search("rue", limit=1)
    start = time.perf_counter()
    found = client.geocoder.search_many(texts)
    seconds = time.perf_counter() - start
    placed = np.array([(one["lat"], one["lon"]) if one else (np.nan, np.nan) for one in found])
    allowed, without_number, exact_farther = allowed_rows(addresses, texts, truth)
    return BatchFigures(
        addresses_s=len(texts) / seconds,
        answered=float(np.mean(~np.isnan(placed[:, 0]))),
        within_50m=float(np.mean(metres(placed, truth) <= WITHIN_M)),
        ceiling=float(np.mean(allowed)),
        without_number=without_number,
        exact_farther=exact_farther,
    )


def allowed_rows(
    addresses: pd.DataFrame, texts: Sequence[str], truth: Points
) -> tuple[npt.NDArray[np.bool_], float, float]:
    """Which rows a geocoder could place within 50 m knowing these addresses and no more; n texts, (n, 2) lat and lon.

    A number that is known allows its row where that address (or one of those written alike) lies within 50 m. An
    unknown number allows its row where any known address of its street does, or the straight way between two of them
    that are neighbours in number. A street without a number has one middle (the median of its addresses), which must
    lie within 50 m. Also: the share of rows without a number, and the share of rows whose number is known but lies
    farther.
    """
    known, streets = _places_by_text(addresses)
    allowed = np.zeros(len(texts), bool)
    without_number = exact_farther = 0
    for row, (text, stood) in enumerate(zip(texts, truth, strict=True)):
        number, suffix, street = _parts(text)
        here = streets.get(street)
        if number is None:
            without_number += 1
            allowed[row] = here is not None and _near(np.median(here[:, :2], axis=0)[None], stood)
        elif (exact := known.get((number, suffix, street))) is not None:
            allowed[row] = _near(np.array(exact), stood)
            exact_farther += not allowed[row]
        else:
            allowed[row] = here is not None and _near(_with_ways_between(here), stood)
    return allowed, without_number / len(texts), exact_farther / len(texts)


def metres(first: Points, second: Points) -> Points:
    """Metres between points (n, 2) of latitude and longitude, row by row, on a local plane."""
    north = first[:, 0] - second[:, 0]
    east = (first[:, 1] - second[:, 1]) * np.cos(np.radians(second[:, 0]))
    away: Points = np.hypot(north, east) * METRES_PER_DEGREE
    return away


def _places_by_text(
    addresses: pd.DataFrame,
) -> tuple[dict[tuple[int, str, str], list[tuple[float, float]]], dict[str, Points]]:
    """Positions by number, suffix and street, and by street (latitude, longitude, number)."""
    known: dict[tuple[int, str, str], list[tuple[float, float]]] = {}
    streets: dict[str, list[tuple[float, float, int]]] = {}
    columns = ("numero", "rep", "nom_voie", "code_postal", "lat", "lon")
    for number, suffix, name, postcode, lat, lon in addresses[list(columns)].itertuples(index=False):
        if number:
            street, place = _street(f"{name}, {postcode}"), (float(lat), float(lon))
            known.setdefault((int(number), suffix.lower(), street), []).append(place)
            streets.setdefault(street, []).append((*place, int(number)))
    return known, {street: np.array(sorted(points, key=lambda one: one[2])) for street, points in streets.items()}


def _parts(text: str) -> tuple[int | None, str, str]:
    """Number, suffix and street (with its postcode) of « 26 bis Rue de la Lune, 75002 PARIS »."""
    found = _HEAD.match(text.strip().lower())
    if found is None:
        return None, "", _street(text)
    return int(found[1]), found[2] or "", _street(found[3])


@cache
def _street(text: str) -> str:
    """The words of a street and its postcode, without accents, capitals, signs and what follows the postcode."""
    words = re.sub(r"[^a-z0-9]+", " ", plain(text).lower())
    return re.sub(r"( \d{5}) .*$", r"\1", words).strip()


def _with_ways_between(street: Points) -> Points:
    """The addresses of a street and, between neighbours in number on one side of it, points about every 20 m."""
    points = [street[:, :2]]
    for parity in (0, 1):
        side = street[street[:, 2] % 2 == parity][:, :2]
        points += [np.linspace(one, other, 12) for one, other in pairwise(side)]
    return np.concatenate(points)


def _near(points: Points, stood: Points) -> bool:
    return bool((metres(points, np.broadcast_to(stood, points.shape)) <= WITHIN_M).any())
