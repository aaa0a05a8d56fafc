"""Control areas: the cells elsewhere that were most like the treated place before the action."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from observatory.analyse.voisinage import Voisinage

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FEWEST = 5
"""Cells that a control area has at least: fewer would tell of one street corner."""
MOST = 0.5
"""The share of the cells allowed that it may take at most."""

_STEADY = 2.0
"""Accounts added to both halves before their ratio is taken: few accounts tell no trend."""


@dataclass(frozen=True, slots=True)
class Avant:
    """What places counted before the action: in its first half, in its second, and by family, n places by k families.

    ``debut`` and ``fin`` have shape (n,), ``familles`` (n, k); k may be 0.
    """

    debut: Floats
    fin: Floats
    familles: Floats


def surroundings(before: Avant, graph: Voisinage) -> Avant:
    """The mean of each cell's neighbours, of every count, the cell itself left out; the overall mean for an island.

    A cell that is chosen for its own count of one year was often lucky that year and comes back the next: controls
    would fall by themselves. What lies around it tells its level without that.
    """
    near = graph.matrix()
    size = np.asarray(near.sum(axis=1)).ravel()

    def mean(values: Floats) -> Floats:
        shaped = values[:, None] if values.ndim == 1 else values
        whole = shaped.mean(axis=0) if len(shaped) else np.zeros(shaped.shape[1])
        found = np.where(size[:, None] > 0, (near @ shaped) / np.maximum(size, 1e-12)[:, None], whole)
        return np.asarray(found[:, 0] if values.ndim == 1 else found)

    return Avant(mean(before.debut), mean(before.fin), mean(before.familles))


def likeness(cells: Avant, place: Avant, usable: npt.ArrayLike) -> Floats:
    """How far each cell is from the treated place in level, trend and mix of families before the action.

    Parameters
    ----------
    cells
        Counts by cell, n of them: those of its surroundings.
    place
        Counts of the treated place by cell of its area, shapes (1,) and (1, k).
    usable
        The cells that give the scale, booleans of shape (n,): those which may be chosen.

    Returns
    -------
    Shape (n,). The distance of three standardised differences: square roots of levels (of which Poisson counts have
    a steady variance), logarithms of the ratio of both halves, and Hellinger's distance of shares by family.

    Raises
    ------
    ValueError
        When shapes do not fit.
    """
    kept = np.asarray(usable, bool)
    if cells.debut.shape != cells.fin.shape or cells.debut.shape != kept.shape or place.debut.shape != (1,):
        raise ValueError(f"shapes {cells.debut.shape}, {cells.fin.shape}, {kept.shape} and {place.debut.shape}")
    if cells.familles.shape[1:] != place.familles.shape[1:] or len(cells.familles) != len(kept):
        raise ValueError(f"families {cells.familles.shape} and {place.familles.shape}")
    gaps = [
        _level(cells) - _level(place),
        _trend(cells) - _trend(place),
        np.sqrt(((_shares(cells.familles) - _shares(place.familles)) ** 2).sum(axis=1)),
    ]
    scales = [_scale(one[kept]) for one in (_level(cells), _trend(cells), gaps[2])]
    return np.asarray(np.sqrt(sum((gap / scale) ** 2 for gap, scale in zip(gaps, scales, strict=True))))


def choose_controls(distance: npt.ArrayLike, before: npt.ArrayLike, usable: npt.ArrayLike, wanted: float) -> Ints:
    """The cells most alike, as many as count together what the treated place counted before.

    Parameters
    ----------
    distance, before, usable
        Of each cell, shape (n,): how far from the treated place it is, what it counted before, whether it may be taken.
    wanted
        What they should count together. Equal levels are what makes a difference of differences fair.

    Returns
    -------
    Ranks in increasing order: at least 5 cells where there are as many, at most half of the usable ones. Ties are
    broken by rank: the same data give the same cells.

    Raises
    ------
    ValueError
        When shapes differ.
    """
    away, told, kept = np.asarray(distance, float), np.asarray(before, float), np.asarray(usable, bool)
    if not away.shape == told.shape == kept.shape or away.ndim != 1:
        raise ValueError(f"shapes {away.shape}, {told.shape} and {kept.shape}")
    order = np.flatnonzero(kept)[np.argsort(away[kept], kind="stable")]
    if not len(order):
        return order
    sums = np.cumsum(told[order])
    least = min(FEWEST, len(order))
    most = max(least, int(MOST * len(order)))
    nearest = int(np.argmin(np.abs(sums - wanted))) + 1
    return np.sort(order[: min(max(nearest, least), most)])


def _level(before: Avant) -> Floats:
    return np.sqrt(before.debut + before.fin)


def _trend(before: Avant) -> Floats:
    return np.log((before.fin + _STEADY) / (before.debut + _STEADY))


def _shares(families: Floats) -> Floats:
    """Square roots of shares by family; zeros where nothing was counted."""
    total = families.sum(axis=1, keepdims=True)
    return np.asarray(np.sqrt(np.divide(families, total, out=np.zeros(families.shape), where=total > 0)))


def _scale(values: Floats) -> float:
    """The standard deviation, 1 where all are alike."""
    found = float(values.std()) if values.size else 0.0
    return found if found > 1e-12 else 1.0


def overdispersion(before: npt.ArrayLike, after: npt.ArrayLike) -> float:
    """How many times more cells changed, each its own way, than Poisson's counts would: at least 1.

    Parameters
    ----------
    before, after
        Counts of cells where nothing was done, shape (n,).

    Notes
    -----
    The squares of what each cell gained beyond the common factor, over their expectation, pooled: the busiest cells
    weigh most, as they do in a zone that was worth an action. 1 where fewer than two cells counted anything.

    Raises
    ------
    ValueError
        When shapes differ.
    """
    first, second = np.asarray(before, float), np.asarray(after, float)
    if first.ndim != 1 or first.shape != second.shape:
        raise ValueError(f"shapes {first.shape} and {second.shape}")
    told = int(((first + second) > 0).sum())
    if told < 2 or not first.sum() or not second.sum():
        return 1.0
    factor = second.sum() / first.sum()
    expected = float((second + factor**2 * first).sum())
    return max(1.0, float(((second - factor * first) ** 2).sum()) / expected * told / (told - 1))
