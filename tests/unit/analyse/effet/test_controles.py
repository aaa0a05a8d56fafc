"""Control areas are alike, and do not fall by themselves."""

from __future__ import annotations

import numpy as np
import pytest

from observatory.analyse.effet.controles import Avant, choose_controls, likeness, overdispersion, surroundings
from observatory.analyse.effet.wdd import Compte, followed, wdd
from observatory.analyse.voisinage import Voisinage, voisinage_of


def ring_of(n: int) -> Voisinage:
    """Cells in a circle: each touches two."""
    first = np.repeat(np.arange(n), 2)
    return voisinage_of(n, first, (first + np.tile([-1, 1], n)) % n)


def place(debut: float, fin: float, *families: float) -> Avant:
    return Avant(np.array([debut]), np.array([fin]), np.array([families]).reshape(1, -1))


def test_the_nearest_in_level_trend_and_mix_comes_first() -> None:
    cells = Avant(
        np.array([10.0, 10, 10, 2, 18]),
        np.array([10.0, 10, 20, 2, 2]),
        np.array([[20.0, 0], [0, 20], [30, 0], [4, 0], [20, 0]]),
    )
    away = likeness(cells, place(10, 10, 20, 0), np.ones(5, bool))
    assert away[0] == 0
    assert away.argmin() == 0
    assert (away[1:] > 0.3).all()


def test_a_cell_s_own_count_does_not_choose_it() -> None:
    counts = np.zeros(8)
    counts[3] = 70.0
    around = surroundings(Avant(counts, counts, counts[:, None]), ring_of(8))
    assert around.debut.tolist() == [0, 0, 35, 0, 35, 0, 0, 0]
    assert around.familles[:, 0].tolist() == around.debut.tolist()


def test_controls_count_what_is_wanted_and_leave_out_what_may_not_be_taken() -> None:
    usable = np.ones(40, bool)
    usable[:4] = False
    chosen = choose_controls(np.arange(40.0), np.full(40, 10), usable, 80)
    assert chosen.tolist() == list(range(4, 12))
    assert choose_controls(np.arange(40.0), np.full(40, 10), usable, 0).tolist() == list(range(4, 9))
    assert len(choose_controls(np.arange(40.0), np.full(40, 10), usable, 1e9)) == 18
    assert choose_controls(np.arange(40.0), np.full(40, 10), np.zeros(40, bool), 9).size == 0


def test_where_nothing_was_done_nothing_is_found() -> None:
    """Places of their own levels, a busy zone: the error of the verdict is what it says."""
    random, n = np.random.default_rng(6), 400
    graph = ring_of(n)
    low = []
    for _ in range(300):
        means = np.exp(np.convolve(random.normal(0, 1, n + 2), np.ones(3) / 1.7, "valid"))
        early, late, after = random.poisson(means / 2), random.poisson(means / 2), random.poisson(means)
        zone = (int(means.argmax()) + np.arange(-3, 4)) % n
        usable = np.ones(n, bool)
        usable[(zone[3] + np.arange(-6, 7)) % n] = False
        cells = surroundings(Avant(early.astype(float), late.astype(float), np.zeros((n, 0))), graph)
        there = place(early[zone].mean(), late[zone].mean())
        before = early + late
        control = choose_controls(likeness(cells, there, usable), before, usable, 4 * before[zone].sum())
        weight = before[zone].sum() / before[control].sum()
        wider = overdispersion(before[control], after[control])
        own = Compte(before[zone].sum(), after[zone].sum())
        other = Compte(before[control].sum(), after[control].sum(), weight)
        found = wdd(*followed(own, other), surdispersion=wider)
        low.append((found.ic90[1] < 0, found.ic90[0] > 0))
    fell, rose = np.mean(low, axis=0)
    assert fell <= 0.08
    assert rose <= 0.08


def test_overdispersion_is_one_for_poisson_and_more_for_waves() -> None:
    random = np.random.default_rng(8)
    means = random.gamma(2, 4, 3000)
    assert overdispersion(random.poisson(means), random.poisson(1.3 * means)) == pytest.approx(1, abs=0.08)
    assert overdispersion(3 * random.poisson(means), 3 * random.poisson(means)) == pytest.approx(3, rel=0.1)
    assert overdispersion([5], [2]) == overdispersion([0, 0], [1, 2]) == overdispersion([1, 2], [0, 0]) == 1


def test_wrong_shapes_are_refused() -> None:
    cells = Avant(np.ones(3), np.ones(3), np.ones((3, 2)))
    for bad in (place(1, 1, 1), Avant(np.ones(2), np.ones(2), np.ones((2, 2)))):
        with pytest.raises(ValueError, match=r"shapes|families"):
            likeness(cells, bad, np.ones(3, bool))
    with pytest.raises(ValueError, match="shapes"):
        choose_controls([1, 2], [1], [True, True], 3)
    with pytest.raises(ValueError, match="shapes"):
        overdispersion([1, 2], [1])
