"""Intervals against published and hand-worked numbers."""

from __future__ import annotations

import numpy as np
import pytest

from observatory.analyse.intervalles import exact_share, mean, ratio_of_counts, share


def test_wilson_gives_its_published_interval() -> None:
    """15 of 148 (Newcombe 1998, table I, method 3): 0.0624 to 0.1605; 0 of 20: 0 to 0.1611."""
    known = share(15, 148)
    assert (known.bas, known.haut) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert known.valeur == pytest.approx(15 / 148)
    none = share(0, 20)
    assert (none.valeur, none.bas) == (0.0, 0.0)
    assert none.haut == pytest.approx(0.1611, abs=5e-5)


def test_a_share_of_nothing_is_not_known_and_one_beyond_all_is_refused() -> None:
    assert share(0, 0).valeur is None
    with pytest.raises(ValueError, match="4 successes of 3"):
        share(4, 3)


def test_clopper_and_pearson_give_their_published_interval() -> None:
    """81 of 263 (Newcombe 1998, table I, method 5): 0.2527 to 0.3676."""
    assert exact_share(81, 263) == pytest.approx((0.2527, 0.3676), abs=5e-5)
    assert exact_share(0, 10) == pytest.approx((0.0, 1 - 0.025**0.1))
    assert exact_share(10, 10) == pytest.approx((0.025**0.1, 1.0))


def test_student_by_hand() -> None:
    """Marks 2, 3, 4, 5: mean 3.5, deviation 1.291, 3.182 x 1.291 / 2 = 2.054; cut at 5."""
    known = mean([2, 3, 4, 5], 1, 5)
    assert (known.valeur, known.haut) == (3.5, 5)
    assert known.bas == pytest.approx(1.446, abs=1e-3)
    assert mean([4]).bas is mean([4]).haut is None
    assert mean([]).valeur is None


def test_the_ratio_of_two_counts_is_that_of_its_binomial() -> None:
    """30 then 20: given 50, the share 0.6 lies in 0.4518 to 0.7359; the ratio 1.5 in 0.824 to 2.786."""
    known = ratio_of_counts(30, 20)
    assert known.valeur == pytest.approx(1.5)
    assert (known.bas, known.haut) == pytest.approx((0.8242, 2.7866), abs=2e-3)
    longer = ratio_of_counts(60, 20, exposure=2.0)
    assert longer.valeur == pytest.approx(1.5)


def test_a_ratio_to_nothing_is_not_known_and_nothing_of_some_is_zero() -> None:
    assert ratio_of_counts(5, 0).valeur is None
    fallen = ratio_of_counts(0, 10)
    assert (fallen.valeur, fallen.bas) == (0.0, 0.0)
    assert fallen.haut == pytest.approx((1 - 0.025**0.1) / 0.025**0.1)
    for wrong in ((-1, 2, 1.0), (1, 2, 0.0)):
        with pytest.raises(ValueError, match="counted"):
            ratio_of_counts(*wrong)


def test_equal_rates_are_told_apart_no_more_often_than_said() -> None:
    random = np.random.default_rng(3)
    wrong = 0
    for now, before in random.poisson(25, (500, 2)):
        known = ratio_of_counts(int(now), int(before))
        wrong += not (known.bas or 0) <= 1 <= (known.haut or 0)
    assert wrong / 500 <= 0.06
