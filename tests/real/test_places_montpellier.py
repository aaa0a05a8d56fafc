"""Montpellier: the names of its public buildings, each written with one typo, are found."""

from __future__ import annotations

import random
import string
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from observatory.domain.position import Position
from observatory.geocode.gazetteer import Gazetteer
from observatory.geocode.search import Geocoder

WITHIN_M = 100


@pytest.fixture(scope="module")
def places(shared_data: Path) -> Any:
    """LIBEL, lon, lat of the public buildings that have a name."""
    places = gpd.read_file(shared_data / "montpellier/etablissements_publics.geojson")
    places = places[places["LIBEL"].notna()].reset_index(drop=True)
    inside = places.geometry.representative_point()
    return places.assign(lon=inside.x, lat=inside.y)


@pytest.fixture(scope="module")
def geocoder(shared_data: Path, places: Any) -> Geocoder:
    frame = pd.read_csv(shared_data / "montpellier/adresses_34172.csv", sep=";", dtype=str, keep_default_na=False)
    voies = gpd.read_file(shared_data / "montpellier/voies.geojson")
    voies = voies[voies["LIB_OFF"].notna()]
    lieux = {"nom": places["LIBEL"].tolist(), "lon": places["lon"].tolist(), "lat": places["lat"].tolist()}
    lines = {"nom": voies["LIB_OFF"].tolist(), "contour": list(voies.geometry)}
    return Geocoder(Gazetteer.build({str(name): frame[name].tolist() for name in frame}, voies=lines, lieux=lieux))


def with_typo(text: str, rng: random.Random) -> str:
    """The text with one letter lost, doubled by another, taken for another, or swapped with the next letter."""
    at = rng.choice([place for place, character in enumerate(text) if character.isalpha()])
    letter, kind = rng.choice(string.ascii_lowercase), rng.choice(["lost", "added", "other", "swapped"])
    if kind == "swapped" and text[at + 1 : at + 2].isalpha() and text[at + 1] != text[at]:
        return f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}"
    if kind == "lost":
        return text[:at] + text[at + 1 :]
    if kind == "added":
        return text[:at] + letter + text[at:]
    return text[:at] + (letter if letter != text[at].lower() else "z") + text[at + 1 :]


@pytest.mark.parametrize("seed", [3, 2026])
def test_names_with_one_typo(geocoder: Geocoder, places: Any, seed: int) -> None:
    rng = random.Random(seed)
    missed = []
    for name, lat, lon in zip(places["LIBEL"], places["lat"], places["lon"], strict=True):
        written = with_typo(name, rng)
        found = geocoder.search(written, limit=1)
        there = Position(lat=lat, lon=lon)
        if not found or Position(lat=found[0].lat, lon=found[0].lon).metres_to(there) > WITHIN_M:
            missed.append((written, found[0].label if found else ""))
    assert len(missed) <= 0.04 * len(places), missed[:20]
    assert len(places) > 1_000


def test_names_as_they_are_in_front_of_which_a_caller_stands(geocoder: Geocoder, places: Any) -> None:
    """« devant X » answers where X is, said so and less precisely."""
    drawn = places.sample(200, random_state=7)
    near = 0
    for name, lat, lon in zip(drawn["LIBEL"], drawn["lat"], drawn["lon"], strict=True):
        best = geocoder.search(f"devant {name}", limit=1)[0]
        here = Position(lat=best.lat, lon=best.lon)
        near += best.method == "devant" and here.metres_to(Position(lat=lat, lon=lon)) <= WITHIN_M
    assert near >= 0.92 * len(drawn)
