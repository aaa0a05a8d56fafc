"""Counts as they are told to those who see no signalement one by one: in fives, and no number under five."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

LEAST_COUNT = 5
"""Below it no number is told; what is told is a multiple of it."""


def counts_to_fives(counts: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Counts (any shape) to the nearest multiple of five, halves upwards; which of them are told is for the caller."""
    return LEAST_COUNT * np.floor(np.asarray(counts) / LEAST_COUNT + 0.5).astype(np.int64)


def count_to_fives(count: float | None) -> int | None:
    """A count to the nearest multiple of five; None where it is under five, or none."""
    return None if count is None or count < LEAST_COUNT else int(counts_to_fives(count))
