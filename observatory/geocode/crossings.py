"""Where streets meet, their middle, their ends, and what lies between or across: geometry of lines and of addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from observatory.geocode.gazetteer import METRES_PER_DEGREE, Floats

Lines = Sequence[Floats]
"""The pieces of a street, each (n, 2) longitude and latitude in degrees."""

_GAP_M = 20.0
"""Two streets whose lines stop short of each other by less than this meet."""
_TOUCH_M, _STRETCH_M = 1.5, 15.0
"""Lines so close touch; where they touch for longer than this they share a stretch, and meet at its ends."""
_SPREAD_M = 28.0
"""Meeting points closer than this to their middle are one crossing: the ways of a dual carriageway, a square."""
_LEAST_RADIUS_M = 8.0
_NEIGHBOURS_M = 150.0
"""Two streets farther apart than this have no crossing."""
_AXIS_POINTS, _AXES_M, _LEAST_TURN = 8, 80.0, 0.3
"""Addresses that tell a street's axis; how far from its nearest addresses two axes may meet, and at what sine."""
_LONE_RADIUS_M, _PER_METRE = 25.0, 0.75
"""Radius of a crossing told from addresses: at least, and for each metre between the two nearest addresses.

Measured on Montpellier's streets: nine crossings in ten lie within it (``docs/geocoder.md``).
"""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place told by geometry: degrees, and the radius in metres in which it is expected.

    ``exact``: from lines that meet; else from addresses, or from streets that come close without meeting.
    """

    lat: float
    lon: float
    radius_m: float
    exact: bool = True


class Plane:
    """Metres around a place: degrees to a local plane and back (under 0.1 % off below 50 km)."""

    def __init__(self, lat: float, lon: float) -> None:
        self._origin = np.array([lon, lat])
        self._scale = np.array([np.cos(np.radians(lat)), 1.0]) * METRES_PER_DEGREE

    @classmethod
    def around(cls, coordinates: Floats) -> Plane:
        """The plane whose origin is the first of (n, 2) longitudes and latitudes."""
        return cls(float(coordinates[0, 1]), float(coordinates[0, 0]))

    def metres(self, lonlat: Floats) -> Floats:
        """(n, 2) longitude and latitude → (n, 2) metres east and north."""
        flat: Floats = (lonlat - self._origin) * self._scale
        return flat

    def street(self, lines: Lines) -> shapely.Geometry:
        """The lines of a street as one geometry in metres, pieces joined."""
        pieces = [shapely.LineString(self.metres(line)) for line in lines]
        return shapely.line_merge(shapely.union_all(np.array(pieces, dtype=object)))

    def spot(self, x: float, y: float, radius_m: float, *, exact: bool = True) -> Spot:
        """A place in metres as a spot in degrees."""
        lon, lat = np.array([x, y]) / self._scale + self._origin
        return Spot(float(lat), float(lon), max(radius_m, _LEAST_RADIUS_M), exact)


def crossing_of_lines(first: Lines, second: Lines) -> list[Spot]:
    """Where two streets meet by their lines, one spot for each place, the one with most meeting points first.

    Lines that share a stretch meet at its ends; lines that stop short of each other by less than 20 m meet between;
    those within 150 m give one inexact spot at their closest approach; farther, nothing.
    """
    plane = Plane.around(first[0])
    one, other = plane.street(first), plane.street(second)
    apart = float(shapely.distance(one, other))
    if apart > _NEIGHBOURS_M:
        return []
    if apart > _GAP_M:
        x, y = shapely.get_coordinates(shapely.shortest_line(one, other)).mean(axis=0)
        return [plane.spot(x, y, apart / 2 + _LONE_RADIUS_M, exact=False)]
    groups = _clusters(_meeting_points(one, other))
    return [plane.spot(*centre, spread) for centre, spread, _ in sorted(groups, key=lambda group: -group[2])]


def _meeting_points(one: shapely.Geometry, other: shapely.Geometry) -> Floats:
    """The points, in metres, where two streets meet: where one comes within touch of the other, else their gap."""
    near = shapely.intersection(one, shapely.buffer(other, _TOUCH_M, quad_segs=2))
    points = [
        shapely.get_coordinates(bit)[[0, -1]]
        if shapely.length(bit) > _STRETCH_M
        else shapely.get_coordinates(shapely.centroid(bit))
        for bit in shapely.get_parts(shapely.line_merge(near))
    ]
    if points:
        return np.concatenate(points)
    gap: Floats = shapely.get_coordinates(shapely.shortest_line(one, other)).mean(axis=0)
    return gap[None, :]


def _clusters(points: Floats) -> list[tuple[tuple[float, float], float, int]]:
    """Points in groups no wider than twice the spread: centre, radius, size."""
    groups: list[list[int]] = []
    for index in range(len(points)):
        for group in groups:
            members = points[[*group, index]]
            middle = (members.min(axis=0) + members.max(axis=0)) / 2
            if np.hypot(*(members - middle).T).max() <= _SPREAD_M:
                group.append(index)
                break
        else:
            groups.append([index])
    made = []
    for group in groups:
        members = points[group]
        middle = (members.min(axis=0) + members.max(axis=0)) / 2
        made.append(((float(middle[0]), float(middle[1])), float(np.hypot(*(members - middle).T).max()), len(group)))
    return made


def crossing_of_points(first: Floats, second: Floats) -> list[Spot]:
    """Where two streets meet by their addresses, or by the line of one: (n, 2) longitude and latitude each.

    The middle of the closest pair, inexact, with the radius that this deserves; nothing when they are over 150 m apart.
    """
    if not len(first) or not len(second):
        return []
    plane = Plane.around(first)
    one, other = plane.metres(first), plane.metres(second)
    away = np.hypot(one[:, None, 0] - other[None, :, 0], one[:, None, 1] - other[None, :, 1])
    a, b = np.unravel_index(int(np.argmin(away)), away.shape)
    apart = float(away[a, b])
    if apart > _NEIGHBOURS_M:
        return []
    middle = (one[a] + other[b]) / 2
    met = _axes_meet(one, other, middle)
    x, y = middle if met is None else met
    return [plane.spot(float(x), float(y), _LONE_RADIUS_M + _PER_METRE * apart, exact=False)]


def _axes_meet(one: Floats, other: Floats, around: Floats) -> Floats | None:
    """Where the axes of two streets meet, told from their addresses next to a place; None where that is far from it."""
    (p, u), (q, v) = _axis(one, around), _axis(other, around)
    turn = u[0] * v[1] - u[1] * v[0]
    if abs(turn) < _LEAST_TURN:
        return None
    away = q - p
    met: Floats = p + u * ((away[0] * v[1] - away[1] * v[0]) / turn)
    return met if np.hypot(*(met - around)) <= _AXES_M else None


def _axis(points: Floats, around: Floats) -> tuple[Floats, Floats]:
    """A point and the direction of the axis of a street next to a place, half way between its two sides."""
    near = points[np.argsort(np.hypot(*(points - around).T))[:_AXIS_POINTS]]
    centre = near.mean(axis=0)
    direction: Floats = np.linalg.svd(near - centre)[2][0]
    across = (near - centre) @ np.array([-direction[1], direction[0]])
    offset = (across.min() + across.max()) / 2
    return centre + offset * np.array([-direction[1], direction[0]]), direction


def middle_of_lines(lines: Lines) -> Spot:
    """The middle of a street along its line, and the radius to its farthest point.

    Where its pieces do not join, the middle is that of the longest part.
    """
    plane = Plane.around(lines[0])
    street = plane.street(lines)
    middle = shapely.line_interpolate_point(longest(street), 0.5, normalized=True)
    x, y = shapely.get_coordinates(middle)[0]
    radius = float(np.hypot(*(shapely.get_coordinates(street) - [x, y]).T).max())
    return plane.spot(float(x), float(y), radius)


def segment_of_lines(lines: Lines, start: Spot, end: Spot) -> Spot:
    """The middle of the stretch of a street between two places, radius half its length."""
    plane = Plane.around(lines[0])
    street = longest(plane.street(lines))
    ends = shapely.points(plane.metres(np.array([[start.lon, start.lat], [end.lon, end.lat]])))
    low, high = sorted(float(at) for at in shapely.line_locate_point(street, ends))
    x, y = shapely.get_coordinates(shapely.line_interpolate_point(street, (low + high) / 2))[0]
    return plane.spot(x, y, (high - low) / 2, exact=start.exact and end.exact)


def middle_of_spots(start: Spot, end: Spot) -> Spot:
    """The middle of two places, radius half their distance."""
    plane = Plane(start.lat, start.lon)
    flat = plane.metres(np.array([[start.lon, start.lat], [end.lon, end.lat]]))
    x, y = flat.mean(axis=0)
    return plane.spot(x, y, float(np.hypot(*(flat[1] - flat[0]))) / 2 + start.radius_m, exact=False)


def ends_of_lines(lines: Lines) -> list[Spot]:
    """The two ends of the longest part of a street, with a radius of a tenth of its length and 15 m at least."""
    plane = Plane.around(lines[0])
    street = longest(plane.street(lines))
    coordinates = shapely.get_coordinates(street)
    radius = max(15.0, 0.1 * float(shapely.length(street)))
    return [plane.spot(float(x), float(y), radius) for x, y in (coordinates[0], coordinates[-1])]


def across_line(lines: Lines, lat: float, lon: float) -> Spot:
    """The place across the street from a position: mirrored in the street's line."""
    plane = Plane.around(lines[0])
    street = plane.street(lines)
    here = plane.metres(np.array([[lon, lat]]))[0]
    foot = shapely.get_coordinates(shapely.shortest_line(street, shapely.Point(here)))[0]
    x, y = 2 * foot - here
    return plane.spot(float(x), float(y), 15.0)


def longest(street: shapely.Geometry) -> shapely.LineString:
    """The longest part of a street."""
    parts = shapely.get_parts(street)
    return parts[int(np.argmax(shapely.length(parts)))]
