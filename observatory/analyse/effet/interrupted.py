"""An interrupted series: whether the level of counts changed on a day, season and trend allowed for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from observatory.analyse.intervalles import LEVEL

Floats = npt.NDArray[np.float64]

FEWEST = 8
"""Bins on each side below which level and trend cannot be told apart."""

_MOST_CORRELATION = 0.9
_ROUNDS = 100
_STEEPEST = 60.0
_SEASON_BINS = 2
"""Whole years that a season needs: one year has no second to compare with."""


@dataclass(frozen=True, slots=True)
class Rupture:
    """The ratio of the level after to the level before, all else equal, with its interval of 95 % and two-sided p.

    ``dispersion`` is how many times more the counts vary than Poisson's. ``saison`` and ``tendance`` say whether the
    model holds a season and a trend.
    """

    rapport: float
    bas: float
    haut: float
    p: float
    dispersion: float
    saison: bool
    tendance: bool


def interrupted_series(
    counts: npt.ArrayLike,
    exposure: npt.ArrayLike,
    first_after: int,
    *,
    by_year: int = 12,
    trend: bool = True,
) -> Rupture | None:
    """The change of level of a series of counts at a bin.

    Parameters
    ----------
    counts, exposure
        Counts of each bin of time, shape (t,), oldest first, and how long each was watched, in any unit.
    first_after
        The rank of the first bin after the interruption.
    by_year
        How many bins a year has: the period of the season, one sine and one cosine; left out where the series is
        shorter than two years.
    trend
        Whether a steady growth over the whole series is allowed for.

    Returns
    -------
    None where there are fewer than 8 bins on a side, or one of the sides counted nothing: nothing can be fitted.

    Notes
    -----
    Poisson regression with a step. Its standard error allows for overdispersion (quasi-Poisson, Wedderburn 1974) and
    for residuals that hold to the one before (a sandwich with a correlation of order one, Liang & Zeger 1986, its
    bias in short series mended); the kernel of Newey and West, tried first, is far too short for 24 months. Student's
    quantiles with t less the number of terms. Null hypothesis: no step; two-sided. Source:
    Wagner et al. (2002), Bernal et al. (2017). Caveat: whatever else changed on that day is taken for the action.

    Raises
    ------
    ValueError
        When shapes differ, a count is negative, an exposure not positive, or the rank is not within the series.
    """
    told, days = np.asarray(counts, float), np.asarray(exposure, float)
    if told.ndim != 1 or told.shape != days.shape or not 0 <= first_after <= len(told):
        raise ValueError(f"shapes {told.shape} and {days.shape}, broken at {first_after}")
    if (told < 0).any() or (days <= 0).any():
        raise ValueError("counts are not negative and exposures positive")
    if min(first_after, len(told) - first_after) < FEWEST:
        return None
    if not told[:first_after].any() or not told[first_after:].any():
        return None
    season = len(told) >= _SEASON_BINS * by_year
    terms = _terms(len(told), first_after, by_year, season, trend)
    value, error, spread = _fitted(told, days, terms)
    from scipy import special  # slow to import: only who measures an effect pays it

    rest = len(told) - terms.shape[1]
    reach = float(special.stdtrit(rest, 0.5 + LEVEL / 2)) * error
    p = float(2 * special.stdtr(rest, -abs(value) / error)) if error > 0 else 1.0
    ends = np.exp(np.clip([value, value - reach, value + reach], -700, 700))
    return Rupture(float(ends[0]), float(ends[1]), float(ends[2]), p, spread, season, trend)


def _terms(t: int, first_after: int, by_year: int, season: bool, trend: bool) -> Floats:
    """The columns of the model: the step first, then 1, trend and season."""
    at = np.arange(t, dtype=float)
    columns = [(at >= first_after).astype(float), np.ones(t)]
    if trend:
        columns.append((at - at.mean()) / t)
    if season:
        columns += [np.sin(2 * np.pi * at / by_year), np.cos(2 * np.pi * at / by_year)]
    return np.column_stack(columns)


def _fitted(told: Floats, days: Floats, terms: Floats) -> tuple[float, float, float]:
    """The logarithm of the step, its standard error, and the dispersion."""
    mean = _poisson_means(told, days, terms)
    rest = (told - mean) / np.sqrt(mean)
    t, k = terms.shape
    dispersion = max(1.0, float(rest @ rest) / (t - k))
    held = _step_correlation(rest, k)
    weighted = terms * np.sqrt(mean)[:, None]
    bread = np.linalg.pinv(weighted.T @ weighted)
    away = held ** np.abs(np.arange(t)[:, None] - np.arange(t)[None, :])
    spread = bread @ weighted.T @ away @ weighted @ bread * dispersion
    plain = bread * dispersion
    value = np.linalg.lstsq(terms, np.log(mean / days), rcond=None)[0][0]
    return float(value), float(np.sqrt(max(spread[0, 0], plain[0, 0]))), dispersion


def _poisson_means(told: Floats, days: Floats, terms: Floats) -> Floats:
    """The means of a Poisson regression with a logarithmic link, by iterated weighted least squares."""
    mean = told + 0.5
    for _ in range(_ROUNDS):
        linear = np.log(mean / days) + (told - mean) / mean
        root = np.sqrt(mean)
        beta = np.linalg.lstsq(terms * root[:, None], linear * root, rcond=None)[0]
        before, mean = mean, days * np.exp(np.clip(terms @ beta, -_STEEPEST, _STEEPEST))
        if np.abs(mean - before).max() <= 1e-10 * mean.max():
            break
    return np.asarray(np.maximum(mean, 1e-12))


def _step_correlation(rest: Floats, k: int) -> float:
    """The correlation of one step of residuals, between 0 and 0.9; each of k smooth terms lowers it by 1/t or so."""
    power = float(rest @ rest)
    t = len(rest)
    if power <= 0:
        return 0.0
    return float(np.clip((t * float(rest[1:] @ rest[:-1]) / power + k) / (t - 2 * k), 0.0, _MOST_CORRELATION))
