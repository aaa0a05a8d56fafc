"""What changed from one period to the next, cell by cell, beside what changed in the whole city."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from observatory.analyse.intervalles import LEVEL
from observatory.analyse.significance import benjamini_hochberg

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Changement:
    """Of n cells: arrays of length n.

    ``difference`` is after less before. ``attendu`` is what after would be had the cell followed the city. ``ratio`` is
    the cell's share of the city after over its share before, with its interval of 95 % ``bas`` to ``haut``: infinite
    where nothing was before, NaN where nothing was told at all. ``p_value`` is two-sided, ``p_fdr`` adjusted.
    """

    difference: npt.NDArray[np.int64]
    attendu: Floats
    ratio: Floats
    bas: Floats
    haut: Floats
    p_value: Floats
    p_fdr: Floats


def hotspot_change(before: npt.ArrayLike, after: npt.ArrayLike) -> Changement:
    """How the counts of n cells changed, beside their totals: whole numbers, both of shape (n,).

    Null hypothesis: a cell has the same share of the city's total after as before. Given what it counts in both
    periods, its count after is then binomial, with the share of both totals that lies after (Przyborowski & Wilenski
    1940). Two- sided: twice the smaller tail, so that a p-value is under 0.05 just where the interval (Clopper &
    Pearson 1934) leaves 1 out. Both are exact, and err on the side of saying nothing; more so for a cell that is a
    large part of the city. A cell where nothing was told has p 1 and counts among the tests.

    That the city as a whole tells more or less changes nothing here. Caveat: callers who tell the same thing twice make
    counts vary more than a binomial does: count distinct problems or declarants rather.

    Raises
    ------
    ValueError
        When the shapes differ, a count is negative or no whole number, or a period has no count at all.
    """
    b, a = np.asarray(before), np.asarray(after)
    if b.ndim != 1 or b.shape != a.shape:
        raise ValueError(f"shapes {b.shape} and {a.shape}")
    if not all(np.array_equal(one, np.rint(one)) and np.all(one >= 0) for one in (a, b)):
        raise ValueError("counts are whole numbers from 0 on")
    b, a = b.astype(np.int64), a.astype(np.int64)
    total_before, total_after = int(b.sum()), int(a.sum())
    if not total_before or not total_after:
        raise ValueError("a period has no count")
    odds = total_after / total_before
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = a / b / odds
    low, high = _ratio_interval(a, b)
    p = _two_sided(a, a + b, total_after / (total_before + total_after))
    return Changement(a - b, b * odds, ratio, low / odds, high / odds, p, benjamini_hochberg(p))


def _two_sided(a: npt.NDArray[np.int64], n: npt.NDArray[np.int64], share: float) -> Floats:
    """Twice the smaller tail of a binomial, 1 at most."""
    from scipy import special

    below = special.bdtr(a, n, share)
    above = np.where(a > 0, special.bdtrc(np.maximum(a - 1, 0), n, share), 1.0)
    return np.asarray(np.minimum(1.0, 2.0 * np.minimum(below, above)))


def _ratio_interval(a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """The exact interval of a / b from that of a's share of both; 0 to infinity where nothing is known."""
    from scipy import special

    beyond = (1 - LEVEL) / 2
    low = np.where(a > 0, special.betaincinv(np.maximum(a, 1), b + 1, beyond), 0.0)
    high = np.where(b > 0, special.betaincinv(a + 1, np.maximum(b, 1), 1 - beyond), 1.0)
    with np.errstate(divide="ignore"):
        return low / (1 - low), high / (1 - high)
