"""Change beside the city's: worked numbers, scipy's exact tests, and how often chance alone is taken for change."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from observatory.analyse.change import hotspot_change

BEFORE, AFTER = np.array([20, 10, 0, 0, 70]), np.array([5, 20, 3, 0, 172])


def test_change_by_hand() -> None:
    """The city doubles, 100 to 200: from 20 to 5 is an eighth of the share, from 10 to 20 the same share."""
    found = hotspot_change(BEFORE, AFTER)
    assert found.difference.tolist() == [-15, 10, 3, 0, 102]
    assert found.attendu.tolist() == [40, 20, 0, 0, 140]
    assert found.ratio[:3].tolist() == [0.125, 1.0, np.inf]
    assert np.isnan(found.ratio[3])
    assert found.p_value[3] == 1
    assert (found.bas[3], found.haut[3]) == (0, np.inf)


def test_p_values_and_intervals_are_those_of_scipy_and_agree_with_each_other() -> None:
    found = hotspot_change(BEFORE, AFTER)
    for cell in (0, 1, 2, 4):
        a, n = int(AFTER[cell]), int(AFTER[cell] + BEFORE[cell])
        tails = [stats.binomtest(a, n, 2 / 3, side).pvalue for side in ("less", "greater")]
        assert found.p_value[cell] == pytest.approx(min(1, 2 * min(tails)))
        share = stats.binomtest(a, n).proportion_ci(method="exact")
        ends = [end / (1 - end) / 2 if end < 1 else np.inf for end in share]
        assert [found.bas[cell], found.haut[cell]] == pytest.approx(ends)
        assert (found.p_value[cell] < 0.05) == (not found.bas[cell] <= 1 <= found.haut[cell])


def test_a_planted_change_is_found_and_chance_seldom_is() -> None:
    rng = np.random.default_rng(3)
    found = 0
    for _ in range(60):
        rate = rng.gamma(0.5, 6, 300)
        found += bool((hotspot_change(rng.poisson(rate), rng.poisson(rate * 1.4)).p_fdr <= 0.05).any())
    assert found <= 5
    rate[7] = 30.0
    after = rng.poisson(rate)
    after[7] = 75
    known = hotspot_change(np.r_[rng.poisson(rate)[:7], 30, rng.poisson(rate)[8:]], after)
    assert known.p_fdr[7] <= 0.05


def test_what_cannot_be_compared_is_refused() -> None:
    for before, after in (([1, 2], [1]), ([1.5], [1]), ([-1, 3], [1, 1]), ([0, 0], [1, 1]), ([], [])):
        with pytest.raises(ValueError, match=r"shapes|whole numbers|no count"):
            hotspot_change(before, after)
