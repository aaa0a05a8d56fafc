"""Time and the effect of actions: type I errors and coverage of what says that something changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from observatory.analyse.effet.controles import Avant, choose_controls, likeness, overdispersion, surroundings
from observatory.analyse.effet.e_test import e_test
from observatory.analyse.effet.interrupted import interrupted_series
from observatory.analyse.effet.verdict import verdict
from observatory.analyse.effet.wdd import Compte, followed, wdd
from observatory.analyse.emergence import CLASSES, hotspot_emergence
from observatory.analyse.gi_star import gi_star
from observatory.analyse.gi_star_counts import gi_star_p_counts
from observatory.analyse.mann_kendall import mann_kendall
from observatory.analyse.saison import seasonality
from observatory.analyse.significance import benjamini_hochberg
from observatory.analyse.voisinage import Voisinage
from support.clairval import mask

Floats = npt.NDArray[np.float64]
LEVEL = 0.05
MONTHS = 24
TIMES = 4
"""How many times the zone its control counts, as in ``observatory.pipeline.temoins``."""


def figures(quick: bool) -> dict[str, Any]:
    """Errors and coverage of each test and interval; ``quick``: a tenth of the draws."""
    rng = np.random.default_rng(2026)
    n = 400 if quick else 4_000
    _, graph = mask()
    return {
        "draws": n,
        "mann_kendall": _trends(10 * n, rng),
        "emergence": _emergence(graph, max(4, n // 200), rng),
        "season": _seasons(n, rng),
        "wdd": _differences(n, rng),
        "e_test": _e_tests(n // 2, rng),
        "interrupted": _series(n // 4, rng),
        "verdict": _verdicts(graph, n // 4, rng),
    }


def _share(values: npt.ArrayLike) -> float:
    return round(float(np.asarray(values, float).mean()), 4)


def _sticky(rho: float, t: int, n: int, rng: np.random.Generator) -> Floats:
    """Noise of variance 1 that holds to the value before: t by n."""
    noise = rng.normal(size=(t + 40, n))
    for k in range(1, len(noise)):
        noise[k] = rho * noise[k - 1] + np.sqrt(1 - rho**2) * noise[k]
    return noise[40:]


def _trends(n: int, rng: np.random.Generator) -> dict[str, float]:
    """Mann-Kendall at 5 %: noise without and with ties, and that holds to itself; power at a tenth of a deviation."""
    out = {}
    for rho in (0.0, 0.2, 0.4, 0.6):
        noise = _sticky(rho, MONTHS, n, rng)
        out[f"error_rho_{rho}"] = _share(mann_kendall(noise).p <= LEVEL)
        out[f"error_rho_{rho}_classical"] = _share(mann_kendall(noise, autocorrelated=False).p <= LEVEL)
        out[f"error_rho_{rho}_ties"] = _share(mann_kendall(np.round(noise)).p <= LEVEL)
        out[f"power_rho_{rho}"] = _share(mann_kendall(noise + 0.1 * np.arange(MONTHS)[:, None]).p <= LEVEL)
    return out


def _emergence(graph: Voisinage, cities: int, rng: np.random.Generator) -> dict[str, float]:
    """Cities of 1,000 accounts a month where eight places are busy all along: shares of the hot hexagons by class.

    Nothing changes there: every class but « persistant » is an error.
    """
    found = np.zeros(len(CLASSES))
    for _ in range(cities):
        level = rng.gamma(4.0, 0.25, graph.n)
        busy = np.zeros(graph.n)
        busy[rng.choice(graph.n, 8, replace=False)] = 1.0
        level *= 1 + 14 * np.minimum(graph.matrix() @ busy + busy, 1)
        counts = rng.multinomial(1_000, level / level.sum(), MONTHS)
        z = gi_star(counts, graph)
        sure = np.array([benjamini_hochberg(row) for row in (gi_star_p_counts(one, graph) for one in counts)]) <= LEVEL
        classes = hotspot_emergence(z, sure & (z > 0), sure & (z < 0))
        found += np.bincount(classes, minlength=len(CLASSES))
    hot = found[1:].sum()
    out = {name: round(float(count / max(hot, 1)), 4) for name, count in zip(CLASSES[1:], found[1:], strict=True)}
    return {"hot_hexagons_by_city": round(float(hot / cities), 1), **out}


def _seasons(n: int, rng: np.random.Generator) -> dict[str, float]:
    """Omnibus error at 5 % and coverage of the factors at 95 %, Poisson and overdispersed (twice and four times)."""
    out = {}
    days = np.full((2, 12), 30.0)
    for name, size in (("poisson", 0.0), ("twice", 25.0), ("four_times", 8.3)):
        p, held = [], []
        for _ in range(n // 2):
            counts = rng.poisson(25, (2, 12)) if not size else rng.negative_binomial(size, size / (size + 25), (2, 12))
            found = seasonality(counts, days)
            p.append(found.p <= LEVEL)
            held.append(((found.bas <= 1) & (found.haut >= 1)).mean())
        out[f"error_{name}"], out[f"coverage_{name}"] = _share(p), _share(held)
    return out


def _differences(n: int, rng: np.random.Generator) -> dict[str, float]:
    """The WDD, control four times the zone, whole city down by a fifth: error at 5 %, coverage at 90 %."""
    out = {}
    for size in (10, 30, 100):
        counts = rng.poisson([size, 0.8 * size, TIMES * size, 0.8 * TIMES * size], (n, 4)).tolist()
        found = [wdd(*followed(Compte(a, b), Compte(c, d, a / c))) for a, b, c, d in counts]
        out[f"error_{size}"] = _share([(one.p or 1.0) <= LEVEL for one in found])
        out[f"coverage_{size}"] = _share([one.ic90[0] <= 0 <= one.ic90[1] for one in found])
    return out


def _e_tests(n: int, rng: np.random.Generator) -> dict[str, float]:
    """The E-test at 5 %, equal and unequal spans."""
    out = {}
    for size in (2, 10, 50):
        for after in (1.0, 0.5):
            counts = rng.poisson([size, size * after], (n, 2)).tolist()
            out[f"error_{size}_{after}"] = _share([e_test(a, b, 1.0, after) <= LEVEL for a, b in counts])
    return out


def _series(n: int, rng: np.random.Generator) -> dict[str, float]:
    """Coverage at 95 % of the step of an interrupted series (0.6), with season, waves and months that hold together."""
    season = 1 + 0.3 * np.sin(2 * np.pi * np.arange(36) / 12)
    out = {}
    for months, trend in ((24, False), (36, True)):
        step = np.where(np.arange(months) < months - 12, 1.0, 0.6)
        for rho, spread in ((0.0, 0.0), (0.0, 0.3), (0.4, 0.3)):
            noise = np.exp(spread * _sticky(rho, months, n, rng)) * (15 * season[:months] * step)[:, None]
            counts = rng.poisson(noise)
            found = [
                interrupted_series(counts[:, k], np.full(months, 30.0), months - 12, trend=trend) for k in range(n)
            ]
            out[f"coverage_{months}_waves_{spread}_rho_{rho}"] = _share(
                [one is not None and one.bas <= 0.6 <= one.haut for one in found]
            )
    return out


def _verdicts(graph: Voisinage, n: int, rng: np.random.Generator) -> dict[str, float]:
    """What is said of a zone where nothing was done, its control chosen as the office does.

    Levels differ from place to place; the whole city goes up by a tenth. A zone is drawn at random, or for its true
    level (a busy place), or for its worst year: the last comes back by itself, and no control mends that.
    """
    out = {}
    for name, waves in (("poisson", 1), ("waves_of_two", 2)):
        for choice, pick in (("random", _anywhere), ("busy", _busiest), ("worst_year", _worst)):
            said = [_one_verdict(graph, waves, pick, rng) for _ in range(n)]
            for word in ("baisse probable", "hausse probable"):
                out[f"{name}_{choice}_{word.split()[0]}"] = _share([one == word for one in said])
    return out


Pick = Callable[[Floats, Floats, Voisinage, np.random.Generator], int]


def _anywhere(level: Floats, before: Floats, graph: Voisinage, rng: np.random.Generator) -> int:
    return int(rng.integers(graph.n))


def _busiest(level: Floats, before: Floats, graph: Voisinage, rng: np.random.Generator) -> int:
    return int(rng.choice(np.argsort(graph.matrix() @ level)[-100:]))


def _worst(level: Floats, before: Floats, graph: Voisinage, rng: np.random.Generator) -> int:
    return int(np.argmax(graph.matrix() @ before + before))


def _one_verdict(graph: Voisinage, waves: int, pick: Pick, rng: np.random.Generator) -> str:
    level = np.exp(rng.normal(0, 1, graph.n)) * 3 / waves
    early, late, after = (waves * rng.poisson(level * share).astype(float) for share in (0.5, 0.5, 1.1))
    before = early + late
    near = graph.matrix() > 0
    inside = np.zeros(graph.n, bool)
    inside[pick(level, before, graph, rng)] = True
    inside |= np.asarray(near @ inside, bool)
    around = np.asarray(near @ (near @ inside), bool)
    own = Avant(np.array([early[inside].mean()]), np.array([late[inside].mean()]), np.zeros((1, 0)))
    cells = surroundings(Avant(early, late, np.zeros((graph.n, 0))), graph)
    usable = ~(inside | around)
    control = choose_controls(likeness(cells, own, usable), before, usable, TIMES * before[inside].sum())
    told = before[control].sum()
    weight = before[inside].sum() / told if told and before[inside].sum() else inside.sum() / max(len(control), 1)
    pair = followed(Compte(before[inside].sum(), after[inside].sum()), Compte(told, after[control].sum(), weight))
    return verdict(wdd(*pair, surdispersion=overdispersion(before[control], after[control])))
