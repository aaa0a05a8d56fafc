"""Montpellier: crossings drawn at random from the street lines, written as callers say them, with and without lines."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from observatory.geocode.answer import GeocodedAddress
from observatory.geocode.gazetteer import Gazetteer, distances
from observatory.geocode.search import Geocoder

WITHIN_M = 30
DRAWN = 500
NO_NAME = "Voie non dénommée"
FEMININE = {"rue", "avenue", "place", "impasse", "route", "promenade", "traverse"}


@dataclass(frozen=True)
class Crossing:
    """Two names as the city writes them, and one place where their lines meet."""

    first: str
    second: str
    lat: float
    lon: float


def _of(name: str) -> str:
    """« de la Rue Foch », « de l'Avenue d'Assas », « du Boulevard Gambetta »."""
    if name[0].lower() in "aeéiou":
        return f"de l'{name}"
    return f"de la {name}" if name.split()[0].lower() in FEMININE else f"du {name}"


def _hurried(text: str) -> str:
    """Lower case, no accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).lower()


WRITINGS: dict[str, Callable[[str, str], str]] = {
    "angle A et B": lambda a, b: f"angle {a} et {b}",
    "A / B": lambda a, b: f"{a} / {b}",
    "au croisement de A et de B": lambda a, b: f"au croisement {_of(a)} et {_of(b)}",
    "a l'angle de a et de b": lambda a, b: _hurried(f"à l'angle {_of(a)} et {_of(b)}"),
}


@pytest.fixture(scope="module")
def voies(shared_data: Path) -> Any:
    voies = gpd.read_file(shared_data / "montpellier/voies.geojson")
    return voies[voies["LIB_OFF"].notna()].reset_index(drop=True)


@pytest.fixture(scope="module")
def adresses(shared_data: Path) -> dict[str, list[str]]:
    path = shared_data / "montpellier/adresses_34172.csv"
    frame = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    return {str(name): frame[name].tolist() for name in frame}


@pytest.fixture(scope="module")
def crossings(voies: Any) -> list[Crossing]:
    """Every point where lines of two differently named streets meet, to the metre, in Lambert 93 and back."""
    lines = voies[voies["LIB_OFF"] != NO_NAME].to_crs(2154).reset_index(drop=True)
    joined = gpd.sjoin(lines, lines, predicate="intersects").reset_index()
    pairs = joined[joined["LIB_OFF_left"].str.lower() < joined["LIB_OFF_right"].str.lower()]
    left, right = lines.geometry.to_numpy()[pairs["index"]], lines.geometry.to_numpy()[pairs["index_right"]]
    met = gpd.GeoDataFrame(
        {"first": pairs["LIB_OFF_left"].to_numpy(), "second": pairs["LIB_OFF_right"].to_numpy()},
        geometry=shapely.intersection(left, right),
        crs=2154,
    ).explode()
    met = met[met.geom_type == "Point"]
    met["place"] = [(round(point.x), round(point.y)) for point in met.geometry]
    met = met.drop_duplicates(["first", "second", "place"]).to_crs(4326).sort_values(["first", "second", "place"])
    return [
        Crossing(first, second, point.y, point.x)
        for first, second, point in zip(met["first"], met["second"], met.geometry, strict=True)
    ]


@pytest.fixture(scope="module")
def drawn(crossings: list[Crossing]) -> list[Crossing]:
    assert len(crossings) > 4_000
    return random.Random(20261121).sample(crossings, DRAWN)


@pytest.fixture(scope="module")
def geocoder(voies: Any, adresses: dict[str, list[str]]) -> Geocoder:
    lines = {"nom": voies["LIB_OFF"].tolist(), "contour": list(voies.geometry)}
    return Geocoder(Gazetteer.build(adresses, voies=lines))


def _away(found: list[GeocodedAddress], crossing: Crossing) -> list[float]:
    """Metres from each answer to the crossing."""
    lat, lon = np.array([one.lat for one in found]), np.array([one.lon for one in found])
    return [float(away) for away in distances(lat, lon, crossing.lat, crossing.lon)]


@pytest.mark.parametrize("writing", WRITINGS)
def test_crossings_from_lines(geocoder: Geocoder, drawn: list[Crossing], writing: str) -> None:
    found = [geocoder.search(WRITINGS[writing](one.first, one.second)) for one in drawn]
    away = [_away(answers, one) for answers, one in zip(found, drawn, strict=True)]
    missed = [one for one, metres in zip(drawn, away, strict=True) if not metres or min(metres) > WITHIN_M]
    assert len(missed) <= 0.01 * DRAWN, missed[:10]
    first = sum(bool(metres) and metres[0] <= WITHIN_M for metres in away)
    assert first >= 0.97 * DRAWN, "a pair that meets at several places has one answer for each"


def test_the_radius_holds(geocoder: Geocoder, drawn: list[Crossing]) -> None:
    """Nine crossings in ten lie within the radius of one of the answers."""
    held = 0
    for one in drawn:
        found = geocoder.search(f"angle {one.first} et {one.second}")
        held += any(away <= answer.precision_m for away, answer in zip(_away(found, one), found, strict=True))
    assert held >= 0.9 * DRAWN


def test_crossings_from_addresses_alone(adresses: dict[str, list[str]], drawn: list[Crossing]) -> None:
    """Without lines: said to be estimated, and the radius holds for as many as it claims."""
    geocoder = Geocoder(Gazetteer.build(adresses))
    known = {name.lower() for name in adresses["nom_voie"]}
    asked = [one for one in drawn if one.first.lower() in known and one.second.lower() in known]
    assert len(asked) > 200
    best = [(one, geocoder.search(f"angle {one.first} et {one.second}", limit=1)) for one in asked]
    met = [(one, found[0]) for one, found in best if found and found[0].method == "croisement estimé"]
    assert len(met) >= 0.85 * len(asked)
    held = sum(_away([answer], one)[0] <= answer.precision_m for one, answer in met)
    assert held >= 0.85 * len(met)
    assert all("estimé" in answer.explanation for _, answer in met)
