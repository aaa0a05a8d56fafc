"""Stops: compact, apart, at places where something was told, the same whatever the order of what is given."""

from __future__ import annotations

import numpy as np
import pytest

from observatory.domain.marche import Origine
from observatory.plan.arrets import MERGED_M, REACH_M, Indice, arrets, autour
from observatory.plan.repere import Repere

HERE = Repere(46.05, -4.6)


def at(x: float, y: float, weight: float = 1.0, origin: str = Origine.POINT_CHAUD, text: str = "") -> Indice:
    """A reason to stop, so many metres east and north of the middle."""
    return Indice(*HERE.to_lat_lon(x, y), weight, origin, text)


def cloud(x: float, y: float, n: int, spread: float = 8.0, seed: int = 1) -> list[Indice]:
    """Signalements around a place."""
    rng = np.random.default_rng(seed)
    return [at(x + dx, y + dy) for dx, dy in rng.normal(0, spread, (n, 2))]


def metres(lats: list[float], lons: list[float]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return HERE.to_xy(lats, lons)


def test_each_cluster_makes_a_stop_at_one_of_its_points() -> None:
    told = [*cloud(0, 0, 12), *cloud(400, 0, 20, seed=2), *cloud(0, 500, 9, seed=3)]
    found = arrets(told)
    assert len(found) == 3
    places = {(one.lat, one.lon) for one in told}
    assert all((one.lat, one.lon) in places for one in found)
    assert [round(one.poids) for one in found] == sorted((round(one.poids) for one in found), reverse=True)


def test_a_ring_around_a_lake_gives_no_stop_in_the_water() -> None:
    turns = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    found = arrets([at(120 * np.cos(t), 120 * np.sin(t)) for t in turns])
    away = np.hypot(*metres([one.lat for one in found], [one.lon for one in found]).T)
    assert found and away.min() > 115


def test_a_long_street_is_cut_into_what_one_sees() -> None:
    told = [at(x, 0) for x in range(0, 600, 10)]
    found = arrets(told)
    assert len(found) >= 4
    for one in found:
        heart = metres([one.lat], [one.lon])
        own = metres([told[i].lat for i in one.membres], [told[i].lon for i in one.membres])
        assert np.hypot(*(own - heart).T).max() <= 2 * REACH_M


def test_stops_are_apart_and_keep_the_first_reason() -> None:
    found = arrets([*cloud(0, 0, 10), at(25, 0, 3, Origine.REUNION, "bruit"), at(90, 0, 1, Origine.SILENCE)])
    assert [one.origine for one in found] == [Origine.REUNION, Origine.SILENCE]
    xy = metres([one.lat for one in found], [one.lon for one in found])
    assert np.hypot(*(xy[0] - xy[1])) >= MERGED_M


def test_a_stop_of_the_walk_before_stays_where_it_was_and_comes_first() -> None:
    before = at(30, 0, 1, Origine.PRECEDENTE)
    first = arrets([*cloud(0, 0, 40), before, at(300, 0, 9, Origine.REUNION)])[0]
    assert first.origine == Origine.PRECEDENTE and (first.lat, first.lon) == (before.lat, before.lon)


def test_a_lone_point_is_a_stop_when_it_weighs_or_was_asked_for() -> None:
    found = arrets([at(0, 0, 1), at(300, 0, 9), at(600, 0, 1, Origine.REUNION)])
    assert {one.membres for one in found} == {(1,), (2,)}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_what_is_given_changes_nothing(seed: int) -> None:
    told = [*cloud(0, 0, 15), *cloud(300, 80, 15, seed=9), at(500, 0, 2, Origine.REUNION, "bruit")]
    mixed = [told[i] for i in np.random.default_rng(seed).permutation(len(told))]
    assert [(one.lat, one.lon, one.poids) for one in arrets(mixed)] == [
        (one.lat, one.lon, one.poids) for one in arrets(told)
    ]


def test_nothing_gives_nothing_and_most_is_kept() -> None:
    assert arrets([]) == [] and autour([], 100) == []
    assert len(arrets([at(100.0 * i, 0, 9) for i in range(30)], most=7)) == 7


def test_the_stops_that_lie_together_are_chosen_where_they_are_most_useful() -> None:
    far = [at(5000 + 100 * i, 0, 9) for i in range(12)]
    near = [at(100.0 * i, 0, 2, Origine.REUNION) for i in range(4)]
    assert all(one.origine == Origine.REUNION for one in autour(arrets([*far, *near]), 400))
    assert len(autour(arrets([*far, *near]), 400)) == 4
