"""From a position to what is nearest: addresses, streets, lieux."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import shapely

from observatory.domain.position import Position
from observatory.geocode.answer import GeocodedAddress
from observatory.geocode.gazetteer import LIEU, METRES_PER_DEGREE, Floats, Gazetteer, Ints
from observatory.geocode.wording import commune_answer, nearest_address, nearest_way

HOUSENUMBER, STREET_KIND, LOCALITY, MUNICIPALITY = "housenumber", "street", "locality", "municipality"
_AT_ONE_PLACE = 8
_FIRST_M, _FARTHEST_M = 60.0, 20_000.0


class Reverse:
    """Answers from one gazetteer; each kind of thing is indexed when it is first asked for."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._lock = threading.Lock()
        self._trees: dict[str, _Tree] = {}

    def nearest(self, position: Position, limit: int, kind: str) -> list[GeocodedAddress]:
        """The things of a kind nearest to a position, nearest first; ``precision_m`` is the distance in metres.

        Without a kind: addresses, lieux, and streets that have no number; of a street with its line, the distance is
        that to the line. Nothing farther than 20 km is given, and no crossing.
        """
        if limit < 1:
            return []
        if kind == MUNICIPALITY:
            return self._commune(position)
        kinds = [one for one in (HOUSENUMBER, LOCALITY, STREET_KIND) if kind in ("", one)]  # crossings have no reverse
        found = [
            (away, name, item)
            for name in kinds
            for item, away in self._tree(name).nearest(position, limit)
            if kind or name != STREET_KIND or self._is_bare(item)
        ]
        found.sort(key=lambda one: one[0])
        return [
            nearest_address(self._gazetteer, item, away)
            if name == HOUSENUMBER
            else nearest_way(self._gazetteer, item, away)
            for away, name, item in found[:limit]
        ]

    def streets_at(self, position: Position, metres: float) -> list[int]:
        """The streets that pass within so many metres of a position, nearest first."""
        return [way for way, away in self._tree(STREET_KIND).nearest(position, _AT_ONE_PLACE) if away <= metres]

    def _commune(self, position: Position) -> list[GeocodedAddress]:
        """The commune of the nearest address."""
        gazetteer = self._gazetteer
        return [
            commune_answer(gazetteer, int(gazetteer.way_commune[gazetteer.way[item]]), 1 / (1 + away / 100))
            for item, away in self._tree(HOUSENUMBER).nearest(position, 1)
        ]

    def _is_bare(self, way: int) -> bool:
        return int(self._gazetteer.way_start[way]) == int(self._gazetteer.way_start[way + 1])

    def _tree(self, kind: str) -> _Tree:
        with self._lock:
            if kind not in self._trees:
                self._trees[kind] = _BUILDERS[kind](self._gazetteer)
            return self._trees[kind]


class _Tree:
    """Shapes in degrees, and the item that each belongs to (several shapes may be of one item)."""

    def __init__(self, shapes: Floats, items: Ints) -> None:
        self._tree = shapely.STRtree(shapes)
        self._items = items

    def nearest(self, position: Position, limit: int) -> list[tuple[int, float]]:
        """The nearest items with their distances in metres."""
        stretch = np.cos(np.radians(position.lat))
        centre = shapely.Point(position.lon, position.lat)
        radius = _FIRST_M
        while True:
            north = radius / METRES_PER_DEGREE
            east = north / max(float(stretch), 0.01)
            box = shapely.box(position.lon - east, position.lat - north, position.lon + east, position.lat + north)
            hits = self._tree.query(box)
            near = shapely.transform(
                shapely.shortest_line(centre, self._tree.geometries[hits]), lambda xy: xy * [stretch, 1.0]
            )
            away = shapely.length(near) * METRES_PER_DEGREE
            best: dict[int, float] = {}
            for item, metres in zip(self._items[hits].tolist(), away.tolist(), strict=True):
                if metres <= radius and metres < best.get(item, radius + 1):
                    best[item] = metres
            if len(best) >= limit or radius >= _FARTHEST_M:
                return sorted(best.items(), key=lambda one: one[1])[:limit]
            radius *= 3


def _addresses(gazetteer: Gazetteer) -> _Tree:
    return _Tree(shapely.points(gazetteer.lon, gazetteer.lat), np.arange(len(gazetteer.lat)))


def _lieux(gazetteer: Gazetteer) -> _Tree:
    ways = np.flatnonzero(gazetteer.way_kind == LIEU)
    return _Tree(shapely.points(gazetteer.way_lon[ways], gazetteer.way_lat[ways]), ways)


def _streets(gazetteer: Gazetteer) -> _Tree:
    """Streets by their lines; by their addresses where they have none; else by their one position."""
    shapes: list[shapely.Geometry] = []
    items: list[int] = []
    for way in np.flatnonzero(gazetteer.way_kind != LIEU).tolist():
        lines = gazetteer.lines_of(way)
        own = [shapely.LineString(line) for line in lines] or list(shapely.points(gazetteer.points_of(way)))
        own = own or [shapely.Point(gazetteer.way_lon[way], gazetteer.way_lat[way])]
        shapes += own
        items += [way] * len(own)
    return _Tree(np.array(shapes, dtype=object), np.array(items, np.int64))


_BUILDERS: dict[str, Callable[[Gazetteer], _Tree]] = {
    HOUSENUMBER: _addresses,
    LOCALITY: _lieux,
    STREET_KIND: _streets,
}
