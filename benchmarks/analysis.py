"""Statistics of space beside the reference implementation, in the same run, on the same weights.

    python benchmarks/analysis.py [--quick]

Gi* on 100,000 cells of a grid of hexagons: the closed form beside esda's ``G_Local`` without permutations (limit: 100
times faster), 999 permutations beside its own (limit: 20 times), both with weights built beforehand, numba warm, two
jobs. Beside them the exact p-values, which esda has not, and the emergence of 24 periods on 10,000 cells (limit: 2 s).
``--quick``: 10,000 cells for permutations. Each figure is the least of some runs: others work on this machine. The last
line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt
from esda import G_Local
from libpysal.weights import W

from observatory.analyse.gi_star import gi_star, gi_star_p_exact, gi_star_permutation
from observatory.analyse.voisinage import Voisinage, voisinage_of

SIDE, QUICK_SIDE, PERMUTATIONS, JOBS, SEED = 320, 100, 999, 2, 7
LIMITS = {"closed_form_ratio": 100.0, "permutation_ratio": 20.0, "emergence_s": 2.0}
BINS, EMERGENCE_SIDE = 24, 100


def main() -> None:
    """Time both sides, compare what they say, print."""
    parser = argparse.ArgumentParser(description="Gi* beside esda on 100,000 cells.")
    parser.add_argument("--quick", action="store_true", help="10,000 cells for permutations")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    figures = (
        closed_form(SIDE) | permuted(QUICK_SIDE if options.quick else SIDE) | exact(SIDE) | emergence(EMERGENCE_SIDE)
    )
    for name, limit in LIMITS.items():
        print(f"{name}: {figures[name]} (limit {limit:g})")
    print(json.dumps(figures | {"quick": options.quick}))


def closed_form(side: int) -> dict[str, Any]:
    """Gi* without permutations, and how far both z-scores differ at most."""
    graph, weights = hexagons(side)
    values = counts(graph.n)
    gi_star(values, graph)
    ours, z = least(lambda: gi_star(values, graph), 9)
    theirs, other = least(lambda: G_Local(values, weights, transform="B", star=None, permutations=0), 3)
    difference = float(np.abs(z - other.Zs).max())
    print(f"Gi*, {graph.n:,} cells: {ours * 1000:.1f} ms, esda {theirs:.2f} s; z differ by {difference:.1e} at most")
    return {
        "cells": graph.n, "closed_form_ms": round(ours * 1000, 2), "esda_closed_form_s": round(theirs, 3),
        "closed_form_ratio": round(theirs / ours, 1), "z_difference": difference,
    }  # fmt: skip


def permuted(side: int) -> dict[str, Any]:
    """Permutation p-values; esda's smaller tail doubled, on values that never tie (it counts ties in one tail only)."""
    graph, weights = hexagons(side)
    values = counts(graph.n) + np.random.default_rng(SEED).random(graph.n)
    warm, warm_weights = hexagons(10)
    G_Local(values[: warm.n], warm_weights, star=None, permutations=9, n_jobs=JOBS, transform="B", seed=SEED)
    ours, p = least(lambda: gi_star_permutation(values, graph, PERMUTATIONS, SEED, JOBS), 5)
    theirs, other = least(lambda: theirs_permuted(values, weights), 2)
    difference = np.abs(p - np.minimum(1.0, 2.0 * other.p_sim))
    print(f"Gi*, {graph.n:,} cells, {PERMUTATIONS} permutations: {ours * 1000:.0f} ms, esda {theirs:.2f} s")
    print(f"p-values differ by {difference.mean():.4f} on average, {difference.max():.3f} at most (other draws)")
    return {
        "permutation_cells": graph.n, "permutation_ms": round(ours * 1000, 1), "esda_permutation_s": round(theirs, 2),
        "permutation_ratio": round(theirs / ours, 1), "p_difference_mean": round(float(difference.mean()), 4),
    }  # fmt: skip


def theirs_permuted(values: npt.NDArray[np.float64], weights: W) -> Any:
    """What esda does when it keeps no simulation."""
    return G_Local(
        values, weights, transform="B", star=None, permutations=PERMUTATIONS, keep_simulations=False, n_jobs=JOBS,
        seed=SEED,
    )  # fmt: skip


def exact(side: int) -> dict[str, Any]:
    """The exact p-values of counts up to some hundreds."""
    graph, _ = hexagons(side, reference=False)
    values = np.minimum(np.random.default_rng(SEED).negative_binomial(0.3, 0.01, graph.n), 400)
    ours, _ = least(lambda: gi_star_p_exact(values, graph), 3)
    print(f"exact p-values, {graph.n:,} cells with counts up to {values.max()}: {ours * 1000:.0f} ms")
    return {"exact_ms": round(ours * 1000, 1)}


def emergence(side: int) -> dict[str, Any]:
    """Gi* and exact p-values of each period, then the classes of all cells."""
    hotspot_emergence = import_module("observatory.analyse.emergence").hotspot_emergence
    graph, _ = hexagons(side, reference=False)
    values = np.random.default_rng(SEED).negative_binomial(0.5, 0.3, (BINS, graph.n))

    def work() -> object:
        z = gi_star(values, graph)
        return hotspot_emergence(z, (gi_star_p_exact(values, graph) <= 0.05) & (z > 0))

    ours, _ = least(work, 3)
    print(f"emergence, {BINS} periods of {graph.n:,} cells: {ours:.2f} s")
    return {"emergence_s": round(ours, 3)}


def hexagons(side: int, reference: bool = True) -> tuple[Voisinage, Any]:
    """A field of side by side hexagons, each in its own row: ours, and as libpysal's weights where wanted."""
    at = np.arange(side * side).reshape(side, side)
    odd = np.arange(side) % 2 == 1
    pairs = [(at[:, :-1], at[:, 1:]), (at[:-1], at[1:])]
    pairs += [(at[:-1][odd[:-1], :-1], at[1:][odd[:-1], 1:]), (at[:-1][~odd[:-1], 1:], at[1:][~odd[:-1], :-1])]
    i = np.concatenate([one.ravel() for one, _ in pairs])
    j = np.concatenate([other.ravel() for _, other in pairs])
    own = at.ravel()
    graph = voisinage_of(at.size, np.r_[i, j], np.r_[j, i])
    if not reference:
        return graph, None
    rows = np.split(graph.voisin, graph.debut[1:-1])
    return graph, W({k: [k, *row.tolist()] for k, row in zip(own.tolist(), rows, strict=True)}, silence_warnings=True)


def counts(n: int) -> npt.NDArray[np.float64]:
    """What a city tells of: many zeros, some large counts."""
    return np.random.default_rng(SEED).negative_binomial(0.4, 0.2, n).astype(float)


def least(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """The least time of some runs, in seconds, and what the last gave."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - start)
    return min(times), found


if __name__ == "__main__":
    main()
