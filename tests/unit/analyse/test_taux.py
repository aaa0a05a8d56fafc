"""Rates are drawn to the middle where they rest on little, and one rate for all is not refused by chance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from observatory.analyse.significance import benjamini_hochberg
from observatory.analyse.taux import (
    POISSON,
    Dispersion,
    eb_intervals,
    eb_rates,
    gamma_bounds,
    rate_dispersion,
    rate_p_exact,
    set_aside,
)
from observatory.analyse.voisinage import Voisinage, voisinage_of

SIDE = 24


def grid(side: int = SIDE) -> Voisinage:
    """Squares that touch by a side, side by side."""
    rank = np.arange(side * side).reshape(side, side)
    right = [rank[:, :-1].ravel(), rank[:, 1:].ravel()]
    down = [rank[:-1].ravel(), rank[1:].ravel()]
    first, second = (np.concatenate([right[i], down[i], right[1 - i], down[1 - i]]) for i in (0, 1))
    return voisinage_of(side * side, first, second)


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


def test_p_is_twice_the_smaller_binomial_tail() -> None:
    counts, exposure = np.array([7, 1, 2, 10]), np.array([1.0, 2, 3, 4])
    chain = voisinage_of(4, [0, 1, 2, 3], [1, 0, 3, 2])
    p = rate_p_exact(counts, exposure, chain, POISSON)
    tail = stats.binom.sf(7, 20, 0.3)
    assert p == pytest.approx([2 * tail] * 4)
    doubled = Voisinage(chain.debut, chain.voisin, chain.poids * 2)
    assert rate_p_exact(counts, exposure, doubled, POISSON) == pytest.approx(p)


def test_one_cell_and_a_map_that_is_one_neighbourhood_say_nothing() -> None:
    assert rate_p_exact([9], [2.0], voisinage_of(1, [], [])).tolist() == [1.0]
    pair = voisinage_of(2, [0, 1], [1, 0])
    assert rate_p_exact([9, 0], [1.0, 5.0], pair).tolist() == [1.0, 1.0]
    assert eb_rates([0, 0], [1.0, 5.0]).tolist() == [0.0, 0.0]
    low, high = eb_intervals([0, 0], [1.0, 5.0])
    assert low[0] == 0 < high[0]


def test_p_under_dispersion_is_that_of_the_negative_binomial() -> None:
    counts, exposure = np.array([7, 1, 2, 10]), np.array([1.0, 2, 3, 4])
    p = rate_p_exact(counts, exposure, voisinage_of(4, [], []), Dispersion(1.5, 0.2))
    mean = 20 * exposure / 10
    variance = 1.5 * mean + 0.2 * mean**2
    size, share = mean**2 / (variance - mean), mean / variance
    low, high = stats.nbinom.cdf(counts, size, share), stats.nbinom.sf(counts - 1, size, share)
    assert p == pytest.approx(np.minimum(1, 2 * np.minimum(low, high)))


def test_cells_without_exposure_are_no_part_of_any_sum() -> None:
    chain = voisinage_of(4, [0, 1], [1, 0])
    p = rate_p_exact([50, 5, 5, 9], [0, 1, 1, 0], chain, POISSON)
    assert p[0] == p[1] == 1
    assert np.isnan(p[3])
    nothing = rate_p_exact([0, 0], [1, 0], voisinage_of(2, [], []))
    assert nothing[0] == 1
    assert np.isnan(nothing[1])


@pytest.mark.parametrize("clustered", [False, True])
def test_population_alone_makes_no_discovery(clustered: bool) -> None:
    rng, graph = np.random.default_rng(11), grid()
    exposure = population(rng)
    found = 0
    for _ in range(30):
        counts = rng.poisson(1500 * exposure / exposure.sum())
        if clustered:  # each trouble is told by two on average
            counts = counts + rng.negative_binomial(np.maximum(counts, 1), 0.5) * (counts > 0)
        found += bool(np.nanmin(benjamini_hochberg(rate_p_exact(counts, exposure, graph))) <= 0.05)
    assert found <= 4


def test_a_risk_of_three_is_found_where_thirty_are_expected() -> None:
    rng, graph = np.random.default_rng(5), grid()
    exposure = np.exp(rng.normal(3, 0.5, graph.n))
    mean = 3000 * exposure / exposure.sum()
    middle = graph.n // 2 + SIDE // 2
    inside = np.append(graph.voisin[graph.debut[middle] : graph.debut[middle + 1]], middle)
    mean[inside] *= 30 / mean[inside].sum()
    exposure[inside] = mean[inside] * exposure.sum() / 3000
    risk = np.ones(graph.n)
    risk[inside] = 3
    hits = [benjamini_hochberg(rate_p_exact(rng.poisson(mean * risk), exposure, graph))[middle] for _ in range(10)]
    assert np.mean(np.array(hits) <= 0.05) == 1


def test_dispersion_is_learnt_in_spite_of_a_hotspot() -> None:
    rng, graph = np.random.default_rng(7), grid()
    exposure = population(rng)
    mean = 6000 * exposure / exposure.sum()
    plain = rate_dispersion(rng.poisson(mean), exposure, graph)
    assert plain.lineaire < 1.3
    assert plain.carree < 0.05
    spread = rng.poisson(mean * rng.gamma(1 / 0.3, 0.3, graph.n))
    spread[100:103] *= 20
    assert 0.15 < rate_dispersion(spread, exposure, graph).carree < 0.6
    assert rate_dispersion([1, 2], [1, 1], voisinage_of(2, [], [])) == POISSON


def test_order_and_scale_of_exposure_do_not_matter() -> None:
    rng, graph = np.random.default_rng(2), grid(6)
    exposure, counts = population(rng, 36), rng.poisson(4, 36)
    p = rate_p_exact(counts, exposure, graph, POISSON)
    assert rate_p_exact(counts, exposure * 1000, graph, POISSON) == pytest.approx(p, nan_ok=True)
    turned = rng.permutation(36)
    back = np.argsort(turned)
    moved = voisinage_of(36, back[graph.rang], back[graph.voisin])
    assert rate_p_exact(counts[turned], exposure[turned], moved, POISSON) == pytest.approx(p[turned], nan_ok=True)
    assert eb_rates(counts, exposure * 10) == pytest.approx(eb_rates(counts, exposure) / 10)


@pytest.mark.parametrize(
    ("counts", "exposure"), [([1, 2], [1]), ([-1, 2], [1, 1]), ([1, 2], [1, np.nan]), ([[1]], [[1]])]
)
def test_impossible_values_are_refused(counts: list[float], exposure: list[float]) -> None:
    for refused in (eb_rates, eb_intervals, set_aside):
        with pytest.raises(ValueError, match=r"shapes|not negative|numbers"):
            refused(counts, exposure)
    with pytest.raises(ValueError, match=r"3 cells"):
        rate_p_exact([1, 2], [1, 1], voisinage_of(3, [], []))
