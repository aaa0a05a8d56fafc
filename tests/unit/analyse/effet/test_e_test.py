"""The E-test against published values and another program."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.rates import test_poisson_2indep as peer

from observatory.analyse.effet.e_test import LARGEST, e_test


@pytest.mark.parametrize(
    ("counts", "spans"),
    [((20, 10), (1, 1)), ((0, 5), (1, 1)), ((60, 30), (51477.5, 54308.7)), ((127, 50), (12, 6)), ((3, 3), (1, 1))],
)
def test_agrees_with_another_program(counts: tuple[int, int], spans: tuple[float, float]) -> None:
    wanted = peer(counts[0], spans[0], counts[1], spans[1], method="etest-wald").pvalue
    assert e_test(*counts, *spans) == pytest.approx(wanted, abs=1e-9)


def test_it_is_even_and_knows_nothing_of_nothing() -> None:
    assert e_test(12, 30, 3, 4) == pytest.approx(e_test(30, 12, 4, 3))
    assert e_test(0, 0) == 1.0
    assert e_test(7, 7) == pytest.approx(1.0)


def test_large_counts_meet_the_normal_law() -> None:
    half = LARGEST // 2
    exact, normal = e_test(half, half - 400), e_test(half + 3, half - 397)
    assert exact == pytest.approx(normal, abs=2e-4)


def test_type_one_error() -> None:
    random = np.random.default_rng(4)
    found = [e_test(a, b, 12, 6) for a, b in random.poisson([12, 6], (600, 2)).tolist()]
    assert np.mean(np.array(found) <= 0.05) <= 0.075


@pytest.mark.parametrize("bad", [(-1, 2, 1, 1), (1, 2, 0, 1), (1.5, 2, 1, 1)])
def test_impossible_counts_are_refused(bad: tuple[int, int, float, float]) -> None:
    with pytest.raises(ValueError, match="counts"):
        e_test(*bad)
