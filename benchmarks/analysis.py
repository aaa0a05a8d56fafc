"""Statistics of space beside the reference implementation, in the same run, on the same weights.

    python benchmarks/analysis.py [--quick]

Gi* on 100,000 cells of a grid of hexagons: the closed form beside esda's ``G_Local`` without permutations (limit: 100
times faster), 999 permutations beside its own (limit: 20 times), both with weights built beforehand, numba warm, two
jobs. esda takes two kinds of weights, libpysal's ``W`` and, much quicker, its ``Graph``: the limits are set for ``W``,
both are told. Beside them the p-values of counts, which esda has not, the emergence of 24 periods on 10,000 cells
(limit: 2 s), and the page of hotspots from a million signalements (limits: 2 s at first, 0.3 s again). ``--quick``:
permutations on 10,000 cells, and the page only of a base that is given; ``--base`` keeps that base or uses the one that
is. Each figure is the least of some runs: others work on this machine. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from esda import G_Local
from libpysal.graph import Graph
from libpysal.weights import W
from support.hotspot_page import page_figures

from observatory.analyse.emergence import hotspot_emergence
from observatory.analyse.gi_star import gi_star, gi_star_p_exact, gi_star_permutation
from observatory.analyse.gi_star_counts import gi_star_p_counts
from observatory.analyse.significance import benjamini_hochberg
from observatory.analyse.voisinage import Voisinage, voisinage_of, with_self

SIDE, QUICK_SIDE, PERMUTATIONS, JOBS, SEED = 320, 100, 999, 2, 7
LIMITS = {
    "closed_form_ratio_w": 100.0,
    "permutation_ratio_w": 20.0,
    "emergence_s": 2.0,
    "page_cold_s": 2.0,
    "page_warm_s": 0.3,
}
FULL = 1_000_000
BINS, LEVEL = 24, 0.05


def main() -> None:
    """Time both sides, compare what they say, print."""
    parser = argparse.ArgumentParser(description="Gi* beside esda on 100,000 cells.")
    parser.add_argument("--quick", action="store_true", help="permutations on 10,000 cells, no page")
    parser.add_argument("--base", type=Path, help="keep the base of the page here, or use the one that is")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    side = QUICK_SIDE if options.quick else SIDE
    figures = closed_form(SIDE) | permuted(side) | exact(side) | emergence(QUICK_SIDE)
    if options.base or not options.quick:
        figures |= page_figures(FULL, options.base)
    for name, limit in LIMITS.items():
        if name in figures:
            print(f"{name}: {figures[name]} (limit {limit:g})")
    print(json.dumps(figures | {"quick": options.quick}))


def closed_form(side: int) -> dict[str, Any]:
    """Gi* without permutations, and how far both z-scores differ at most."""
    graph, values = hexagons(side), counts(side * side)
    gi_star(values, graph)
    ours, z = least(lambda: gi_star(values, graph), 9)
    found: dict[str, Any] = {"cells": graph.n, "closed_form_ms": round(ours * 1000, 2)}
    for name, weights in (("w", as_w(graph)), ("graph", as_graph(graph))):
        theirs, other = least(partial(G_Local, values, weights, transform="B", star=None, permutations=0), 3)
        found |= {
            f"esda_{name}_s": round(theirs, 3), f"closed_form_ratio_{name}": round(theirs / ours, 1),
            f"z_difference_{name}": float(np.abs(z - other.Zs).max()),
        }  # fmt: skip
    print(f"Gi*, {graph.n:,} cells: {found}", flush=True)
    return found


def permuted(side: int) -> dict[str, Any]:
    """Permutation p-values; esda's smaller tail doubled, on values that never tie (it counts ties in one tail only).

    esda takes the diagonal out of the weights that it is given: each of its runs gets its own, built beforehand.
    """
    graph = hexagons(side)
    values = counts(graph.n) + np.random.default_rng(SEED).random(graph.n)
    theirs_permuted(values[:100], as_w(hexagons(10)))
    ours, p = least(lambda: gi_star_permutation(values, graph, PERMUTATIONS, SEED, JOBS), 5)
    found: dict[str, Any] = {"permutation_ms": round(ours * 1000, 1)}
    for name, build in (("w", as_w), ("graph", as_graph)):
        theirs, other = least_of([partial(theirs_permuted, values, build(graph)) for _ in range(2)])
        difference = np.abs(p - np.minimum(1.0, 2.0 * other.p_sim))
        found |= {
            f"esda_{name}_permutation_s": round(theirs, 2), f"permutation_ratio_{name}": round(theirs / ours, 1),
            f"p_difference_mean_{name}": round(float(difference.mean()), 4),
        }  # fmt: skip
    print(f"Gi*, {graph.n:,} cells, {PERMUTATIONS} permutations: {found}", flush=True)
    return found


def theirs_permuted(values: npt.NDArray[np.float64], weights: Any) -> Any:
    """What esda does when it keeps no simulation."""
    return G_Local(
        values, weights, transform="B", star=None, permutations=PERMUTATIONS, keep_simulations=False, n_jobs=JOBS,
        seed=SEED,
    )  # fmt: skip


def exact(side: int) -> dict[str, Any]:
    """The exact p-values, and those of the test of counts, of counts up to some hundreds."""
    graph = hexagons(side)
    values = np.minimum(np.random.default_rng(SEED).negative_binomial(0.3, 0.01, graph.n), 400)
    ours, _ = least(lambda: gi_star_p_exact(values, graph), 3)
    print(f"exact p-values, {graph.n:,} cells with counts up to {values.max()}: {ours * 1000:.0f} ms")
    held, _ = least(lambda: gi_star_p_counts(values, graph), 3)
    print(f"p-values of the test of counts: {held * 1000:.0f} ms")
    return {"exact_ms": round(ours * 1000, 1), "counts_ms": round(held * 1000, 1)}


def emergence(side: int) -> dict[str, Any]:
    """Gi*, p-values and false discoveries of each period, then the classes of all cells: as the page does."""
    graph = hexagons(side)
    values = np.random.default_rng(SEED).negative_binomial(0.5, 0.3, (BINS, graph.n))

    def work() -> object:
        z = gi_star(values, graph)
        found = np.array([benjamini_hochberg(gi_star_p_counts(row, graph)) for row in values]) <= LEVEL
        return hotspot_emergence(z, found & (z > 0), found & (z < 0))

    ours, _ = least(work, 3)
    print(f"emergence, {BINS} periods of {graph.n:,} cells: {ours:.2f} s")
    return {"emergence_s": round(ours, 3)}


def hexagons(side: int) -> Voisinage:
    """A field of side by side hexagons."""
    at = np.arange(side * side).reshape(side, side)
    odd = np.arange(side) % 2 == 1
    pairs = [(at[:, :-1], at[:, 1:]), (at[:-1], at[1:])]
    pairs += [(at[:-1][odd[:-1], :-1], at[1:][odd[:-1], 1:]), (at[:-1][~odd[:-1], 1:], at[1:][~odd[:-1], :-1])]
    i = np.concatenate([one.ravel() for one, _ in pairs])
    j = np.concatenate([other.ravel() for _, other in pairs])
    return voisinage_of(at.size, np.r_[i, j], np.r_[j, i])


def as_w(graph: Voisinage) -> Any:
    """The same as libpysal's ``W``, each cell in its own row."""
    rows = np.split(graph.voisin, graph.debut[1:-1])
    return W({k: [k, *row.tolist()] for k, row in enumerate(rows)}, silence_warnings=True)


def as_graph(graph: Voisinage) -> Any:
    """The same as libpysal's ``Graph``, each cell in its own row."""
    return Graph.from_sparse(with_self(graph).matrix().tocoo())


def counts(n: int) -> npt.NDArray[np.float64]:
    """What a city tells of: many zeros, some large counts."""
    return np.random.default_rng(SEED).negative_binomial(0.4, 0.2, n).astype(float)


def least(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """The least time of some runs of one thing, in seconds, and what the last gave."""
    return least_of([work] * runs)


def least_of(works: list[Callable[[], Any]]) -> tuple[float, Any]:
    """The least time of some runs, in seconds, and what the last gave."""
    times = []
    for work in works:
        start = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - start)
    return min(times), found


if __name__ == "__main__":
    main()
