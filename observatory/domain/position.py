"""Where something is: WGS84, always named, never a bare pair."""

from __future__ import annotations

import math
from dataclasses import dataclass

from observatory.domain.errors import ValueRefused

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth (IUGG)."""


@dataclass(frozen=True, slots=True)
class Position:
    """A point in degrees, WGS84 (EPSG:4326).

    Raises
    ------
    ValueRefused
        When a coordinate is not a number or lies outside the globe.
    """

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lat) and -90 <= self.lat <= 90):
            raise ValueRefused(f"La latitude {self.lat} n'est pas comprise entre -90 et 90.")
        if not (math.isfinite(self.lon) and -180 <= self.lon <= 180):
            raise ValueRefused(f"La longitude {self.lon} n'est pas comprise entre -180 et 180.")

    def metres_to(self, other: Position) -> float:
        """Great-circle distance in metres (haversine)."""
        lat1, lat2 = math.radians(self.lat), math.radians(other.lat)
        half_lat = (lat2 - lat1) / 2
        half_lon = math.radians(other.lon - self.lon) / 2
        chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
        return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))
