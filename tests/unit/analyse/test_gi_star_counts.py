"""The test of counts: right on maps drawn by chance, not blind to a place that stands alone, calm where it must be."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from observatory.analyse.gi_star_counts import gi_star_p_counts, sum_limits
from observatory.analyse.significance import benjamini_hochberg
from observatory.analyse.voisinage import Voisinage, voisinage_of, with_self

SIDE = 24


def lattice(side: int = SIDE) -> Voisinage:
    """A square of cells, each beside the eight around it."""
    at = np.arange(side * side).reshape(side, side)
    pairs = [
        (at[max(0, -r) : side - max(0, r), max(0, -c) : side - max(0, c)].ravel(),
         at[max(0, r) : side - max(0, -r), max(0, c) : side - max(0, -c)].ravel())
        for r in (-1, 0, 1) for c in (-1, 0, 1) if (r, c) != (0, 0)
    ]  # fmt: skip
    return voisinage_of(side * side, np.concatenate([i for i, _ in pairs]), np.concatenate([j for _, j in pairs]))


GRAPH = lattice()


def test_counts_that_vary_as_chance_does_are_held_against_poissons_law() -> None:
    counts = np.ones(GRAPH.n, int)
    counts[::2] = 0  # varies less than Poisson's law
    counts[300] = 6
    inside = [300, *GRAPH.voisin[GRAPH.debut[300] : GRAPH.debut[301]]]
    outside = np.delete(counts, inside)
    m, mean = len(inside), outside.mean()
    variance = m * mean * (1 + m / len(outside))
    size = (m * mean) ** 2 / (variance - m * mean)
    expected = 2 * stats.nbinom.sf(counts[inside].sum() - 1, size, size / (size + m * mean))
    assert gi_star_p_counts(counts, GRAPH)[300] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("law", ["even", "uneven"])
def test_maps_by_chance_have_a_discovery_no_oftener_than_one_in_twenty(law: str) -> None:
    rng = np.random.default_rng(11)
    maps = 300
    found = 0
    for _ in range(maps):
        rate = rng.gamma(0.7, 2 / 0.7, GRAPH.n) if law == "uneven" else np.full(GRAPH.n, 2.0)
        found += bool((benjamini_hochberg(gi_star_p_counts(rng.poisson(rate), GRAPH)) <= 0.05).any())
    assert found / maps <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / maps)


def test_a_place_that_stands_alone_is_found_with_its_surroundings_and_nothing_else() -> None:
    counts = np.random.default_rng(4).poisson(0.3, GRAPH.n)
    counts[300] += 25
    hot = np.flatnonzero(benjamini_hochberg(gi_star_p_counts(counts, GRAPH)) <= 0.05)
    assert set(hot) == {300, *GRAPH.voisin[GRAPH.debut[300] : GRAPH.debut[301]]}


@pytest.mark.parametrize("scale", [1.0, 1000.0])
def test_where_people_live_explains_the_counts_nothing_is_found_under_rates(scale: float) -> None:
    rng = np.random.default_rng(12)
    maps, found, planted = 300, 0, 0
    people = scale * np.exp(rng.normal(0, 1, GRAPH.n)) * (1 + np.arange(GRAPH.n) // 96)
    people[::7] = 0
    share = 1500 * people / people.sum()
    for _ in range(maps):
        found += bool((benjamini_hochberg(gi_star_p_counts(rng.poisson(share), GRAPH, people)) <= 0.05).any())
    assert found / maps <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / maps)
    place = [300, *GRAPH.voisin[GRAPH.debut[300] : GRAPH.debut[301]]]
    for _ in range(20):
        more = share.copy()
        more[place] *= 4
        planted += benjamini_hochberg(gi_star_p_counts(rng.poisson(more), GRAPH, people))[300] <= 0.05
    assert planted >= 18


def test_troubles_told_by_several_make_no_discovery_where_few_live() -> None:
    rng = np.random.default_rng(11)
    people = np.exp(rng.normal(3, 1, GRAPH.n))
    found = 0
    for _ in range(100):
        troubles = rng.poisson(1500 * people / people.sum())
        told = troubles + rng.poisson(troubles)
        found += bool((benjamini_hochberg(gi_star_p_counts(told, GRAPH, people)) <= 0.05).any())
    assert found / 100 <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 100)


def test_equal_exposures_are_no_exposure_and_what_has_none_counts_in_no_sum() -> None:
    counts = np.random.default_rng(9).poisson(2, GRAPH.n)
    plain = gi_star_p_counts(counts, GRAPH)
    assert gi_star_p_counts(counts, GRAPH, np.full(GRAPH.n, 7.0)) == pytest.approx(plain, rel=1e-9)
    people = np.ones(GRAPH.n)
    people[300] = 0
    crowded = counts.copy()
    crowded[300] = 500
    assert np.array_equal(gi_star_p_counts(counts, GRAPH, people), gi_star_p_counts(crowded, GRAPH, people))
    assert gi_star_p_counts(counts, GRAPH, np.zeros(GRAPH.n)).tolist() == [1.0] * GRAPH.n
    with pytest.raises(ValueError, match="exposure"):
        gi_star_p_counts(counts, GRAPH, -people)


def test_an_empty_quarter_of_a_busy_map_is_cold() -> None:
    counts = np.random.default_rng(5).poisson(8, GRAPH.n).reshape(SIDE, SIDE)
    counts[:6, :6] = 0
    p = benjamini_hochberg(gi_star_p_counts(counts.ravel(), GRAPH)).reshape(SIDE, SIDE)
    assert (p[:5, :5] <= 0.05).all()
    assert (p[8:, 8:] > 0.05).all()


def test_limits_are_where_the_test_turns() -> None:
    counts = np.random.default_rng(6).poisson(3, GRAPH.n)
    counts[40:44] = 15
    low, high = sum_limits(counts, GRAPH, 0.01)
    sums = counts + GRAPH.matrix() @ counts
    p = gi_star_p_counts(counts, GRAPH)
    assert np.any(p <= 0.01)
    assert np.array_equal(p <= 0.01, (sums <= low) | (sums >= high))


def test_where_nothing_can_be_said_nothing_is() -> None:
    assert gi_star_p_counts(np.full(GRAPH.n, 3), GRAPH).tolist() == [1.0] * GRAPH.n
    few = lattice(2)
    assert gi_star_p_counts([9, 0, 0, 0], few).tolist() == [1.0] * 4
    assert sum_limits([9, 0, 0, 0], few, 0.05)[1].tolist() == [np.inf] * 4
    alone = voisinage_of(40, [], [])
    p = gi_star_p_counts([30] + [0, 1] * 19 + [1], alone)
    assert p[0] < 1e-9
    assert gi_star_p_counts([3], voisinage_of(1, [], [])).tolist() == [1.0]


def test_weights_do_not_matter_nor_does_naming_the_cell_itself() -> None:
    counts = np.random.default_rng(7).poisson(2, GRAPH.n)
    plain = gi_star_p_counts(counts, GRAPH)
    assert np.array_equal(plain, gi_star_p_counts(counts, with_self(GRAPH)))
    order = np.random.default_rng(8).permutation(GRAPH.n)
    rank = np.argsort(order)
    moved = voisinage_of(GRAPH.n, rank[GRAPH.rang], rank[GRAPH.voisin])
    assert gi_star_p_counts(counts[order], moved)[rank] == pytest.approx(plain, rel=1e-12)


@pytest.mark.parametrize("counts", [[1.5] * 4, [-1, 0, 0, 0], [np.nan] * 4, [1, 2]])
def test_what_is_no_count_is_an_error(counts: list[float]) -> None:
    with pytest.raises(ValueError, match="count"):
        gi_star_p_counts(counts, lattice(2))
