"""Which points lie in which territory: cells wholly inside, cells on the edge, and an exact test for those.

A territory is covered from coarse cells to fine. A cell whose surroundings lie wholly inside is kept as it is,
standing for all its descendants; one that lies wholly outside is dropped; the others are divided, down to
resolution 12, where what is left is the edge. A parent protrudes from its children, so « surroundings » is a box
that holds every descendant of the cell. Only points in cells of the edge need the exact test, and the work grows
with the length of the outline, not with its area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import h3.api.basic_int as h3
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from observatory.domain.grid import STORED_RESOLUTION, Cells, Floats, cell_to_parent, cell_to_resolution

_START_RESOLUTION = 7
_REACH = 1.7
"""Descendants of a cell lie within 1.06 edges of its centre; edges vary by a third around their mean."""
_METRES_PER_DEGREE = 111_000.0
_EDGE_MARGIN = 1 + 1e-6
"""Cells are widened by a millionth, so that rounding at a cell's own border loses no point."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A territory as cells: ``inside`` of mixed resolutions (≤ 12), ``edge`` of resolution 12; both sorted."""

    inside: Cells
    edge: Cells


def geometry_to_cover(geometry: BaseGeometry) -> Cover:
    """Cover a (multi)polygon in degrees WGS84, holes respected.

    An empty geometry gives an empty cover. ``edge`` holds exactly the cells that touch the territory without
    being known to lie wholly inside it.
    """
    empty = np.array([], np.int64)
    if geometry.is_empty:
        return Cover(empty, empty)
    shapely.prepare(geometry)
    cells = _start_cells(geometry)
    inside: list[Cells] = []
    for resolution in range(_START_RESOLUTION, STORED_RESOLUTION + 1):
        boxes = _surroundings(cells, resolution)
        within = shapely.contains_properly(geometry, boxes)
        touching = shapely.intersects(geometry, boxes) & ~within
        inside.append(cells[within])
        cells = cells[touching]
        if resolution < STORED_RESOLUTION:
            children = [h3.cell_to_children(int(cell), resolution + 1) for cell in cells]
            cells = np.array([c for family in children for c in family], np.int64)
    edge = cells[shapely.intersects(geometry, cells_to_polygons(cells, _EDGE_MARGIN))] if len(cells) else cells
    return Cover(np.sort(np.concatenate(inside)), np.sort(edge))


def cells_to_polygons(cells: Cells, scale: float = 1.0) -> npt.NDArray[np.object_]:
    """Outlines of cells as shapely polygons, optionally scaled about each centre."""
    out = np.empty(len(cells), object)
    for i, cell in enumerate(cells.tolist()):
        ring = np.array(h3.cell_to_boundary(cell))[:, ::-1]
        out[i] = shapely.Polygon(ring if scale == 1.0 else ring.mean(0) + (ring - ring.mean(0)) * scale)
    return out


def _start_cells(geometry: BaseGeometry) -> Cells:
    """Coarse cells whose descendants hold every point of the geometry."""
    shape = h3.geo_to_h3shape(shapely.geometry.mapping(geometry))
    touching = h3.h3shape_to_cells_experimental(shape, _START_RESOLUTION, contain="overlap")
    around = {near for cell in touching for near in h3.grid_disk(cell, 1)}
    return np.array(sorted(around), np.int64)


def _surroundings(cells: Cells, resolution: int) -> npt.NDArray[np.object_]:
    """For each cell a box that holds all its descendants."""
    centres = np.array([h3.cell_to_latlng(int(cell)) for cell in cells]).reshape(-1, 2)
    reach = h3.average_hexagon_edge_length(resolution, unit="m") * _REACH / _METRES_PER_DEGREE
    lats, lons = centres[:, 0], centres[:, 1]
    wide = reach / np.cos(np.radians(np.minimum(np.abs(lats) + reach, 89.9)))
    return np.asarray(shapely.box(lons - wide, lats - reach, lons + wide, lats + reach), object)


@dataclass(frozen=True, slots=True)
class TerritoryIndex:
    """Several territories looked up at once: ``geometries[i]`` with its cells as sorted keys.

    ``levels`` holds, for each resolution in use, the sorted cells, the territory of each and whether it is inside.
    """

    geometries: Sequence[BaseGeometry]
    levels: dict[int, tuple[Cells, npt.NDArray[np.int64], npt.NDArray[np.bool_]]]

    @classmethod
    def build(cls, geometries: Sequence[BaseGeometry], covers: Sequence[Cover]) -> TerritoryIndex:
        """Make an index of territories (any overlap allowed) and their covers, in the same order."""
        parts = [(c.inside, i, True) for i, c in enumerate(covers)]
        parts += [(c.edge, i, False) for i, c in enumerate(covers)]
        cells = np.concatenate([p[0] for p in parts]) if parts else np.array([], np.int64)
        owner = np.repeat([p[1] for p in parts], [len(p[0]) for p in parts]).astype(np.int64)
        inside = np.repeat([p[2] for p in parts], [len(p[0]) for p in parts]).astype(bool)
        order = np.argsort(cells, kind="stable")
        cells, owner, inside = cells[order], owner[order], inside[order]
        resolution = cell_to_resolution(cells)
        levels = {
            int(r): (cells[resolution == r], owner[resolution == r], inside[resolution == r])
            for r in np.unique(resolution)
        }
        return cls(geometries, levels)

    def memberships(
        self, cells: Cells, lats: Floats, lons: Floats
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Every pair (point, territory) where the territory, border included, holds the point.

        Parameters
        ----------
        cells, lats, lons
            Points: their cells at resolution 12 and their degrees; all of length n.

        Returns
        -------
        Two arrays of equal length: indices of points, indices of territories, sorted by point then territory.
        """
        points: list[npt.NDArray[np.int64]] = []
        owners: list[npt.NDArray[np.int64]] = []
        for resolution, (keys, owner, inside) in self.levels.items():
            at, hits = _matches(keys, cell_to_parent(cells, resolution))
            sure = inside[hits]
            points.append(at[sure])
            owners.append(owner[hits[sure]])
            at, who = at[~sure], owner[hits[~sure]]
            kept = self._holds(who, lats[at], lons[at])
            points.append(at[kept])
            owners.append(who[kept])
        point, territory = (np.concatenate(x) if x else np.array([], np.int64) for x in (points, owners))
        order = np.lexsort((territory, point))
        return point[order], territory[order]

    def _holds(self, who: npt.NDArray[np.int64], lats: Floats, lons: Floats) -> npt.NDArray[np.bool_]:
        """The exact test, territory by territory."""
        kept = np.zeros(len(who), bool)
        for territory in np.unique(who):
            mine = who == territory
            geometry = self.geometries[int(territory)]
            shapely.prepare(geometry)
            kept[mine] = shapely.intersects_xy(geometry, lons[mine], lats[mine])
        return kept


def _matches(keys: Cells, wanted: Cells) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All pairs (i, k) with ``keys[k] == wanted[i]``, keys being sorted and possibly repeated."""
    first = np.searchsorted(keys, wanted, "left")
    count = np.searchsorted(keys, wanted, "right") - first
    at = np.repeat(np.arange(len(wanted)), count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return at, np.repeat(first, count) + within
