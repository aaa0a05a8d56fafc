"""The test of Gi* for counts: the sum of a neighbourhood against the law of such sums in the rest of the map.

Gi* compares the sum over a cell and its neighbours with what the whole map leads one to expect, by the normal law. For
counts of a few per cell that law is wrong where it matters, in the far tail that thousands of tests ask for: it finds
hotspots on maps that were drawn by chance. Dealing the counts anew (permutation) is exact, yet a place that stands
alone is in every deal, and is never found. Here the same sum is compared with the negative binomial law whose mean and
variance are those of the cells *outside* the neighbourhood: counts that vary no more than chance give Poisson's law,
places that differ make it wider, and what is tested is no part of the yardstick.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from observatory.analyse.voisinage import Voisinage

Floats = npt.NDArray[np.float64]

_FEWEST_OUTSIDE = 8
"""Cells outside a neighbourhood under which their variance says nothing: nothing is found there."""


@dataclass(frozen=True, slots=True, eq=False)
class _Law:
    """For each cell the sum over its neighbourhood; the mean and variance that the other cells give to such sums."""

    sums: Floats
    mean: Floats
    variance: Floats
    known: npt.NDArray[np.bool_]

    def at_most(self, sums: Floats) -> Floats:
        """The chance of a sum as small: that of a negative binomial law."""
        from scipy import special  # only who tests pays its import

        size, chance = self._shape()
        return np.asarray(special.betainc(size, sums + 1, chance))

    def at_least(self, sums: Floats) -> Floats:
        """The chance of a sum as great."""
        from scipy import special

        size, chance = self._shape()
        return np.where(sums > 0, special.betainc(np.maximum(sums, 1), size, 1 - chance), 1.0)

    def _shape(self) -> tuple[Floats, Floats]:
        """The law as scipy names it, (n, p): so large an n where the variance is the mean that it is Poisson's law."""
        mean = np.maximum(self.mean, 1e-12)
        size = mean**2 / np.maximum(self.variance - mean, 1e-9 * mean)
        return size, size / (size + mean)


def gi_star_p_counts(counts: npt.ArrayLike, graph: Voisinage, exposure: npt.ArrayLike | None = None) -> Floats:
    """Two-sided p-values of the sums of counts over each cell and its neighbours; shape (n,).

    Null hypothesis: the count of every cell is drawn independently, its mean being one rate times the cell's exposure
    (inhabitants, addresses, kilometres of street; 1 for each cell where none is given), its variance m, or more: a m
    where several tell of one trouble, m + b m² where true rates differ, whichever is wider where. The rate and both
    dispersions (a of 1 or more, b of 0 or more) are those of the cells outside the neighbourhood, and that the rate is
    estimated is counted in; the law of the sum is negative binomial: ``min(1, 2 min(P(S >= s), P(S <= s)))``. Holds for
    counts drawn evenly on the map, or as the exposure has it, and for either dispersion as long as neighbours are not
    alike (``benchmarks/validity.py``). A discrete test, it errs on the side of finding nothing.

    1 where nothing can be said: counts are constant (without an exposure), fewer than 8 cells with an exposure lie
    outside, or none within. A cell without exposure is no part of any sum, whatever it counts.

    The dispersion is that of moments (Anscombe 1950); leaving out what is tested is usual for outliers (Belsley, Kuh &
    Welsch 1980). Caveat: without an exposure it asks whether a place counts more than others, not more than its
    residents explain.

    Parameters
    ----------
    counts
        Whole numbers of 0 or more, shape (n,).
    exposure
        Not negative, shape (n,).

    Raises
    ------
    ValueError
        When a shape is not (n,), a count is no whole number of 0 or more, or an exposure is negative or no number.
    """
    law = _law(*_checked(counts, graph, exposure), graph)
    p = np.minimum(1.0, 2 * np.minimum(law.at_most(law.sums), law.at_least(law.sums)))
    found: Floats = np.where(law.known, p, 1.0)
    return found


def sum_limits(
    counts: npt.ArrayLike, graph: Voisinage, p: float, exposure: npt.ArrayLike | None = None
) -> tuple[Floats, Floats]:
    """The sums over each cell and its neighbours from which :func:`gi_star_p_counts` says at most ``p``.

    Returns the greatest low sum and the least high one for each cell, -1 where no sum is low enough and inf where
    nothing can be said: two arrays of shape (n,). Errors are those of the test.
    """
    law = _law(*_checked(counts, graph, exposure), graph)
    far = np.ceil(law.mean + 100 * np.sqrt(law.variance) + 1_000)
    high = _turning(lambda sums: law.at_least(sums) <= p / 2, np.zeros(graph.n), far)
    low = _turning(lambda sums: law.at_most(sums) > p / 2, np.zeros(graph.n), far) - 1
    return np.where(law.known, low, -1.0), np.where(law.known, high, np.inf)


def _turning(holds: Callable[[Floats], npt.NDArray[np.bool_]], low: Floats, high: Floats) -> Floats:
    """The least whole number from ``low`` on for which a growing condition holds, where it holds at ``high``."""
    while np.any(low < high):
        middle = np.floor((low + high) / 2)
        true = holds(middle)
        low, high = np.where(true, low, np.minimum(middle + 1, high)), np.where(true, middle, high)
    return low


def _checked(counts: npt.ArrayLike, graph: Voisinage, exposure: npt.ArrayLike | None) -> tuple[Floats, Floats | None]:
    y = np.asarray(counts, np.float64)
    if y.shape != (graph.n,):
        raise ValueError(f"counts of shape {y.shape} for {graph.n} cells")
    if not np.isfinite(y).all() or np.any(y < 0) or np.any(y != np.rint(y)):
        raise ValueError("counts are whole numbers of 0 or more")
    if exposure is None:
        return y, None
    e = np.asarray(exposure, np.float64)
    if e.shape != y.shape or not np.isfinite(e).all() or np.any(e < 0):
        raise ValueError(f"an exposure is not negative, one for each count: shape {e.shape}")
    return np.where(e > 0, y, 0.0), e


def _law(y: Floats, exposure: Floats | None, graph: Voisinage) -> _Law:
    """What lies outside each neighbourhood, from sums over the whole map less those of the neighbourhood."""
    e = np.ones(graph.n) if exposure is None else exposure

    def within(values: Floats) -> Floats:
        return graph.sums_around(values)

    def outside(values: Floats) -> Floats:
        left: Floats = np.maximum(values.sum() - within(values), 0.0)
        return left

    inside, left = within(e), outside((e > 0).astype(np.float64))
    known = (left >= _FEWEST_OUTSIDE) & (inside > 0) & (y.sum() > 0)
    if exposure is None:
        known &= y.max(initial=0) > y.min(initial=0)
    there, squares = np.where(known, outside(e), 1.0), np.where(known, outside(e * e), 1.0)
    rate = outside(y) / there
    own = rate * squares / there  # what estimating the rate takes from the squared residuals
    residuals = outside(y * y) - 2 * rate * outside(y * e) + rate**2 * squares
    effective = there**2 / squares
    divisor = rate**2 * squares * (1 - 1 / np.maximum(effective, 2.0))
    expected = rate * there
    ratio = np.divide(residuals + own, expected, out=np.ones(graph.n), where=expected > 0)
    excess = np.divide(residuals - expected + own, divisor, out=np.zeros(graph.n), where=divisor > 0)
    linear, squared = np.maximum(ratio, 1.0), np.maximum(excess, 0.0)

    def variance_of(sum_of_exposures: Floats, sum_of_squares: Floats) -> Floats:
        mean = rate * sum_of_exposures
        wider: Floats = np.maximum(linear * mean, mean + squared * rate**2 * sum_of_squares)
        return wider

    of_rate = variance_of(there, squares) / there**2
    variance = variance_of(inside, within(e * e)) + of_rate * inside**2
    return _Law(within(y), rate * inside, variance, known)
