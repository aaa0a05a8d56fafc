"""Intervals of 95 % around what was counted: a share, a mean, the ratio of two counts."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

LEVEL = 0.95
"""How often an interval made so holds the true value."""
Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)


@dataclass(frozen=True, slots=True)
class Estimation:
    """A value and its interval; None is what the data do not tell: the value, or that end of the interval."""

    valeur: float | None
    bas: float | None = None
    haut: float | None = None


UNKNOWN = Estimation(None)


def share(successes: int, n: int) -> Estimation:
    """The share of successes among ``n``, with Wilson's score interval (Wilson 1927); unknown where ``n`` is 0.

    Raises
    ------
    ValueError
        When the successes are not between 0 and ``n``.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n}")
    if n == 0:
        return UNKNOWN
    p = successes / n
    middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return Estimation(p, max(0.0, float(middle - half)), min(1.0, float(middle + half)))


def exact_share(successes: int, n: int) -> tuple[float, float]:
    """The exact interval of a share (Clopper & Pearson 1934): it holds the truth at least as often as it says."""
    beyond = (1 - LEVEL) / 2
    from scipy import special  # only who asks for an interval pays its import; scipy.stats is ten times as slow

    low = float(special.betaincinv(successes, n - successes + 1, beyond)) if successes else 0.0
    high = float(special.betaincinv(successes + 1, n - successes, 1 - beyond)) if successes < n else 1.0
    return low, high


def mean(values: npt.ArrayLike, least: float = -np.inf, most: float = np.inf) -> Estimation:
    """The mean of values that lie between ``least`` and ``most``, with Student's interval (1908), cut at both.

    One value has no interval; none has no mean. The interval takes the values for independent.
    """
    found = np.asarray(values, float)
    if not found.size:
        return UNKNOWN
    middle = float(found.mean())
    if found.size == 1:
        return Estimation(middle)
    from scipy import special

    half = float(special.stdtrit(found.size - 1, 0.5 + LEVEL / 2) * found.std(ddof=1) / np.sqrt(found.size))
    return Estimation(middle, max(least, middle - half), min(most, middle + half))


def ratio_of_counts(now: int, before: int, exposure: float = 1.0) -> Estimation:
    """The ratio of two Poisson rates, ``now`` and ``before``, by the conditional test (Przyborowski & Wilenski 1940).

    Given the sum of both counts, that of ``now`` is binomial; the exact interval of its share gives that of the ratio.
    ``exposure`` is how long ``now`` was watched over how long ``before`` was. An interval that holds 1 is one that says
    nothing: the null hypothesis, two equal rates, is not refused at 5 %, two-sided. Unknown where ``before`` is 0;
    counts that come in clusters vary more than this says.

    Raises
    ------
    ValueError
        When a count is negative or the exposure is not positive.
    """
    if min(now, before) < 0 or exposure <= 0:
        raise ValueError(f"{now} and {before} counted, exposure {exposure}")
    if before == 0:
        return UNKNOWN
    low, high = exact_share(now, now + before)
    return Estimation(now / before / exposure, low / (1 - low) / exposure, high / (1 - high) / exposure)
