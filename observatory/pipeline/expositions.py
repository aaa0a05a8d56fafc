"""What counts are compared with: inhabitants, addresses and streets of each hexagon of a place.

Like a signalement, an address or a piece of street belongs to the hexagon that is the parent of its cell at resolution
12, and what lies beyond the outline of the place is left out, so that a rate divides what lies in a hexagon of the
place by what lies there too. Totals are kept: the hexagons of a city hold all its addresses, all metres of its streets,
and the inhabitants of every square of population that touches it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import h3.api.basic_int as h3
import numpy as np
import numpy.typing as npt
import shapely

from observatory.domain.errors import StateError
from observatory.domain.grid import STORED_RESOLUTION, Cells, cell_to_parent, positions_to_cells
from observatory.domain.points_chauds import Exposition
from observatory.domain.selection import Selection
from observatory.pipeline.grille import Grille, grille
from observatory.pipeline.office import QUARTIER, Office
from observatory.store.adresses import adresses_read, gazetteer_stamp, voies_read
from observatory.store.territoires import contours_read, territoires_in_force, territoires_stamp, territory_index

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]

SQUARES = "carreau"
"""The zonage of squares with their population; without it, that of the quartiers is spread."""
_PIECE_M = 10.0
"""Streets are cut into pieces at most so long, each counted where its middle is: a cell of resolution 12 is wider."""
_METRES_PER_DEGREE = 6_371_008.8 * np.pi / 180


def exposure(office: Office, place: Grille, par: Exposition, day: dt.date | None = None) -> Floats:
    """What each hexagon of a place holds, in their order: inhabitants, addresses or kilometres of street, length n.

    Populations are those of the territories in force on ``day`` (today by default). Inhabitants of a square are spread
    over its addresses, evenly; where it has none, over its ground in the city. What lies outside the place is left out.

    Raises
    ------
    StateError
        When the base holds nothing of that kind.
    """
    when = day or office.today()
    stamp = (place.cells.tobytes(), when, gazetteer_stamp(office.database), territoires_stamp(office.database))
    make = {"habitants": _inhabitants, "adresses": _addresses, "voirie": _streets}[par]
    found: Floats = office.kept(
        f"exposition {par} {place.resolution} {place.ground}", stamp, lambda: make(office, place, when)
    )
    if not found.any():
        raise StateError(_MISSING[par])
    return found


_MISSING: dict[Exposition, str] = {
    "habitants": "La base ne connaît pas la population : importez des carreaux avec « observatory import territoires "
    "FICHIER --zonage carreau --population COLONNE » (ou des quartiers avec leur population), ou comptez par adresse.",
    "adresses": "La base n'a pas d'adresses : importez-les avec « observatory import adresses FICHIER ».",
    "voirie": "La base n'a pas de rues : importez-les avec « observatory import voies FICHIER ».",
}


def addresses_at(office: Office) -> tuple[Floats, Floats, Cells]:
    """Every address of the base: latitudes, longitudes, cells of resolution 12; each once by where it is numbered."""

    def make() -> tuple[Floats, Floats, Cells]:
        table = adresses_read(office.database)
        lats, lons = table["lat"].to_numpy().astype(np.float64), table["lon"].to_numpy().astype(np.float64)
        return lats, lons, positions_to_cells(lats, lons)

    return office.kept("cellules des adresses", gazetteer_stamp(office.database), make)


def summed(place: Grille, cells: Cells, weights: Floats | None = None) -> Floats:
    """Cells of resolution 12, each with a weight (1 by default), added up by hexagon; what is off the place is left."""
    rank, there = _on_place(place, cells)
    kept = np.ones(int(there.sum())) if weights is None else weights[there]
    return np.asarray(np.bincount(rank[there], kept, len(place.cells)), np.float64)


def _summed_within(
    office: Office, place: Grille, lats: Floats, lons: Floats, cells: Cells, weights: Floats | None = None
) -> Floats:
    """Points, each with a weight (1 by default), added up by hexagon; those beyond the place's outline are left."""
    point, _ = territory_index(office.database, place.ground)[1].memberships(cells, lats, lons)
    kept = np.unique(point)
    return summed(place, cells[kept], None if weights is None else weights[kept])


def _on_place(place: Grille, cells: Cells) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The rank of the hexagon of each cell, and whether the place has it."""
    parents = cell_to_parent(cells, place.resolution)
    rank = np.minimum(np.searchsorted(place.cells, parents), max(len(place.cells) - 1, 0))
    there = place.cells[rank] == parents if len(place.cells) else np.zeros(len(cells), bool)
    return rank, there


def _addresses(office: Office, place: Grille, day: dt.date) -> Floats:
    return _summed_within(office, place, *addresses_at(office))


def _streets(office: Office, place: Grille, day: dt.date) -> Floats:
    """Kilometres of street: every line cut into short pieces."""
    lines = shapely.from_wkb(voies_read(office.database)["contour"].to_numpy(zero_copy_only=False))
    lats, lons, metres = cut_lines(np.asarray(lines, object))
    return _summed_within(office, place, lats, lons, positions_to_cells(lats, lons), metres / 1_000)


def cut_lines(lines: Shapes, piece_m: float = _PIECE_M) -> tuple[Floats, Floats, Floats]:
    """Lines in degrees WGS84 as pieces of at most ``piece_m`` metres: latitude and longitude of their middles, metres.

    Lengths add up to those of the lines, on a sphere and within a thousandth of the ellipsoid's.
    """
    parts = shapely.get_parts(lines)
    points, line = shapely.get_coordinates(parts, return_index=True)
    same = line[1:] == line[:-1]
    start, step = points[:-1][same], np.diff(points, axis=0)[same]
    narrow = np.cos(np.radians(start[:, 1] + step[:, 1] / 2))
    metres = np.hypot(step[:, 0] * narrow, step[:, 1]) * _METRES_PER_DEGREE
    number = np.maximum(np.ceil(metres / piece_m), 1).astype(np.int64)
    segment = np.repeat(np.arange(len(number)), number)
    inside = np.arange(len(segment)) - np.repeat(np.cumsum(number) - number, number)
    middles = start[segment] + step[segment] * ((inside + 0.5) / number[segment])[:, None]
    return middles[:, 1], middles[:, 0], (metres / number)[segment]


def _inhabitants(office: Office, place: Grille, day: dt.date) -> Floats:
    """Inhabitants: of each square, spread over its addresses, or over its ground."""
    known = [one for one in territoires_in_force(office.database, SQUARES, day) if one.population]
    known = known or [one for one in territoires_in_force(office.database, QUARTIER, day) if one.population]
    shapes = np.array(contours_read(office.database, [one.id for one in known]), object)
    people = np.array([one.population for one in known], np.float64)
    lats, lons, cells = addresses_at(office)
    owner = _first_holder(shapes, lats, lons)
    lived = owner >= 0
    doors = np.bincount(owner[lived], minlength=len(known))
    share = (people / np.maximum(doors, 1))[owner[lived]]
    out = _summed_within(office, place, lats[lived], lons[lived], cells[lived], share)
    empty = np.flatnonzero(doors == 0)
    return out + _over_ground(office, place, shapes[empty], people[empty], day) if len(empty) else out


def _first_holder(shapes: Sequence[object] | Shapes, lats: Floats, lons: Floats) -> npt.NDArray[np.int64]:
    """The first of the shapes that holds each point, or -1: a point on the line between two squares counts once."""
    owner = np.full(len(lats), -1, np.int64)
    if len(shapes) and len(lats):
        point, shape = shapely.STRtree(shapes).query(shapely.points(lons, lats), predicate="intersects")
        order = np.lexsort((-shape, point))
        owner[point[order]] = shape[order]
    return owner


def _over_ground(office: Office, place: Grille, shapes: Shapes, people: Floats, day: dt.date) -> Floats:
    """Inhabitants of shapes by hexagon of the place, spread evenly over their ground in the city.

    The ground is the cells of resolution 12 that are centred both in a shape and in the city.
    """
    outlines = [h3.geo_to_h3shape(shapely.geometry.mapping(one)) for one in shapes]
    found = [h3.h3shape_to_cells(one, STORED_RESOLUTION) for one in outlines]
    owner = np.repeat(np.arange(len(shapes)), [len(cells) for cells in found])
    cells = np.fromiter((cell for some in found for cell in some), np.int64, len(owner))
    lats, lons = np.array([h3.cell_to_latlng(cell) for cell in cells.tolist()]).reshape(-1, 2).T
    city = grille(office, Selection(jusqua=day), place.resolution)
    point, _ = territory_index(office.database, city.ground)[1].memberships(cells, lats, lons)
    there = np.unique(point)
    there = there[_on_place(city, cells[there])[1]]
    parts = np.bincount(owner[there], minlength=len(shapes))
    share = people[owner[there]] / parts[owner[there]]
    return _summed_within(office, place, lats[there], lons[there], cells[there], share)
