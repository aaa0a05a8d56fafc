"""The grid: H3 cells as signed 64-bit integers, every coarser cell being the parent of the stored one.

A located signalement carries its cell at resolution 12. A cell of any coarser resolution is the *parent* of
that cell, never the direct index of the point, so that counts add up from one resolution to the next (the two
differ for about 6 % of points at resolution 9). This page is the one definition.

H3: Brodsky, I. (2018), "H3: Uber's Hexagonal Hierarchical Spatial Index".
"""

from __future__ import annotations

from collections.abc import Iterable

import h3.api.basic_int as h3
import numpy as np
import numpy.typing as npt

from observatory.domain.errors import ValueRefused
from observatory.domain.position import Position

Cells = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

STORED_RESOLUTION = 12
"""The resolution of a stored cell: about 307 m²."""

OVERVIEW_RESOLUTION = 9
ANALYSIS_RESOLUTION = 10
"""15,047 m² on average, within the 5,806 to 33,445 m² of the NIJ forecasting rules."""

WALK_RESOLUTION = 11

_RESOLUTION_SHIFT = 52
_DIGIT_BITS = 3
_FINEST = 15


def check_resolution(resolution: int) -> int:
    """Return ``resolution`` if the base can count at it.

    Raises
    ------
    ValueRefused
        When it is not between 0 and 12.
    """
    if not 0 <= resolution <= STORED_RESOLUTION:
        raise ValueRefused(
            f"La résolution {resolution} n'existe pas ici : choisissez un nombre de 0 à {STORED_RESOLUTION} "
            f"({OVERVIEW_RESOLUTION} pour une vue d'ensemble, {ANALYSIS_RESOLUTION} pour l'analyse, "
            f"{WALK_RESOLUTION} pour une marche)."
        )
    return resolution


def parent_terms(resolution: int) -> tuple[int, int]:
    """The two integers that make a parent of a stored cell: ``(cell - first) | second``.

    They serve numpy, ibis and SQL alike.
    """
    check_resolution(resolution)
    lowered = (STORED_RESOLUTION - resolution) << _RESOLUTION_SHIFT
    unused = (1 << (_DIGIT_BITS * (_FINEST - resolution))) - 1
    return lowered, unused


def cell_to_parent(cells: Cells, resolution: int) -> Cells:
    """Parents at ``resolution`` of cells that are as fine or finer; shape is kept."""
    _, unused = parent_terms(resolution)
    return (cells - ((cell_to_resolution(cells) - resolution) << _RESOLUTION_SHIFT)) | unused


def cell_to_resolution(cells: Cells) -> npt.NDArray[np.int64]:
    """The resolution of each cell; shape is kept."""
    return (cells >> _RESOLUTION_SHIFT) & 0xF


def position_to_cell(position: Position) -> int:
    """The stored cell of a position."""
    return int(h3.latlng_to_cell(position.lat, position.lon, STORED_RESOLUTION))


def positions_to_cells(lats: Floats, lons: Floats) -> Cells:
    """The stored cells of points in degrees WGS84; both arrays of length n, n cells back.

    Points must be finite and on the globe: the caller has checked them.
    """
    to_cell = h3.latlng_to_cell
    pairs = zip(lats.tolist(), lons.tolist(), strict=True)
    return np.fromiter((to_cell(lat, lon, STORED_RESOLUTION) for lat, lon in pairs), np.int64, len(lats))


def cell_to_position(cell: int) -> Position:
    """The centre of a cell."""
    lat, lon = h3.cell_to_latlng(cell)
    return Position(lat=lat, lon=lon)


def cell_to_text(cell: int) -> str:
    """A cell as H3 writes it in files, for instance ``8c1f84b0c6a1dff``."""
    return str(h3.int_to_str(int(cell)))


def text_to_cell(text: str) -> int:
    """Read a cell written by H3.

    Raises
    ------
    ValueRefused
        When the text is no cell.
    """
    try:
        cell = int(h3.str_to_int(text))
    except ValueError as error:
        raise ValueRefused(f"« {text} » n'est pas une cellule H3.") from error
    if not h3.is_valid_cell(cell):
        raise ValueRefused(f"« {text} » n'est pas une cellule H3.")
    return cell


def cell_to_ring(cell: int) -> list[tuple[float, float]]:
    """The outline of a cell as closed (lon, lat) pairs, as GeoJSON wants them."""
    ring = [(lon, lat) for lat, lon in h3.cell_to_boundary(cell)]
    return [*ring, ring[0]]


def cells_to_neighbours(
    cells: Cells, rings: int = 1
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Every ordered pair of distinct cells that lie at most ``rings`` steps apart on the grid.

    Parameters
    ----------
    cells
        Distinct cells of one resolution, in any order, length n.

    Returns
    -------
    Three arrays of equal length: the ranks of both cells in ``cells``, and how many steps lie between them (1 or more);
    sorted by first rank then second. A pentagon of the grid has five neighbours, a cell at the edge of ``cells`` fewer.
    """
    order = np.argsort(cells, kind="stable")
    ordered = cells[order]
    here: list[npt.NDArray[np.int64]] = []
    there: list[npt.NDArray[np.int64]] = []
    steps: list[npt.NDArray[np.int64]] = []
    for step in range(1, rings + 1):
        around = [h3.grid_ring(int(cell), step) for cell in cells]
        first = np.repeat(np.arange(len(cells)), [len(ring) for ring in around])
        wanted = np.fromiter((near for ring in around for near in ring), np.int64, len(first))
        at = np.minimum(np.searchsorted(ordered, wanted), max(len(cells) - 1, 0))
        found = ordered[at] == wanted if len(cells) else np.zeros(0, bool)
        here.append(first[found])
        there.append(order[at[found]])
        steps.append(np.full(int(found.sum()), step))
    i, j, step_of = (np.concatenate(parts) if parts else np.zeros(0, np.int64) for parts in (here, there, steps))
    by_pair = np.lexsort((j, i))
    return i[by_pair], j[by_pair], step_of[by_pair]


def cells_to_descendants(cells: Iterable[int], resolution: int) -> Cells:
    """Every distinct cell of ``resolution`` that descends from, or is the parent of, one of ``cells``."""
    given = [int(cell) for cell in cells]
    coarse = [cell for cell in given if h3.get_resolution(cell) < resolution]
    fine = [cell for cell in given if h3.get_resolution(cell) >= resolution]
    parents = np.array([h3.cell_to_parent(cell, resolution) for cell in fine], np.int64)
    children = [np.array(h3.cell_to_children(cell, resolution), np.int64) for cell in coarse]
    return np.unique(np.concatenate([parents, *children]))
