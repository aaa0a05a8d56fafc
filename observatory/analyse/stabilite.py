"""Would the hotspot still be one, had other callers rung, other days been taken, other hexagons been drawn?

A test says how surprising a count is if nothing is there; it does not say whether the hotspot hangs on one zealous
caller, on the first week of the period, or on where the grid happens to cut the street (the modifiable areal unit
problem and its twin in time: Openshaw 1984; Cheng & Adepeju 2014). Each hotspot is therefore made again under such
changes, and bears a badge.
"""

from __future__ import annotations

from enum import IntEnum
from math import exp, factorial

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SOLID_SHARE, FRAGILE_SHARE = 0.9, 0.75
"""Shares of the redraws of callers: a solid hotspot stays in nine of ten, a fragile one is lost in over a quarter.

What one caller alone has made stays in 63 % of them (1 - 1/e), what two have made alike in 86 %.
"""


def _poisson_table(size: int) -> npt.NDArray[np.float32]:
    """Values of a Poisson law of mean 1 at ``size`` equal steps of probability: drawing from it is drawing a rank."""
    chances = [exp(-1) / factorial(k) for k in range(12)]
    steps = np.rint(np.cumsum(chances) * size).astype(np.int64)
    return np.searchsorted(steps, np.arange(size), side="right").astype(np.float32)


_POISSON = _poisson_table(2**16)


class Badge(IntEnum):
    """How firm a hotspot is; ``AUCUN`` is for what is none."""

    AUCUN = 0
    FRAGILE = 1
    PROBABLE = 2
    SOLIDE = 3


def caller_redraws(
    cells: Ints, callers: Ints, counts: Ints, anonymous: Ints, draws: int, rng: np.random.Generator
) -> Floats:
    """Counts of some cells, had other callers of the same kind rung: a Poisson bootstrap over callers.

    In each draw every caller counts as often as a Poisson number of mean one says (Chamandy, Muralidharan, Najmi &
    Naidu 2012, which comes to the usual bootstrap when there are many), with all that they told: one caller who rang
    forty times is there forty times or not at all. Who left no name is one caller for each call.

    Parameters
    ----------
    cells, callers, counts
        For each pair of a cell and a caller who told something there: rank of the cell (0 to n - 1), rank of the caller
        (0 or more), how much of the count comes from them. All of length p.
    anonymous
        What came from callers without a name, for each of the n cells.
    draws
        How many times callers are drawn, 1 or more.

    Returns
    -------
    A draws by n array; its mean over many draws is the count itself.

    Raises
    ------
    ValueError
        When the arrays differ in length, a rank is out of range, or no draw is asked for.
    """
    if not len(cells) == len(callers) == len(counts) or draws < 1:
        raise ValueError(f"{len(cells)} cells, {len(callers)} callers, {len(counts)} counts, {draws} draws")
    n = len(anonymous)
    if len(cells) and not (cells.min() >= 0 and cells.max() < n and callers.min() >= 0):
        raise ValueError("a rank of a cell or a caller is out of range")
    from scipy import sparse  # only who asks for redraws pays its import

    who, rank = np.unique(callers, return_inverse=True)
    told = sparse.csr_array((counts.astype(np.float32), (cells, rank)), shape=(n, len(who)))
    weights = _POISSON[rng.integers(0, len(_POISSON), (len(who), draws), np.uint16)]
    return np.asarray((told @ weights).T.astype(np.float64) + rng.poisson(anonymous, (draws, n)))


def stability_badges(kept: Floats, held: Bools) -> Ints:
    """The badge of each hotspot.

    Parameters
    ----------
    kept
        For each of h hotspots the share of the redraws of callers in which it stays one, 0 to 1.
    held
        v by h: whether it is found again in each of v variations of the period and of the grid (v may be 0).

    Returns
    -------
    h values of :class:`Badge`: solid when it stays in nine redraws of ten and in every variation; fragile when it is
    lost in over a quarter of the redraws, or in more than half of the variations; else probable.

    Raises
    ------
    ValueError
        When the shapes do not agree.
    """
    if held.ndim != 2 or held.shape[1] != len(kept):
        raise ValueError(f"{len(kept)} hotspots, variations of shape {held.shape}")
    lost = (~held).sum(axis=0)
    solid = (kept >= SOLID_SHARE) & (lost == 0)
    fragile = (kept < FRAGILE_SHARE) | (2 * lost > len(held))
    return np.where(solid, Badge.SOLIDE, np.where(fragile, Badge.FRAGILE, Badge.PROBABLE)).astype(np.int64)
