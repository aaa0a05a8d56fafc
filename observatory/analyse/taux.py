"""Rates of counts for what they could come from, smoothed where that is little.

Three signalements in a hexagon of four addresses are no rate. Smoothing draws what rests on little towards the rate of
the whole city. Whether a place counts more than its exposure explains is asked by :mod:`.gi_star_counts`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from observatory.analyse.intervalles import LEVEL

Floats = npt.NDArray[np.float64]


def eb_rates(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> Floats:
    """Rates (counts for one unit of exposure) drawn towards that of all cells, the more the smaller the exposure.

    Marshall's global empirical Bayes estimator (1991), by moments. Counts and exposures are not negative, each shape
    (n,); so is the result. Where the exposure is 0 nothing is known: such a cell takes the rate of all, and what it
    counts is set aside (see :func:`set_aside`). Without any exposure all are NaN.

    There is no local variant on purpose: a rate drawn towards its neighbours' resembles them, and a statistic that
    looks for neighbours that are alike would find what was just put in.

    Raises
    ------
    ValueError
        When shapes differ, or a value is negative or no number.
    """
    found, at_risk = _checked(counts, exposure)
    mean, spread = _moments(found, at_risk)
    if np.isnan(mean):
        return np.full(len(found), np.nan)
    known = at_risk > 0
    raw = np.divide(found, at_risk, out=np.full(len(found), mean), where=known)
    noise = np.divide(mean, at_risk, out=np.full(len(found), np.inf), where=known)
    weight = spread / (spread + noise) if spread > 0 else np.zeros(len(found))
    return np.asarray(mean + weight * (raw - mean), np.float64)


def eb_intervals(counts: npt.ArrayLike, exposure: npt.ArrayLike, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Both bounds of the smoothed rates: quantiles of their gamma posterior, each shape (n,).

    The gamma law that stands before the counts has the mean and variance of :func:`eb_rates`. Over all cells ``level``
    of the bounds hold the true rate; of the most unusual cells fewer do, as they are drawn to the middle. That mean and
    variance are themselves estimated is not in it. Where the counts vary no more than chance, bounds are those of the
    one rate of all (Poisson's exact interval, Garwood 1936).

    Raises
    ------
    ValueError
        As :func:`eb_rates`.
    """
    from scipy import special  # only who asks for an interval pays its import

    found, at_risk = _checked(counts, exposure)
    mean, spread = _moments(found, at_risk)
    if np.isnan(mean):
        return np.full(len(found), np.nan), np.full(len(found), np.nan)
    beyond = (1 - level) / 2
    kept = np.where(at_risk > 0, found, 0.0)
    if spread == 0:
        low, high = gamma_bounds(kept.sum(), at_risk.sum(), level)
        return np.full(len(found), float(low)), np.full(len(found), float(high))
    shape, rate = mean**2 / spread, mean / spread
    low, high = (special.gammaincinv(shape + kept, part) / (rate + at_risk) for part in (beyond, 1 - beyond))
    return np.asarray(low, np.float64), np.asarray(high, np.float64)


def gamma_bounds(counts: npt.ArrayLike, exposure: npt.ArrayLike, level: float = LEVEL) -> tuple[Floats, Floats]:
    """The exact interval of Poisson rates (Garwood 1936): it holds the true one at least as often as ``level`` says.

    Counts and exposures (positive) of one shape; so are both bounds.
    """
    from scipy import special

    found, at_risk = np.asarray(counts, np.float64), np.asarray(exposure, np.float64)
    beyond = (1 - level) / 2
    low = np.where(found > 0, special.gammaincinv(np.maximum(found, 1e-9), beyond), 0.0) / at_risk
    return low, np.asarray(special.gammaincinv(found + 1, 1 - beyond) / at_risk, np.float64)


def set_aside(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> float:
    """What is counted in cells without exposure: no rate can tell of it, and a map of rates must say how much it is."""
    found, at_risk = _checked(counts, exposure)
    return float(found[at_risk == 0].sum())


def _checked(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> tuple[Floats, Floats]:
    found, at_risk = np.asarray(counts, np.float64), np.asarray(exposure, np.float64)
    if found.ndim != 1 or found.shape != at_risk.shape:
        raise ValueError(f"shapes {found.shape} and {at_risk.shape}")
    if not (np.isfinite(found).all() and np.isfinite(at_risk).all()):
        raise ValueError("counts and exposures are numbers")
    if len(found) and min(found.min(), at_risk.min()) < 0:
        raise ValueError("counts and exposures are not negative")
    return found, at_risk


def _moments(found: Floats, at_risk: Floats) -> tuple[float, float]:
    """The rate of all cells, and by how much true rates vary around it (0 where chance explains all)."""
    known = at_risk > 0
    if not known.any():
        return float("nan"), 0.0
    c, e = found[known], at_risk[known]
    mean = c.sum() / e.sum()
    spread = (e * (c / e - mean) ** 2).sum() / e.sum() - mean / e.mean()
    return float(mean), max(float(spread), 0.0)
