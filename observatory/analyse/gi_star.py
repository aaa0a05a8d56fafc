"""Getis and Ord's Gi*: where a cell and those around it count more, or less, than chance would have it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from observatory.analyse.draws import tails_of_sums
from observatory.analyse.permutation import conditional_tails
from observatory.analyse.significance import two_sided_add_one
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
    if n < 2:
        return np.full(np.shape(values), np.nan)
    own = np.where(graph.soi > 0, 0.0, 1.0)
    weight, squares = graph.sommes + own, graph.carres + own
    constant = y.max(axis=1) == y.min(axis=1)
    centred = y - y.mean(axis=1, keepdims=True)
    sums = _neighbours_sums(graph, centred) + own * centred
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


def gi_star_p_exact(values: npt.ArrayLike, graph: Voisinage) -> Floats:
    """Exact two-sided p-values of the sums of whole numbers over each cell and its neighbours; shape of ``values``.

    Null hypothesis: the values of a row were dealt to the cells by chance, the cell's own included (exchangeable). Then
    the sum of a neighbourhood of m cells is that of m draws without replacement, whose law is worked out once for each
    m (:mod:`observatory.analyse.draws`), to about 1e-13 of each p-value: ``min(1, 2 min(P(S >= s), P(S <= s)))``. What
    the false discovery rate asks of thousands of cells, p-values near 1e-5, is beyond 999 permutations and where the
    normal law fails on sparse counts. A discrete test: it errs on the side of finding nothing. 1 where the values are
    constant.

    Every cell has the same weight in its sum: rows of unequal weights have no such law, take
    :func:`gi_star_permutation`. Counts so great that the law would be slow are put on a coarser scale; p-values then
    err upwards only.

    Caveat: tests of cells that share neighbours are not independent, and the null leaves nothing to where people live.

    Raises
    ------
    ValueError
        When the shapes differ, a value is no whole number, a row's weights (1 for the cell itself where it has none)
        differ, or a neighbourhood has over 200 cells without being the whole map.
    """
    y = _rows_of(values, graph)
    if not np.array_equal(y, np.rint(y)):
        raise ValueError("values are whole numbers")
    own = graph.soi == 0
    self_weight = np.where(own, 1.0, graph.soi)
    if np.any(np.abs(graph.poids - self_weight[graph.rang]) > 1e-12 * graph.poids):
        raise ValueError("a row has unequal weights")
    sizes = graph.degres + own
    sums = np.rint(_neighbours_sums(graph, y) / self_weight + own * y).astype(np.int64)
    out = np.ones(y.shape)
    for row, of_row, p in zip(y.astype(np.int64), sums, out, strict=True):
        used = [int(m) for m in np.unique(sizes) if m < graph.n]
        for m, tails in tails_of_sums(row, used).items() if used else ():
            p[sizes == m] = tails.two_sided(of_row[sizes == m])
    return out.reshape(np.shape(values))


def gi_star_permutation(
    values: npt.ArrayLike, graph: Voisinage, permutations: int = 999, seed: int = 0, n_jobs: int = 1
) -> Floats:
    """Two-sided permutation p-values of Gi*, add-one; shape (n,), from finite numbers of that shape and any weights.

    Null hypothesis: given the value of a cell, those of its neighbours are drawn by chance from all the others
    (conditional permutation, Anselin 1995). It asks whether the surroundings are remarkable: the value of the cell
    itself is not tested, and an island has p = 1. The least p-value is 2 / (permutations + 1).

    Caveat: with 999 permutations no p-value is under 0.002, so that among thousands of cells the false discovery rate
    can find nothing: take :func:`gi_star_p_exact` for counts.

    Raises
    ------
    ValueError
        When the values are not n finite numbers, or there is no permutation.
    """
    y = _rows_of(values, graph)
    if np.ndim(values) != 1 or permutations < 1:
        raise ValueError(f"values of shape {np.shape(values)}, {permutations} permutations")
    return two_sided_add_one(*conditional_tails(y[0], graph, permutations, seed, n_jobs), permutations)


def _rows_of(values: npt.ArrayLike, graph: Voisinage) -> Floats:
    """Values as t rows of n, t being 1 for a vector."""
    y = np.asarray(values, np.float64)
    if y.ndim not in (1, 2) or y.shape[-1] != graph.n:
        raise ValueError(f"values of shape {y.shape} for {graph.n} cells")
    if not np.isfinite(y).all():
        raise ValueError("values are finite numbers")
    return y.reshape(-1, graph.n)


def _neighbours_sums(graph: Voisinage, y: Floats) -> Floats:
    """The weighted sums of what the graph says, t rows of n; one row alone goes by the quicker product."""
    matrix = graph.matrix()
    return np.asarray((matrix @ y[0])[None] if len(y) == 1 else (matrix @ y.T).T)
