"""Who calls: opaque pseudonyms, a few of whom call very often, most of whom call once."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
ANONYMOUS = {
    "telephone": 0.24,
    "formulaire": 0.06,
    "application": 0.14,
    "courriel": 0.02,
    "accueil": 0.3,
    "marche": 1.0,
}
RESIDENTS_PER_CALLER = 9


def _pseudonym(number: int) -> str:
    letters = []
    for _ in range(6):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "D" + "".join(letters)


class Callers:
    """A pool of callers for each quartier; within a pool, calls follow a power law."""

    def __init__(self, populations: list[int], rng: Generator) -> None:
        sizes = [max(30, people // RESIDENTS_PER_CALLER) for people in populations]
        numbers: NDArray[np.int64] = rng.choice(len(ALPHABET) ** 6, size=sum(sizes), replace=False)
        names = [_pseudonym(int(one)) for one in numbers]
        self._rng = rng
        self._pools: list[list[str]] = []
        self._odds: list[NDArray[np.float64]] = []
        at = 0
        for size in sizes:
            self._pools.append(names[at : at + size])
            weights = 1.0 / (np.arange(size) + 6.0) ** 0.72
            self._odds.append(np.cumsum(weights / weights.sum()))
            at += size

    def who(self, quartier: int, canal: str, before: list[str]) -> str:
        """The pseudonym of one account's caller, empty if anonymous; at times somebody who called `before`."""
        if self._rng.uniform() < ANONYMOUS[canal]:
            return ""
        if before and self._rng.uniform() < 0.07:
            return before[int(self._rng.integers(len(before)))]
        odds = self._odds[quartier]
        at = min(int(np.searchsorted(odds, self._rng.uniform())), len(odds) - 1)
        return self._pools[quartier][at]
