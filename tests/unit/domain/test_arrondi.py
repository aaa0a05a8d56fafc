"""Counts in fives."""

from __future__ import annotations

from observatory.domain.arrondi import LEAST_COUNT, count_to_fives, counts_to_fives


def test_counts_go_to_the_nearest_five_and_those_under_it_are_not_told() -> None:
    assert counts_to_fives([0, 2, 3, 7, 8, 12.5]).tolist() == [0, 0, 5, 5, 10, 15]
    assert [count_to_fives(n) for n in (None, 0, LEAST_COUNT - 1, 5, 7, 8)] == [None, None, None, 5, 5, 10]
