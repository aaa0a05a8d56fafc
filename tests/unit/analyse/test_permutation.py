"""Conditional permutations against every draw written out, whatever the weights."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from observatory.analyse.permutation import conditional_tails
from observatory.analyse.voisinage import voisinage_of, with_self
from tests.cells import hexagons, with_islands

P = 4_000


def test_shares_of_draws_are_those_of_all_draws() -> None:
    """Seven cells, equal and unequal rows: each tail within 4.5 standard errors of its true share."""
    graph = voisinage_of(7, [0, 0, 1, 1, 1, 2, 3, 3], [1, 2, 0, 4, 6, 5, 2, 4], [1, 1, 1, 1, 1, 3, 0.5, 2])
    values = np.array([4.0, 0, 1, 1, 7, 2, 0])
    above, below = conditional_tails(values, graph, P, 5)
    for cell in range(7):
        span = slice(graph.debut[cell], graph.debut[cell + 1])
        weights, others = graph.poids[span], np.delete(values, cell)
        seen = weights @ values[graph.voisin[span]]
        sums = np.array([weights @ np.array(draw) for draw in permutations(others, len(weights))])
        for found, share in ((above, (sums >= seen - 1e-9).mean()), (below, (sums <= seen + 1e-9).mean())):
            assert abs(found[cell] / P - share) <= 4.5 * np.sqrt(share * (1 - share) / P) + 1e-12


def test_both_ways_of_counting_agree_draw_by_draw() -> None:
    """A weight of 1 + 1e-9 in one row sends it the long way: values that never tie must give the same counts."""
    graph = hexagons(6, holes=15)
    weights = graph.poids.copy()
    weights[graph.debut[:-1]] *= 1 + 1e-9
    values = np.random.default_rng(2).normal(size=graph.n)
    short = conditional_tails(values, graph, 99, 8)
    long = conditional_tails(values, voisinage_of(graph.n, graph.rang, graph.voisin, weights), 99, 8, n_jobs=2)
    assert np.array_equal(short[0], long[0])
    assert np.array_equal(short[1], long[1])


def test_the_cell_itself_is_not_drawn_and_islands_equal_all_their_draws() -> None:
    graph = with_islands(hexagons(3), 2)
    values = np.random.default_rng(4).poisson(2, graph.n).astype(float)
    alone, own = conditional_tails(values, graph, 199, 3), conditional_tails(values, with_self(graph, 5.0), 199, 3)
    assert np.array_equal(alone, own)
    assert [tail[-2:].tolist() for tail in alone] == [[199, 199]] * 2


def test_a_seed_gives_its_numbers_back() -> None:
    graph = hexagons(3)
    values = np.random.default_rng(4).poisson(2, graph.n).astype(float)
    first, again, other = (conditional_tails(values, graph, 99, seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_where_everybody_is_a_neighbour_nothing_could_have_been_drawn_otherwise() -> None:
    i, j = np.nonzero(~np.eye(5, dtype=bool))
    above, below = conditional_tails(np.array([0.1, 0.2, 0.3, 0.7, 11]), voisinage_of(5, i, j), 99, 1)
    assert above.tolist() == below.tolist() == [99] * 5
