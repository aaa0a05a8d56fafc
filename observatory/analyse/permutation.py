"""Conditional permutations: each cell keeps its value, its neighbours' are drawn from all the others.

One set of draws serves every cell: a draw is one cell more than the widest neighbourhood, so that where it holds the
very cell that is looked at, the spare takes its place (every ordered choice among the others stays equally likely).
Cells with as many neighbours share the sums of draws, sorted once: each reads its rank there. This is the null
hypothesis of esda's ``crand``, without its n times P sums.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from observatory.analyse.voisinage import Voisinage

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_EQUAL = 1e-11
"""Sums are taken for equal when they differ by less than this share of the greatest that could be: rounding."""

_CHUNK = 2048


def conditional_tails(
    values: Floats, graph: Voisinage, permutations: int, seed: int, n_jobs: int = 1
) -> tuple[Ints, Ints]:
    """How many draws give each cell's neighbours a sum at least, and at most, as great as theirs: both length n.

    Parameters
    ----------
    values
        Finite numbers, length n.
    graph
        Any weights. A cell's weight for itself does not count: it is not drawn. An island has a sum of 0, as all its
        draws have.
    permutations, seed
        How many draws, and what they follow from: the same seed gives the same numbers, whatever ``n_jobs``.
    n_jobs
        Threads for rows whose weights differ among themselves; rows of equal weights need none.
    """
    n, degrees = graph.n, _others(graph)
    rng = np.random.default_rng(seed)
    size = min(int(degrees.max(initial=0)) + 1, n)
    ids = np.array([rng.choice(n, size, replace=False) for _ in range(permutations)], np.int64).reshape(-1, size)
    y = values - values.mean()
    draws = _Draws(y, ids, degrees, _EQUAL * float(np.abs(y).max(initial=0.0)))
    above, below = np.full(n, permutations), np.full(n, permutations)
    level, equal = _weights(graph, degrees)
    for k in np.unique(degrees[equal & (degrees > 0)]):
        cells = np.flatnonzero(equal & (degrees == k))
        observed = _sums(graph, y, cells) / level[cells]
        above[cells], below[cells] = draws.equal_weights(int(k), cells, observed)
    rows = np.flatnonzero(~equal)
    chunks = [rows[at : at + _CHUNK] for at in range(0, len(rows), _CHUNK)]

    def one(cells: Ints) -> tuple[Ints, Ints]:
        return draws.any_weights(cells, _padded(graph, cells, size - 1), _sums(graph, y, cells))

    with ThreadPoolExecutor(max(1, n_jobs)) as threads:
        for cells, (high, low) in zip(chunks, threads.map(one, chunks), strict=True):
            above[cells], below[cells] = high, low
    return above, below


@dataclass(frozen=True, eq=False)
class _Draws:
    """The draws: ``ids``, P by kmax + 1 cells, and the centred values ``y`` of all n; ``slack`` for a weight of 1."""

    y: Floats
    ids: Ints
    degrees: Ints
    slack: float

    def equal_weights(self, k: int, cells: Ints, observed: Floats) -> tuple[Ints, Ints]:
        """Counts for cells with k neighbours, each of weight 1."""
        ids, y = self.ids, self.y
        sums = y[ids[:, :k]].sum(axis=1)
        ranked = np.sort(sums)
        low, high = observed - self.slack * k, observed + self.slack * k
        above = len(sums) - np.searchsorted(ranked, low, "left")
        below = np.searchsorted(ranked, high, "right")
        draw, _, at = self._holding(cells, k)
        mended = sums[draw] - y[cells[at]] + y[ids[draw, k]]
        _mend(above, at, mended >= low[at], sums[draw] >= low[at])
        _mend(below, at, mended <= high[at], sums[draw] <= high[at])
        return above, below

    def any_weights(self, cells: Ints, weights: Floats, observed: Floats) -> tuple[Ints, Ints]:
        """Counts for cells whose weights stand in rows of length kmax, zeros at their end."""
        ids, y = self.ids, self.y
        sums = weights @ y[ids[:, :-1]].T
        slack = self.slack * weights.sum(axis=1)
        low, high = observed - slack, observed + slack
        above, below = (sums >= low[:, None]).sum(axis=1), (sums <= high[:, None]).sum(axis=1)
        draw, place, at = self._holding(cells, weights.shape[1])
        inside = place < self.degrees[cells[at]]
        draw, place, at = draw[inside], place[inside], at[inside]
        spare = y[ids[draw, self.degrees[cells[at]]]]
        old = sums[at, draw]
        mended = old + weights[at, place] * (spare - y[cells[at]])
        _mend(above, at, mended >= low[at], old >= low[at])
        _mend(below, at, mended <= high[at], old <= high[at])
        return above, below

    def _holding(self, cells: Ints, k: int) -> tuple[Ints, Ints, Ints]:
        """Where the first k of a draw hold one of ``cells``: the draw, the place in it, the rank of the cell."""
        rank = np.full(len(self.y), -1)
        rank[cells] = np.arange(len(cells))
        found = rank[self.ids[:, :k]]
        draw, place = np.nonzero(found >= 0)
        return draw, place, found[draw, place]


def _mend(counts: Ints, at: Ints, now: npt.NDArray[np.bool_], before: npt.NDArray[np.bool_]) -> None:
    np.add.at(counts, at, now.astype(np.int64) - before.astype(np.int64))


def _others(graph: Voisinage) -> Ints:
    """How many neighbours each cell has beside itself."""
    return np.asarray(graph.degres - (graph.soi > 0))


def _sums(graph: Voisinage, y: Floats, cells: Ints) -> Floats:
    return np.asarray((graph.matrix()[cells] @ y) - graph.soi[cells] * y[cells])


def _weights(graph: Voisinage, degrees: Ints) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """The mean weight in each row, the cell itself apart, and whether all are equal to it."""
    others = graph.voisin != graph.rang
    rows, weights = graph.rang[others], graph.poids[others]
    level = np.bincount(rows, weights, graph.n) / np.maximum(degrees, 1)
    off = np.bincount(rows, np.abs(weights - level[rows]) > 1e-12 * level[rows], graph.n)
    return level, off == 0


def _padded(graph: Voisinage, cells: Ints, width: int) -> Floats:
    out = np.zeros((len(cells), width))
    for rank, cell in enumerate(cells.tolist()):
        span = slice(graph.debut[cell], graph.debut[cell + 1])
        weights = graph.poids[span][graph.voisin[span] != cell]
        out[rank, : len(weights)] = weights
    return out
