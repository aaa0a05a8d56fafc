"""An attacker written apart from the code under test: a linear program for each end of each hidden cell.

It reads only what a release prints (its rows) and knows that counts are not negative and that totals add up.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

_CORNERS, _MOST = 24, 1e5

Published = dict[tuple[frozenset[str], ...], float | None]


def read_release(rows: Iterable[dict[str, str | int | None]], parts: Sequence[dict[str, frozenset[str]]]) -> Published:
    """Every printed cell, named by the sets of elementary labels that it covers along each dimension."""
    whole = [frozenset().union(*one.values()) for one in parts]
    found: Published = {}
    for row in rows:
        *labels, n = row.values()
        key = tuple(whole[d] if label == "total" else parts[d][str(label)] for d, label in enumerate(labels))
        value = None if n is None else float(n)
        assert found.setdefault(key, value) == value, f"{key} is printed as {found[key]} and as {value}"
    return found


class Attacker:
    """All that was printed, as equations over elementary cells; those printed alone, or in a zero, are not sought."""

    def __init__(self, releases: Sequence[Published]) -> None:
        dimensions = len(next(iter(releases[0])))
        elements = [sorted({e for one in releases for key in one for e in key[d]}) for d in range(dimensions)]
        number = {cell: i for i, cell in enumerate(itertools.product(*elements))}
        sums: list[tuple[list[int], float]] = []
        self.hidden: list[list[int]] = []
        told: dict[int, float] = {}
        for one in releases:
            for key, value in one.items():
                members = [number[cell] for cell in itertools.product(*(sorted(part) for part in key))]
                if value is None:
                    self.hidden.append(members)
                else:
                    sums.append((members, value))
                if value == 0 or (value is not None and len(members) == 1):
                    told |= dict.fromkeys(members, value)
        sought = [at for at in range(len(number)) if at not in told]
        column = {at: i for i, at in enumerate(sought)}
        self.variables = len(sought)
        self.hidden = [[column[at] for at in members if at in column] for members in self.hidden]
        rows: list[int] = []
        columns: list[int] = []
        self.known: list[float] = []
        for members, value in sums:
            left = [column[at] for at in members if at in column]
            rest = value - sum(told.get(at, 0.0) for at in members)
            assert left or rest == 0, "what is printed does not add up"
            if left:
                rows += [len(self.known)] * len(left)
                columns += left
                self.known.append(rest)
        shape = (len(self.known), self.variables)
        self.equations = coo_array((np.ones(len(rows)), (rows, columns)), shape=shape).tocsr()

    def width(self, at: int) -> float:
        """The width of the interval of one hidden cell."""
        if not self.hidden[at]:
            return 0.0
        cost = np.zeros(self.variables)
        cost[self.hidden[at]] = 1.0
        ends = []
        for sign in (1.0, -1.0):
            found = linprog(sign * cost, A_eq=self.equations, b_eq=self.known, bounds=(0, None), method="highs")
            if found.status in (3, 4):  # unbounded, or HiGHS unable to say which of unbounded and infeasible
                return float("inf")
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        return float(ends[1] - ends[0])

    def told(self, cells: Iterable[int], need: float, seed: int) -> list[int]:
        """Those of some hidden cells whose interval is narrower than ``need``.

        Two tables that fit and differ by ``need`` at a cell prove that it is not: tables are sought at random corners,
        and only what they leave open is attacked by itself.
        """
        random = np.random.default_rng(seed)
        open_ = [at for at in cells if self.hidden[at]]
        told = [at for at in cells if not self.hidden[at]]
        low, high = np.full(len(open_), np.inf), np.full(len(open_), -np.inf)
        over = coo_array(
            (
                np.ones(sum(len(self.hidden[at]) for at in open_)),
                (
                    np.repeat(np.arange(len(open_)), [len(self.hidden[at]) for at in open_]),
                    [column for at in open_ for column in self.hidden[at]],
                ),
            ),
            shape=(len(open_), self.variables),
        ).tocsr()
        for _ in range(_CORNERS):
            cost = random.exponential(size=self.variables) * random.choice([-1.0, 1.0], self.variables)
            found = linprog(cost, A_eq=self.equations, b_eq=self.known, bounds=(0, _MOST), method="highs")
            assert found.status == 0, found.message
            sums = over @ found.x
            low, high = np.minimum(low, sums), np.maximum(high, sums)
        left = [at for at, width in zip(open_, high - low, strict=True) if width < need]
        return told + [at for at in left if self.width(at) < need]

    def widths(self, cells: Iterable[int] | None = None) -> list[float]:
        """The widths of some hidden cells, or of all."""
        return [self.width(at) for at in (range(len(self.hidden)) if cells is None else cells)]
