"""The interrupted series: the fit of another program, the step that was put in, coverage."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from observatory.analyse.effet.interrupted import _poisson_means, _terms, interrupted_series

SEASON = 1 + 0.3 * np.sin(2 * np.pi * np.arange(36) / 12)


def test_the_fit_is_that_of_another_program() -> None:
    random = np.random.default_rng(1)
    counts, days = random.poisson(8, 24).astype(float), random.integers(28, 32, 24).astype(float)
    terms = _terms(24, 12, 12, True, True)
    peer = sm.GLM(counts, terms, family=sm.families.Poisson(), offset=np.log(days)).fit()
    assert _poisson_means(counts, days, terms) == pytest.approx(peer.fittedvalues, rel=1e-6)


def test_a_step_without_noise_is_found_whole() -> None:
    means = 400 * SEASON
    means[24:] *= 0.5
    found = interrupted_series(np.round(means), np.full(36, 30.0), 24)
    assert found is not None
    assert found.rapport == pytest.approx(0.5, abs=0.01)
    assert found.p < 0.001
    assert found.saison
    assert found.tendance


def test_days_of_a_month_are_no_step() -> None:
    days = np.where(np.arange(24) < 12, 30.0, 15.0)
    found = interrupted_series(days * 4, days, 12, trend=False)
    assert found is not None
    assert found.rapport == pytest.approx(1.0)


@pytest.mark.parametrize("sticky", [0.0, 0.4])
def test_coverage(sticky: float) -> None:
    random = np.random.default_rng(9)
    held = []
    for _ in range(250):
        noise = random.normal(size=60)
        for k in range(1, 60):
            noise[k] = sticky * noise[k - 1] + np.sqrt(1 - sticky**2) * noise[k]
        means = 15 * np.exp(0.2 * noise[-24:]) * SEASON[:24] * np.where(np.arange(24) < 12, 1, 0.6)
        found = interrupted_series(random.poisson(means), np.full(24, 30.0), 12, trend=False)
        assert found is not None
        held.append(found.bas <= 0.6 <= found.haut)
    assert np.mean(held) > 0.88


def test_too_little_says_nothing() -> None:
    assert interrupted_series(np.ones(20), np.ones(20), 7) is None
    assert interrupted_series(np.r_[np.ones(12), np.zeros(12)], np.ones(24), 12) is None


@pytest.mark.parametrize(
    ("counts", "days", "at"), [([1, 2], [1], 1), ([-1, 2], [1, 1], 1), ([1, 2], [1, 0], 1), ([1, 2], [1, 1], 3)]
)
def test_wrong_series_are_refused(counts: list[float], days: list[float], at: int) -> None:
    with pytest.raises(ValueError, match=r"shapes|negative"):
        interrupted_series(counts, days, at)
