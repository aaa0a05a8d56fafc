"""Two texts to a position, or to none with the reason why."""

from __future__ import annotations

import math

LAMBERT_X = (50_000.0, 1_300_000.0)
"""Eastings of metropolitan France in Lambert-93, metres."""

LAMBERT_Y = (6_000_000.0, 7_200_000.0)
"""Northings of metropolitan France in Lambert-93, metres."""

FRANCE_LAT = (41.0, 51.5)
"""Latitudes of metropolitan France."""

FRANCE_LON = (-5.6, 10.0)
"""Longitudes of metropolitan France."""


def read_number(text: str) -> float | None:
    """A number written with a point or a comma, or None."""
    try:
        value = float(text.strip().replace(",", ".").replace("\u00a0", "").rstrip("°"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def read_position(lat: str, lon: str) -> tuple[float | None, float | None, str]:
    """Latitude, longitude (both or neither) and, when a written position is left out, why (French)."""
    if not lat and not lon:
        return None, None, ""
    y, x = read_number(lat), read_number(lon)
    written = f"(lat « {lat[:30]} », lon « {lon[:30]} »)"
    if y is None or x is None:
        return None, None, f"position illisible ou incomplète {written}"
    if x == 0 and y == 0:
        return None, None, "position 0, 0 : laissée de côté"
    if _within(x, LAMBERT_X) and _within(y, LAMBERT_Y):
        return None, None, f"position en mètres Lambert-93, et non en degrés {written}"
    if _within(y, FRANCE_LON) and _within(x, FRANCE_LAT):
        return None, None, f"latitude et longitude sans doute interverties {written}"
    if not (-90 <= y <= 90 and -180 <= x <= 180):
        return None, None, f"position hors du globe {written}"
    return y, x, ""


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
