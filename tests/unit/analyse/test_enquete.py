"""Shares and differences against published values; what is hidden cannot be had back by subtraction."""

from __future__ import annotations

import itertools

import pytest

from observatory.analyse.enquete import hidden_answers, hidden_counts, share_difference, survey_share
from observatory.analyse.intervalles import UNKNOWN, share


def ends(successes: int, n: int, population: int | None = None) -> tuple[float, float]:
    found = survey_share(successes, n, population)
    assert found.bas is not None and found.haut is not None
    return found.bas, found.haut


def test_without_a_population_it_is_wilsons_interval() -> None:
    assert survey_share(15, 148) == share(15, 148)
    assert ends(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)  # Newcombe 1998, Statistics in Medicine 17, 857
    assert ends(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert survey_share(0, 0) == UNKNOWN


def test_a_finite_population_narrows_it_as_cochran_says() -> None:
    assert ends(30, 100, 10**9) == pytest.approx(ends(30, 100), abs=1e-6)
    # 100 of 199: the variance is (199 - 100)/(199 - 1) = 1/2, which is that of 200 answers
    assert ends(30, 100, 199) == pytest.approx(ends(60, 200))
    assert ends(30, 100, 100) == (0.3, 0.3)
    with pytest.raises(ValueError, match="among 99"):
        survey_share(30, 100, 99)


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),  # Newcombe 1998, table II, method 10
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_differences_are_those_that_newcombe_published(
    now: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    found = share_difference(survey_share(*now), survey_share(*before))
    assert found is not None
    assert (found.bas, found.haut) == pytest.approx((low, high), abs=6e-5)
    assert found.valeur == pytest.approx(now[0] / now[1] - before[0] / before[1])
    assert found.signe == (1 if low > 0 else 0)
    back = share_difference(survey_share(*before), survey_share(*now))
    assert back is not None and (-back.haut, -back.bas) == pytest.approx((found.bas, found.haut))
    assert share_difference(survey_share(*now), UNKNOWN) is None


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([50, 30, 20], "..."),
        ([50, 3, 20], ".xx"),
        ([50, 0, 20], "..."),
        ([50, 1, 2, 20], ".xxx"),
        ([50, 4, 4, 20], ".xx."),
        ([0, 3, 57], ".xx"),
        ([1, 1, 1], "xxx"),
        ([0, 0, 0], "..."),
    ],
)
def test_what_is_small_is_hidden_with_enough_others(counts: list[int], hidden: str) -> None:
    assert ["x" if one else "." for one in hidden_counts(counts)] == list(hidden)


def test_no_total_gives_a_hidden_answer_back() -> None:
    """Every small table: each hidden answer shares every sum that is told with another, and five people or more."""
    for table in itertools.product(range(9), repeat=4):
        blocks = (table[:2], table[2:])
        first, second, sums = hidden_answers(*blocks)
        flags = [*first, *second]
        assert not any(not gone and 0 < value < 5 for gone, value in zip(flags, table, strict=True))
        lines = [(table, flags)] if sums else list(zip(blocks, (first, second), strict=True))
        for values, gone in lines:
            lost = [value for value, one in zip(values, gone, strict=True) if one]
            assert not any(lost) or sum(values) < 5 or (sum(one > 0 for one in lost) >= 2 and sum(lost) >= 5)
            assert sums or sum(values) == 0 or sum(values) >= 5
