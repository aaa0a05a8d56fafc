"""Crossings and places of Montpellier as callers say them, from street lines and establishments."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from support.letters import LETTER_ERRORS, plain
from support.scoring import Case, QuerySet

CROSSING_M, PLACE_M = 30, 100
"""Metres within which an answer is right."""

UNNAMED = "Voie non dénommée"


def crossing_set(voies: Path, count: int, rng: Random, limit: int = 5) -> QuerySet:
    """``count`` random crossings of exactly two named streets, each written four ways; ``limit`` answers count.

    Two streets may meet at several places, of which one was drawn: each place is an answer. A crossing is a vertex that
    lines of two names share; a street called « Voie non dénommée » has none.
    """
    names_at: dict[tuple[float, float], set[str]] = defaultdict(set)
    for feature in _features(voies):
        name = (feature["properties"].get("LIB_OFF") or "").strip()
        for line in _lines(feature["geometry"]) if name and name != UNNAMED else []:
            for lon, lat in line:
                names_at[round(lon, 6), round(lat, 6)].add(name)
    crossings = sorted((node, sorted(names)) for node, names in names_at.items() if len(names) == 2)
    cases = [
        _case(query, lat, lon, CROSSING_M, limit)
        for (lon, lat), (first, second) in rng.sample(crossings, min(count, len(crossings)))
        for query in _four_ways(*rng.sample([first, second], 2))
    ]
    return QuerySet("crossings" if limit > 1 else "crossings_first", cases)


def place_set(lieux: Path, rng: Random) -> QuerySet:
    """Every named establishment with one letter wrong, lost, doubled, exchanged or too many; one answer counts."""
    cases = []
    for feature in _features(lieux):
        name = (feature["properties"].get("LIBEL") or "").strip()
        wrong = rng.choice(list(LETTER_ERRORS.values()))(name, rng) if name else None
        if wrong is not None:
            lon, lat = feature["geometry"]["coordinates"][:2]
            cases.append(_case(wrong, lat, lon, PLACE_M))
    return QuerySet("places", cases)


def _four_ways(first: str, second: str) -> list[str]:
    low_first, low_second = plain(first).lower(), plain(second).lower()
    return [
        f"angle {first} et {second}",
        f"{first} / {second}",
        f"au croisement de {first} et de {second}",
        f"a l'angle de la {low_first} et de la {low_second}"
        if low_first.startswith("rue") and low_second.startswith("rue")
        else f"a l'angle {low_first} et {low_second}",
    ]


def _case(query: str, lat: float, lon: float, metres: int, limit: int = 1) -> Case:
    return {"query": query, "limit": limit, "bias": (None, None), "expected": {"coordinate": f"{lat},{lon},{metres}"}}


def _features(path: Path) -> Sequence[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [one for one in features if one["geometry"]]


def _lines(geometry: dict[str, Any]) -> list[list[list[float]]]:
    lines: list[list[list[float]]] = geometry["coordinates"]
    return [lines] if geometry["type"] == "LineString" else lines  # type: ignore[list-item]
