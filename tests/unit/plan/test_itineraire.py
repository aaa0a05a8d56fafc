"""Walks: the shortest order, within minutes and metres, by every stop kept, along the streets."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.domain.marche import Genre, Methode, walking_minutes
from observatory.plan.graphe import Reseau, rattacher, reseau, sur_rue
from observatory.plan.itineraire import Itineraire, _held_karp, _length, _mended, _nearest_next, itineraire
from observatory.plan.repere import Repere

HERE = Repere(46.05, -4.6)
SIDE = 100.0
BLOCKS = 6


def at(x: float, y: float) -> tuple[float, float]:
    return HERE.to_lat_lon(x, y)


def line(*xy: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(lon, lat) for lat, lon in (at(*one) for one in xy)])


def chequers() -> tuple[list[shapely.LineString], list[str]]:
    """Streets every hundred metres both ways, each one long line: they meet without a common corner."""
    end = SIDE * BLOCKS
    across = [line((0, y * SIDE), (end, y * SIDE)) for y in range(BLOCKS + 1)]
    along = [line((x * SIDE, 0), (x * SIDE, end)) for x in range(BLOCKS + 1)]
    return across + along, [f"Rue {n}" for n in range(len(across) + len(along))]


def town(accessible: bool = False) -> Reseau:
    lines, names = chequers()
    found = reseau(lines, names, [at(300, 300)], marge_m=1000, accessible=accessible)
    assert found is not None
    return found


TOWN = town()


def walk(voies: Reseau | None, stops: list[tuple[float, float]], **options: object) -> Itineraire:
    wanted = {"ferme": True, "metres_max": 10_000.0, "minutes_max": 240.0, "genre": Genre.DIAGNOSTIC}
    return itineraire(voies, at(0, 0), stops, **(wanted | options))  # type: ignore[arg-type]


def test_streets_are_noded_where_they_cross() -> None:
    assert len(TOWN.xy) == (BLOCKS + 1) ** 2
    assert TOWN.metres == pytest.approx(2 * (BLOCKS + 1) * BLOCKS * SIDE, rel=1e-3)


def test_the_way_goes_along_the_streets_and_comes_back() -> None:
    found = walk(TOWN, [at(300, 200)])
    assert found.methode is Methode.VOIES and found.metres == pytest.approx(1000, rel=2e-3)
    assert found.trace[0] == found.trace[-1] == at(0, 0) and at(300, 200) in found.trace
    assert walk(TOWN, [at(300, 200)], ferme=False).metres == pytest.approx(500, rel=2e-3)


def test_legs_are_those_of_networkx() -> None:
    places = [at(0, 0), at(310, 190), at(550, 40), at(120, 480)]
    graph, tied = rattacher(TOWN, places)
    found = walk(TOWN, places[1:])
    assert all(tied)
    round_trip = [0, *(one + 1 for one in found.ordre), 0]
    for (start, end), metres in zip(itertools.pairwise(round_trip), found.etapes, strict=True):
        assert metres == pytest.approx(nx.shortest_path_length(graph, ("lieu", start), ("lieu", end), weight="metres"))
    assert found.metres == pytest.approx(sum(found.etapes))


def test_without_streets_legs_are_straight_and_said_to_be() -> None:
    found = walk(None, [at(300, 400)])
    assert found.methode is Methode.DROITE and found.metres == pytest.approx(1000, rel=1e-3)
    assert found.trace == (at(0, 0), at(300, 400), at(0, 0))


def test_a_stop_that_no_street_reaches_is_said() -> None:
    found = walk(TOWN, [at(300, 200), at(300, -400)])
    assert found.droits == (1,) and set(found.ordre) == {0, 1}


def test_staircases_are_left_out_of_an_accessible_walk() -> None:
    lines = [line((0, 0), (200, 0)), line((0, 0), (0, 400), (200, 400), (200, 0))]
    names = ["Escalier de la Butte", "Rue Basse"]
    for accessible, metres in ((False, 200), (True, 1000)):
        voies = reseau(lines, names, [at(0, 0), at(200, 0)], marge_m=1000, accessible=accessible)
        assert walk(voies, [at(200, 0)], ferme=False, accessible=accessible).metres == pytest.approx(metres, rel=1e-2)


def test_an_island_of_the_drawing_is_not_taken_for_the_streets() -> None:
    lines, names = chequers()
    voies = reseau([*lines, line((-40, -40), (-20, -40))], [*names, "Chemin"], [at(0, 0)], marge_m=1000)
    found = walk(voies, [at(100, 0), at(-30, -40)])
    assert found.droits == () and found.metres == pytest.approx(walk(TOWN, [at(100, 0), at(-30, -40)]).metres)


def test_no_stop_and_stops_at_one_place() -> None:
    none = walk(TOWN, [])
    assert (none.metres, none.minutes, none.trace, none.ordre) == (0.0, 0.0, (at(0, 0),), ())
    same = walk(TOWN, [at(100, 100), at(100, 100), at(0, 0)])
    assert sorted(same.ordre) == [0, 1, 2] and same.metres == pytest.approx(400, rel=2e-3)


def test_the_less_useful_is_left_out_and_named() -> None:
    found = walk(TOWN, [at(200, 0), at(600, 600), at(100, 100)], metres_max=900.0)
    assert found.laisses == (1,) and found.metres <= 900


def test_by_hand_the_order_stays_and_nothing_is_left_out() -> None:
    found = walk(TOWN, [at(600, 600), at(100, 0), at(500, 500)], metres_max=200.0, libre=False)
    assert found.ordre == (0, 1, 2) and found.laisses == () and found.metres > 200


def test_a_place_goes_to_its_crossing_or_its_street() -> None:
    assert HERE.to_xy(*sur_rue(TOWN, at(290, 312)))[0] == pytest.approx([300, 300], abs=1)
    assert HERE.to_xy(*sur_rue(TOWN, at(350, 320)))[0] == pytest.approx([350, 300], abs=1)
    assert sur_rue(TOWN, at(0, -500)) == at(0, -500)


places = st.tuples(st.floats(-50, 650), st.floats(-50, 650)).map(lambda xy: at(*xy))


@settings(max_examples=60, deadline=None)
@given(
    stops=st.lists(places, max_size=12),
    metres=st.floats(0, 6000),
    minutes=st.floats(0, 120),
    closed=st.booleans(),
    streets=st.booleans(),
    slow=st.booleans(),
)
def test_bounds_always_hold_and_every_stop_kept_is_walked_by(
    stops: list[tuple[float, float]], metres: float, minutes: float, closed: bool, streets: bool, slow: bool
) -> None:
    found = walk(
        TOWN if streets else None, stops, metres_max=metres, minutes_max=minutes, ferme=closed, accessible=slow
    )
    assert found.metres <= metres + 1e-6 and found.minutes <= minutes + 1e-6
    assert found.minutes == pytest.approx(
        walking_minutes(found.metres, len(found.ordre), Genre.DIAGNOSTIC, accessible=slow)
    )
    assert sorted((*found.ordre, *found.laisses)) == list(range(len(stops)))
    assert all(stops[one] in found.trace for one in found.ordre)
    assert found.trace[0] == at(0, 0) and (not closed or found.trace[-1] == at(0, 0))
    xy = HERE.to_xy([lat for lat, _ in found.trace], [lon for _, lon in found.trace])
    assert np.hypot(*np.diff(xy, axis=0).T).sum() == pytest.approx(found.metres, abs=1 + found.metres * 2e-3)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000)), min_size=1, max_size=6), st.booleans())
def test_the_order_is_the_shortest_of_all(spots: list[tuple[float, float]], closed: bool) -> None:
    table = [[math.dist(one, other) for other in [(0, 0), *spots]] for one in [(0, 0), *spots]]
    stops = list(range(1, len(spots) + 1))
    shortest = min(_length(list(order), table, closed) for order in itertools.permutations(stops))
    assert _length(_held_karp(stops, table, closed), table, closed) == pytest.approx(shortest)
    mended = _mended(_nearest_next(stops, table), table, closed)
    assert sorted(mended) == stops
    assert _length(mended, table, closed) <= _length(_nearest_next(stops, table), table, closed) + 1e-6
