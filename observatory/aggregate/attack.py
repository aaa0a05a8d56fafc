"""What somebody who holds every release can work out of what they hide.

Everything published is a system of equations over *atoms*, the coarsest pieces that no release cuts: the sum of the
atoms of a published cell is its value, and no atom is negative. The interval of a hidden cell is the least and the
greatest sum of its atoms over all tables that fit (Fischetti & Salazar-González 2000, « attacker subproblems »).

Two linear programs a cell would take hours. Any table that fits is evidence for all cells at once: once two of them
differ by five at a cell, that cell is safe. So tables are sought at random corners first, and only what is left is
attacked alone. Equations with one unknown and zeros are taken out beforehand.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from observatory.aggregate.release import Axis, Cell, Release
from observatory.domain.errors import StateError, ValueRefused

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

TOLERANCE = 1e-6
_OPTIMAL, _INFEASIBLE = 0, 2
_QUIET_ROUNDS = 2
_PASSES = 20


class Contradiction(StateError):
    """What was published cannot all be true at once."""


@dataclass(frozen=True)
class Laid:
    """Releases laid over one another: for each, which atoms make which cell (cells × atoms, 0 or 1)."""

    releases: tuple[Release, ...]
    incidences: tuple[sp.csr_array, ...]

    @property
    def atoms(self) -> int:
        """How many atoms there are."""
        return int(self.incidences[0].shape[1])


def lay(releases: Sequence[Release]) -> Laid:
    """Cut the universe into atoms, along each axis the coarsest pieces that every label is made of.

    Raises
    ------
    ValueRefused
        When the releases have not the same axes, in the same order.
    """
    names = [axis.name for axis in releases[0].axes]
    for one in releases:
        if [axis.name for axis in one.axes] != names:
            raise ValueRefused(
                f"La publication « {one.name} » a pour axes {', '.join(a.name for a in one.axes)}, et non "
                f"{', '.join(names)} : donnez un axe d'un seul libellé à ce qu'elle ne détaille pas."
            )
    along = [_axis_incidences([one.axes[d] for one in releases]) for d in range(len(names))]
    return Laid(
        tuple(releases),
        tuple(
            reduce(lambda a, b: sp.csr_array(sp.kron(a, b, format="csr")), [axis[r] for axis in along])
            for r in range(len(releases))
        ),
    )


def _axis_incidences(axes: Sequence[Axis]) -> list[sp.csr_array]:
    """For each release, which atoms of this axis make which label; the last row is the total."""
    owners = [{part: i for i, parts in enumerate(axis.parts) for part in parts} for axis in axes]
    parts = sorted(frozenset().union(*owners))
    signatures = list(dict.fromkeys(tuple(owner.get(part, -1) for owner in owners) for part in parts))
    found = []
    for r, axis in enumerate(axes):
        label = np.array([signature[r] for signature in signatures])
        atoms = np.flatnonzero(label >= 0)
        rows = np.concatenate([label[atoms], np.full(len(atoms), len(axis.labels))])
        shape = (len(axis.labels) + 1, len(signatures))
        found.append(sp.csr_array((np.ones(2 * len(atoms)), (rows, np.tile(atoms, 2))), shape=shape))
    return found


def stacked(laid: Laid) -> list[bytes]:
    """For each cell of each release, one after the other, the atoms it is made of: equal for one and the same cell."""
    found = []
    for incidence in laid.incidences:
        incidence.sort_indices()
        ends = incidence.indptr
        found += [incidence.indices[a:b].tobytes() for a, b in itertools.pairwise(ends)]
    return found


def solve(cost: Floats, matrix: sp.csr_array, rhs: Floats, upper: float) -> Floats:
    """The table of least cost with ``matrix @ x = rhs`` and no atom under zero or over ``upper``.

    Raises
    ------
    Contradiction
        When no table fits.
    """
    from scipy.optimize import linprog  # half a second that only a plan of a publication pays

    if not len(cost):
        return np.zeros(0)
    found = linprog(cost, A_eq=matrix, b_eq=rhs, bounds=(0.0, upper), method="highs-ds")
    if found.status == _OPTIMAL:
        table: Floats = np.maximum(found.x, 0.0)
        return table
    if found.status == _INFEASIBLE:
        raise Contradiction(
            "Les publications se contredisent : aucun tableau ne donne tous ces nombres. Reprenez les valeurs déjà "
            "publiées au lieu de recompter."
        )
    raise StateError(f"Le calcul des intervalles s'est arrêté : {found.message}")


class Attack:
    """The system of a set of releases, what is known of its atoms, and the tables found that fit.

    ``low`` and ``high`` are the least and greatest value of each cell of each release, one after the other, over
    the tables found so far: the interval of a cell is at least that wide.
    """

    def __init__(self, laid: Laid, need: float, seed: int = 0) -> None:
        """Read the equations; ``need`` is the width from which a cell is safe, ``seed`` where corners are sought."""
        self.laid, self.need = laid, need
        self.cells = sp.csr_array(sp.vstack(laid.incidences, format="csr"))
        self.values = np.concatenate([one.values.ravel() for one in laid.releases])
        self._random = np.random.default_rng(seed)
        shown = ~np.isnan(self.values)
        self._take(sp.csr_array(self.cells[shown]), self.values[shown])
        self.low = np.full(len(self.values), np.inf)
        self.high = np.full(len(self.values), -np.inf)

    def _take(self, rows: sp.csr_array, values: Floats) -> None:
        """Fix the atoms that one equation tells; keep the other equations over the others."""
        fixed = np.full(self.laid.atoms, np.nan)
        sizes = np.diff(rows.indptr)
        single = sizes == 1
        fixed[rows.indices[rows.indptr[:-1][single]]] = values[single]
        fixed[rows[values == 0].indices] = 0.0
        self.free = np.flatnonzero(np.isnan(fixed))
        self.fixed = np.nan_to_num(fixed)
        rest = values - rows @ self.fixed
        matrix = sp.csr_array(rows[:, self.free])
        bare = np.diff(matrix.indptr) == 0
        if (rest < -TOLERANCE).any() or (np.abs(rest[bare]) > TOLERANCE).any():
            raise Contradiction(
                "Les publications se contredisent : une somme publiée n'est pas celle de ses parts. Reprenez les "
                "valeurs déjà publiées au lieu de recompter."
            )
        self.matrix, self.rhs = sp.csr_array(matrix[~bare]), rest[~bare]
        self.box = float(self.rhs.max(initial=0.0)) + 2 * self.need
        self.over_free = sp.csr_array(self.cells[:, self.free])
        self.offset = self.cells @ self.fixed

    @property
    def open(self) -> Flags:
        """The hidden cells that no two tables found so far hold apart."""
        open_: Flags = np.isnan(self.values) & (self.high - self.low < self.need - TOLERANCE)
        return open_

    def learn(self, table: Floats) -> None:
        """Note what one more table that fits (its free atoms) says of every cell."""
        sums = self.over_free @ table + self.offset
        np.minimum(self.low, sums, out=self.low)
        np.maximum(self.high, sums, out=self.high)

    def explore(self) -> None:
        """Seek tables at random corners until every hidden cell is safe or nothing new is found."""
        hopeless = self.hopeless()
        left, quiet = len(self.values) + 1, 0
        while quiet < _QUIET_ROUNDS:
            wanted = self.open & ~hopeless
            if not wanted.any() and left <= len(self.values):
                return
            signs = np.where(wanted, self._random.choice([-1.0, 1.0], len(wanted)), 0.0)
            for side in (signs, -signs):
                self.learn(solve(self.over_free.T @ side, self.matrix, self.rhs, self.box))
            now = int((self.open & ~hopeless).sum())
            quiet = quiet + 1 if now == left else 0
            left = now

    def hopeless(self) -> Flags:
        """The hidden cells whose sums of bounds are too near already, without any program."""
        low, high = np.zeros(len(self.free)), np.full(len(self.free), np.inf)
        for _ in range(_PASSES):
            before = (low.sum(), high[np.isfinite(high)].sum(), np.isfinite(high).sum())
            low, high = self._tightened(low, high)
            if before == (low.sum(), high[np.isfinite(high)].sum(), np.isfinite(high).sum()):
                break
        endless = self.over_free @ np.isinf(high).astype(float) > 0
        width = self.over_free @ (np.where(np.isinf(high), 0.0, high) - low)
        near: Flags = np.isnan(self.values) & ~endless & (width < self.need - TOLERANCE)
        return near

    def _tightened(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Bounds of atoms after one more reading of every equation."""
        n = len(self.rhs)
        row = np.repeat(np.arange(n), np.diff(self.matrix.indptr))
        atom = self.matrix.indices
        new_high = high.copy()
        np.minimum.at(new_high, atom, (self.rhs - np.bincount(row, low[atom], n))[row] + low[atom])
        endless = np.isinf(high)
        finite = np.where(endless, 0.0, high)
        most = np.bincount(row, finite[atom], n)
        others_endless = np.bincount(row, endless[atom], n)[row] - endless[atom] > 0
        new_low = low.copy()
        least = np.where(others_endless, 0.0, self.rhs[row] - most[row] + finite[atom])
        np.maximum.at(new_low, atom, least)
        return new_low, np.maximum(new_high, new_low)

    def interval(self, at: int) -> tuple[float, float]:
        """The least and greatest value of one cell: exact, but where nothing bounds it, ends beyond ``need``."""
        cost = self.over_free[[at]].toarray().ravel()
        lowest = solve(cost, self.matrix, self.rhs, self.box)
        highest = solve(-cost, self.matrix, self.rhs, self.box)
        self.learn(lowest)
        self.learn(highest)
        return float(cost @ lowest + self.offset[at]), float(cost @ highest + self.offset[at])

    def cell(self, at: int) -> Cell:
        """The name of a cell, and of the release that holds it."""
        for one in self.laid.releases:
            if at < one.values.size:
                return one.cell([int(i) for i in np.unravel_index(at, one.values.shape)])
            at -= one.values.size
        raise IndexError(at)

    def told(self) -> tuple[int, float, float] | None:
        """The first hidden cell that can be told within less than ``need``, and its interval; None if all are safe."""
        self.explore()
        first = self.hopeless()
        for at in [*np.flatnonzero(self.open & first), *np.flatnonzero(self.open & ~first)]:
            if self.high[at] - self.low[at] >= self.need - TOLERANCE:
                continue
            low, high = self.interval(int(at))
            if high - low < self.need - TOLERANCE:
                return int(at), low, high
        return None
