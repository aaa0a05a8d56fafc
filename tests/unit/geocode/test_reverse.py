"""What is nearest to a position."""

from __future__ import annotations

import math

import numpy as np
import pytest

from observatory.domain.position import Position
from observatory.geocode.gazetteer import Gazetteer
from observatory.geocode.search import Geocoder

HERE = Position(lat=43.6090, lon=3.87641)


def test_addresses_come_nearest_first_with_their_distance(geocoder: Geocoder) -> None:
    found = geocoder.reverse(HERE, limit=4)
    assert [one.housenumber for one in found[:1]] == ["5"]
    assert [one.precision_m for one in found] == sorted(one.precision_m for one in found)
    for one in found:
        away = Position(lat=one.lat, lon=one.lon).metres_to(HERE)
        assert one.precision_m == pytest.approx(away, abs=0.2)
        assert f"à {away:.0f} m" in one.explanation
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@pytest.mark.parametrize(
    ("kind", "kinds", "method"),
    [
        ("housenumber", {"housenumber"}, "adresse la plus proche"),
        ("street", {"street"}, "voie la plus proche"),
        ("locality", {"locality"}, "lieu le plus proche"),
        ("municipality", {"municipality"}, "commune"),
    ],
)
def test_a_kind(geocoder: Geocoder, kind: str, kinds: set[str], method: str) -> None:
    found = geocoder.reverse(HERE, limit=2, kind=kind)
    assert {one.type for one in found} == kinds
    assert {one.method for one in found} == {method}


def test_the_distance_to_a_street_is_that_to_its_line(geocoder: Geocoder) -> None:
    """The Rue Neuve runs at 43.610 from 3.877 to 3.878, and has no number: it is given beside addresses."""
    beside = Position(lat=43.6101, lon=3.8779)
    best = geocoder.reverse(beside, kind="street")[0]
    assert (best.street, best.housenumber) == ("Rue Neuve", "")
    assert best.precision_m == pytest.approx(11.1, abs=0.2)
    assert geocoder.reverse(beside)[0].street == "Rue Neuve"


def test_a_lieu_may_be_nearest_of_all(geocoder: Geocoder) -> None:
    best = geocoder.reverse(Position(lat=43.6111, lon=3.878))[0]
    assert (best.name, best.type) == ("École élémentaire Jules Ferry", "locality")
    assert best.precision_m == pytest.approx(11.1, abs=0.2)


def test_the_commune_is_that_of_the_nearest_address(geocoder: Geocoder) -> None:
    assert geocoder.reverse(Position(lat=43.63, lon=3.90), kind="municipality")[0].name == "Castelnau-le-Lez"
    assert geocoder.reverse(HERE, kind="municipality")[0].citycode == "34172"


def test_nothing_farther_than_twenty_kilometres(geocoder: Geocoder) -> None:
    assert geocoder.reverse(Position(lat=0, lon=0), limit=3) == []
    assert geocoder.reverse(Position(lat=43.609, lon=3.80), limit=1) != []
    assert geocoder.reverse(Position(lat=44.2, lon=3.87), limit=1) == []


@pytest.mark.parametrize("limit", [0, -1])
def test_no_answer_wanted(geocoder: Geocoder, limit: int) -> None:
    assert geocoder.reverse(HERE, limit=limit) == []


def test_a_street_is_given_once(geocoder: Geocoder) -> None:
    labels = [one.label for one in geocoder.reverse(HERE, limit=20, kind="street")]
    assert len(labels) == len(set(labels)) > 3


@pytest.mark.parametrize("position", [Position(lat=89.9, lon=0), Position(lat=-90, lon=180), Position(lat=0, lon=-180)])
def test_positions_at_the_edge_of_the_world(geocoder: Geocoder, position: Position) -> None:
    assert geocoder.reverse(position, limit=2) == []


def test_the_nearest_of_many_is_that_of_a_plain_count() -> None:
    """Against every distance counted one by one."""
    rng = np.random.default_rng(7)
    count = 400
    lat, lon = 43.6 + rng.uniform(0, 0.05, count), 3.85 + rng.uniform(0, 0.05, count)
    columns = {
        "id": [str(row) for row in range(count)],
        "numero": [row % 50 + 1 for row in range(count)],
        "rep": [""] * count,
        "nom_voie": [f"Rue {chr(97 + row % 20) * 4}" for row in range(count)],
        "code_postal": ["34000"] * count,
        "code_insee": ["34172"] * count,
        "nom_commune": ["Montpellier"] * count,
        "lon": lon.tolist(),
        "lat": lat.tolist(),
    }
    geocoder = Geocoder(Gazetteer.build(columns))
    for _ in range(30):
        here = Position(lat=float(43.6 + rng.uniform(-0.01, 0.06)), lon=float(3.85 + rng.uniform(-0.01, 0.06)))
        away = np.array([Position(lat=a, lon=b).metres_to(here) for a, b in zip(lat, lon, strict=True)])
        found = geocoder.reverse(here, limit=5)
        assert [one.precision_m for one in found] == pytest.approx(sorted(away)[:5], rel=0.002, abs=0.5)
        assert math.isclose(found[0].lat, lat[int(np.argmin(away))]) or away.min() > 1_000
