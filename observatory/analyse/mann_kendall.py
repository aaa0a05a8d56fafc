"""Mann and Kendall's test of a trend, for many series at once, with ties and with values that hold to the one before.

Successive months resemble each other; the classical test takes that for a trend. Hamed and Rao (1998) multiply the
variance of S by a factor made of the autocorrelation of the ranks. Their sum over all significant lags is itself so
noisy in a short series that it makes the error worse: here the correlation of one step alone is estimated, on what
the trend (Sen's slope) leaves, its known bias in short series mended (Kendall 1954), and the others follow from it as
in a process of order one. It is preferred to prewhitening, which throws a part of the trend away with the noise. The
factor is never below 1: a series that swings is not made more certain than one that does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SHORTEST = 4
"""Values below which no order of them is rare enough to say anything."""

_MOST_CORRELATION = 0.9
_AT_ONCE = 4_000_000
"""Differences held in memory together."""


@dataclass(frozen=True, slots=True)
class Tendance:
    """Of each series: Kendall's S and tau (b, ties counted), the normal score, its p-value and Sen's slope by step.

    ``autocorrelation`` is the correlation of one step that was allowed for, between 0 and 0.9.
    """

    s: Floats
    tau: Floats
    z: Floats
    p: Floats
    pente: Floats
    autocorrelation: Floats


def mann_kendall(values: npt.ArrayLike, autocorrelated: bool = True) -> Tendance:
    """Whether series go up or down.

    Parameters
    ----------
    values
        Series in columns, shape (t, n), or one series, shape (t,); at equal steps, finite, t at least 4.
    autocorrelated
        Whether to allow for values that hold to the one before.

    Returns
    -------
    Arrays of shape (n,), or of no dimension for one series. A constant series has S 0, p 1, slope 0. The slope is in
    units of the values by step.

    Notes
    -----
    Null hypothesis: the series has no trend (exchangeable, or stationary of order one where ``autocorrelated``);
    p is two-sided, with the continuity correction. Sources: Mann (1945), Kendall (1975), Sen (1968), Hamed & Rao
    (1998). Caveat: a season that begins low and ends high is a trend to this test: give whole years.

    Raises
    ------
    ValueError
        When the shape is another, the series too short, or a value not finite.
    """
    given = np.asarray(values, float)
    table = given[:, None] if given.ndim == 1 else given
    if table.ndim != 2 or table.shape[0] < SHORTEST:
        raise ValueError(f"series of shape {given.shape}: (t, n) with t at least {SHORTEST}")
    if not np.isfinite(table).all():
        raise ValueError("a trend needs finite values")
    width = max(1, _AT_ONCE // (table.shape[0] ** 2 // 2))
    parts = [_trend(table[:, at : at + width], autocorrelated) for at in range(0, max(table.shape[1], 1), width)]
    joined = [np.concatenate([part[k] for part in parts]) for k in range(6)]
    return Tendance(*(column[0] if given.ndim == 1 else column for column in joined))


def _trend(table: Floats, autocorrelated: bool) -> tuple[Floats, ...]:
    """S, tau, z, p, slope and correlation of the series in columns."""
    t = table.shape[0]
    early, late = np.triu_indices(t, 1)
    gaps = table[late] - table[early]
    s = np.sign(gaps).sum(axis=0)
    slope = np.median(gaps / (late - early)[:, None], axis=0) if table.shape[1] else np.zeros(0)
    pairs = t * (t - 1) / 2
    untied = (gaps != 0).sum(axis=0)
    tau = np.divide(s, np.sqrt(pairs * untied), out=np.zeros_like(s), where=untied > 0)
    held = _step_correlation(table, slope) if autocorrelated else np.zeros_like(s)
    spread = np.sqrt(_variance(table) * _inflation(t, held))
    z = np.divide(np.sign(s) * np.maximum(np.abs(s) - 1, 0), spread, out=np.zeros_like(s), where=spread > 0)
    from scipy import special  # slow to import: only who tests pays it

    return s, tau, z, 2 * special.ndtr(-np.abs(z)), slope, held


def _variance(table: Floats) -> Floats:
    """The variance of S under exchange, ties counted."""
    t = table.shape[0]
    ordered = np.sort(table, axis=0)
    first = np.ones(ordered.shape, bool)
    first[1:] = ordered[1:] != ordered[:-1]
    group = np.cumsum(first, axis=0) - 1 + np.arange(table.shape[1]) * t
    sizes = np.bincount(group.ravel(), minlength=t * table.shape[1]).reshape(table.shape[1], t)
    lost = (sizes * (sizes - 1.0) * (2.0 * sizes + 5.0)).sum(axis=1)
    return np.asarray((t * (t - 1.0) * (2.0 * t + 5.0) - lost) / 18.0)


def _step_correlation(table: Floats, slope: Floats) -> Floats:
    """The correlation of one step of what the trend leaves, its bias in short series mended, between 0 and 0.9."""
    t = table.shape[0]
    rest = table - slope * np.arange(t)[:, None]
    rest = rest - rest.mean(axis=0)
    power = (rest**2).sum(axis=0)
    tiny = power <= 1e-12 * np.maximum((table**2).sum(axis=0), 1e-300)
    found = np.divide((rest[1:] * rest[:-1]).sum(axis=0), power, out=np.zeros_like(power), where=~tiny)
    mended = (t * found + 2.0) / (t - 4.0) if t > SHORTEST else found
    return np.asarray(np.clip(mended, 0.0, _MOST_CORRELATION))


def _inflation(t: int, held: Floats) -> Floats:
    """By how much values that hold to the one before raise the variance of S: at least 1."""
    grid = np.linspace(0.0, _MOST_CORRELATION, 91)
    return np.interp(held, grid, _inflations(t))


@cache
def _inflations(t: int) -> Floats:
    """The factor on the variance of S at correlations 0 to 0.9 by hundredths, of a Gaussian process of order one.

    The covariance of two signs of differences is 2 / pi times the arc sine of their correlation (Hamed 2009).
    """
    early, late = np.triu_indices(t, 1)
    factors = []
    for rho in np.linspace(0.0, _MOST_CORRELATION, 91):
        away = rho ** np.abs(np.arange(t)[:, None] - np.arange(t)[None, :])
        spread = np.sqrt(2.0 - 2.0 * away[early, late])
        cross = away[np.ix_(late, late)] - away[np.ix_(late, early)] - away[np.ix_(early, late)]
        cross += away[np.ix_(early, early)]
        signs = np.arcsin(np.clip(cross / spread[:, None] / spread[None, :], -1.0, 1.0))
        factors.append(2.0 / np.pi * float(signs.sum()))
    return np.array(factors) / factors[0]
