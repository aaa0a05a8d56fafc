"""Getis and Ord's Gi*: where a cell and those around it count more, or less, than chance would have it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from observatory.analyse.voisinage import Voisinage

Floats = npt.NDArray[np.float64]

_WHOLE_MAP = 1e-12
"""Relative to its size, a variance under this is that of a neighbourhood which holds every cell alike: none."""


def gi_star(values: npt.ArrayLike, graph: Voisinage) -> Floats:
    """The z-score of the weighted sum of each cell and its neighbours, shape of ``values``: (n,) or (t, n), row by row.

    A cell weighs 1 in its own sum, or what the graph says where it holds the cell itself. Null hypothesis: the values
    were dealt to the cells by chance (exchangeable); under it z has mean 0 and variance 1, exactly. Two-sided: hot
    above 0, cold below. Not changed by a unit of the values or of a row of weights.

    NaN where the values of a row are constant (one cell alone is): nothing is high or low there. 0 for a cell whose
    neighbourhood holds the whole map with equal weights: its sum could not have been another. An island stands for
    itself alone. Cells at the border simply have fewer neighbours, which the variance takes into account.

    Getis & Ord (1992), in the standardised form of Ord & Getis (1995). Caveat: for counts that are mostly 0 the normal
    law is far too generous in the tails: take :func:`gi_star_p_exact` rather than :func:`gi_star_p_normal`.

    Raises
    ------
    ValueError
        When the values are not n numbers, or t rows of them.
    """
    y = _rows_of(values, graph)
    n = graph.n
    own = np.where(graph.soi > 0, 0.0, 1.0)
    matrix = graph.matrix()
    weight = np.bincount(graph.rang, graph.poids, n) + own
    squares = np.bincount(graph.rang, graph.poids**2, n) + own
    if n < 2:
        return np.full(np.shape(values), np.nan)
    constant = y.max(axis=1) == y.min(axis=1)
    centred = y - y.mean(axis=1, keepdims=True)
    sums = (matrix @ centred.T).T + own * centred
    spread = np.sqrt((centred**2).mean(axis=1, keepdims=True))
    free = (n * squares - weight**2) / (n - 1)
    whole = free <= _WHOLE_MAP * n * squares / (n - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = sums / (spread * np.sqrt(np.where(whole, 1.0, free)))
    z[:, whole] = 0.0
    z[constant] = np.nan
    return np.asarray(z.reshape(np.shape(values)))


def gi_star_p_normal(z: npt.ArrayLike) -> Floats:
    """Two-sided p-values of z-scores under the normal law (any shape, kept; NaN stays NaN).

    An approximation: good where each neighbourhood holds a few tens, far too small in the tail where it holds few.
    """
    from scipy import special  # half a second to import: only who asks for a p-value pays it

    return np.asarray(2.0 * special.ndtr(-np.abs(np.asarray(z, np.float64))))


def _rows_of(values: npt.ArrayLike, graph: Voisinage) -> Floats:
    """Values as t rows of n, t being 1 for a vector."""
    y = np.asarray(values, np.float64)
    if y.ndim not in (1, 2) or y.shape[-1] != graph.n:
        raise ValueError(f"values of shape {y.shape} for {graph.n} cells")
    if not np.isfinite(y).all():
        raise ValueError("values are finite numbers")
    return y.reshape(-1, graph.n)
