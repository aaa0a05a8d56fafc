"""The ground around a route for a phone: streets, water and parks, cut out, made simpler, a few hundred kilobytes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from observatory.domain.marche import Plan
from observatory.domain.poche import FondPoche
from observatory.pipeline.layers import PARKS
from observatory.pipeline.office import WATER, Office
from observatory.store.adresses import voies_read
from observatory.store.territoires import contours_read, territoires_in_force

_AROUND = (0.005, 0.0035, 0.002)
"""Degrees around the route (550 m to 220 m of latitude): the widest that is small enough is taken."""
_SIMPLER = 1.5e-5
"""Degrees that a line may move: about a metre and a half."""
_STEP = 1e-5
MOST_NUMBERS = 60_000
"""Numbers of all lines: some 250 kB of JSON, of which a phone gets a third after compression."""

Shapes = npt.NDArray[np.object_]


def ground(office: Office, plan: Plan) -> FondPoche:
    """The ground around the stops, the line and the meeting point of a walk; nothing where none of them is placed."""
    points = [*plan.trace, *((one.lat, one.lon) for one in plan.arrets)]
    if plan.lat is not None and plan.lon is not None:
        points.append((plan.lat, plan.lon))
    if not points:
        return FondPoche(0.0, 0.0, (), (), (), ())
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    streets = voies_read(office.database)
    names, lines = streets["nom"].to_pylist(), shapely.from_wkb(streets["contour"].to_numpy(zero_copy_only=False))
    water, parks = _outlines(office, WATER), _outlines(office, PARKS)
    made = FondPoche(min(lats), min(lons), (), (), (), ())
    for around in _AROUND:
        south, west, north, east = min(lats) - around, min(lons) - around, max(lats) + around, max(lons) + around
        window = shapely.box(west, south, east, north)
        near = np.flatnonzero(shapely.intersects(lines, window))
        kept = [(str(names[at] or ""), path) for at in near for path in _paths(lines[at], window)]
        outlines = [
            tuple(_steps(ring, south, west) for one in some for ring in _rings(one, window)) for some in (water, parks)
        ]
        streets_cut = tuple(_steps(path, south, west) for _, path in kept)
        made = FondPoche(south, west, tuple(name for name, _ in kept), streets_cut, outlines[0], outlines[1])
        if sum(len(line) for line in (*made.voies, *made.eau, *made.parcs)) <= MOST_NUMBERS:
            break
    return made


def _outlines(office: Office, zonage: str) -> Sequence[shapely.Geometry]:
    known = territoires_in_force(office.database, zonage, office.today())
    return list(contours_read(office.database, [one.id for one in known]))


def _paths(line: shapely.Geometry, window: shapely.Geometry) -> list[npt.NDArray[np.float64]]:
    """What of a line lies near the window, in pieces."""
    parts = shapely.get_parts(shapely.simplify(shapely.intersection(line, window), _SIMPLER))
    return [shapely.get_coordinates(one) for one in parts if shapely.get_num_coordinates(one) > 1]


def _rings(outline: shapely.Geometry, window: shapely.Geometry) -> list[npt.NDArray[np.float64]]:
    """What of an outline lies near the window, as rings; an island in it is a ring that is drawn the other way."""
    if outline is None or not shapely.intersects(outline, window):
        return []
    cut = shapely.simplify(shapely.intersection(shapely.make_valid(outline), window), _SIMPLER)
    rings = shapely.get_rings(shapely.get_parts(cut)[shapely.get_dimensions(shapely.get_parts(cut)) == 2])
    return [shapely.get_coordinates(one) for one in rings]


def _steps(path: npt.NDArray[np.float64], south: float, west: float) -> tuple[int, ...]:
    """Latitude and longitude of each point from the one before, in steps of ``_STEP``; the first from the corner."""
    whole = np.rint((path[:, ::-1] - (south, west)) / _STEP).astype(np.int64)
    return tuple(int(one) for one in np.diff(whole, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel())
