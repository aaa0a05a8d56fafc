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
from scipy.optimize import linprog

from observatory.aggregate.attack import TOLERANCE, Attack, Flags, Floats
from observatory.aggregate.release import Release

_NEVER_FREE = 1e-4
"""The price of moving a hidden cell by one: enough to leave alone what need not move."""

_BATCH = 8
"""How many cells are moved at once at least: fewer hide less, and take longer."""

_PARTS = 8
_REPEATS = 3
_HARDLY = 0.5


@dataclass(frozen=True)
class Plan:
    """What is to be hidden: flags over the cells of the new release, and those that stay within less than needed."""

    hidden: Flags
    failed: Flags


class Moves:
    """The table as it is and every way to move it that the releases before and the zeros allow."""

    def __init__(self, attack: Attack, base: Floats, size: int) -> None:
        """``base`` is a table that fits (its free atoms); the new release is the last ``size`` cells of ``attack``."""
        self.attack, self.base = attack, base
        values = attack.values
        first = len(values) - size
        self.new = sp.csr_array(attack.over_free[first:])
        self.sizes = np.diff(self.new.indptr)
        earlier = ~np.isnan(values[:first])
        self.kept = sp.csr_array(attack.over_free[:first][earlier])

    def cheapest(self, targets: Sequence[int], hidden: Flags, price: Floats, need: float) -> Floats | None:
        """The cheapest move of the atoms that raises each target cell by ``need``; None when there is none."""
        n = len(self.base)
        atom_price = np.full(n, _NEVER_FREE)
        seen = ~hidden & (self.sizes > 0)
        single = seen & (self.sizes == 1)
        np.add.at(atom_price, self.new.indices[self.new.indptr[:-1][single]], price[single])
        sums = np.flatnonzero(seen & (self.sizes > 1))
        slack = sp.eye_array(len(sums), format="csr")
        over = self.new[sums]
        kept = self.kept
        equal = sp.block_array(
            [
                [over, -over, -slack, slack],
                [kept, -kept, sp.csr_array((kept.shape[0], len(sums))), sp.csr_array((kept.shape[0], len(sums)))],
            ],
            format="csr",
        )
        raised = self.attack.over_free[list(targets)]
        rest = sp.csr_array((len(targets), 2 * len(sums)))
        upper = np.concatenate([np.full(n, np.inf), self.base, np.full(2 * len(sums), np.inf)])
        found = linprog(
            np.concatenate([atom_price, atom_price, price[sums], price[sums]]),
            A_ub=sp.hstack([-raised, raised, rest], format="csr"),
            b_ub=np.full(len(targets), -need),
            A_eq=equal,
            b_eq=np.zeros(equal.shape[0]),
            bounds=np.column_stack([np.zeros(len(upper)), upper]),
            method="highs-ds",
        )
        return found.x[:n] - found.x[n : 2 * n] if found.status == 0 else None

    def sparse(self, targets: Sequence[int], hidden: Flags, price: Floats, need: float) -> Floats | None:
        """The cheapest move, made anew with what it hardly touches dearer, while that hides less."""
        best, loss = None, np.inf
        paid = price
        for _ in range(_REPEATS):
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
    moves = Moves(attack, base, new.values.size)
    first = len(attack.values) - new.values.size
    hidden, failed = hidden.copy(), np.zeros(len(attack.values), bool)
    low, high = attack.low.copy(), attack.high.copy()
    lines = _Lines(new, first)
    while True:
        watched = np.concatenate([np.isnan(attack.values[:first]), hidden])
        open_ = np.flatnonzero(watched & ~failed & (high - low < attack.need - TOLERANCE))
        if not len(open_):
            return Plan(hidden, failed)
        most = max(_BATCH, len(open_) // _PARTS)
        batch = lines.apart(open_[np.argsort((high - low)[open_], kind="stable")])[:most]
        move = moves.sparse(batch, hidden, price, attack.need)
        while move is None and len(batch) > 1:
            batch = batch[: len(batch) // 2]
            move = moves.sparse(batch, hidden, price, attack.need)
        if move is None:
            failed[batch] = True
            continue
        sums = attack.over_free @ (base + move) + attack.offset
        np.minimum(low, sums, out=low)
        np.maximum(high, sums, out=high)
        hidden |= np.abs(moves.new @ move) > TOLERANCE


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
