"""The lines of one street: joined, measured, and their middle."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from observatory.geocode.gazetteer import distances


def middle_of_lines(lines: Sequence[shapely.LineString]) -> tuple[float, float, float]:
    """The middle of a street along its line: latitude, longitude, and the radius in metres to its farthest point.

    ``lines`` are its pieces in degrees, in any order and direction; where they do not join, the middle is that of
    the longest part. Lengths are compared on a local plane.
    """
    lat = float(shapely.get_coordinates(lines[0])[0, 1])
    stretch = np.array([np.cos(np.radians(lat)), 1.0])
    flat = shapely.transform(np.array(lines, dtype=object), lambda xy: xy * stretch)
    parts = shapely.get_parts(shapely.line_merge(shapely.union_all(flat)))
    longest = parts[int(np.argmax(shapely.length(parts)))]
    x, y = shapely.get_coordinates(shapely.line_interpolate_point(longest, 0.5, normalized=True))[0] / stretch
    every = shapely.get_coordinates(np.array(lines, dtype=object))
    radius = float(distances(every[:, 1], every[:, 0], float(y), float(x)).max())
    return float(y), float(x), radius
