"""Maps of pure chance on Port-Clairval's mask: how often tests of space find something, intervals hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from observatory.analyse.change import hotspot_change
from observatory.analyse.gi_star import gi_star, gi_star_p_exact, gi_star_p_normal, gi_star_permutation
from observatory.analyse.gi_star_counts import gi_star_p_counts
from observatory.analyse.moran import moran, moran_local, moran_local_p
from observatory.analyse.significance import benjamini_hochberg
from observatory.analyse.voisinage import Voisinage, row_standardised
from support.clairval import mask

TOTALS = (500, 2_000, 20_000)
LEVEL = 0.05
DRAWN = 199


def figures(quick: bool) -> dict[str, Any]:
    """Shares under the null hypothesis, and their limits."""
    cells, graph = mask()
    maps = 60 if quick else 400
    rng = np.random.default_rng(2026)
    out: dict[str, Any] = {"cells": len(cells), "maps": maps}
    out["limit_any_discovery"] = round(LEVEL + 2 * float(np.sqrt(LEVEL * (1 - LEVEL) / maps)), 4)
    for total in TOTALS:
        out[f"uniform_{total}"] = uniform_maps(graph, total, maps, rng)
    out["uneven_2000"] = uneven_maps(graph, 2_000, maps, rng)
    out["change"] = changes(len(cells), maps, rng)
    return out


def uniform_maps(graph: Voisinage, total: int, maps: int, rng: np.random.Generator) -> dict[str, float]:
    """Of maps where every cell is as likely: how many tell of any discovery, and the errors of each test.

    A discovery is one at a false discovery rate of 5 %; type I errors, at 5 %, are taken over all cells of all maps,
    over maps for the global I.
    """
    found: dict[str, list[float]] = {}
    even = row_standardised(graph)

    def note(name: str, value: float) -> None:
        found.setdefault(name, []).append(value)

    for number in range(maps):
        counts = rng.multinomial(total, np.full(graph.n, 1 / graph.n))
        z = gi_star(counts, graph)
        for name, p in (
            ("counts", gi_star_p_counts(counts, graph)), ("exact", gi_star_p_exact(counts, graph)),
            ("normal", gi_star_p_normal(z)),
        ):  # fmt: skip
            note(f"any_{name}", float((benjamini_hochberg(p) <= LEVEL).any()))
            note(f"error_gi_{name}", float((p <= LEVEL).mean()))
        whole = moran(counts, even, DRAWN, seed=number)
        for name, one in (("normal", whole.p_normal), ("chance", whole.p_hasard), ("permutation", whole.p_permutation)):
            note(f"error_moran_{name}", float(one is not None and one <= LEVEL))
        if number % 4 == 0:
            note("error_gi_permutation", float((gi_star_permutation(counts, graph, 999, number) <= LEVEL).mean()))
            note("error_local_moran_permutation", float((moran_local_p(counts, even, 999, number) <= LEVEL).mean()))
            held = moran_local(counts, even).z_tenu
            note("error_local_moran_normal", float((gi_star_p_normal(held[np.isfinite(held)]) <= LEVEL).mean()))
    return {name: round(float(np.mean(values)), 4) for name, values in found.items()}


def uneven_maps(graph: Voisinage, total: int, maps: int, rng: np.random.Generator) -> dict[str, float]:
    """Of maps where cells differ (gamma, shape 0.5) without neighbours being alike: how many tell of any discovery."""
    found: dict[str, list[bool]] = {"any_counts": [], "any_exact": [], "any_normal": []}
    for _ in range(maps):
        rate = rng.gamma(0.5, 1.0, graph.n)
        counts = rng.multinomial(total, rate / rate.sum())
        found["any_counts"].append(bool((benjamini_hochberg(gi_star_p_counts(counts, graph)) <= LEVEL).any()))
        found["any_exact"].append(bool((benjamini_hochberg(gi_star_p_exact(counts, graph)) <= LEVEL).any()))
        normal = gi_star_p_normal(gi_star(counts, graph))
        found["any_normal"].append(bool((benjamini_hochberg(normal) <= LEVEL).any()))
    return {name: round(float(np.mean(values)), 4) for name, values in found.items()}


def changes(n: int, maps: int, rng: np.random.Generator) -> dict[str, float]:
    """Of pairs of maps: discoveries and type I error where the city changes as one; coverage where shares do change.

    Rates are unequal (gamma, shape 0.5) around 3 a cell; the second period is twice as long. Cells where nothing was
    told are left out of both shares: they cannot err.
    """
    any_found, wrong, held = [], [], []
    for _ in range(maps):
        rate = rng.gamma(0.5, 6.0, n)
        before, after = rng.poisson(rate), rng.poisson(2 * rate)
        told = before + after > 0
        same = hotspot_change(before, after)
        any_found.append(bool((same.p_fdr <= LEVEL).any()))
        wrong.append(float((same.p_value[told] <= LEVEL).mean()))
        moved = rate * rng.lognormal(0, 0.7, n)
        other = hotspot_change(before, rng.poisson(moved))
        truth = moved / moved.sum() / (rate / rate.sum())
        held.append(_covered(truth, other.bas, other.haut, told))
    return {
        "any_discovery": round(float(np.mean(any_found)), 4), "error": round(float(np.mean(wrong)), 4),
        "coverage_95": round(float(np.mean(held)), 4),
    }  # fmt: skip


def _covered(
    truth: npt.NDArray[np.float64],
    low: npt.NDArray[np.float64],
    high: npt.NDArray[np.float64],
    of: npt.NDArray[np.bool_],
) -> float:
    return float(((low <= truth) & (truth <= high))[of].mean())
