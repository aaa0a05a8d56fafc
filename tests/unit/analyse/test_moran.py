"""Moran's I, global and local, against esda and every way of dealing values to a small map."""

from __future__ import annotations

from itertools import permutations
from math import isnan

import esda
import numpy as np
import pytest

from observatory.analyse.moran import BAS_BAS, BAS_HAUT, HAUT_BAS, HAUT_HAUT, moran, moran_local, moran_local_p
from observatory.analyse.voisinage import row_standardised, voisinage_of, with_self
from tests.cells import hexagons, libpysal_weights, with_islands


@pytest.mark.parametrize("transform", ["B", "R"])
def test_the_global_statistic_and_its_moments_equal_those_of_esda(transform: str) -> None:
    graph = with_islands(hexagons(7, holes=40), 2)
    values = np.random.default_rng(1).gamma(0.7, 2, graph.n)
    theirs = esda.Moran(values, libpysal_weights(graph), transform.lower(), permutations=0)
    ours = moran(values, graph if transform == "B" else row_standardised(graph))
    expected = (theirs.I, theirs.EI, theirs.VI_norm, theirs.VI_rand, theirs.p_norm, theirs.p_rand)
    assert (ours.i, ours.attendu, ours.variance_normal, ours.variance_hasard, ours.p_normal, ours.p_hasard) == (
        pytest.approx(expected, abs=1e-9)
    )


@pytest.mark.parametrize("transform", ["B", "R"])
def test_local_statistics_moments_and_quadrants_equal_those_of_esda(transform: str) -> None:
    graph = with_islands(hexagons(7, holes=40), 2)
    values = np.random.default_rng(2).gamma(0.7, 2, graph.n)
    theirs = esda.Moran_Local(values, libpysal_weights(graph), transform.lower(), permutations=0)
    ours = moran_local(values, graph if transform == "B" else row_standardised(graph))
    unit = (graph.n - 1) / graph.n  # esda's moments are those of n / (n - 1) times its I: see the moments below
    for one, other in ((ours.i, theirs.Is), (ours.attendu, theirs.EI * unit), (ours.variance, theirs.VI * unit**2),
                       (ours.attendu_tenu, theirs.EIc * unit), (ours.variance_tenu, theirs.VIc * unit**2)):  # fmt: skip
        assert one == pytest.approx(other, abs=1e-9)
    assert ours.quadrant.tolist() == theirs.q.tolist()
    assert np.isnan(ours.z_tenu).tolist() == [False] * (graph.n - 2) + [True] * 2


def test_moments_are_those_of_all_ways_to_deal_the_values() -> None:
    """Six cells, unequal weights: mean and variance over all 720 permutations."""
    graph = voisinage_of(6, [0, 0, 1, 2, 3, 3], [1, 2, 0, 5, 2, 4], [1, 2, 1, 3, 0.5, 2])
    values = np.array([4.0, 0, 1, 7, 2, 0])
    deals = [np.array(deal) for deal in permutations(values)]
    everywhere = np.array([moran(deal, graph).i for deal in deals])
    ours = moran(values, graph)
    assert (everywhere.mean(), everywhere.var()) == pytest.approx((ours.attendu, ours.variance_hasard), abs=1e-9)
    local, known = np.array([moran_local(deal, graph).i for deal in deals]), moran_local(values, graph)
    assert local.mean(axis=0) == pytest.approx(known.attendu, abs=1e-9)
    assert local.var(axis=0) == pytest.approx(known.variance, abs=1e-9)
    held = local[[deal[3] == 7 for deal in deals], 3]
    assert (held.mean(), held.var()) == pytest.approx((known.attendu_tenu[3], known.variance_tenu[3]), abs=1e-9)


def test_permutations_of_two_sides_give_the_share_of_all_deals() -> None:
    graph = voisinage_of(6, [0, 1, 2, 3], [1, 0, 3, 2])
    values = np.array([4.0, 3, 1, 0, 2, 9])
    i = moran(values, graph).i
    every = np.array([moran(np.array(deal), graph).i for deal in permutations(values)])
    share = min(1, 2 * min((every >= i - 1e-9).mean(), (every <= i + 1e-9).mean()))
    found = moran(values, graph, 3_999, seed=2).p_permutation
    assert found == pytest.approx(share, abs=0.04)
    assert found == moran(values, graph, 3_999, seed=2).p_permutation


def test_quadrants_by_construction() -> None:
    """Two pairs of cells alike, one pair unlike: high among high, low among low, and one of each beside the other."""
    graph = voisinage_of(6, [0, 1, 2, 3, 4, 5], [1, 0, 3, 2, 5, 4])
    found = moran_local([9.0, 8, 1, 0, 9, 0], graph)
    assert found.quadrant.tolist() == [HAUT_HAUT] * 2 + [BAS_BAS] * 2 + [HAUT_BAS, BAS_HAUT]
    assert np.all(found.i[:4] > 0)
    assert np.all(found.i[4:] < 0)


def test_local_p_values_find_what_is_planted_and_leave_islands_alone() -> None:
    graph = with_islands(hexagons(10), 1)
    values = np.random.default_rng(3).normal(size=graph.n)
    spot = np.r_[150, graph.voisin[graph.debut[150] : graph.debut[151]]]
    values[spot] += 4
    p = moran_local_p(values, graph, 999, seed=1)
    assert p[150] == pytest.approx(0.002)
    assert p[-1] == 1
    assert np.median(p) > 0.3


def test_what_says_nothing_is_not_a_number() -> None:
    graph = hexagons(2)
    flat = moran(np.ones(graph.n), graph, 9)
    assert isnan(flat.i)
    assert flat.p_permutation is not None
    assert isnan(flat.p_permutation)
    assert isnan(moran([1.0, 2, 3, 4], voisinage_of(4, [], [])).i)
    assert isnan(moran([1.0], voisinage_of(1, [], [])).p_hasard)
    assert np.isnan(moran_local(np.ones(graph.n), graph).i).all()
    assert moran_local_p(np.ones(graph.n), graph, 99).tolist() == [1.0] * graph.n


def test_the_weight_of_a_cell_for_itself_does_not_count() -> None:
    graph = hexagons(3)
    values = np.random.default_rng(5).normal(size=graph.n)
    assert moran(values, with_self(graph)).i == pytest.approx(moran(values, graph).i)
    assert moran_local(values, with_self(graph)).variance == pytest.approx(moran_local(values, graph).variance)


def test_what_is_no_map_is_refused() -> None:
    graph = hexagons(1)
    with pytest.raises(ValueError, match="shape"):
        moran(np.ones(3), graph)
    with pytest.raises(ValueError, match="finite"):
        moran_local(np.full(graph.n, np.inf), graph)
    with pytest.raises(ValueError, match="-1 permutations"):
        moran(np.ones(graph.n), graph, -1)
    with pytest.raises(ValueError, match="0 permutations"):
        moran_local_p(np.ones(graph.n), graph, 0)
