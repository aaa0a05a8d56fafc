"""Enough to say something: how much must be counted before a map of hotspots is worth drawing."""

from __future__ import annotations

import math

import numpy as np

RING = 7
"""Cells of a neighbourhood on the hexagonal grid: one and its six neighbours."""
_DISCOVERED = 3
RISK = 20.0
"""A place that is told of so many times as often as the others must be found, or the map says nothing."""
POWER = 0.8
LEVEL = 0.05
_STEP = 0.05
_MOST_EXPECTED = 200.0
_FLOOR = 50


def least_count(cells: int, risk: float = RISK, power: float = POWER, level: float = LEVEL) -> int:
    """The least total on a map of ``cells`` hexagons for which one place that stands out would be found.

    It is that at which a neighbourhood where counts are ``risk`` times those elsewhere is found with probability
    ``power``: counts are Poisson's, the test is two-sided and the false discovery rate ``level`` is kept over all
    cells (Benjamini & Hochberg 1995), three of that place's being discoveries: its outer cells lie half outside. Never
    under 50, rounded up to tens.

    Here the law of the counts is taken for known; as the map must learn it, two of three are found at that limit
    (``benchmarks/validity.py``). A map that is drawn just above it finds places that stand out very much and no
    others: that it shows none does not mean that there is none.

    Raises
    ------
    ValueError
        When there is no cell, or ``risk`` is not above 1, or ``power`` or ``level`` not between 0 and 1.
    """
    from scipy import special  # only who asks pays its import

    if cells < 1 or risk <= 1 or not (0 < power < 1 and 0 < level < 1):
        raise ValueError(f"{cells} cells, risk {risk}, power {power}, level {level}")
    tail = level * min(_DISCOVERED / cells, 1.0) / 2
    expected = np.arange(_STEP, _MOST_EXPECTED, _STEP)
    need = np.ceil(special.pdtrik(1 - tail, expected) - 1e-9) + 1  # chance gives so many in less than ``tail`` of maps
    found = special.pdtrc(need - 1, risk * expected) >= power
    if not found.any():
        raise ValueError(f"a risk of {risk} asks for more than {_MOST_EXPECTED} expected in one place")
    total = float(expected[int(np.argmax(found))]) * max(cells / RING, 1.0)
    return max(_FLOOR, math.ceil(total / 10) * 10)


def enough(count: int, cells: int) -> bool:
    """Whether ``count`` on ``cells`` hexagons is enough for a map of hotspots."""
    return count >= least_count(cells)
