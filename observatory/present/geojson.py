"""GeoJSON and GeocodeJSON: from answers and outlines to what other programs read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

ATTRIBUTION = "Base Adresse Nationale"
LICENCE = "Licence Ouverte"


def answers_to_geocodejson(answers: Sequence[Mapping[str, Any]], query: str, limit: int) -> dict[str, Any]:
    """Answers of the geocoder as a GeocodeJSON collection, in the shape of the Base Adresse Nationale's API."""
    return {
        "type": "FeatureCollection",
        "version": "draft",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [one["lon"], one["lat"]]},
                "properties": {key: value for key, value in one.items() if key not in ("lat", "lon")},
            }
            for one in answers
        ],
        "attribution": ATTRIBUTION,
        "licence": LICENCE,
        "query": query,
        "limit": limit,
    }


def outlines_to_shapes(text: str) -> dict[str, BaseGeometry]:
    """The outlines of a GeoJSON collection by the property ``code``."""
    return {
        feature["properties"]["code"]: shapely.geometry.shape(feature["geometry"])
        for feature in json.loads(text)["features"]
    }
