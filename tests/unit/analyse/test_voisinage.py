"""Weights as sparse rows: what a pair means, and what is no pair."""

from __future__ import annotations

import numpy as np
import pytest

from observatory.analyse.voisinage import row_standardised, voisinage_of, with_self


def test_pairs_in_any_order_make_rows_in_order() -> None:
    graph = voisinage_of(4, [2, 0, 1, 1], [1, 1, 2, 0], [3, 1, 3, 0])
    assert graph.matrix().toarray().tolist() == [[0, 1, 0, 0], [0, 0, 3, 0], [0, 3, 0, 0], [0, 0, 0, 0]]
    assert (graph.n, graph.degres.tolist(), graph.rang.tolist()) == (4, [1, 1, 1, 0], [0, 1, 2])


def test_a_cell_may_be_put_in_its_own_row_once() -> None:
    graph = with_self(voisinage_of(3, [0, 1], [1, 0]))
    assert graph.soi.tolist() == [1, 1, 1]
    assert with_self(graph, 0.5).matrix().toarray().tolist() == [[0.5, 1, 0], [1, 0.5, 0], [0, 0, 0.5]]


def test_row_standardised_weights_make_means_and_leave_islands_alone() -> None:
    graph = row_standardised(voisinage_of(4, [0, 0, 1], [1, 2, 0]))
    assert graph.matrix().toarray().tolist() == [[0, 0.5, 0.5, 0], [1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize(
    ("first", "second", "weights"),
    [([0], [0], [1]), ([0, 0], [1, 1], [1, 1]), ([0], [3], [1]), ([0], [-1], [1]),
     ([0], [1], [-1]), ([0], [1], [np.nan]), ([0, 1], [1], [1, 1])],
)  # fmt: skip
def test_what_is_no_graph_is_refused(first: list[int], second: list[int], weights: list[float]) -> None:
    with pytest.raises(ValueError, match=r"own neighbour|twice|between 0 and 2|not negative|shapes"):
        voisinage_of(3, first, second, weights)


def test_no_cell_and_no_pair() -> None:
    assert voisinage_of(0, [], []).matrix().shape == (0, 0)
    assert with_self(voisinage_of(2, [], [])).matrix().toarray().tolist() == [[1, 0], [0, 1]]
