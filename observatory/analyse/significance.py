"""From many tests at once, and from permutations, to p-values that one may believe."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def benjamini_hochberg(p: npt.ArrayLike) -> Floats:
    """The adjusted p-values of m tests (any shape, kept): the false discovery rate they stand at.

    To call significant what has ``p_fdr <= 0.05`` keeps the expected share of false discoveries at 5 % or under; where
    nothing is to be found, the chance of finding anything (Benjamini & Hochberg 1995). A test without p-value (NaN)
    does not count and keeps NaN. Holds for independent tests and for those that hang together positively, as cells do
    that share neighbours (Benjamini & Yekutieli 2001).

    Raises
    ------
    ValueError
        When a p-value is not between 0 and 1.
    """
    given = np.asarray(p, np.float64)
    known = np.isfinite(given)
    if np.any(np.isinf(given)) or np.any((given[known] < 0) | (given[known] > 1)):
        raise ValueError("p-values are between 0 and 1")
    out = np.full(given.shape, np.nan)
    values = given[known]
    m = len(values)
    order = np.argsort(values, kind="stable")
    ranked = values[order] * m / np.arange(1, m + 1)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    out[known] = adjusted
    return out


def two_sided_add_one(above: npt.ArrayLike, below: npt.ArrayLike, permutations: int) -> Floats:
    """The two-sided p-value of what was observed among ``permutations`` draws under the null.

    ``above`` and ``below`` (one shape, kept) say how many draws were at least, and at most, as great as what was
    observed: both count those that equal it. What was observed counts as one draw more (Davison & Hinkley 1997, § 4.2),
    so that no p-value is 0: ``min(1, 2 (min(above, below) + 1) / (permutations + 1))``. Doubling the smaller tail is
    what makes it two-sided; that tail alone, as some programs give, finds twice as much in pure chance.

    Raises
    ------
    ValueError
        When there is no permutation, or shapes or counts are impossible.
    """
    high, low = np.asarray(above, np.float64), np.asarray(below, np.float64)
    if permutations < 1:
        raise ValueError(f"{permutations} permutations")
    if high.shape != low.shape or np.any((high < 0) | (low < 0) | (high + low < permutations)):
        raise ValueError("counts of draws that cannot be")
    return np.minimum(1.0, 2.0 * (np.minimum(high, low) + 1.0) / (permutations + 1.0))
