"""A map on which somebody draws the outline of a territory, without any request outside the machine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources

import shapely

from observatory.present.maps import MESSAGE, Outline, hexagon_map
from observatory.present.palette import Theme

MOST_CORNERS = 500


def drawing_frame(frame: str) -> str:
    """The document of a map (:func:`observatory.present.maps.map_frame`) with the tool that draws on it."""
    folder = resources.files("observatory.present")
    style = folder.joinpath("dessin.css").read_text(encoding="utf-8")
    script = folder.joinpath("dessin.js").read_text(encoding="utf-8")
    added = f"<style>{style}</style><script>const MESSAGE = {json.dumps(MESSAGE)};\n{script}</script>"
    before, end, after = frame.rpartition("</html>")
    return f"{before}{added}{end}{after}"


def drawing_layers(outlines: Sequence[Outline], theme: Theme = "light") -> str:
    """What lies under the drawing: outlines that are known, and a view that shows them all."""
    layers = json.loads(hexagon_map([], [], outlines, words=("", ""), theme=theme).layers)
    shapes = [shapely.from_geojson(one.geojson) for one in outlines]
    west, south, east, north = shapely.total_bounds(shapes) if shapes else (float("nan"),) * 4
    if west == west:
        layers["bounds"] = [
            [round(float(south), 6), round(float(west), 6)],
            [round(float(north), 6), round(float(east), 6)],
        ]
    return json.dumps(layers, ensure_ascii=False)


def read_contour(said: object) -> list[tuple[float, float]]:
    """The corners (latitude, longitude) that a browser said, checked: anything else counts for nothing."""
    if not isinstance(said, list) or not 3 <= len(said) <= MOST_CORNERS:
        return []
    found = []
    for one in said:
        if not (isinstance(one, list) and len(one) == 2 and all(_is_number(value) for value in one)):
            return []
        lat, lon = float(one[0]), float(one[1])
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            return []
        found.append((lat, lon))
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
