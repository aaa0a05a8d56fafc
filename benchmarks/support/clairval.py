"""Port-Clairval without a base: the hexagons of its mask, and the calls of one seed with where each trouble was."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import numpy as np
import numpy.typing as npt

from observatory.analyse.voisinage import Voisinage, voisinage_of
from observatory.demo.calls import Call, Desk
from observatory.demo.city import history_start
from observatory.demo.incidents import CATEGORIES, Accounts, PlantedTruth, build_accounts
from observatory.demo.plane import geometry_to_lonlat, plane_to_lonlat
from observatory.demo.shore import build_shore
from observatory.demo.town import build_town, stream
from observatory.domain.cover import geometry_to_cover
from observatory.domain.grid import (
    ANALYSIS_RESOLUTION,
    STORED_RESOLUTION,
    Cells,
    cell_to_parent,
    cells_to_descendants,
    cells_to_neighbours,
    positions_to_cells,
)

UNTIL = date(2026, 11, 20)
START = history_start(UNTIL)
NOT_LOCATED = frozenset({"vague", "manquante", "sans_numero", "numero_inconnu"})
"""Manners of telling a place that give no place at a door: left out, though the office locates part of them."""


def mask(resolution: int = ANALYSIS_RESOLUTION) -> tuple[Cells, Voisinage]:
    """The cells of the commune, water left out, and which of them touch."""
    shore = build_shore()
    land, water = (geometry_to_cover(geometry_to_lonlat(one)) for one in (shore.outline, shore.water))
    touched = cells_to_descendants([*land.inside.tolist(), *land.edge.tolist()], STORED_RESOLUTION)
    dry = np.setdiff1d(touched, cells_to_descendants(water.inside.tolist(), STORED_RESOLUTION), assume_unique=True)
    cells = np.unique(cell_to_parent(dry, resolution))
    first, second, _ = cells_to_neighbours(cells)
    return cells, voisinage_of(len(cells), first, second)


@dataclass(frozen=True)
class Calls:
    """The calls of one seed in the categories where something is planted, and what was planted."""

    calls: list[Call]
    cells: Cells
    planted: list[PlantedTruth]


def calls_of(seed: int) -> Calls:
    """A town of its own for each seed; calls that name no door are left out. About six seconds."""
    town = build_town(seed, START, UNTIL)
    accounts, planted = build_accounts(town, START, UNTIL, stream(seed, 10))
    wanted = [CATEGORIES.index(one.hotspot.categorie) for one in planted]
    kept = np.isin(accounts.categorie, wanted)
    some = Accounts(*(getattr(accounts, one.name)[kept] for one in fields(Accounts)))
    written = Desk(town, START, UNTIL, tuple(stream(seed, 11 + i) for i in range(4))).write_down(some)
    calls = [call for call in written if call.told.manner not in NOT_LOCATED]
    lonlat = plane_to_lonlat(np.array([[call.told.x, call.told.y] for call in calls]))
    stored = positions_to_cells(lonlat[:, 1], lonlat[:, 0])
    return Calls(calls, cell_to_parent(stored, ANALYSIS_RESOLUTION), planted)


def on_cells(cells: Cells, found: Cells) -> npt.NDArray[np.int64]:
    """How many of ``found`` each of ``cells`` (sorted) holds; those outside are left out."""
    at = np.minimum(np.searchsorted(cells, found), len(cells) - 1)
    return np.bincount(at[cells[at] == found], minlength=len(cells))
