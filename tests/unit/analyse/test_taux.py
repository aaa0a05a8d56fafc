"""Rates are drawn to the middle where they rest on little, and their intervals hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from observatory.analyse.taux import (
    eb_intervals,
    eb_rates,
    gamma_bounds,
    set_aside,
)

SIDE = 24


def population(rng: np.random.Generator, n: int = SIDE * SIDE) -> np.ndarray:
    """Uneven exposures, some of them zero."""
    return np.exp(rng.normal(3, 1, n)) * (rng.uniform(size=n) > 0.1)


def test_smoothed_rates_are_those_of_marshall() -> None:
    counts, exposure = np.array([0.0, 3, 40, 9]), np.array([10.0, 20, 100, 50])
    mean = 52 / 180
    spread = (exposure * (counts / exposure - mean) ** 2).sum() / 180 - mean / 45
    weight = spread / (spread + mean / exposure)
    assert eb_rates(counts, exposure) == pytest.approx(weight * counts / exposure + (1 - weight) * mean)
    low, high = eb_intervals(counts, exposure)
    assert np.all((low < eb_rates(counts, exposure)) & (eb_rates(counts, exposure) < high))


def test_little_exposure_is_drawn_more_and_none_takes_the_rate_of_all() -> None:
    rates = eb_rates([2, 200, 10, 4], [1, 100, 100, 0])
    assert abs(rates[0] - 212 / 201) < abs(rates[1] - 212 / 201)
    assert rates[3] == pytest.approx(212 / 201)
    assert set_aside([2, 200, 10, 4], [1, 100, 100, 0]) == 4
    assert np.isnan(eb_rates([1, 2], [0, 0])).all()
    assert np.isnan(eb_intervals([1, 2], [0, 0])).all()


def test_counts_that_vary_no_more_than_chance_have_one_rate() -> None:
    assert eb_rates([5, 10, 20], [50, 100, 200]) == pytest.approx(0.1)
    low, high = eb_intervals([5, 10, 20], [50, 100, 200])
    assert (low[0], high[0]) == pytest.approx((stats.gamma.ppf(0.025, 35) / 350, stats.gamma.ppf(0.975, 36) / 350))


def test_smoothed_intervals_hold_the_truth() -> None:
    rng = np.random.default_rng(3)
    held = []
    for _ in range(40):
        truth, exposure = rng.gamma(5, 0.1, 200), rng.uniform(1, 40, 200)
        low, high = eb_intervals(rng.poisson(truth * exposure), exposure)
        held.append(np.mean((low <= truth) & (truth <= high)))
    assert 0.93 < np.mean(held) < 0.97


def test_garwood_bounds_are_exact() -> None:
    low, high = gamma_bounds([0, 10], [1.0, 2.0])
    assert low[0] == 0
    assert high[0] == pytest.approx(-np.log(0.025))
    assert (low[1], high[1]) == pytest.approx((stats.chi2.ppf(0.025, 20) / 4, stats.chi2.ppf(0.975, 22) / 4))


def test_the_unit_of_the_exposure_does_not_matter() -> None:
    rng = np.random.default_rng(2)
    exposure, counts = population(rng, 36), rng.poisson(4, 36)
    assert eb_rates(counts, exposure * 10) == pytest.approx(eb_rates(counts, exposure) / 10)


@pytest.mark.parametrize(
    ("counts", "exposure"), [([1, 2], [1]), ([-1, 2], [1, 1]), ([1, 2], [1, np.nan]), ([[1]], [[1]])]
)
def test_impossible_values_are_refused(counts: list[float], exposure: list[float]) -> None:
    for refused in (eb_rates, eb_intervals, set_aside):
        with pytest.raises(ValueError, match=r"shapes|not negative|numbers"):
            refused(counts, exposure)
