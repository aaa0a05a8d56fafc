"""The map of an action: its zone, what it answers, and a view that holds both."""

from __future__ import annotations

import json
from collections.abc import Sequence

import shapely

from observatory.domain.action import Objet
from observatory.domain.ambiance import TROUBLED
from observatory.present.dessin import drawing_layers
from observatory.present.maps import Outline, area_layers
from observatory.present.palette import ACCENT, MARKS, Theme

_AROUND = 0.0015
"""Degrees shown around the zone."""


def action_layers(
    contour: str, name: str, objets: Sequence[Objet], outlines: Sequence[Outline], theme: Theme = "light"
) -> str:
    """The layers of the map: the zone (GeoJSON) filled, a mark for each thing that it answers and that has a place."""
    layers = json.loads(area_layers([(json.loads(contour), ACCENT, name)], outlines, _bounds(contour), theme))
    layers["marks"] = [
        [round(one.lat, 6), round(one.lon, 6), TROUBLED, 1, f"{one.categorie} {one.texte}".strip()]
        for one in objets
        if one.lat is not None and one.lon is not None
    ]
    layers |= {"inks": MARKS[theme], "look": layers["bounds"], "whole": "Toute la zone"}
    return _to_json(layers)


def zone_drawing_layers(contour: str | None, outlines: Sequence[Outline], theme: Theme = "light") -> str:
    """What lies under the drawing of a zone: outlines that are known, and the zone as it is, which the view shows."""
    layers = json.loads(drawing_layers(outlines, theme))
    if contour:
        layers |= {"areas": [[json.loads(contour), ACCENT, "Zone actuelle"]], "bounds": _bounds(contour)}
    return _to_json(layers)


def _bounds(contour: str) -> list[list[float]]:
    west, south, east, north = shapely.from_geojson(contour).bounds
    return [[south - _AROUND, west - _AROUND], [north + _AROUND, east + _AROUND]]


def _to_json(layers: dict[str, object]) -> str:
    return json.dumps(layers, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
