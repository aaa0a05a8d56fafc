"""Walks on Montpellier's streets: bounds hold, and legs are the shortest that networkx finds."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest

from observatory.domain.marche import Genre, Methode
from observatory.plan.graphe import rattacher, reseau
from observatory.plan.itineraire import itineraire

CENTRE = (43.6105, 3.8767)


@pytest.fixture(scope="module")
def voies(shared_data: Path) -> Any:
    return gpd.read_file(shared_data / "montpellier/voies.geojson")


@pytest.mark.parametrize("seed", range(6))
def test_bounds_hold_and_legs_are_the_shortest(voies: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    start = (CENTRE[0] + rng.normal(0, 0.008), CENTRE[1] + rng.normal(0, 0.01))
    stops = [(start[0] + rng.normal(0, 0.003), start[1] + rng.normal(0, 0.004)) for _ in range(10)]
    names = voies["LIB_OFF"].fillna("").tolist()
    known = reseau(list(voies.geometry), names, [start, *stops], marge_m=600, accessible=bool(seed % 2))
    found = itineraire(known, start, stops, ferme=seed % 3 > 0, metres_max=2500, minutes_max=75, genre=Genre.DIAGNOSTIC)
    assert known is not None and found.methode is Methode.VOIES
    assert len(found.ordre) > 1 and found.metres <= 2500 and found.minutes <= 75
    graph, tied = rattacher(known, [start, *stops])
    ways = [0, *(one + 1 for one in found.ordre), *([0] if seed % 3 else [])]
    for (a, b), metres in zip(itertools.pairwise(ways), found.etapes, strict=True):
        if tied[a] and tied[b]:
            shortest = nx.shortest_path_length(graph, ("lieu", a), ("lieu", b), weight="metres")
            assert metres == pytest.approx(shortest)
