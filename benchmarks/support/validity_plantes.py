"""Hotspots planted in the fictional city: how many of them the map of points chauds finds, seed after seed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from observatory.analyse.gi_star import gi_star, gi_star_p_exact
from observatory.analyse.gi_star_counts import gi_star_p_counts
from observatory.analyse.significance import benjamini_hochberg
from observatory.analyse.voisinage import Voisinage
from observatory.demo.incidents import PlantedTruth
from observatory.demo.plane import lonlat_to_plane
from observatory.domain.grid import Cells, cell_to_position
from support.clairval import Calls, calls_of, mask, on_cells

Test = Callable[[npt.NDArray[np.int64], Voisinage], npt.NDArray[np.float64]]

LEAST_RISK, LEAST_EXPECTED, LEVEL = 3.0, 30.0, 0.05


def figures(quick: bool) -> dict[str, Any]:
    """The share found of planted hotspots of a relative risk of 3 or more and 30 accounts expected or more.

    Each seed is a town of its own, with its calls of two years. A hotspot is found where a cell whose centre lies
    within its disc is hot at a false discovery rate of 5 % on the map of its category over its period.
    """
    cells, graph = mask()
    seeds = range(2) if quick else range(50)
    found: dict[str, list[bool]] = {}
    dealt: list[bool] = []
    for seed in seeds:
        told = calls_of(seed)
        for one in told.planted:
            if one.hotspot.risk >= LEAST_RISK and one.expected >= LEAST_EXPECTED:
                found.setdefault(one.hotspot.nom, []).append(is_found(one, told, cells, graph, gi_star_p_counts))
                dealt.append(is_found(one, told, cells, graph, gi_star_p_exact))
    every = [one for of_one in found.values() for one in of_one]
    return {
        "seeds": len(seeds), "planted": len(every), "found": round(float(np.mean(every)), 4),
        "found_by_permutation_law": round(float(np.mean(dealt)), 4),
        "by_hotspot": {name: round(float(np.mean(of_one)), 3) for name, of_one in found.items()},
    }  # fmt: skip


def is_found(one: PlantedTruth, told: Calls, cells: Cells, graph: Voisinage, test: Test) -> bool:
    """Whether a cell of the disc is hot by a test; the office takes that of counts."""
    spot = one.hotspot
    of_it = [
        call.row[3] == spot.categorie and spot.first.isoformat() <= call.row[1][:10] <= spot.last.isoformat()
        for call in told.calls
    ]
    counts = on_cells(cells, told.cells[np.array(of_it)])
    hot = (benjamini_hochberg(test(counts, graph)) <= LEVEL) & (gi_star(counts, graph) > 0)
    centres = [cell_to_position(int(cell)) for cell in cells[hot]]
    if not centres:
        return False
    xy = lonlat_to_plane(np.array([[centre.lon, centre.lat] for centre in centres]))
    return bool((np.hypot(xy[:, 0] - spot.x, xy[:, 1] - spot.y) <= spot.radius).any())
