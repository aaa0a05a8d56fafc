"""GeocodeJSON, in the shape of the Base Adresse Nationale's API (addok)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from observatory.geocode.answer import GeocodedAddress

VERSION = "draft"
ATTRIBUTION = "Base Adresse Nationale"
LICENCE = "Licence Ouverte"


def answer_to_feature(answer: GeocodedAddress) -> dict[str, Any]:
    """One answer as a GeoJSON feature; the position is in the geometry only (longitude first)."""
    properties = answer.as_dict()
    lat, lon = properties.pop("lat"), properties.pop("lon")
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}


def answers_to_collection(
    answers: Sequence[GeocodedAddress],
    query: str,
    limit: int,
    *,
    filters: Mapping[str, str | None] | None = None,
    center: tuple[float, float] | None = None,
) -> dict[str, Any]:
    """Answers, best first, as a GeocodeJSON collection.

    ``filters`` are the codes and the type asked for, ``center`` the longitude and latitude that decided between
    equals; each is written where it was given.
    """
    asked = {name: value for name, value in (filters or {}).items() if value}
    return {
        "type": "FeatureCollection",
        "version": VERSION,
        "features": [answer_to_feature(answer) for answer in answers],
        "attribution": ATTRIBUTION,
        "licence": LICENCE,
        "query": query,
        **({"filters": asked} if asked else {}),
        **({"center": list(center)} if center else {}),
        "limit": limit,
    }
