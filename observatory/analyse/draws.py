"""The sum of some cells drawn without replacement: its exact law, from the histogram of what all cells count.

Under the null hypothesis that counts were dealt to cells by chance, the sum over a neighbourhood of m cells is that of
m draws without replacement from the n counts. How many of the C(n, m) draws give each sum is a polynomial's
coefficient: the product over each distinct count v, held by n_v cells, of (sum over i of C(n_v, i) x^i y^(i v)), at x^m
(Streitberg & Röhmel 1986 count so for two samples). All terms are positive: nothing cancels, tails are exact to about
1e-13 of themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, e, isqrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_DRAWN = 200
"""Cells in a neighbourhood beyond which the law is not worked out: permutations serve there."""

_WORK = 3 * 10**8
"""Additions worth making (a third of a second): beyond, counts are put on a coarser scale."""


@dataclass(frozen=True, slots=True, eq=False)
class Tails:
    """Of sums of m draws, on a scale of ``step``: the chance of at least, and of at most, each multiple of it.

    ``at_least`` is taken from values rounded up, ``at_most`` from values rounded down: with a step of 1 they are exact,
    with another both err towards 1. ``least`` is what the scale starts from, once for each draw.
    """

    step: int
    least: int
    m: int
    at_least: Floats
    at_most: Floats

    def two_sided(self, sums: Ints) -> Floats:
        """``min(1, 2 min(P(S >= s), P(S <= s)))`` of sums that can be drawn; shape is kept."""
        above = sums - self.m * self.least
        upper = self.at_least[-(-above // self.step)]
        lower = self.at_most[np.minimum(above // self.step, len(self.at_most) - 1)]
        return np.asarray(np.minimum(1.0, 2.0 * np.minimum(upper, lower)))


def tails_of_sums(values: Ints, sizes: list[int]) -> dict[int, Tails]:
    """The law of the sum of m of n whole numbers (shape (n,)) drawn without replacement, for each m of ``sizes``.

    One pass serves every m. Where it would take more than some tenths of a second (counts of many thousands, all
    different), counts are put on a coarser scale, rounded towards what is less remarkable: p-values then err upwards
    only.

    Raises
    ------
    ValueError
        When an m is not between 1 and n, or over ``MOST_DRAWN``.
    """
    most = max(sizes, default=1)
    if min(sizes, default=1) < 1 or most > min(len(values), MOST_DRAWN):
        raise ValueError(f"{sizes} draws from {len(values)} values")
    least = int(values.min())
    above = values - least
    step = _step(above, most)
    up = _ways(-(-above // step), most)
    down = up if step == 1 else _ways(above // step, most)
    return {m: Tails(step, least, m, np.cumsum(up[m][::-1])[::-1], np.cumsum(down[m])) for m in set(sizes)}


def _step(above: Ints, most: int) -> int:
    """The scale on which the work is bearable: 1 nearly always."""
    found, times = np.unique(above, return_counts=True)
    if (np.minimum(times, most) * found).sum() * most**2 / 2 <= _WORK:
        return 1
    levels = max(64, isqrt(4 * _WORK // most**3))
    return ceil(int(found[-1]) / levels)


def _ways(values: Ints, most: int) -> list[Floats]:
    """For j = 0 to ``most`` draws, the probability of each sum: arrays of length j * max(values) + 1."""
    found, times = np.unique(values, return_counts=True)
    top = int(found[-1])
    ways = np.zeros((most + 1, most * top + 1))
    ways[0, 0] = 1.0
    scale = e * len(values) / most  # keeps C(n, j) / scale^j within the range of numbers
    so_far = 0
    for v, n_v in zip(found.tolist(), times.tolist(), strict=True):
        shares = _binomials(n_v, most, scale)
        for j in range(most, 0, -1):
            for i in range(1, min(j, n_v) + 1):
                width = (j - i) * so_far + 1
                ways[j, i * v : i * v + width] += shares[i] * ways[j - i, :width]
        so_far = v
    return [ways[j, : j * top + 1] / ways[j].sum() for j in range(most + 1)]


def _binomials(n: int, most: int, scale: float) -> list[float]:
    """C(n, i) / scale^i for i = 0 to ``most``."""
    out = [1.0]
    for i in range(1, most + 1):
        out.append(out[-1] * max(n - i + 1, 0) / (i * scale))
    return out
