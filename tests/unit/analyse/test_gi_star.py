"""Gi* against esda, worked numbers, and every way of dealing counts to the cells of a small map."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from esda import G_Local
from scipy import stats

from observatory.analyse.gi_star import gi_star, gi_star_p_exact, gi_star_p_normal, gi_star_permutation
from observatory.analyse.significance import benjamini_hochberg
from observatory.analyse.voisinage import row_standardised, voisinage_of, with_self
from tests.cells import hexagons, libpysal_weights, with_islands


def test_z_equals_that_of_esda_with_holes_borders_and_islands() -> None:
    graph = with_islands(hexagons(8, holes=60), 3)
    values = np.random.default_rng(1).negative_binomial(0.4, 0.3, graph.n).astype(float)
    theirs = G_Local(values, libpysal_weights(graph), transform="B", star=True, permutations=0)
    assert gi_star(values, graph) == pytest.approx(theirs.Zs, abs=1e-9)
    assert gi_star_p_normal(gi_star(values, graph)) == pytest.approx(2 * theirs.p_norm, abs=1e-9)


def test_row_standardised_weights_change_nothing_and_esda_takes_another_variance_for_them() -> None:
    """A row's unit does not matter (Ord & Getis 1995). esda's G is the same, but its variance is that of one cell."""
    graph = with_self(hexagons(6, holes=20))
    values = np.random.default_rng(2).poisson(1.5, graph.n).astype(float)
    theirs = G_Local(values, libpysal_weights(graph), transform="R", star=None, permutations=0)
    ours = gi_star(values, row_standardised(graph))
    assert ours == pytest.approx(gi_star(values, graph), abs=1e-9)
    assert theirs.Gs == pytest.approx(row_standardised(graph).matrix() @ values / values.sum(), abs=1e-9)
    m = graph.degres
    assert theirs.Zs == pytest.approx(ours * np.sqrt((graph.n / m - 1) / (graph.n - 1)), abs=1e-9)


def test_z_has_the_moments_that_it_says_over_all_ways_to_deal_the_values() -> None:
    """Seven cells, unequal weights: over all 5,040 permutations each cell's z has mean 0 and variance 1."""
    graph = voisinage_of(7, [0, 0, 1, 1, 2, 3, 3], [1, 2, 0, 4, 5, 2, 4], [1, 2, 1, 1, 3, 0.5, 2])
    deals = np.array(list(permutations([4.0, 0, 1, 1, 7, 2, 0])))
    z = gi_star(deals, graph)
    assert z.mean(axis=0) == pytest.approx(np.zeros(7), abs=1e-9)
    assert z.var(axis=0) == pytest.approx(np.ones(7), abs=1e-9)


def test_rows_of_time_stand_each_for_itself_and_constant_ones_say_nothing() -> None:
    graph = hexagons(3)
    values = np.random.default_rng(3).poisson(1, (3, graph.n)).astype(float)
    values[1] = 2
    z = gi_star(values, graph)
    assert np.isnan(z[1]).all()
    assert z[2] == pytest.approx(gi_star(values[2], graph), abs=1e-12)
    assert gi_star_p_exact(values, graph)[1].tolist() == [1.0] * graph.n


def test_a_neighbourhood_that_is_the_whole_map_could_have_no_other_sum() -> None:
    """The middle of seven hexagons touches all; the six others do not."""
    graph = hexagons(1)
    middle = int(np.argmax(graph.degres))
    values = np.arange(7.0)
    assert gi_star(values, graph)[middle] == 0
    assert gi_star_p_exact(values, graph)[middle] == 1
    assert np.all(np.delete(gi_star(values, graph), middle) != 0)


def test_one_cell_and_all_islands() -> None:
    assert np.isnan(gi_star([3.0], voisinage_of(1, [], []))).all()
    assert gi_star_p_exact([3], voisinage_of(1, [], [])).tolist() == [1.0]
    islands = voisinage_of(5, [], [])
    values = np.array([0.0, 0, 0, 0, 10])
    assert gi_star(values, islands) == pytest.approx(stats.zscore(values))
    assert gi_star_p_exact(values, islands).tolist() == pytest.approx([1, 1, 1, 1, 0.4])
    assert gi_star_permutation(values, islands, 99).tolist() == [1.0] * 5


def test_exact_p_values_are_those_of_all_ways_to_deal_the_counts() -> None:
    graph = with_islands(hexagons(1), 1)
    counts = np.array([0, 0, 3, 1, 0, 5, 0, 1])
    deals = np.array(list(permutations(counts.tolist())))
    inside = with_self(graph).matrix().toarray()
    sums, seen = deals @ inside.T, inside @ counts
    high, low = (sums >= seen).mean(axis=0), (sums <= seen).mean(axis=0)
    assert gi_star_p_exact(counts, graph) == pytest.approx(np.minimum(1, 2 * np.minimum(high, low)), rel=1e-12)
    assert gi_star_p_exact(counts, row_standardised(with_self(graph))) == pytest.approx(gi_star_p_exact(counts, graph))


def test_permutation_p_values_come_from_both_tails_of_the_draws() -> None:
    """Beside cell 0 stands a 5, that two of the 19 others reach: 2 x 2/19. Beside cell 2 a 0: nothing is smaller."""
    values = np.r_[0.0, 5, 6, np.zeros(17)]
    p = gi_star_permutation(values, voisinage_of(20, [0, 2], [1, 3]), 1999, seed=5)
    assert p[0] == pytest.approx(2 * 2 / 19, abs=0.035)
    assert p[2] == 1
    assert gi_star_permutation(values, voisinage_of(20, [0], [1]), 1999, seed=5)[0] == p[0]


def test_sparse_counts_fool_the_normal_law_and_not_the_exact_one() -> None:
    """Forty reports on 900 cells, by chance: the normal law finds hotspots, the exact one does not."""
    graph = hexagons(17)
    rng = np.random.default_rng(12)
    found = np.zeros(2)
    for _ in range(20):
        counts = np.bincount(rng.integers(0, graph.n, 40), minlength=graph.n)
        for at, p in enumerate((gi_star_p_normal(gi_star(counts, graph)), gi_star_p_exact(counts, graph))):
            found[at] += (benjamini_hochberg(p) <= 0.05).any()
    assert found[0] >= 15
    assert found[1] <= 3


def test_what_cannot_be_tested_is_refused() -> None:
    graph = hexagons(2)
    counts = np.arange(graph.n)
    with pytest.raises(ValueError, match="shape"):
        gi_star(counts[1:], graph)
    with pytest.raises(ValueError, match="finite"):
        gi_star(np.where(counts == 3, np.nan, counts), graph)
    with pytest.raises(ValueError, match="whole numbers"):
        gi_star_p_exact(counts / 2, graph)
    with pytest.raises(ValueError, match="unequal weights"):
        gi_star_p_exact(counts, with_self(graph, 2.0))
    with pytest.raises(ValueError, match="0 permutations"):
        gi_star_permutation(counts, graph, 0)
