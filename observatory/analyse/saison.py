"""Whether some months of the year, or days of the week, bring more than others, and how much more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from observatory.analyse.intervalles import LEVEL

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Saison:
    """Of each group (month, day): its factor, 1 for what is usual, with its interval of 95 %.

    NaN where a group was not watched. ``p`` is that of « no group differs from another »; ``dispersion`` says how many
    times more the counts vary than Poisson's, at least 1, and 1 where there is but one stratum to tell it by.
    """

    facteur: Floats
    bas: Floats
    haut: Floats
    p: float
    dispersion: float


def seasonality(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> Saison:
    """Factors of groups within strata, and a test of any difference between groups.

    Parameters
    ----------
    counts
        What was counted, shape (s, g): strata (years of twelve months, or months) by groups (months of the year, or
        days of the week).
    exposure
        How long each was watched, same shape, in days; 0 where it was not. Give whole strata: in half a year
        the level of the year and its season cannot be told apart.

    Returns
    -------
    A factor is what a group counted over what its strata would have counted in as many days had no group differed.

    Notes
    -----
    Null hypothesis: within each stratum the rate is the same in all groups; Pearson's statistic over groups, the upper
    tail (differences both ways), against F where the dispersion is estimated from how groups differ between strata,
    else chi-square. Intervals are Garwood's (1936) for a Poisson count, widened by the dispersion (quasi-likelihood,
    Wedderburn 1974). Caveat: one year tells what that year was, not what a year is.

    Raises
    ------
    ValueError
        When shapes differ, there is no group, a count or an exposure is negative, or a count has no exposure.
    """
    told, days = np.asarray(counts, float), np.asarray(exposure, float)
    if told.ndim != 2 or told.shape != days.shape or not told.size:
        raise ValueError(f"shapes {told.shape} and {days.shape}: both (s, g)")
    if (told < 0).any() or (days < 0).any() or (told[days == 0] > 0).any():
        raise ValueError("counts and exposures are not negative, and what is counted was watched")
    watched = days.sum(axis=1)
    share = np.divide(days, watched[:, None], out=np.zeros_like(days), where=watched[:, None] > 0)
    usual = told.sum(axis=1)[:, None] * share
    expected, found = usual.sum(axis=0), told.sum(axis=0)
    factor = np.divide(found, expected, out=np.full(len(found), np.nan), where=expected > 0)
    spread, rest = _dispersion(told, usual * np.nan_to_num(factor))
    phi = max(1.0, spread)
    from scipy import special  # slow to import: only who asks for a season pays it

    known = expected > 0
    beyond = (1 - LEVEL) / 2
    low = np.where(found > 0, special.gammaincinv(np.maximum(found / phi, 1e-9), beyond), 0.0)
    high = special.gammaincinv(found / phi + 1, 1 - beyond)
    scaled = np.divide(phi, expected, out=np.full(len(found), np.nan), where=known)
    groups = int(known.sum()) - 1
    p = 1.0
    if groups > 0:
        chi = float(((found - expected)[known] ** 2 / expected[known]).sum())
        p = float(special.fdtrc(groups, rest, chi / groups / spread) if spread > 0 else special.chdtrc(groups, chi))
    return Saison(factor, low * scaled, high * scaled, p, phi)


def _dispersion(told: Floats, fitted: Floats) -> tuple[float, int]:
    """How many times more counts vary than Poisson's around what is fitted, its degrees of freedom; 0 if unknown."""
    seen = fitted > 0
    strata, groups = int(seen.any(axis=1).sum()), int(seen.any(axis=0).sum())
    rest = int(seen.sum()) - strata - groups + 1
    if rest <= 0:
        return 0.0, 0
    pearson = float(((told - fitted)[seen] ** 2 / fitted[seen]).sum())
    return pearson / rest, rest
