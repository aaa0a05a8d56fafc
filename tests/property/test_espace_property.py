"""Statistics of space do not depend on the order of cells, on their names, on the unit; and stand empty maps."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.analyse.change import hotspot_change
from observatory.analyse.gi_star import gi_star, gi_star_p_exact, gi_star_permutation
from observatory.analyse.kde import hotspot_kde
from observatory.analyse.moran import moran, moran_local, moran_local_p
from observatory.analyse.voisinage import Voisinage, voisinage_of

Ints = npt.NDArray[np.int64]


@st.composite
def maps(draw: st.DrawFn, least: int = 2) -> tuple[Ints, Voisinage]:
    """Counts, mostly small, on a graph of some cells: often islands, sometimes no pair at all."""
    n = draw(st.integers(least, 25))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    touch = np.triu(rng.random((n, n)) < draw(st.sampled_from([0.0, 0.1, 0.3])), 1)
    first, second = np.nonzero(touch | touch.T)
    counts = rng.poisson(draw(st.sampled_from([0.2, 2.0, 30.0])), n)
    return counts, voisinage_of(n, first, second)


def relabelled(graph: Voisinage, order: Ints) -> Voisinage:
    """The same graph where cell ``order[k]`` is called k, its pairs told in another order."""
    name = np.argsort(order)
    return voisinage_of(graph.n, name[graph.rang][::-1], name[graph.voisin][::-1], graph.poids[::-1])


def close(one: Any, other: Any) -> bool:
    return bool(np.allclose(np.asarray(one, float), np.asarray(other, float), rtol=1e-8, atol=1e-9, equal_nan=True))


@settings(max_examples=60, deadline=None)
@given(maps(), st.randoms(use_true_random=False))
def test_names_and_order_of_cells_change_nothing(one: tuple[Ints, Voisinage], chance: Any) -> None:
    counts, graph = one
    order = np.array(chance.sample(range(graph.n), graph.n))
    other = relabelled(graph, order)
    assert close(gi_star(counts[order], other), gi_star(counts, graph)[order])
    assert close(gi_star_p_exact(counts[order], other), gi_star_p_exact(counts, graph)[order])
    assert close(astuple(moran(counts[order], other))[:6], astuple(moran(counts, graph))[:6])
    assert close(moran_local(counts[order], other).z_tenu, moran_local(counts, graph).z_tenu[order])
    xy = np.c_[np.arange(graph.n) * 70.0, counts * 30.0]
    assert close(hotspot_kde(counts[order], xy[order], 200), hotspot_kde(counts, xy, 200)[order])


@settings(max_examples=60, deadline=None)
@given(maps(), st.integers(1, 1000), st.integers(-50, 50))
def test_the_unit_of_the_values_changes_no_statistic_and_no_p_value(
    one: tuple[Ints, Voisinage], unit: int, start: int
) -> None:
    counts, graph = one
    moved = counts * unit + start
    assert close(gi_star(moved, graph), gi_star(counts, graph))
    assert close(gi_star_p_exact(moved, graph), gi_star_p_exact(counts, graph))
    assert close(moran(moved, graph).i, moran(counts, graph).i)
    assert close(gi_star(counts * 0.1 * unit + start / 7, graph), gi_star(counts, graph))
    assert close(gi_star_permutation(counts * 0.1, graph, 49, 1), gi_star_permutation(counts, graph, 49, 1))
    doubled = Voisinage(graph.debut, graph.voisin, graph.poids * unit)
    assert close(moran(counts, doubled).i, moran(counts, graph).i)
    assert close(moran_local_p(counts, doubled, 49, 1), moran_local_p(counts, graph, 49, 1))


@settings(max_examples=40, deadline=None)
@given(maps())
def test_p_values_are_shares_and_agree_with_the_sign(one: tuple[Ints, Voisinage]) -> None:
    counts, graph = one
    exact, drawn = gi_star_p_exact(counts, graph), gi_star_permutation(counts, graph, 49)
    for p in (exact, drawn):
        assert np.all((p > 0) & (p <= 1))
    assert drawn.min() >= 2 / 50
    z = gi_star(counts, graph)
    assert np.isnan(z).all() == (counts.min() == counts.max())
    assert not np.isnan(z).any() or np.isnan(z).all()


@pytest.mark.parametrize("value", [0, 7])
@pytest.mark.parametrize("n", [1, 2, 5])
def test_constant_maps_and_all_islands_say_nothing(value: int, n: int) -> None:
    islands = voisinage_of(n, [], [])
    counts = np.full(n, value)
    assert np.isnan(gi_star(counts, islands)).all()
    assert np.isnan(moran(counts, islands).i)
    assert np.isnan(moran_local(counts, islands).i).all()
    for p in (
        gi_star_p_exact(counts, islands),
        gi_star_permutation(counts, islands, 9),
        moran_local_p(counts, islands, 9),
    ):
        assert p.tolist() == [1.0] * n
    assert close(hotspot_kde(counts, np.c_[np.arange(n), np.arange(n)], 3.0), counts)


@settings(max_examples=40, deadline=None)
@given(maps(), st.integers(1, 5))
def test_change_turned_round_is_its_own_inverse(one: tuple[Ints, Voisinage], rate: int) -> None:
    before = one[0] + 1
    after = before[::-1] * rate
    forth, back = hotspot_change(before, after), hotspot_change(after, before)
    assert close(forth.p_value, back.p_value)
    assert close(forth.ratio * back.ratio, np.ones(len(before)))
    assert close(forth.bas * back.haut, np.ones(len(before)))
    assert np.array_equal(forth.difference, -back.difference)
