"""The test of Gi* for counts: the sum of a neighbourhood against the law of such sums in the rest of the map.

Gi* compares the sum over a cell and its neighbours with what the whole map leads one to expect, by the normal law. For
counts of a few per cell that law is wrong where it matters, in the far tail that thousands of tests ask for: it finds
hotspots on maps that were drawn by chance. Dealing the counts anew (permutation) is exact, yet a place that stands
alone is in every deal, and is never found. Here the same sum is compared with the negative binomial law whose mean and
variance are those of the cells *outside* the neighbourhood: counts that vary no more than chance give Poisson's law,
places that differ make it wider, and what is tested is no part of the yardstick.
"""

from __future__ import annotations

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

    def negative_binomial(self) -> tuple[Floats, Floats]:
        """The law as scipy names it, (n, p): so large an n where the variance is the mean that it is Poisson's law."""
        mean = np.maximum(self.mean, 1e-12)
        size = mean**2 / np.maximum(self.variance - mean, 1e-9 * mean)
        return size, size / (size + mean)


def gi_star_p_counts(counts: npt.ArrayLike, graph: Voisinage) -> Floats:
    """Two-sided p-values of the sums of counts over each cell and its neighbours; shape (n,).

    Null hypothesis: the count of every cell is drawn independently from one law, the same for all cells; the sum over a
    neighbourhood of m cells then has m times the mean and the variance of a cell. Both are taken from the cells outside
    the neighbourhood (at least Poisson's variance, and a little more since they are themselves estimated); the law of
    the sum is negative binomial: ``min(1, 2 min(P(S >= s), P(S <= s)))``. Holds for counts drawn evenly on the map and
    for counts whose mean differs from cell to cell without neighbours being alike (``benchmarks/validity.py``); a
    discrete test, it errs on the side of finding nothing. 1 where nothing can be said: counts are constant, or fewer
    than 8 cells lie outside.

    The variance is that of overdispersed counts (Anscombe 1950, moments); leaving out what is tested is usual for
    outliers (Belsley, Kuh & Welsch 1980). Caveat: it asks whether a place counts more than others, not more than its
    residents explain: for that see :func:`observatory.analyse.taux.rate_p_exact`.

    Raises
    ------
    ValueError
        When the shape is not (n,), or a value is no whole number of 0 or more.
    """
    from scipy import special  # only who tests pays its import

    law = _law(_checked(counts, graph), graph)
    size, chance = law.negative_binomial()
    at_most = special.betainc(size, law.sums + 1, chance)
    at_least = np.where(law.sums > 0, special.betainc(np.maximum(law.sums, 1), size, 1 - chance), 1.0)
    p = np.minimum(1.0, 2 * np.minimum(at_most, at_least))
    return np.asarray(np.where(law.known, p, 1.0))


def sum_limits(counts: npt.ArrayLike, graph: Voisinage, p: float) -> tuple[Floats, Floats]:
    """The sums over each cell and its neighbours from which :func:`gi_star_p_counts` says at most ``p``.

    Returns the greatest low sum and the least high one for each cell, -1 where no sum is low enough and inf where
    nothing can be said: two arrays of shape (n,). Errors are those of the test.
    """
    from scipy import stats

    law = _law(_checked(counts, graph), graph)
    size, chance = law.negative_binomial()
    high = stats.nbinom.isf(p / 2, size, chance) + 1
    low = stats.nbinom.ppf(p / 2, size, chance)
    low = np.where(stats.nbinom.cdf(low, size, chance) > p / 2, low - 1, low)
    return np.where(law.known, low, -1.0), np.where(law.known, high, np.inf)


def _checked(counts: npt.ArrayLike, graph: Voisinage) -> Floats:
    y = np.asarray(counts, np.float64)
    if y.shape != (graph.n,):
        raise ValueError(f"counts of shape {y.shape} for {graph.n} cells")
    if not np.isfinite(y).all() or np.any(y < 0) or np.any(y != np.rint(y)):
        raise ValueError("counts are whole numbers of 0 or more")
    return y


def _law(y: Floats, graph: Voisinage) -> _Law:
    """What lies outside each neighbourhood, from sums over the whole map less those of the neighbourhood."""
    members = (graph.matrix() != 0).astype(np.float64)
    own = np.where(graph.soi > 0, 0.0, 1.0)
    size = np.asarray(members.sum(axis=1)).ravel() + own
    sums, squares = members @ y + own * y, members @ y**2 + own * y**2
    outside = graph.n - size
    known = (outside >= _FEWEST_OUTSIDE) & (y.max(initial=0) > y.min(initial=0))
    there = np.where(known, outside, 2.0)
    mean = np.maximum((y.sum() - sums) / there, 0.0)
    spread = np.maximum(((y**2).sum() - squares) / there - mean**2, 0.0) * there / (there - 1)
    variance = np.maximum(spread, mean) * size * (1 + size / there)
    return _Law(sums, mean * size, variance, known)
