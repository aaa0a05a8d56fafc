"""Hotspots of a selection: counts on the grid, Gi* and its exact test, false discoveries, and how firm each find is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from observatory.aggregate.counts import caller_counts, window_counts
from observatory.analyse.gi_star import gi_star, gi_star_p_exact
from observatory.analyse.significance import benjamini_hochberg
from observatory.analyse.stabilite import caller_redraws, stability_badges
from observatory.analyse.voisinage import Voisinage, voisinage_of
from observatory.domain.grid import STORED_RESOLUTION, Cells, cell_to_parent
from observatory.domain.points_chauds import BADGES, SIGNIFICANT, Bilan
from observatory.domain.selection import Selection
from observatory.pipeline.apercu import total
from observatory.pipeline.grille import Grille, Grilles, grille, located, on_grid
from observatory.pipeline.office import Office
from observatory.pipeline.questions import run, with_bounds
from observatory.store.integrity import data_span

DRAWS = 200
"""Redraws of callers for each map: a share of 0.9 is then known within 0.04."""
SEED = 20
COARSEST = 7
"""The coarsest resolution that a hotspot is looked for again at: 5 km²."""
BUNDLE = b"points_chauds"

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Tested:
    """One map tested: for each hexagon its count, its z-score (NaN where counts are constant), p, p after FDR, sign."""

    n: Ints
    z: Floats
    p: Floats
    fdr: Floats

    @property
    def sign(self) -> Ints:
        """1 where hot, -1 where cold, 0 elsewhere."""
        found = (self.fdr <= SIGNIFICANT) & np.isfinite(self.z)
        return np.where(found, np.sign(np.nan_to_num(self.z)), 0).astype(np.int64)
