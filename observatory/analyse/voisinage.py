"""Which cells stand beside which, and by how much: the sparse weights of every statistic of space."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Voisinage:
    """Weights between n cells, row after row (compressed sparse rows).

    The neighbours of cell i are ``voisin[debut[i]:debut[i + 1]]``, in increasing order, their weights (not negative)
    ``poids`` at the same places. ``debut`` has n + 1 ranks, the two others as many as there are pairs. Weights need not
    be symmetrical; a cell without any is an island.
    """

    debut: Ints
    voisin: Ints
    poids: Floats

    @property
    def n(self) -> int:
        """How many cells."""
        return len(self.debut) - 1

    @property
    def degres(self) -> Ints:
        """How many neighbours each cell has, itself included where it is its own: length n."""
        return np.diff(self.debut)

    @cached_property
    def rang(self) -> Ints:
        """The cell at whose row each pair stands: as long as ``voisin``."""
        return np.repeat(np.arange(self.n), self.degres)

    @cached_property
    def soi(self) -> Floats:
        """The weight of each cell in its own row, 0 where it is not its own neighbour: length n."""
        own = self.voisin == self.rang
        return np.bincount(self.rang[own], self.poids[own], self.n).astype(np.float64)

    @cached_property
    def sommes(self) -> Floats:
        """The sum of each row's weights: length n."""
        return np.bincount(self.rang, self.poids, self.n).astype(np.float64)

    @cached_property
    def carres(self) -> Floats:
        """The sum of the squares of each row's weights: length n."""
        return np.bincount(self.rang, self.poids**2, self.n).astype(np.float64)

    @cached_property
    def _csr(self) -> Any:
        from scipy import sparse  # only who multiplies pays its import

        return sparse.csr_array((self.poids, self.voisin, self.debut), shape=(self.n, self.n))

    def matrix(self) -> Any:
        """The weights as an n by n scipy ``csr_array``, made once: do not change it."""
        return self._csr

    @cached_property
    def _members(self) -> Any:
        return (self._csr != 0).astype(np.float64)

    def sums_around(self, values: Floats) -> Floats:
        """The plain sum over each cell and its neighbours, whatever the weights: shape (n,), as ``values``."""
        total: Floats = self._members @ values + np.where(self.soi > 0, 0.0, 1.0) * values
        return total


def voisinage_of(n: int, first: npt.ArrayLike, second: npt.ArrayLike, poids: npt.ArrayLike | None = None) -> Voisinage:
    """The weights of n cells from ordered pairs: ranks of both cells (each shape (e,)), weights (e,), 1 by default.

    A pair stands for the row of its first cell: a graph of cells that touch holds both (i, j) and (j, i). Pairs come in
    any order; those of weight 0 are left out. No cell is its own neighbour here: see :func:`with_self`.

    Raises
    ------
    ValueError
        When shapes differ, a rank is not between 0 and n - 1, a pair comes twice or joins a cell to itself, or a weight
        is negative or no number.
    """
    i, j = np.asarray(first, np.int64), np.asarray(second, np.int64)
    w = np.ones(i.shape) if poids is None else np.asarray(poids, np.float64)
    if i.ndim != 1 or i.shape != j.shape or i.shape != w.shape:
        raise ValueError(f"shapes {i.shape}, {j.shape} and {w.shape}")
    if len(i) and (min(i.min(), j.min()) < 0 or max(i.max(), j.max()) >= n):
        raise ValueError(f"a rank is not between 0 and {n - 1}")
    if np.any(i == j):
        raise ValueError("a cell is its own neighbour")
    return _from_pairs(n, i, j, w)


def with_self(graph: Voisinage, poids: float = 1.0) -> Voisinage:
    """The same weights with each cell in its own row too, at the weight given (in place of the one it had)."""
    others = graph.voisin != graph.rang
    own = np.arange(graph.n)
    return _from_pairs(
        graph.n,
        np.concatenate([graph.rang[others], own]),
        np.concatenate([graph.voisin[others], own]),
        np.concatenate([graph.poids[others], np.full(graph.n, float(poids))]),
    )


def row_standardised(graph: Voisinage) -> Voisinage:
    """The same neighbours, weights divided by the sum of their row: a neighbours' sum becomes their mean.

    An island keeps its empty row.
    """
    return Voisinage(graph.debut, graph.voisin, graph.poids / graph.sommes[graph.rang])


def _from_pairs(n: int, i: Ints, j: Ints, w: Floats) -> Voisinage:
    if not np.all(np.isfinite(w)) or np.any(w < 0):
        raise ValueError("weights are finite and not negative")
    kept = w > 0
    i, j, w = i[kept], j[kept], w[kept]
    order = np.lexsort((j, i))
    i, j, w = i[order], j[order], w[order]
    if np.any((i[1:] == i[:-1]) & (j[1:] == j[:-1])):
        raise ValueError("a pair comes twice")
    debut = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(i, minlength=n), out=debut[1:])
    return Voisinage(debut, j, w)
