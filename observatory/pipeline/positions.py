"""Positions that tell no more than the cell they lie in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from observatory.domain.cover import TerritoryIndex
from observatory.domain.grid import Cells, Floats, cell_to_position, cell_to_ring
from observatory.pipeline.office import Office
from observatory.store.retention import positions_of
from observatory.store.territoires import territory_index

CELL_RADIUS_M = 11.0
"""Metres: no point of a cell of resolution 12 lies farther from its centre."""
_CORNERS = 5
"""Corners tried: a cell has six, or five where it is one of the grid's twelve pentagons."""


def positions_inside(office: Office, ids: list[int]) -> pa.Table:
    """Another position in the same cell and the same territories for each signalement: id, lat, lon, precision_m.

    The cell's centre, or, where a boundary crosses the cell, the first of a few points on the right side of it; one
    for which none is right keeps its own, so that no count changes.
    """
    table = positions_of(office.database, ids)
    keys, cells, lats, lons = (table[name].to_numpy() for name in ("id", "cell", "lat", "lon"))
    new_lats, new_lons = lats.copy(), lons.copy()
    _, index = territory_index(office.database)
    rings = [(*_centre(cell), cell_to_ring(int(cell))) for cell in cells]
    left = np.arange(len(keys))
    for share, corner in ((0.0, 0), *((s, c) for s in (0.5, 0.8) for c in range(_CORNERS))):
        if not len(left):
            break
        tried = np.array([_towards(rings[one], share, corner) for one in left]).reshape(-1, 2)
        same = _same_memberships(index, cells[left], (lats[left], lons[left]), (tried[:, 0], tried[:, 1]))
        new_lats[left[same]], new_lons[left[same]] = tried[same, 0], tried[same, 1]
        left = left[~same]
    radius = np.full(len(keys), CELL_RADIUS_M)
    return pa.table({"id": keys, "lat": new_lats, "lon": new_lons, "precision_m": radius})


def _centre(cell: int) -> tuple[float, float]:
    position = cell_to_position(int(cell))
    return position.lat, position.lon


def _towards(ring: tuple[float, float, list[tuple[float, float]]], share: float, corner: int) -> tuple[float, float]:
    """The point at ``share`` of the way from a cell's centre to one of its corners (lon, lat as GeoJSON has them)."""
    lat, lon, corners = ring
    to_lon, to_lat = corners[corner % _CORNERS]
    return lat + share * (to_lat - lat), lon + share * (to_lon - lon)


def _same_memberships(
    index: TerritoryIndex, cells: Cells, before: tuple[Floats, Floats], after: tuple[Floats, Floats]
) -> npt.NDArray[np.bool_]:
    """For each point, whether it lies in the same territories at both positions."""
    was, now = (
        set(zip(*(part.tolist() for part in index.memberships(cells, lats, lons)), strict=True))
        for lats, lons in (before, after)
    )
    same = np.ones(len(cells), dtype=bool)
    same[[point for point, _ in was ^ now]] = False
    return same
