"""An attacker written apart from the code under test: one plain linear program per end of each hidden cell.

It reads only what a release prints (its rows) and knows that counts are not negative and that totals add up.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

Published = dict[tuple[frozenset[str], ...], float | None]


def read_release(rows: Iterable[dict[str, str | int | None]], parts: Sequence[dict[str, frozenset[str]]]) -> Published:
    """Every printed cell, named by the sets of elementary labels that it covers along each dimension."""
    whole = [frozenset().union(*one.values()) for one in parts]
    found: Published = {}
    for row in rows:
        *labels, n = row.values()
        key = tuple(whole[d] if label == "total" else parts[d][str(label)] for d, label in enumerate(labels))
        found[key] = None if n is None else float(n)
    return found


class Attacker:
    """All that was printed, as equations over elementary cells."""

    def __init__(self, releases: Sequence[Published]) -> None:
        dimensions = len(next(iter(releases[0])))
        elements = [sorted({e for one in releases for key in one for e in key[d]}) for d in range(dimensions)]
        number = {cell: i for i, cell in enumerate(itertools.product(*elements))}
        self.variables = len(number)
        rows: list[int] = []
        columns: list[int] = []
        self.known: list[float] = []
        self.hidden: list[list[int]] = []
        self.names: list[tuple[frozenset[str], ...]] = []
        for one in releases:
            for key, value in one.items():
                members = [number[cell] for cell in itertools.product(*(sorted(part) for part in key))]
                if value is None:
                    self.hidden.append(members)
                    self.names.append(key)
                    continue
                rows += [len(self.known)] * len(members)
                columns += members
                self.known.append(value)
        self.equations = coo_array(
            (np.ones(len(rows)), (rows, columns)), shape=(len(self.known), self.variables)
        ).tocsr()

    def width(self, at: int) -> float:
        """The width of the interval of one hidden cell."""
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

    def widths(self, cells: Iterable[int] | None = None) -> list[float]:
        """The widths of some hidden cells, or of all."""
        return [self.width(at) for at in (range(len(self.hidden)) if cells is None else cells)]
