"""Kaplan and Meier's curve against numbers worked by hand and published ones."""

from __future__ import annotations

import numpy as np
import pytest

from observatory.analyse.survie import quantile, share_within, survival_curve

WEEKS = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = [True] * 9 + [False] * 12
"""Remissions under 6-MP (Freireich and others 1963), the example of textbooks."""


def test_the_textbook_example_gives_its_published_curve() -> None:
    curve = survival_curve(WEEKS, RELAPSED)
    at = dict(zip(curve.durees, zip(curve.reste, curve.bas, curve.haut, strict=True), strict=True))
    assert (curve.n, curve.n_finis) == (21, 9)
    for week, left in ((6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)):
        assert at[week][0] == pytest.approx(left, abs=5e-4)
    assert at[6][1:] == pytest.approx((0.620, 0.952), abs=5e-4)
    assert at[10][1:] == pytest.approx((0.503, 0.889), abs=5e-4)
    assert at[23][1:] == pytest.approx((0.188, 0.680), abs=5e-4)
    median = quantile(curve)
    assert (median.valeur, median.bas, median.haut) == (23, 13, None)
    assert quantile(curve, 0.9).valeur is None


def test_what_waits_still_is_not_dropped() -> None:
    """Six callers: told after 2, 4 and 6 days; two wait since 8 days, one since today.

    By hand: 5 at risk at 2 days, 4/5; 4 at 4 days, 3/4 of it; 3 at 6 days, 2/3 of that: 0.8, 0.6, 0.4.
    """
    curve = survival_curve([2, 4, 6, 8, 8, 0], [True, True, True, False, False, False])
    assert curve.durees.tolist() == [0, 2, 4, 6, 8]
    assert curve.reste.tolist() == pytest.approx([1.0, 0.8, 0.6, 0.4, 0.4])
    assert quantile(curve).valeur == 6  # dropping those who wait would say 4
    assert quantile(curve, 0.2).valeur == 2
    assert quantile(curve, 0.9).valeur is None
    assert share_within(curve, 4).valeur == pytest.approx(0.4)
    assert share_within(curve, 3.99).valeur == pytest.approx(0.2)


def test_greenwood_by_hand() -> None:
    """After 4 days: variance of log(-log) = (1/(5x4) + 1/(4x3)) / log(0.6)^2; bounds 0.6^exp(+-1.96 s)."""
    curve = survival_curve([2, 4, 6, 8, 8, 0], [True, True, True, False, False, False])
    spread = 1.959964 * np.sqrt(1 / 20 + 1 / 12) / abs(np.log(0.6))
    known = share_within(curve, 4)
    assert known.bas == pytest.approx(1 - 0.6 ** np.exp(-spread), abs=1e-6)
    assert known.haut == pytest.approx(1 - 0.6 ** np.exp(spread), abs=1e-6)
    assert (known.bas, known.haut) == pytest.approx((0.1185, 0.8743), abs=1e-3)


def test_an_event_comes_before_a_censoring_of_the_same_day() -> None:
    curve = survival_curve([3, 3, 3, 5], [True, True, False, True])
    assert curve.reste.tolist() == pytest.approx([0.5, 0.0])
    assert quantile(curve).valeur == 3
    assert share_within(curve, 9).valeur == 1.0


def test_all_censored_says_that_half_is_not_reached() -> None:
    curve = survival_curve([3, 5, 9], [False] * 3)
    assert quantile(curve).valeur is None
    none_yet = share_within(curve, 3)
    assert none_yet.valeur == 0.0
    assert none_yet.haut == pytest.approx(1 - 0.025 ** (1 / 3))
    assert share_within(curve, 10).valeur is None


def test_none_censored_is_the_plain_share() -> None:
    curve = survival_curve(range(1, 11), [True] * 10)
    assert share_within(curve, 7).valeur == pytest.approx(0.7)
    assert quantile(curve).valeur == 5
    assert quantile(curve, 0.9).valeur == 9
    everybody = share_within(curve, 10)
    assert (everybody.valeur, everybody.haut) == (1.0, 1.0)
    assert everybody.bas == pytest.approx(0.025**0.1)
    assert share_within(curve, 0.5).valeur == 0.0


@pytest.mark.parametrize("n", range(1, 9))
def test_five_cases_never_bound_a_median_and_six_do(n: int) -> None:
    """The smallest and largest of n values hold the median with chance 1 - 2 / 2^n: 95 % from six on."""
    known = quantile(survival_curve(range(1, n + 1), [True] * n))
    assert known.valeur == (n + 1) // 2
    assert ((known.bas or 0) > 0 and known.haut is not None) == (n >= 6)


def test_one_row_and_none() -> None:
    alone = quantile(survival_curve([4.5], [True]))
    assert (alone.valeur, alone.bas, alone.haut) == (4.5, 0.0, None)
    nothing = survival_curve([], [])
    assert (nothing.n, nothing.n_finis) == (0, 0)
    assert quantile(nothing).valeur is quantile(nothing).bas is None
    assert share_within(nothing, 1).valeur is None


@pytest.mark.parametrize(
    ("times", "over"), [([1, 2], [True]), ([-1.0], [True]), ([float("nan")], [False]), ([float("inf")], [False])]
)
def test_what_is_no_duration_is_refused(times: list[float], over: list[bool]) -> None:
    with pytest.raises(ValueError, match=r"shapes|durations"):
        survival_curve(times, over)


@pytest.mark.parametrize("part", [0, 1, -0.1, 2])
def test_a_part_is_between_nothing_and_everything(part: float) -> None:
    with pytest.raises(ValueError, match="part"):
        quantile(survival_curve([1], [True]), part)


def test_the_interval_of_a_median_holds_it_as_often_as_it_says() -> None:
    random = np.random.default_rng(6)
    held, trials, truth = 0, 400, np.log(2) * 10
    for _ in range(trials):
        real, seen = random.exponential(10, 60), random.uniform(0, 40, 60)
        known = quantile(survival_curve(np.minimum(real, seen), real <= seen))
        low, high = known.bas or 0.0, np.inf if known.haut is None else known.haut
        held += low <= truth <= high
    assert 0.92 <= held / trials <= 0.99
