"""Rates and reporting propensity: what chance makes of them where population drives the counts, and what they find."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from observatory.analyse.assez import RISK, least_count
from observatory.analyse.gi_star_counts import gi_star_p_counts
from observatory.analyse.propension import further_tellings, reporting_propensity
from observatory.analyse.significance import benjamini_hochberg
from observatory.analyse.taux import eb_intervals, gamma_bounds
from observatory.analyse.voisinage import Voisinage
from observatory.demo.incidents import build_accounts
from observatory.demo.plane import plane_to_lonlat
from observatory.demo.planted import SILENT_FACTOR, SILENT_QUARTIER
from observatory.demo.town import Town, build_town, stream
from observatory.demo.zonages import quartier_of
from observatory.domain.grid import ANALYSIS_RESOLUTION, cell_to_parent, positions_to_cells
from support.clairval import START, UNTIL, mask

Floats = npt.NDArray[np.float64]
LEVEL = 0.05
TOTALS = (2_000, 20_000)
AREAS, KINDS = 12, 5
_MINUTES = 1440


def figures(quick: bool) -> dict[str, Any]:
    """Discoveries on maps where population drives the counts, power, coverage of intervals."""
    cells, graph = mask()
    town = build_town(7, START, UNTIL)
    doors, people = _exposures(town, cells)
    maps = 40 if quick else 400
    rng = np.random.default_rng(2026)
    out: dict[str, Any] = {"cells": len(cells), "maps": maps}
    out["limit_any_discovery"] = round(LEVEL + 2 * float(np.sqrt(LEVEL * (1 - LEVEL) / maps)), 4)
    for name, exposure in (("addresses", doors), ("inhabitants", people)):
        for total in TOTALS:
            out[f"by_{name}_{total}"] = _null(exposure, graph, total, maps, _chance, rng)
    out["duplicates_20000"] = _null(doors, graph, 20_000, maps // 2, _told_by_several, rng)
    out["uneven_20000"] = _null(doors, graph, 20_000, maps // 2, _uneven, rng)
    out["power_risk_3_expected_30"] = _power(doors, graph, maps // 4, rng)
    out["enough"] = _enough(graph, maps // 2, rng)
    out["coverage"] = _coverage(doors, maps // 2, rng)
    out["propensity"] = _propensity(maps // 2, rng)
    out["silent_quartier"] = _silent(town, 10 if quick else 50)
    return out


def _exposures(town: Town, cells: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Addresses and inhabitants of each hexagon."""
    lonlat = plane_to_lonlat(town.addresses.xy)
    own = cell_to_parent(positions_to_cells(lonlat[:, 1], lonlat[:, 0]), ANALYSIS_RESOLUTION)
    rank = np.minimum(np.searchsorted(cells, own), len(cells) - 1)
    there = cells[rank] == own
    doors = np.bincount(rank[there], minlength=len(cells)).astype(float)
    return doors, np.bincount(rank[there], town.addresses.people[there], len(cells)).astype(float)


def _chance(mean: Floats, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    return rng.poisson(mean)


def _told_by_several(mean: Floats, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Each trouble is told by one and, on average, by one more."""
    troubles = rng.poisson(mean / 2)
    return troubles + rng.poisson(troubles * 1.0)


def _uneven(mean: Floats, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """True rates vary by a coefficient of 0.5 from hexagon to hexagon."""
    return rng.poisson(mean * rng.gamma(4, 0.25, len(mean)))


def _null(
    exposure: Floats,
    graph: Voisinage,
    total: int,
    maps: int,
    draw: Callable[[Floats, np.random.Generator], npt.NDArray[np.int64]],
    rng: np.random.Generator,
) -> dict[str, float]:
    """Of maps where counts follow the exposure: how many tell of a discovery, and the type I error over cells."""
    mean = total * exposure / exposure.sum()
    any_found, wrong = [], []
    for _ in range(maps):
        p = gi_star_p_counts(draw(mean, rng), graph, exposure)
        p = p[~np.isnan(p)]
        any_found.append(bool((benjamini_hochberg(p) <= LEVEL).any()))
        wrong.append(float((p <= LEVEL).mean()))
    return {"any": round(float(np.mean(any_found)), 4), "error": round(float(np.mean(wrong)), 4)}


def _power(exposure: Floats, graph: Voisinage, places: int, rng: np.random.Generator) -> dict[str, float]:
    """Places where 30 to 45 are expected and three times as many come: how many are found, in a total of 20,000."""
    mean = 20_000 * exposure / exposure.sum()
    around = graph.matrix() @ mean + mean
    candidates = np.flatnonzero((around >= 30) & (around <= 45))
    found = {"chance": 0, "told_by_several": 0}
    for one in rng.choice(candidates, places).tolist():
        risk = np.ones(graph.n)
        risk[[one, *graph.voisin[graph.debut[one] : graph.debut[one + 1]].tolist()]] = 3
        for name, draw in (("chance", _chance), ("told_by_several", _told_by_several)):
            p = gi_star_p_counts(draw(mean * risk, rng), graph, exposure)
            found[name] += bool(benjamini_hochberg(p)[one] <= LEVEL)
    return {name: round(n / places, 3) for name, n in found.items()}


def _enough(graph: Voisinage, maps: int, rng: np.random.Generator) -> dict[str, float]:
    """The least total, and how often a place told ten times as often as others is found there, and at half of it."""
    least = least_count(graph.n)
    inner = np.flatnonzero(graph.degres == 6)
    out: dict[str, float] = {"least": least}
    for name, total in (("found_at_least", least), ("found_at_half", least // 2)):
        hits = 0
        for one in rng.choice(inner, maps).tolist():
            risk = np.ones(graph.n)
            risk[[one, *graph.voisin[graph.debut[one] : graph.debut[one + 1]].tolist()]] = RISK
            counts = rng.poisson(total / graph.n * risk)
            hits += bool(benjamini_hochberg(gi_star_p_counts(counts, graph))[one] <= LEVEL)
        out[name] = round(hits / maps, 3)
    return out


def _coverage(exposure: Floats, maps: int, rng: np.random.Generator) -> dict[str, float]:
    """How often intervals of 95 % hold the true rate, over hexagons with addresses."""
    known = exposure[exposure > 0]
    smooth: list[float] = []
    exact: list[float] = []
    for _ in range(maps):
        truth = rng.gamma(4, 0.1, len(known))
        counts = rng.poisson(truth * known)
        for held, (low, high) in ((smooth, eb_intervals(counts, known)), (exact, gamma_bounds(counts, known))):
            held.append(float(((low <= truth) & (truth <= high)).mean()))
    return {"empirical_bayes": round(float(np.mean(smooth)), 4), "exact_rate": round(float(np.mean(exact)), 4)}


def _propensity(maps: int, rng: np.random.Generator) -> dict[str, float]:
    """Troubles told as the model says, one area at 0.4: bias, coverage, and errors where all areas are alike."""
    frank = np.ones(AREAS)
    frank[8] = SILENT_FACTOR
    against = np.array([frank[i] / np.delete(frank, i).mean() for i in range(AREAS)])
    ratio, held, smooth, wrong = [], [], [], []
    for _ in range(maps):
        found = _told(frank, rng)
        ratio.append(found.rapport[8])
        held.append(((found.bas <= against) & (against <= found.haut)).mean())
        smooth.append(((found.lisse_bas <= against) & (against <= found.lisse_haut)).mean())
        wrong.append((_told(np.ones(AREAS), rng).p_value <= LEVEL).mean())
    return {
        "mean_ratio": round(float(np.mean(ratio)), 4),
        "coverage": round(float(np.mean(held)), 4),
        "coverage_smoothed": round(float(np.mean(smooth)), 4),
        "error": round(float(np.mean(wrong)), 4),
    }


def _told(frank: Floats, rng: np.random.Generator, troubles: int = 2_500) -> Any:
    pace = np.array([0.01, 0.02, 0.04, 0.05, 0.1])
    area, kind = rng.integers(0, AREAS, troubles), rng.integers(0, KINDS, troubles)
    first = rng.uniform(0, 365, troubles)
    more = rng.poisson(pace[kind] * frank[area] * 60)
    trouble = np.concatenate([np.arange(troubles), np.repeat(np.arange(troubles), more)])
    told = np.concatenate([first, np.repeat(first, more) + rng.uniform(0, 60, more.sum())])
    closed = np.concatenate([first + rng.exponential(15, troubles), np.full(more.sum(), np.nan)])
    found = further_tellings(trouble, told, np.full(len(told), -1), closed, window=30, end=365)
    return reporting_propensity(area, kind, found.suivants, found.jours, AREAS)


def _silent(town: Town, seeds: int) -> dict[str, float]:
    """The accounts of one town drawn anew from many seeds: the ratio of its silent quartier, and who else is called so.

    Places and callers are known here, and no file is closed: what the office adds is tested on its own base.
    """
    codes = [one.code for one in town.zonages.quartiers]
    home = quartier_of(town.addresses.xy, town.zonages.quartiers)
    silent = codes.index(SILENT_QUARTIER)
    ratio, held, named, others = [], [], [], []
    for seed in range(seeds):
        accounts, _ = build_accounts(town, START, UNTIL, stream(1_000 + seed, 10))
        own = ~accounts.walk
        day = accounts.minute[own] / _MINUTES
        trouble, nobody = accounts.trouble[own], np.full(own.sum(), -1)
        found = further_tellings(trouble, day, nobody, np.full(own.sum(), np.nan), window=30, end=day.max())
        first = found.premier
        area, kind = home[accounts.address[own][first]], accounts.categorie[own][first]
        told = reporting_propensity(area, kind, found.suivants, found.jours, len(codes))
        fewer = (benjamini_hochberg(told.p_value) <= LEVEL) & (told.rapport < 1)
        ratio.append(told.rapport[silent])
        held.append(told.bas[silent] <= SILENT_FACTOR <= told.haut[silent])
        named.append(fewer[silent])
        others.append(int(fewer.sum() - fewer[silent]))
    return {
        "seeds": seeds,
        "mean_ratio": round(float(np.mean(ratio)), 4),
        "interval_holds_it": round(float(np.mean(held)), 3),
        "found": round(float(np.mean(named)), 3),
        "others_with_fewer_duplicates": sum(others),
    }
