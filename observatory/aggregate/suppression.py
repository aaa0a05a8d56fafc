"""Which further cells are hidden, so that no difference gives a small one back.

Method: the linear heuristic of Kelly, Golden & Assad (1992), *Cell suppression: disclosure protection for sensitive
tabular data*, Networks 22. To protect a cell, the table is moved so that this cell rises by five while every sum
still holds and nothing goes below zero; a move of a published cell costs what its loss is worth, a move of a hidden
one nothing. What the cheapest move touches is hidden, and the moved table proves that it suffices. Cells without a
common line are moved at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from observatory.aggregate.attack import TOLERANCE, Attack, Flags, Floats
from observatory.aggregate.release import Release

_NEVER_FREE = 1e-4
"""The price of moving a hidden cell by one: enough to leave alone what need not move."""

_SMALL = 3_000
"""Up to this many cells, fewer are moved at once and moves are made anew: slower, and less is hidden."""

_LEAST, _PARTS, _REPEATS = 8, 8, 3
_HARDLY = 0.5
_SLACK = 1e-9
"""Part of a move that is given up, so that the farthest one is not out of reach by rounding."""


@dataclass(frozen=True)
class Plan:
    """What is to be hidden: flags over the cells of the new release, and those that stay within less than needed."""

    hidden: Flags
    failed: Flags


class Moves:
    """The table as it is and every way to move it that the releases before and the zeros allow.

    What moves is, in this order, the free atoms and the sums: the cells of the new release that are no single atom.
    Each sum is tied to the line just below it, so that equations stay short.
    """

    def __init__(self, attack: Attack, base: Floats, new: Release) -> None:
        """``base`` is a table that fits (its free atoms); ``new`` is the last release of ``attack``."""
        first = len(attack.values) - new.values.size
        self.attack, self.base = attack, base
        self.new = sp.csr_array(attack.over_free[first:])
        sizes = np.diff(self.new.indptr)
        inner = np.zeros(new.values.shape, bool)
        inner[new.inner] = True
        self.single = np.flatnonzero(inner.ravel() & (sizes == 1))
        self.atoms = self.new.indices[self.new.indptr[self.single]]
        self.sums = np.flatnonzero(~inner.ravel() & (sizes > 0) | (sizes > 1))
        earlier = ~np.isnan(attack.values[:first])
        kept = sp.csr_array(attack.over_free[:first][earlier])
        rows = [sp.hstack([kept, sp.csr_array((kept.shape[0], len(self.sums)))], format="csr"), self._ties(new, inner)]
        self.equal = sp.vstack(rows, format="csr")
        self.equal = sp.hstack([self.equal, -self.equal], format="csr")

    def _ties(self, new: Release, inner: Flags) -> sp.csr_array:
        """For each sum, that it moves as the line below it (a margin) or as its atoms (an inner cell)."""
        n, size = len(self.base), new.values.size
        columns = np.concatenate([self.atoms, n + np.arange(len(self.sums))])
        rows = np.concatenate([self.single, self.sums])
        moved = sp.csr_array((np.ones(len(rows)), (rows, columns)), shape=(size, n + len(self.sums)))
        below = sp.csr_array(_below(new.values.shape) @ moved)
        many = sp.hstack([self.new, sp.csr_array((size, len(self.sums)))], format="csr")
        flags = sp.diags_array(inner.ravel().astype(float), format="csr")
        return sp.csr_array((below + flags @ many - moved)[self.sums])

    def cheapest(self, targets: Sequence[int], hidden: Flags, price: Floats, need: float) -> Floats | None:
        """The cheapest move of the atoms that raises each target cell by ``need``; None when there is none.

        A negative ``need`` lowers them.
        """
        n, m = len(self.base), len(self.sums)
        if not n:
            return None
        paid = np.where(hidden, _NEVER_FREE, price)
        cost = np.full(n + m, _NEVER_FREE)
        cost[self.atoms] = paid[self.single]
        cost[n:] = paid[self.sums]
        raised = np.sign(need) * self.attack.over_free[list(targets)]
        rest = sp.csr_array((len(targets), m))
        return self._moved(np.tile(cost, 2), sp.hstack([-raised, rest, raised, rest], format="csr"), abs(need))

    def farthest(self, target: int, sign: int) -> float:
        """How far a cell can rise (``sign`` 1) or fall (-1) when every cell of the new release may move."""
        n, m = len(self.base), len(self.sums)
        if not n:
            return 0.0
        along = np.concatenate([(sign * self.attack.over_free[[target]]).toarray()[0], np.zeros(m)])
        room = self.attack.need  # no more is ever wanted
        bounded = sp.csr_array(np.concatenate([along, -along])[None, :])
        move = self._moved(np.concatenate([-along, along]), -bounded, None, (bounded, room))
        return 0.0 if move is None else float(along[:n] @ move)

    def _moved(
        self,
        cost: Floats,
        least: sp.csr_array,
        need: float | None,
        most: tuple[sp.csr_array, float] | None = None,
    ) -> Floats | None:
        from scipy.optimize import linprog  # half a second that only a plan of a publication pays

        n, m = len(self.base), len(self.sums)
        upper = np.full(2 * (n + m), np.inf)
        upper[n + m : n + m + n] = self.base
        rows, sides = [least], [np.full(least.shape[0], 0.0 if need is None else -need)]
        if most is not None:
            rows.append(most[0])
            sides.append(np.full(most[0].shape[0], most[1]))
        found = linprog(
            cost,
            A_ub=sp.vstack(rows, format="csr"),
            b_ub=np.concatenate(sides),
            A_eq=self.equal,
            b_eq=np.zeros(self.equal.shape[0]),
            bounds=np.column_stack([np.zeros(len(upper)), upper]),
            method="highs-ds",
        )
        if found.status != 0:
            return None
        move: Floats = found.x[:n] - found.x[n + m : n + m + n]
        return move

    def both_ways(self, target: int, hidden: Flags, price: Floats, need: float) -> list[Floats]:
        """Cheapest moves that take a cell up and down by ``need`` together; none where that cannot be.

        A cell that an earlier release hides may have no room to rise by so much: what it can fall counts as well.
        """
        rise = min(self.farthest(target, 1), need)
        fall = need - rise
        found: list[Floats] = []
        for part in (rise, -fall):
            if abs(part) > TOLERANCE:
                move = self.cheapest([target], hidden, price, part * (1 - _SLACK))
                if move is None:
                    return []
                found.append(move)
                hidden = hidden | (np.abs(self.new @ move) > TOLERANCE)
        return found

    def sparse(self, targets: Sequence[int], hidden: Flags, price: Floats, need: float, repeats: int) -> Floats | None:
        """The cheapest move, made anew with what it hardly touches dearer, while that hides less."""
        best, loss = None, np.inf
        paid = price
        for _ in range(repeats):
            move = self.cheapest(targets, hidden, paid, need)
            if move is None:
                break
            sums = np.abs(self.new @ move)
            lost = float(price[~hidden & (sums > TOLERANCE)].sum())
            if lost >= loss:
                break
            best, loss = move, lost
            paid = price / (sums + _HARDLY) * need
        return best


def hide_until_safe(attack: Attack, base: Floats, new: Release, hidden: Flags, price: Floats) -> Plan:
    """Hide cells of the new release, the cheapest first, until every hidden cell is held apart.

    ``attack`` knows the earlier releases and of the new one the zeros, which are always shown; its ``low`` and ``high``
    tell what is held apart already. ``hidden`` and ``price`` are flat, over the cells of ``new``.
    """
    moves = Moves(attack, base, new)
    first = len(attack.values) - new.values.size
    hidden, failed = hidden.copy(), np.zeros(len(attack.values), bool)
    low, high = attack.low.copy(), attack.high.copy()
    lines = _Lines(new, first)
    small = new.values.size <= _SMALL
    repeats = _REPEATS if small else 1
    while True:
        watched = np.concatenate([np.isnan(attack.values[:first]), hidden])
        open_ = np.flatnonzero(watched & ~failed & (high - low < attack.need - TOLERANCE))
        if not len(open_):
            return Plan(hidden, failed)
        most = max(_LEAST, len(open_) // _PARTS) if small else len(open_)
        batch = lines.apart(open_[np.argsort((high - low)[open_], kind="stable")])[:most]
        move = moves.sparse(batch, hidden, price, attack.need, repeats)
        while move is None and len(batch) > 1:
            batch = batch[: len(batch) // 2]
            move = moves.sparse(batch, hidden, price, attack.need, repeats)
        found = [move] if move is not None else moves.both_ways(batch[0], hidden, price, attack.need)
        failed[batch] = not found
        for one in found:
            sums = attack.over_free @ (base + one) + attack.offset
            np.minimum(low, sums, out=low)
            np.maximum(high, sums, out=high)
            hidden |= np.abs(moves.new @ one) > TOLERANCE


def _below(shape: tuple[int, ...]) -> sp.csr_array:
    """For each margin, the cells that add up to it along the first axis that it totals (cells × cells, 0 or 1)."""
    places = np.arange(int(np.prod(shape))).reshape(shape)
    rows, columns = [], []
    for d, n in enumerate(shape):
        lower: tuple[slice, ...] = tuple(slice(0, -1) for _ in range(d))
        totals = places[(*lower, slice(n - 1, n))]
        lines = places[(*lower, slice(0, n - 1))]
        columns.append(lines.ravel())
        rows.append(np.broadcast_to(totals, lines.shape).ravel())
    row, column = np.concatenate(rows), np.concatenate(columns)
    return sp.csr_array((np.ones(len(row)), (row, column)), shape=(places.size, places.size))


class _Lines:
    """The lines of the new release, so that cells of one batch do not compete for the same sums."""

    def __init__(self, new: Release, first: int) -> None:
        self.shape, self.first = new.values.shape, first

    def of(self, at: int) -> list[tuple[int, ...]]:
        if at < self.first:
            return [(-1, at)]
        where = tuple(int(i) for i in np.unravel_index(at - self.first, self.shape))
        return [(d, *where[:d], *where[d + 1 :]) for d in range(len(where))]

    def apart(self, cells: Sequence[int] | np.ndarray) -> list[int]:
        """The first cells, in order, that share no line."""
        used: set[tuple[int, ...]] = set()
        batch = []
        for at in cells:
            found = self.of(int(at))
            if used.isdisjoint(found):
                used.update(found)
                batch.append(int(at))
        return batch
