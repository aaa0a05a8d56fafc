"""What becomes of hot spots over time: new, rising, lasting, falling, gone.

Space-time mining tools tell seventeen kinds apart; five are what a group can act upon.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from observatory.analyse.mann_kendall import SHORTEST, mann_kendall

Flags = npt.NDArray[np.bool_]

CLASSES = ("", "nouveau", "en hausse", "persistant", "en baisse", "ancien")
"""What each number of :func:`hotspot_emergence` stands for; 0 is no class."""
NONE, NEW, RISING, LASTING, FALLING, GONE = range(6)

RECENT = 0.25
"""The share of all bins that are now: the last quarter of them."""
OFTEN = 0.5
"""A cell is hot now when it is in at least this share of the recent bins."""
SELDOM = 0.25
"""A cell was not hot before where it was in less than this share of the earlier bins."""


def hotspot_emergence(
    z: npt.ArrayLike,
    hot: npt.ArrayLike,
    cold: npt.ArrayLike | None = None,
    *,
    level: float = 0.05,
) -> npt.NDArray[np.int8]:
    """The class of each cell, as its rank in :data:`CLASSES`.

    Parameters
    ----------
    z
        Gi* of each cell in each bin of time, shape (t, n), the oldest bin first; NaN (a bin where all cells count the
        same) stands for 0, neither hot nor cold.
    hot, cold
        Where a cell is a significant hot, or cold, spot of its bin: booleans of the same shape.
    level
        The level of the two-sided tests of a trend and of a step.

    Returns
    -------
    int8, shape (n,). *Now* are the last quarter of the bins (one at least), *before* are the others. A share is that
    of bins where the cell is hot less that of bins where it is cold, so that a cell that swings has no class.

    - nouveau: hot in at least half of the bins of now, in less than a quarter of those before, and Gi* went up;
    - ancien: hot in at least a quarter of the bins before, in less than a quarter of those of now, and Gi* went down;
    - of cells hot in at least half of the bins of now and a quarter of those before: en hausse where Gi* itself rises,
      en baisse where it falls (Mann-Kendall over all bins, autocorrelation allowed for), else persistant.

    That Gi* went up or down at some bin is told by Student's test at the best split, with Bonferroni's correction for
    all splits: a cell that is hot now and then, because it is nearly so all along, is neither new nor gone.

    A cold spot has none of these classes whether it deepens or fades: its Gi* rises or falls below zero, and it is
    not hot.

    Notes
    -----
    Null hypotheses: Gi* of the cell has no trend; its mean never changed. Both two-sided, each cell by itself: one
    lasting spot in twenty is called rising or falling by chance. Sources: Getis & Ord (1992), Mann (1945), Hamed & Rao
    (1998). Caveat: bins must be of one length, and a season that they do not cover whole is a trend.

    Raises
    ------
    ValueError
        When shapes differ, there are fewer than 4 bins, or a cell is hot and cold at once.
    """
    scores, warm = np.asarray(z, float), np.asarray(hot, bool)
    chilly = np.zeros_like(warm) if cold is None else np.asarray(cold, bool)
    if scores.ndim != 2 or scores.shape != warm.shape or scores.shape != chilly.shape:
        raise ValueError(f"shapes {scores.shape}, {warm.shape} and {chilly.shape}: all (t, n)")
    if scores.shape[0] < SHORTEST:
        raise ValueError(f"{scores.shape[0]} bins: at least {SHORTEST}")
    if (warm & chilly).any():
        raise ValueError("a cell is hot and cold in the same bin")
    first = scores.shape[0] - max(1, round(RECENT * scores.shape[0]))
    signed = warm.astype(np.int8) - chilly.astype(np.int8)
    before, now = signed[:first].mean(axis=0), signed[first:].mean(axis=0)
    found = np.zeros(scores.shape[1], np.int8)
    step = _step(np.nan_to_num(scores), level)
    found[(now >= OFTEN) & (before < SELDOM) & (step > 0)] = NEW
    found[(now < SELDOM) & (before >= SELDOM) & (step < 0)] = GONE
    lasting = np.flatnonzero((now >= OFTEN) & (before >= SELDOM))
    if lasting.size:
        trend = mann_kendall(np.nan_to_num(scores[:, lasting]))
        told = trend.p <= level
        found[lasting] = np.where(told & (trend.z > 0), RISING, np.where(told & (trend.z < 0), FALLING, LASTING))
    return found


def _step(scores: npt.NDArray[np.float64], level: float) -> npt.NDArray[np.int8]:
    """1 where scores went up at some bin and stayed, -1 where they went down, 0 where chance may be: shape (n,).

    The best of all splits by Student's test, two bins at least on each side, as many times as there are splits.
    """
    t = len(scores)
    size = np.arange(2, t - 1)[:, None]
    sums, squares = np.cumsum(scores, axis=0), np.cumsum(scores**2, axis=0)
    low, high = sums[1:-2] / size, (sums[-1] - sums[1:-2]) / (t - size)
    spread = np.maximum(squares[-1] - size * low**2 - (t - size) * high**2, 0.0) / (t - 2)
    error = np.sqrt(spread * (1 / size + 1 / (t - size)))
    gap = high - low
    ratio = np.divide(gap, error, out=np.sign(gap) * np.inf, where=error > 1e-12)
    ratio[np.abs(gap) <= 1e-12] = 0.0
    best = np.abs(ratio).argmax(axis=0)
    found = ratio[best, np.arange(scores.shape[1])]
    from scipy import special  # slow to import: only who looks for what comes and goes pays it

    told = np.abs(found) > special.stdtrit(t - 2, 1 - level / (2 * len(size)))
    return np.where(told, np.sign(found), 0).astype(np.int8)
