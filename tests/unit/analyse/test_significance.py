"""False discovery rate and permutation p-values, against worked numbers and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from observatory.analyse.significance import benjamini_hochberg, two_sided_add_one


def test_fdr_by_hand() -> None:
    """Four tests: 4 x 0.01, 4/2 x 0.02 and 4/3 x 0.03 are all 0.04; the last keeps its 0.5."""
    assert benjamini_hochberg([0.03, 0.5, 0.01, 0.02]) == pytest.approx([0.04, 0.5, 0.04, 0.04])


def test_fdr_equals_that_of_scipy() -> None:
    p = np.random.default_rng(1).random(500) ** 3
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p), abs=1e-15)


def test_tests_without_p_value_do_not_count() -> None:
    found = benjamini_hochberg([[0.01, np.nan], [0.04, np.nan]])
    assert found[:, 0] == pytest.approx([0.02, 0.04])
    assert np.isnan(found[:, 1]).all()
    assert benjamini_hochberg([]).shape == (0,)


def test_p_values_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg([0.5, 1.5])
    with pytest.raises(ValueError, match="cannot be"):
        two_sided_add_one([4], [4], 9)
    with pytest.raises(ValueError, match="0 permutations"):
        two_sided_add_one([0], [0], 0)


def test_both_tails_count_and_nothing_is_impossible() -> None:
    """Of 999 draws none as great: 2 x 1/1000; half of them: 1; all equal what was observed: 1."""
    found = two_sided_add_one([0, 999, 500, 999], [999, 0, 499, 999], 999)
    assert found == pytest.approx([0.002, 0.002, 1.0, 1.0])
