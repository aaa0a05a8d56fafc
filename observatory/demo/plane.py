"""The drawing plane of the fictional city: metres east and north of a point at sea."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPolygon, Polygon

ORIGIN_LAT = 46.05
ORIGIN_LON = -4.60
"""The town hall quay of Port-Clairval: in the Bay of Biscay, where nobody lives."""

METRES_PER_DEGREE_LAT = 111_160.0
METRES_PER_DEGREE_LON = 77_330.0
"""Lengths of a degree at 46.05 N, rounded: constants, so that no machine's cosine changes a byte."""

GRID_M = 0.1
"""Every line of the city is noded on this grid."""

FloatArray = NDArray[np.float64]


def plane_to_lonlat(xy: FloatArray) -> FloatArray:
    """Degrees (lon, lat), rounded to 7 decimals (a centimetre), of points in metres (shape n by 2)."""
    lon = ORIGIN_LON + xy[:, 0] / METRES_PER_DEGREE_LON
    lat = ORIGIN_LAT + xy[:, 1] / METRES_PER_DEGREE_LAT
    return np.asarray(np.round(np.column_stack([lon, lat]), 7), dtype=np.float64)


def lonlat_to_plane(lonlat: FloatArray) -> FloatArray:
    """Metres (x, y) of points in degrees (lon, lat); the inverse of `plane_to_lonlat`."""
    x = (lonlat[:, 0] - ORIGIN_LON) * METRES_PER_DEGREE_LON
    y = (lonlat[:, 1] - ORIGIN_LAT) * METRES_PER_DEGREE_LAT
    return np.column_stack([x, y])


def geometry_to_lonlat(geometry: Any) -> Any:
    """The same geometry in degrees, rounded to 7 decimals."""
    turned = shapely.transform(geometry, plane_to_lonlat)
    return turned if shapely.is_valid(turned) else shapely.buffer(turned, 0)


def smooth(points: Sequence[tuple[float, float]], step: int = 8, closed: bool = False) -> FloatArray:
    """A Catmull-Rom curve through the points, `step` pieces between two of them (shape n by 2)."""
    given = np.asarray(points, dtype=np.float64)
    if closed:
        padded = np.vstack([given[-1], given, given[0], given[1]])
    else:
        padded = np.vstack([2 * given[0] - given[1], given, 2 * given[-1] - given[-2]])
    p0, p1, p2, p3 = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    pieces = [
        0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
        for t in np.arange(step) / step
    ]
    curve = np.stack(pieces, axis=1).reshape(-1, 2)
    return np.vstack([curve, curve[0] if closed else given[-1]])


def smooth_line(points: Sequence[tuple[float, float]], step: int = 8) -> LineString:
    """A smooth line through the points."""
    return LineString(smooth(points, step))


def smooth_ring(points: Sequence[tuple[float, float]], step: int = 8) -> Polygon:
    """A smooth closed shape through the points."""
    return Polygon(smooth(points, step, closed=True))


def box_at(x: float, y: float, length: float, width: float, angle: float = 0.0) -> Polygon:
    """A rectangle by its centre, its sides in metres and its angle in degrees from east."""
    a = np.deg2rad(angle)
    along, across = np.array([np.cos(a), np.sin(a)]), np.array([-np.sin(a), np.cos(a)])
    corners = [
        np.array([x, y]) + sx * length / 2 * along + sy * width / 2 * across
        for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    return Polygon(corners)


def lines_of(geometry: Any) -> list[LineString]:
    """The non-empty line strings within any geometry, in its own order."""
    parts = shapely.get_parts(np.atleast_1d(np.asarray(geometry, dtype=object)))
    found: list[LineString] = []
    for part in parts:
        if part.geom_type == "LineString" and not part.is_empty:
            found.append(part)
        elif part.geom_type == "LinearRing":
            found.append(LineString(part.coords))
        elif part.geom_type in ("MultiLineString", "GeometryCollection"):
            found.extend(lines_of(part))
    return found


def polygons_of(geometry: Any) -> list[Polygon]:
    """The non-empty polygons within any geometry, in its own order."""
    parts = shapely.get_parts(np.atleast_1d(np.asarray(geometry, dtype=object)))
    found: list[Polygon] = []
    for part in parts:
        if part.geom_type == "Polygon" and not part.is_empty:
            found.append(part)
        elif part.geom_type in ("MultiPolygon", "GeometryCollection"):
            found.extend(polygons_of(part))
    return found


def largest(geometry: Any) -> Polygon:
    """The largest polygon within a geometry."""
    return max(polygons_of(geometry), key=lambda one: one.area)


def as_multipolygon(polygons: Iterable[Polygon]) -> MultiPolygon:
    """The union of polygons as one MultiPolygon."""
    return MultiPolygon(polygons_of(shapely.union_all(list(polygons))))


def sorted_geometries(geometries: Iterable[Any]) -> list[Any]:
    """Geometries in an order that depends on nothing but their coordinates."""
    return sorted(geometries, key=lambda one: one.wkb)
