"""The map of an action: its zone, what it answers, and a view that holds both."""

from __future__ import annotations

import json
from collections.abc import Sequence

import shapely

from observatory.domain.action import Objet
from observatory.domain.ambiance import TROUBLED
from observatory.present.maps import Outline, area_layers
from observatory.present.palette import ACCENT, MARKS, Theme

_AROUND = 0.0015
"""Degrees shown around the zone."""


def action_layers(
    contour: str, name: str, objets: Sequence[Objet], outlines: Sequence[Outline], theme: Theme = "light"
) -> str:
    """The layers of the map: the zone (GeoJSON) filled, a mark for each thing that it answers and that has a place."""
    shape = shapely.from_geojson(contour)
    west, south, east, north = shape.bounds
    bounds = [[south - _AROUND, west - _AROUND], [north + _AROUND, east + _AROUND]]
    layers = json.loads(area_layers([(json.loads(contour), ACCENT, name)], outlines, bounds, theme))
    layers["marks"] = [
        [round(one.lat, 6), round(one.lon, 6), TROUBLED, 1, f"{one.categorie} {one.texte}".strip()]
        for one in objets
        if one.lat is not None and one.lon is not None
    ]
    layers |= {"inks": MARKS[theme], "look": layers["bounds"], "whole": "Toute la zone"}
    return json.dumps(layers, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
