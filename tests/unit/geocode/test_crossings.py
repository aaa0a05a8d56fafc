"""Geometry of streets: where they meet, their middle, their ends, what lies between and across."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from observatory.geocode.crossings import (
    Plane,
    Spot,
    across_line,
    crossing_of_lines,
    crossing_of_points,
    ends_of_lines,
    middle_of_lines,
    middle_of_spots,
    segment_of_lines,
)
from observatory.geocode.gazetteer import METRES_PER_DEGREE, Floats

LAT, LON = 43.61, 3.87


def at(*metres: tuple[float, float]) -> Floats:
    """Metres east and north of a place in Montpellier → (n, 2) longitude and latitude."""
    east, north = np.array(metres).T / METRES_PER_DEGREE
    return np.column_stack([LON + east / np.cos(np.radians(LAT)), LAT + north])


def metres(spot: Spot) -> tuple[float, float]:
    """A spot as metres east and north of the same place."""
    east = (spot.lon - LON) * np.cos(np.radians(LAT)) * METRES_PER_DEGREE
    return round(float(east), 1), round(float((spot.lat - LAT) * METRES_PER_DEGREE), 1)


def close(spot: Spot, east: float, north: float, within: float = 1.0) -> bool:
    x, y = metres(spot)
    return bool(np.hypot(x - east, y - north) <= within)


EAST = [at((-100, 0), (0, 0), (100, 0))]


def test_the_plane_is_in_metres_and_comes_back() -> None:
    plane = Plane.around(at((0, 0)))
    assert plane.metres(at((30, -40))) == pytest.approx(np.array([[30.0, -40.0]]), abs=0.01)
    there = plane.spot(30, -40, 20)
    assert close(there, 30, -40, 0.1)
    assert plane.spot(0, 0, 1).radius_m == 8.0, "no place is surer than eight metres"


@pytest.mark.parametrize(
    "north",
    [
        [at((0, -80), (0, 80))],
        [at((0, -80), (0, 0)), at((0, 0), (0, 80))],
        [at((0, 80), (0, 0))],
    ],
)
def test_streets_that_cross_or_touch(north: Sequence[Floats]) -> None:
    (spot,) = crossing_of_lines(EAST, north)
    assert close(spot, 0, 0)
    assert spot.exact
    assert spot.radius_m <= 10


def test_a_street_that_stops_short_meets_in_the_gap() -> None:
    (spot,) = crossing_of_lines(EAST, [at((0, 12), (0, 80))])
    assert close(spot, 0, 6)
    assert spot.exact


def test_the_order_of_the_streets_does_not_matter() -> None:
    north = [at((10, -50), (14, 50))]
    (one,), (other,) = crossing_of_lines(EAST, north), crossing_of_lines(north, EAST)
    assert close(one, *metres(other), within=0.5)


def test_a_dual_carriageway_is_one_crossing() -> None:
    twin = [at((-100, 0), (100, 0)), at((-100, 16), (100, 16))]
    (spot,) = crossing_of_lines(twin, [at((0, -80), (0, 80))])
    assert close(spot, 0, 8)
    assert spot.radius_m >= 8


def test_streets_that_meet_in_two_places_have_two_crossings() -> None:
    loop = [at((-60, 0), (-60, 50), (60, 50), (60, 0))]
    spots = crossing_of_lines(EAST, loop)
    assert sorted(metres(spot)[0] for spot in spots) == pytest.approx([-60, 60], abs=1)


def test_a_shared_stretch_is_met_at_its_ends() -> None:
    along = [at((0, 80), (0, 0), (70, 0), (70, 80))]
    spots = crossing_of_lines(EAST, along)
    assert len(spots) == 2
    assert {min((0, 70), key=lambda x: abs(x - metres(spot)[0])) for spot in spots} == {0, 70}
    assert all(abs(metres(spot)[1]) < 2 for spot in spots)


def test_the_place_with_most_meeting_points_comes_first() -> None:
    twice = [at((-60, -20), (-60, 20)), at((60, -20), (60, 20)), at((70, -20), (70, 20))]
    spots = crossing_of_lines(EAST, twice)
    assert close(spots[0], 65, 0)
    assert close(spots[1], -60, 0)


@pytest.mark.parametrize(("away", "count"), [(60, 1), (140, 1), (160, 0), (2_000, 0)])
def test_streets_that_do_not_meet(away: float, count: int) -> None:
    spots = crossing_of_lines(EAST, [at((0, away), (0, away + 50))])
    assert len(spots) == count
    for spot in spots:
        assert not spot.exact
        assert close(spot, 0, away / 2)
        assert spot.radius_m > away / 2


def test_crossing_told_from_addresses() -> None:
    """Numbers on both sides of two streets that cross at the origin, the nearest of them 20 m away."""
    one = at(*[(x, side) for x in range(20, 120, 10) for side in (-6, 6)])
    other = at(*[(side, y) for y in range(20, 120, 10) for side in (-6, 6)])
    (spot,) = crossing_of_points(one, other)
    assert not spot.exact
    assert close(spot, 0, 0, within=5)
    assert spot.radius_m >= 25


def test_crossing_told_from_parallel_rows_is_between_them() -> None:
    one, other = at((0, 0), (20, 0), (40, 0)), at((40, 30), (60, 30), (80, 30))
    (spot,) = crossing_of_points(one, other)
    assert close(spot, 40, 15)


def test_addresses_farther_apart_deserve_a_larger_radius() -> None:
    one = at((0, 0), (-20, 0), (-40, 0))
    near, far = (crossing_of_points(one, at((away, 0), (away, 20), (away, 40)))[0] for away in (20, 100))
    assert near.radius_m < far.radius_m


def test_crossing_of_rows_that_are_far_apart_or_empty() -> None:
    assert crossing_of_points(at((0, 0)), at((0, 151))) == []
    assert crossing_of_points(np.empty((0, 2)), at((0, 0))) == []
    assert crossing_of_points(at((0, 0)), np.empty((0, 2))) == []
    assert len(crossing_of_points(at((0, 0)), at((0, 10)))) == 1, "one address each is enough"


def test_the_middle_lies_along_the_line_and_its_radius_reaches_the_ends() -> None:
    bent = [at((0, 0), (100, 0)), at((100, 0), (100, 40))]
    spot = middle_of_lines(bent)
    assert close(spot, 70, 0)
    assert spot.radius_m == pytest.approx(70, abs=1)


def test_the_middle_of_pieces_that_do_not_join_is_that_of_the_longest() -> None:
    spot = middle_of_lines([at((0, 0), (100, 0)), at((300, 0), (320, 0))])
    assert close(spot, 50, 0)
    assert spot.radius_m == pytest.approx(270, abs=1)


def test_the_segment_between_two_places() -> None:
    plane = Plane.around(at((0, 0)))
    spot = segment_of_lines(EAST, plane.spot(-20, 5, 10), plane.spot(60, -5, 10))
    assert close(spot, 20, 0)
    assert spot.radius_m == pytest.approx(40, abs=0.5)
    assert spot.exact
    assert not segment_of_lines(EAST, plane.spot(-20, 5, 10, exact=False), plane.spot(60, -5, 10)).exact


def test_the_middle_of_two_places() -> None:
    plane = Plane.around(at((0, 0)))
    spot = middle_of_spots(plane.spot(0, 0, 10), plane.spot(60, 80, 10))
    assert close(spot, 30, 40)
    assert spot.radius_m == pytest.approx(60)


def test_the_two_ends() -> None:
    low, high = ends_of_lines(EAST)
    assert sorted([metres(low)[0], metres(high)[0]]) == pytest.approx([-100, 100], abs=0.5)
    assert low.radius_m == pytest.approx(20, abs=0.5), "a tenth of two hundred metres"


def test_across_the_street_is_the_mirror() -> None:
    here = at((30, 8))[0]
    spot = across_line(EAST, float(here[1]), float(here[0]))
    assert close(spot, 30, -8)
    assert spot.radius_m == 15
