"""GeoJSON text to geometries."""

from __future__ import annotations

import json

import shapely
from shapely.geometry.base import BaseGeometry


def outlines_to_shapes(text: str) -> dict[str, BaseGeometry]:
    """The outlines of a GeoJSON collection by the property ``code``."""
    return {
        feature["properties"]["code"]: shapely.geometry.shape(feature["geometry"])
        for feature in json.loads(text)["features"]
    }
