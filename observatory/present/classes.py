"""Classes of counts for maps and legends: whole numbers, few hexagons in the highest, none left empty."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from observatory.present.labels import number

SHARES = (0.5, 0.75, 0.9, 0.97)
"""Shares of the non-empty hexagons below each break: counts are many and small, few and large."""


@dataclass(frozen=True, slots=True)
class Classes:
    """``bounds[i]`` is the last count of class ``i``, ``lowest`` the first count of class 0; zero has no class."""

    lowest: int
    bounds: tuple[int, ...]

    def index(self, n: int) -> int | None:
        """The class of a count; None for zero."""
        return None if n <= 0 else min(bisect.bisect_left(self.bounds, n), len(self.bounds) - 1)

    def labels(self) -> list[str]:
        """« 1 », « 2 à 4 », …, in the order of the classes."""
        starts = [self.lowest, *(bound + 1 for bound in self.bounds[:-1])][: len(self.bounds)]
        return [
            number(low) if low == high else f"{number(low)} à {number(high)}"
            for low, high in zip(starts, self.bounds, strict=True)
        ]


def count_classes(counts: Sequence[int], shares: Sequence[float] = SHARES) -> Classes:
    """Classes for counts; each class holds at least one of them. No positive count gives no class."""
    values = sorted(n for n in counts if n > 0)
    if not values:
        return Classes(1, ())
    bounds: list[int] = []
    for share in shares:
        bound = _round(values[min(int(share * len(values)), len(values) - 1)])
        below = bisect.bisect_right(values, bounds[-1]) if bounds else 0
        if below < bisect.bisect_right(values, bound) < len(values):
            bounds.append(bound)
    return Classes(values[0], (*bounds, values[-1]))


def _round(n: int) -> int:
    """Two significant figures: a break is easier to read at 130 than at 131."""
    return round(n, 2 - len(str(n))) if n >= 100 else n
