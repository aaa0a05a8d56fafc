"""Metres on the ground around a place: exact enough for what one walks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from observatory.domain.position import EARTH_RADIUS_M

Floats = npt.NDArray[np.float64]
METRES_PER_DEGREE = math.radians(1.0) * EARTH_RADIUS_M


@dataclass(frozen=True, slots=True)
class Repere:
    """A plane that touches the Earth at a place; x to the east, y to the north, in metres.

    Ten kilometres from it lengths are off by a thousandth or so.
    """

    lat: float
    lon: float

    def to_xy(self, lats: npt.ArrayLike, lons: npt.ArrayLike) -> Floats:
        """Degrees WGS84 to metres, shape (n, 2)."""
        east = METRES_PER_DEGREE * math.cos(math.radians(self.lat))
        x = (np.asarray(lons, np.float64) - self.lon) * east
        y = (np.asarray(lats, np.float64) - self.lat) * METRES_PER_DEGREE
        return np.column_stack([np.atleast_1d(x), np.atleast_1d(y)])

    def to_lat_lon(self, x: float, y: float) -> tuple[float, float]:
        """Metres to (lat, lon) in degrees."""
        east = METRES_PER_DEGREE * math.cos(math.radians(self.lat))
        return float(self.lat + y / METRES_PER_DEGREE), float(self.lon + x / east)
