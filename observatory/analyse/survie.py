"""How long something takes where some cases still wait: Kaplan and Meier's curve, its quantiles, its shares.

A case that still waits is not dropped: until its last known instant it tells that it took longer. Dropping it would
keep the quick ones alone. The curve is Kaplan & Meier's (1958); the band around it is Greenwood's variance (1926)
on the log(-log) scale (Kalbfleisch & Prentice 1980), which stays between 0 and 1. Where nothing has happened yet, or
nothing is left, that variance says nothing: the exact interval of a share (Clopper & Pearson 1934) on the cases at
risk stands in its place, so that five cases never bound a median.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from observatory.analyse.intervalles import LEVEL, UNKNOWN, Estimation, Z

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Courbe:
    """The share that still waits after each of ``durees`` (increasing, those of cases that still wait included).

    ``bas`` and ``haut`` bound ``reste`` at each of them; ``bas_debut`` bounds it before the first. ``n`` cases in all,
    of which ``n_finis`` are over.
    """

    durees: Floats
    reste: Floats
    bas: Floats
    haut: Floats
    bas_debut: float
    n: int
    n_finis: int


def survival_curve(durees: npt.ArrayLike, finis: npt.ArrayLike) -> Courbe:
    """The curve of durations, shape (n,), over or not (booleans, shape (n,)); no case gives an empty curve.

    Independent censoring is taken for granted: that a case still waits must not depend on how long it will.

    Raises
    ------
    ValueError
        When the shapes differ, or a duration is negative or no number.
    """
    times, over = np.asarray(durees, float), np.asarray(finis, bool)
    if times.shape != over.shape or times.ndim != 1:
        raise ValueError(f"shapes {times.shape} and {over.shape}")
    if times.size and not (np.isfinite(times).all() and times.min() >= 0):
        raise ValueError("durations are finite and not negative")
    if not times.size:
        empty = np.array([], float)
        return Courbe(empty, empty, empty, empty, 0.0, 0, 0)
    at = np.unique(times)
    at_risk = times.size - np.searchsorted(np.sort(times), at, side="left")
    ended = np.diff(np.searchsorted(np.sort(times[over]), at, side="right"), prepend=0)
    left = np.asarray(np.cumprod((at_risk - ended) / at_risk), np.float64)
    low, high = _band(left, at_risk, ended)
    return Courbe(at, left, low, high, float(_lowest_of_none(times.size)), times.size, int(over.sum()))


def _band(left: Floats, at_risk: npt.NDArray[np.int64], ended: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Both bounds of the share that still waits, at each duration."""
    after = at_risk - ended
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(ended / (at_risk * after))
        spread = Z * np.sqrt(greenwood) / np.abs(np.log(left))
        low, high = left ** np.exp(spread), left ** np.exp(-spread)
    whole, none = left >= 1.0, left <= 0.0
    low = np.where(whole, _lowest_of_none(after), np.where(none, 0.0, low))
    high = np.where(whole, 1.0, np.where(none, 1.0 - _lowest_of_none(max(int(ended.sum()), 1)), high))
    return low, high


def _lowest_of_none(n: npt.ArrayLike) -> Floats:
    """The lower bound of a share of which all ``n`` cases were seen: Clopper and Pearson's; 0 of no case."""
    cases = np.asarray(n, float)
    return np.where(cases > 0, ((1 - LEVEL) / 2) ** (1 / np.maximum(cases, 1)), 0.0)


def quantile(courbe: Courbe, part: float = 0.5) -> Estimation:
    """The duration within which ``part`` of all cases are over (0.5: the median), with its interval.

    The interval holds the durations at which the band around the curve contains 1 - ``part`` (Brookmeyer & Crowley
    1982). None where the curve, or a bound of it, does not come down that far: too many cases still wait. A lower end
    of 0 says that there are too few cases to bound it.

    Raises
    ------
    ValueError
        When ``part`` is not between 0 and 1, both excluded.
    """
    if not 0 < part < 1:
        raise ValueError(f"a part of {part}")
    wanted = 1 - part + 1e-12
    value = _first(courbe, courbe.reste <= wanted)
    if value is None:
        return Estimation(None, _lowest(courbe, wanted) if courbe.n else None)
    return Estimation(value, _lowest(courbe, wanted), _first(courbe, courbe.haut <= wanted))


def _lowest(courbe: Courbe, wanted: float) -> float | None:
    """The first duration at which the lower bound of the curve is down to ``wanted``."""
    return 0.0 if courbe.bas_debut <= wanted else _first(courbe, courbe.bas <= wanted)


def _first(courbe: Courbe, there: npt.NDArray[np.bool_]) -> float | None:
    found = np.flatnonzero(there)
    return float(courbe.durees[found[0]]) if found.size else None


def share_within(courbe: Courbe, limite: float) -> Estimation:
    """The share of all cases that are over within ``limite``, the limit included, with its interval.

    Unknown of no case, and beyond the longest duration that was seen, unless nothing was left by then.
    """
    if not courbe.n:
        return UNKNOWN
    at = int(np.searchsorted(courbe.durees, limite, side="right")) - 1
    if limite > courbe.durees[-1] and courbe.reste[-1] > 0:
        return UNKNOWN
    if at < 0:
        return Estimation(0.0, 0.0, 1.0 - courbe.bas_debut)
    left, low, high = (float(bound[at]) for bound in (courbe.reste, courbe.bas, courbe.haut))
    return Estimation(1.0 - left, 1.0 - high, 1.0 - low)
