"""Factors of months and days, their intervals, and the test of any season."""

from __future__ import annotations

import numpy as np
import pytest

from observatory.analyse.saison import seasonality

DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], float)


def test_equal_rates_have_factors_of_one_whatever_the_days_and_the_years() -> None:
    found = seasonality(np.array([DAYS * 2, DAYS * 5]), np.array([DAYS, DAYS]))
    assert found.facteur == pytest.approx(np.ones(12))
    assert found.p == pytest.approx(1.0)
    assert found.dispersion == 1.0


def test_by_hand() -> None:
    found = seasonality([[30, 10]], [[10, 10]])
    assert found.facteur == pytest.approx([1.5, 0.5])
    assert found.p == pytest.approx(0.00157, abs=1e-5)  # chi-square of 10 with one degree of freedom
    assert found.bas[0] * 20 == pytest.approx(20.24, abs=0.01)  # Garwood's interval of a count of 30
    assert found.haut[0] * 20 == pytest.approx(42.83, abs=0.01)


def test_growth_between_years_is_no_season() -> None:
    found = seasonality([[100] * 12, [300] * 12], np.full((2, 12), 30.0))
    assert found.p == pytest.approx(1.0)


def test_a_group_that_was_not_watched_is_not_known_and_none_counted_is_bounded() -> None:
    found = seasonality([[5, 0, 0]], [[10, 10, 0]])
    assert np.isnan(found.facteur[2])
    assert np.isnan(found.haut[2])
    assert found.bas[1] == 0
    assert found.haut[1] > 1


@pytest.mark.parametrize(("size", "years"), [(None, 2), (8.0, 2), (None, 1)])
def test_type_one_error_and_coverage(size: float | None, years: int) -> None:
    random = np.random.default_rng(7)
    p, held = [], []
    for _ in range(800):
        shape = (years, 12)
        counts = (
            random.poisson(25, shape) if size is None else random.negative_binomial(size, size / (size + 25), shape)
        )
        found = seasonality(counts, np.full(shape, 30.0))
        p.append(found.p)
        held.append(((found.bas <= 1) & (found.haut >= 1)).mean())
    assert np.mean(np.array(p) <= 0.05) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 800) + 0.005
    assert np.mean(held) > 0.93


def test_wrong_tables_are_refused() -> None:
    for counts, days in (([[1]], [[0]]), ([[-1]], [[1]]), ([1, 2], [1, 2]), ([[1, 2]], [[1]])):
        with pytest.raises(ValueError, match=r"shapes|negative"):
            seasonality(counts, days)
