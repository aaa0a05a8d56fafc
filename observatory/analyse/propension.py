"""How readily residents tell: what the duplicates of one trouble say about it.

Few signalements may mean few troubles or few who tell. Troubles that nobody told cannot be counted; but once a trouble
is told, who lives there goes on telling of it, or does not. Given a first telling the further ones come, while the
trouble lasts, as a Poisson process whose rate is how readily people tell there (Liu & Garg 2022, arXiv 2204.08620). The
first telling is what makes the trouble known: it is never counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from observatory.analyse.intervalles import LEVEL
from observatory.analyse.taux import eb_intervals, eb_rates

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Suivants:
    """Of each of p troubles: the rank of its first telling, how many others followed, the days one could hear them."""

    premier: Ints
    suivants: Ints
    jours: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Propension:
    """Of each of a areas (arrays of length a): how readily troubles are told there, against elsewhere.

    ``rapport`` is further tellings over those expected at the pace of the other areas, kind by kind; NaN where none are
    expected. ``bas`` and ``haut`` bound it, ``p_value`` is that of the same pace as elsewhere. ``lisse``, ``lisse_bas``
    and ``lisse_haut`` are the ratio drawn towards that of all areas. ``suivants`` and ``attendus`` are both counts,
    ``jours`` the time watched, ``n`` the troubles.
    """

    rapport: Floats
    bas: Floats
    haut: Floats
    p_value: Floats
    lisse: Floats
    lisse_bas: Floats
    lisse_haut: Floats
    suivants: Ints
    attendus: Floats
    jours: Floats
    n: Ints


def further_tellings(
    trouble: npt.ArrayLike,
    told: npt.ArrayLike,
    voice: npt.ArrayLike,
    closed: npt.ArrayLike,
    *,
    window: float,
    end: float,
) -> Suivants:
    """What followed the first telling of each trouble, of s tellings in any order.

    Parameters
    ----------
    trouble, told, voice, closed
        Of each telling, shape (s,): its trouble, its day (a number, fractions of days count), who told (a number, or a
        negative one for nobody known: each of those is a voice of its own), and the day on which its file was closed
        (NaN where it is open).
    window, end
        Days after the first telling beyond which nothing is counted, as nobody knows when a trouble dies; and the last
        day that is known.

    A trouble is watched from its first telling until that file is closed, the window or the knowledge ends, whichever
    comes first. Who told already is no further voice. A trouble told after ``end`` is watched for no time.

    Returns
    -------
    One value for each trouble, by increasing number of trouble.

    Raises
    ------
    ValueError
        When shapes differ, or the window is not positive.
    """
    which, when = np.asarray(trouble, np.int64), np.asarray(told, np.float64)
    who, shut = np.asarray(voice, np.int64), np.asarray(closed, np.float64)
    if which.ndim != 1 or not which.shape == when.shape == who.shape == shut.shape:
        raise ValueError(f"shapes {which.shape}, {when.shape}, {who.shape} and {shut.shape}")
    if window <= 0:
        raise ValueError(f"a window of {window} days")
    order = np.lexsort((when, which))
    opens = np.diff(which[order], prepend=which[order[:1]] - 1) != 0
    start, number = np.flatnonzero(opens), np.cumsum(opens) - 1
    first = order[start]
    until = np.minimum(np.where(np.isnan(shut[first]), np.inf, shut[first]), np.minimum(when[first] + window, end))
    heard = _new_voices(number, who[order]) & (when[order] <= until[number])
    heard[start] = False
    more = np.bincount(number[heard], minlength=len(first)).astype(np.int64)
    return Suivants(first, more, np.maximum(until - when[first], 0.0))


def reporting_propensity(
    area: npt.ArrayLike, kind: npt.ArrayLike, further: npt.ArrayLike, days: npt.ArrayLike, areas: int
) -> Propension:
    """How readily troubles are told in each area, against all others together.

    Parameters
    ----------
    area, kind, further, days
        Of each of p troubles, shape (p,): its area (0 to ``areas`` - 1, or negative: nowhere, it serves the comparison
        alone), its kind (a number from 0 on), its further tellings and the days watched.

    Expected are, kind by kind, as many further tellings for each day watched as in all other areas: some kinds are told
    more often than others wherever they occur. Null: an area's further tellings come at that pace. Given the sum, its
    own are then binomial, which gives the exact two-sided interval of the ratio (Clopper & Pearson 1934) and p (twice
    the smaller tail) with the chance in both counts; a mix of kinds stands in it as the one kind of the same variance.
    The smoothed ratio is the empirical Bayes one (Marshall 1991; gamma and Poisson).

    Caveats: where more people pass, more tell of the same trouble, however frank each of them is; and where files close
    later for reasons that go with telling, or duplicates are not joined to their trouble, the ratio says that instead.

    Raises
    ------
    ValueError
        When shapes differ or a value is out of its bounds.
    """
    where, what = np.asarray(area, np.int64), np.asarray(kind, np.int64)
    more, time = np.asarray(further, np.int64), np.asarray(days, np.float64)
    if where.ndim != 1 or not where.shape == what.shape == more.shape == time.shape:
        raise ValueError(f"shapes {where.shape}, {what.shape}, {more.shape} and {time.shape}")
    if len(where) and (where.max() >= areas or min(what.min(), more.min(), time.min()) < 0):
        raise ValueError("an area, a kind, a count or a time that cannot be")
    kinds = int(what.max()) + 1 if len(what) else 0
    here = where >= 0
    cell = what[here] * areas + where[here]
    seen = np.bincount(cell, more[here], kinds * areas).reshape(kinds, areas)
    watched = np.bincount(cell, time[here], kinds * areas).reshape(kinds, areas)
    others_seen = np.bincount(what, more, kinds)[:, None] - seen
    others_watched = np.bincount(what, time, kinds)[:, None] - watched
    known = others_watched > 1e-9
    by_day = np.divide(watched, others_watched, out=np.zeros(watched.shape), where=known)
    own = np.where(known, seen, 0.0).sum(0)
    expected = (by_day * others_seen).sum(0)
    rest = np.divide(expected**2, (by_day**2 * others_seen).sum(0), out=np.zeros(areas), where=expected > 0)
    low, high, p = _ratio_bounds(own, expected, rest)
    ratio = np.divide(own, expected, out=np.full(areas, np.nan), where=expected > 0)
    smooth_low, smooth_high = eb_intervals(own, expected)
    return Propension(
        ratio,
        low,
        high,
        p,
        eb_rates(own, expected),
        smooth_low,
        smooth_high,
        own.astype(np.int64),
        expected,
        watched.sum(0),
        np.bincount(where[here], minlength=areas).astype(np.int64),
    )


def _new_voices(number: Ints, who: Ints) -> npt.NDArray[np.bool_]:
    """Whether each telling, sorted by trouble then time, is the first of its voice there; unknown voices all are."""
    again = np.zeros(len(who), bool)
    several = np.flatnonzero((np.bincount(number)[number] > 1) & (who >= 0)) if len(who) else np.zeros(0, np.int64)
    order = several[np.lexsort((several, who[several], number[several]))]
    same = (number[order][1:] == number[order][:-1]) & (who[order][1:] == who[order][:-1])
    again[order[1:][same]] = True
    return ~again


def _ratio_bounds(own: Floats, expected: Floats, rest: Floats) -> tuple[Floats, Floats, Floats]:
    """The exact interval of ``own`` over ``expected``, which itself comes of ``rest`` tellings elsewhere, and p."""
    from scipy import special  # only who asks for an interval pays its import

    low, high, p = (np.full(len(own), np.nan) for _ in range(3))
    there = expected > 0
    k, m, mean, beyond = own[there], rest[there], expected[there], (1 - LEVEL) / 2
    some = np.maximum(k, 1e-9)
    share_low = np.where(k > 0, special.betaincinv(some, m + 1, beyond), 0.0)
    share_high = special.betaincinv(k + 1, m, 1 - beyond)
    low[there] = share_low / (1 - share_low) * m / mean
    high[there] = share_high / (1 - share_high) * m / mean
    at_most = special.betainc(m, k + 1, m / (m + mean))
    at_least = np.where(k > 0, special.betainc(some, m + 1, mean / (m + mean)), 1.0)
    p[there] = np.minimum(1.0, 2 * np.minimum(at_most, at_least))
    return low, high, p
