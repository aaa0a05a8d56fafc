"""Rates of counts for what they could come from: smoothed where that is little, and tested against one rate for all.

Three signalements in a hexagon of four addresses are no rate. Smoothing draws what rests on little towards the rate of
the whole city; the test asks whether a neighbourhood counts more, or less, than its share of the exposure explains.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from observatory.analyse.intervalles import LEVEL
from observatory.analyse.voisinage import Voisinage, with_self

Floats = npt.NDArray[np.float64]

_CAP = 4.0
"""A squared residual counts at most this: what stands out must not pass for dispersion."""
_SAMPLE = 4_000
"""Neighbourhoods from which the dispersion is learnt, at most."""
_ROUNDS, _HALVINGS, _DRAWN = 3, 14, 8_000
_WIDEST = 50.0
_SEED = 20220408


@dataclass(frozen=True, slots=True)
class Dispersion:
    """The variance of a neighbourhood's count around its mean m: ``lineaire`` m + ``carree`` (sum of its cells' m²).

    1 and 0 are Poisson's law. ``lineaire`` above 1 comes of several signalements that tell of one trouble, ``carree``
    of places that differ by more than what the exposure says.
    """

    lineaire: float = 1.0
    carree: float = 0.0


POISSON = Dispersion()


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


def rate_p_exact(
    counts: npt.ArrayLike, exposure: npt.ArrayLike, graph: Voisinage, dispersion: Dispersion | None = None
) -> Floats:
    """How likely the count of each neighbourhood would be, two-sided, if the same rate held everywhere.

    A neighbourhood is a cell and its neighbours in ``graph`` (n cells; weights say who is one, not how much). Null: its
    expected count is its share of the exposure of all; given the total, the count is then binomial. Where counts vary
    more than that over the whole map, by ``dispersion`` (learnt from them by :func:`rate_dispersion` unless given), the
    law is negative binomial with the same mean. p is twice the smaller tail, at most 1, hence never too small for a
    count that is discrete: with few counts the test is cautious.

    A cell without exposure is no part of any sum, whatever it counts; it gets the p of its neighbours' sum, and NaN
    where they have none either. Caveat: a rate says how many tell for one unit of exposure, not how many troubles there
    are.

    Returns
    -------
    p, shape (n,), between 0 and 1 or NaN.

    Raises
    ------
    ValueError
        When shapes differ, or a value is negative or no number.
    """
    from scipy import special

    found, at_risk = _checked(counts, exposure)
    around, expected, squares = _sums(found, at_risk, graph)
    total = found[at_risk > 0].sum()
    learnt = _learn(around, expected, squares) if dispersion is None else dispersion
    p = np.full(len(found), np.nan)
    there = expected > 0
    if not there.any():
        return np.where(_exposed(at_risk, graph), 1.0, np.nan)
    c, mean = around[there], expected[there]
    variance = np.maximum(learnt.lineaire, 1.0) * mean + learnt.carree * squares[there]
    if learnt.lineaire <= 1 and learnt.carree <= 0:
        share = np.clip(mean / total, 0.0, 1.0)
        at_most = np.where(c >= total, 1.0, special.betainc(np.maximum(total - c, 1e-300), c + 1, 1 - share))
        at_least = np.where(c <= 0, 1.0, special.betainc(np.maximum(c, 1e-300), total - c + 1, share))
    else:
        size = mean**2 / (variance - mean)
        at_most = special.betainc(size, c + 1, size / (size + mean))
        at_least = np.where(c <= 0, 1.0, special.betainc(np.maximum(c, 1e-300), size, mean / (size + mean)))
    p[there] = np.minimum(1.0, 2 * np.minimum(at_most, at_least))
    return p


def rate_dispersion(counts: npt.ArrayLike, exposure: npt.ArrayLike, graph: Voisinage) -> Dispersion:
    """How much more the counts of neighbourhoods vary around one rate than Poisson's law says.

    Huber's second proposal (1964) for a scale: squared residuals count at most 4, and the variance is that at which
    their mean is what negative binomial counts would give (drawn with a fixed seed). Few places that stand out hardly
    raise it; where more than about one place in five does, it grows, and the test sees less. The part that grows with
    the mean is learnt from the neighbourhoods of which less is expected, that with its square from the others.
    """
    found, at_risk = _checked(counts, exposure)
    return _learn(*_sums(found, at_risk, graph))


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


def _exposed(at_risk: Floats, graph: Voisinage) -> npt.NDArray[np.bool_]:
    return np.asarray((_members(graph) @ at_risk) > 0)


def _members(graph: Voisinage):  # type: ignore[no-untyped-def]  # scipy's sparse arrays have no types
    joined = with_self(graph)
    return Voisinage(joined.debut, joined.voisin, np.ones(len(joined.voisin))).matrix()


def _sums(found: Floats, at_risk: Floats, graph: Voisinage) -> tuple[Floats, Floats, Floats]:
    """Of each neighbourhood: its count, what is expected of it, and the sum of its cells' squared expectations."""
    if graph.n != len(found):
        raise ValueError(f"{len(found)} counts for {graph.n} cells")
    kept = np.where(at_risk > 0, found, 0.0)
    whole = at_risk.sum()
    each = kept.sum() * at_risk / whole if whole > 0 else np.zeros(len(found))
    joined = _members(graph)
    return joined @ kept, joined @ each, joined @ each**2


def _learn(around: Floats, expected: Floats, squares: Floats) -> Dispersion:
    """The dispersion of neighbourhoods: its two parts in turn, each from one half of them."""
    there = np.flatnonzero(expected > 0)
    if len(there) < 8:
        return POISSON
    ranked = there[np.argsort(expected[there], kind="stable")]
    ranked = ranked[:: max(1, len(ranked) // _SAMPLE)]
    few, many = ranked[: len(ranked) // 2], ranked[len(ranked) // 2 :]
    linear, squared = 1.0, 0.0
    for _ in range(_ROUNDS):
        linear = _root(around[few], expected[few], squared * squares[few], expected[few], 1.0)
        squared = _root(around[many], expected[many], linear * expected[many], squares[many], 0.0)
    return Dispersion(linear, squared)


def _root(around: Floats, mean: Floats, known: Floats, sought: Floats, least: float) -> float:
    """The factor of ``sought`` (at least ``least``) in the variance, beside what is ``known`` of it.

    It is that at which capped squared residuals are as large as chance makes them.
    """

    def beyond(factor: float) -> float:
        spread = known + factor * sought
        seen = np.minimum((around - mean) ** 2 / spread, _CAP).mean()
        repeats = max(1, _DRAWN // len(mean))
        m, v = np.tile(mean, repeats), np.tile(spread, repeats)
        rng = np.random.default_rng(_SEED)
        extra = np.maximum(v - m, 1e-9 * m)
        drawn = rng.poisson(rng.gamma(m**2 / extra, extra / m))
        return float(seen - np.minimum((drawn - m) ** 2 / v, _CAP).mean())

    if beyond(least) <= 0:
        return least
    low, high = least, least + _WIDEST
    if beyond(high) > 0:
        return high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if beyond(middle) > 0 else (low, middle)
    return high
