"""The law of the sum of cells drawn without replacement, against every draw written out."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest

from observatory.analyse import draws
from observatory.analyse.draws import tails_of_sums

VALUES = np.array([0, 0, 0, 1, 2, 2, 5, 1, 0, 7, 0, 3])


@pytest.mark.parametrize("m", [1, 3, 6, 12])
def test_every_draw_is_counted(m: int) -> None:
    tails = tails_of_sums(VALUES, [m, 4])[m]
    sums = np.array([sum(draw) for draw in combinations(VALUES.tolist(), m)])
    for s in np.unique(sums):
        high, low = (sums >= s).mean(), (sums <= s).mean()
        assert (tails.at_least[s], tails.at_most[s]) == pytest.approx((high, low), rel=1e-13)
        assert tails.two_sided(np.array([s]))[0] == pytest.approx(min(1, 2 * min(high, low)), rel=1e-13)


def test_a_tail_that_no_permutation_reaches_is_exact() -> None:
    """Of 5,000 cells seven hold 9: the chance to draw all seven is 1 / C(5000, 7), near 6e-23."""
    values = np.r_[np.zeros(4_993, np.int64), np.full(7, 9)]
    tails = tails_of_sums(values, [7])[7]
    assert tails.at_least[63] == pytest.approx(1 / comb(5_000, 7), rel=1e-12)


def test_what_counts_start_from_does_not_matter() -> None:
    low, high = tails_of_sums(VALUES, [4])[4], tails_of_sums(VALUES - 1_000, [4])[4]
    sums = np.array([0, 3, 17])
    assert low.two_sided(sums).tolist() == high.two_sided(sums - 4_000).tolist()


def test_a_coarser_scale_errs_upwards_only_and_little(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(3).integers(0, 50_000, 400)
    exact = tails_of_sums(values // 10, [5])[5]
    monkeypatch.setattr(draws, "_WORK", 3_000_000)
    coarse = tails_of_sums(values // 10, [5])[5]
    sums = np.array([(values // 10)[at : at + 5].sum() for at in range(0, 400, 5)])
    assert exact.step == 1 < coarse.step
    assert np.all(coarse.two_sided(sums) >= exact.two_sided(sums) * (1 - 1e-12))
    assert coarse.two_sided(sums) == pytest.approx(exact.two_sided(sums), abs=0.05)


def test_impossible_draws_are_refused() -> None:
    for sizes in ([0], [13], [draws.MOST_DRAWN + 1]):
        with pytest.raises(ValueError, match="draws from"):
            tails_of_sums(VALUES, sizes)
