"""The hexagons of the city on which statistics are made, and the counts that stand on them.

A statistic of the city counts what was told *in* the city: signalements that lie in the commune (without its outline,
in one of its quartiers; where territories are chosen, in one of them). Every hexagon that such a signalement can have
is on the grid, with a true zero where nobody told anything, so that counts add up to the signalements located there.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from observatory.aggregate.counts import cell_counts
from observatory.analyse.voisinage import Voisinage, voisinage_of
from observatory.domain.errors import StateError
from observatory.domain.grid import Cells, cell_to_parent, cells_to_neighbours, check_resolution
from observatory.domain.selection import Selection
from observatory.pipeline.office import Office
from observatory.pipeline.questions import reference_day, run, selected, territory_ids
from observatory.store.territoires import cells_told_of

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Grille:
    """The hexagons of a place and which of them touch.

    ``cells`` are sorted, length n. ``graph`` holds every ordered pair of hexagons that touch, with a weight of 1.
    ``ground`` are the numbers of the territories whose union is the place.
    """

    resolution: int
    cells: Cells
    ground: tuple[int, ...]
    graph: Voisinage


def grille(office: Office, selection: Selection, resolution: int) -> Grille:
    """The grid of the city, or of the territories that a selection names, on its last day.

    Cells of water are left out, but for those where something was located all the same.

    Raises
    ------
    StateError
        When the base has neither a commune nor quartiers.
    """
    check_resolution(resolution)
    day = reference_day(office, selection)
    ground = tuple(territory_ids(office, selection) or office.ground(day))
    if not ground:
        raise StateError(
            "Une carte des points chauds a besoin du contour de la ville, pour savoir où personne n'a rien signalé : "
            "importez-le avec « observatory import territoires FICHIER --zonage commune » (ou les quartiers)."
        )
    dry = office.mask(resolution, day, ground)
    cells = np.union1d(dry, cell_to_parent(_cells_told_of(office, ground), resolution))

    def make() -> Grille:
        first, second, _ = cells_to_neighbours(cells)
        return Grille(resolution, cells, ground, voisinage_of(len(cells), first, second))

    return office.kept(f"grille {resolution} {ground}", cells.tobytes(), make)


def located(office: Office, selection: Selection, place: Grille) -> ir.Table:
    """The signalements that a selection keeps and that lie in the place: an ibis table, to be counted."""
    kept = selected(office, selection)
    return kept.filter(kept.cell.notnull() & inside(office, kept, place.ground))


def inside(office: Office, kept: ir.Table, ground: tuple[int, ...]) -> ir.BooleanValue:
    """Whether each signalement of a table lies in one of the territories ``ground``."""
    links = office.database.ibis().table("appartenance")
    return kept.id.isin(links.filter(links.territoire_id.isin(list(ground))).signalement_id)


def counts(office: Office, selection: Selection, place: Grille) -> Counts:
    """What a selection counts on each hexagon of the place, in their order: length n, zeros included."""
    found = run(office, cell_counts(located(office, selection, place), place.resolution, selection.compte))
    return on_grid(place, found)


def on_grid(place: Grille, found: pa.Table) -> Counts:
    """A table with columns cell and n as counts in the order of the place's hexagons."""
    out = np.zeros(len(place.cells), np.int64)
    out[ranks_of(place, found["cell"].to_numpy())] = found["n"].to_numpy()
    return out


def ranks_of(place: Grille, cells: Cells) -> npt.NDArray[np.int64]:
    """The ranks of cells that are on the grid of the place.

    Raises
    ------
    ValueError
        When one is not on it.
    """
    at = np.searchsorted(place.cells, cells)
    if len(cells) and not np.array_equal(place.cells[np.minimum(at, len(place.cells) - 1)], cells):
        raise ValueError("a cell is not on the grid of the place")
    return at


def _cells_told_of(office: Office, ground: tuple[int, ...]) -> Cells:
    """The cells of what lies in the place, dry or not: something may be told of a quay, of a beach at low tide."""
    return office.kept(f"cellules {ground}", written(office), lambda: cells_told_of(office.database, ground))


def written(office: Office) -> int:
    """How much was ever written in the base: another number means that something changed."""
    return int(str(office.database.value("SELECT coalesce(max(seq), 0) FROM journal")))
