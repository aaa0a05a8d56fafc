"""What a sample of answers says of those who were not asked: shares, differences between two waves, what to hide.

Every interval here is that of a simple random sample. Who chooses to answer is none: the true error is larger, and
no formula tells by how much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from observatory.analyse.intervalles import UNKNOWN, Estimation, Z

LEAST = 5
"""Under so many answers a count is not told."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two shares with its interval of 95 %."""

    valeur: float
    bas: float
    haut: float

    @property
    def signe(self) -> int:
        """1 where the interval lies above 0, -1 where it lies below, 0 where it holds 0."""
        return int(self.bas > 0) - int(self.haut < 0)


def survey_share(successes: int, n: int, population: int | None = None) -> Estimation:
    """The share of successes among ``n`` answers, with Wilson's score interval (1927) of 95 %.

    Where the ``population`` is known, N people of whom n were asked, the variance of a share is (N - n)/(N - 1) times
    as large (finite population correction; Cochran 1977, *Sampling techniques*, § 3.2): the interval is Wilson's for
    n (N - 1)/(N - n) answers, and has no width once everybody answered. Unknown where ``n`` is 0.

    Raises
    ------
    ValueError
        When the successes are not between 0 and ``n``, or more answered than there are.
    """
    if not 0 <= successes <= n or (population is not None and population < n):
        raise ValueError(f"{successes} successes of {n} among {population}")
    if n == 0:
        return UNKNOWN
    p = successes / n
    if population == n:
        return Estimation(p, p, p)
    worth = n if population is None else n * (population - 1) / (population - n)
    middle = (p + Z**2 / (2 * worth)) / (1 + Z**2 / worth)
    half = Z / (1 + Z**2 / worth) * np.sqrt(p * (1 - p) / worth + Z**2 / (4 * worth**2))
    return Estimation(p, max(0.0, float(middle - half)), min(1.0, float(middle + half)))


def share_difference(now: Estimation, before: Estimation) -> Difference | None:
    """The difference of the shares of two independent samples, ``now`` less ``before``, with Newcombe's interval.

    Method 10 of Newcombe (1998), *Statistics in Medicine* 17, 873-890: the distances from each share to the ends of
    its own interval, squared and added. Null hypothesis of what :attr:`Difference.signe` says: both shares are equal;
    two-sided, at 5 %. It holds for two samples of different people, drawn at random. None where a share is unknown.
    """
    ends = (now.valeur, now.bas, now.haut, before.valeur, before.bas, before.haut)
    if any(one is None for one in ends):
        return None
    p1, low1, high1, p2, low2, high2 = (float(one) for one in ends if one is not None)
    value = p1 - p2
    return Difference(
        value, value - float(np.hypot(p1 - low1, high2 - p2)), value + float(np.hypot(high1 - p1, p2 - low2))
    )


def hidden_counts(counts: Sequence[int]) -> list[bool]:
    """Which counts of one line are not told, where their sum is: those from 1 to 4, and enough others.

    Others are hidden, the smallest first, until at least two are and their sum is 5 or more: the total less what is
    told then gives none of them back. A zero is told, and hides nothing. A line whose sum is under 5 is hidden whole.
    """
    if 0 < sum(counts) < LEAST:
        return [True] * len(counts)
    hidden = {rank for rank, n in enumerate(counts) if 0 < n < LEAST}
    open_ = sorted((rank for rank, n in enumerate(counts) if n >= LEAST), key=lambda rank: counts[rank], reverse=True)
    while hidden and (len(hidden) < 2 or sum(counts[rank] for rank in hidden) < LEAST):
        hidden.add(open_.pop())  # there is one: the sum of all is 5 or more, and what is small is hidden already
    return [rank in hidden for rank in range(len(counts))]


def hidden_answers(kept: Sequence[int], others: Sequence[int]) -> tuple[list[bool], list[bool], bool]:
    """Which answers to one question are not told, so that neither they nor any sum of them gives a small one back.

    ``kept`` are the counts of the answers whose sum is told beside them, ``others`` those of the rest; how many
    answered is known. Gives flags for ``kept`` and for ``others``, and whether both sums are hidden too: each answer
    is then. Else each sum is a line of its own.
    """
    if any(hidden_counts([sum(kept), sum(others)])):
        return [True] * len(kept), [True] * len(others), True
    return hidden_counts(kept), hidden_counts(others), False
