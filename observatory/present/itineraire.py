"""The map of a walk, on which stops may be moved, without any request outside the machine."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import shapely

from observatory.domain.marche import Methode, Plan
from observatory.present.maps import MESSAGE, Outline, hexagon_map
from observatory.present.palette import Theme


@dataclass(frozen=True, slots=True)
class Geste:
    """What somebody did on the map: moved the stop ``rang`` (0 is where the walk meets), or put a new one (None).

    ``n`` is another for each gesture: a browser may tell of one twice.
    """

    rang: int | None
    lat: float
    lon: float
    n: int = 0


def walk_frame(frame: str) -> str:
    """The document of a map (:func:`observatory.present.maps.map_frame`) that shows walks."""
    folder = resources.files("observatory.present")
    style = folder.joinpath("itineraire.css").read_text(encoding="utf-8")
    script = folder.joinpath("itineraire.js").read_text(encoding="utf-8")
    added = f"<style>{style}</style><script>const MESSAGE = {json.dumps(MESSAGE)};\n{script}</script>"
    before, end, after = frame.rpartition("</html>")
    return f"{before}{added}{end}{after}"


def walk_layers(
    plan: Plan,
    outlines: Sequence[Outline] = (),
    *,
    view: str,
    editable: bool = False,
    theme: Theme = "light",
) -> str:
    """The layers of the map of a walk; the map goes to the walk when ``view`` changes, else stays where it is.

    Where there is no stop yet it shows all outlines.
    """
    layers = json.loads(hexagon_map([], [], outlines, words=("", ""), theme=theme).layers)
    corners = _corners(plan, outlines)
    if corners:
        layers["bounds"] = corners
    meets = plan.lat is not None and plan.lon is not None
    layers["marche"] = {
        "arrets": [[one.lat, one.lon, f"Arrêt {rank} : {one.nom}"] for rank, one in enumerate(plan.arrets, 1)],
        "trace": [list(point) for point in plan.trace],
        "rendez_vous": [plan.lat, plan.lon] if meets else None,
        "droite": plan.methode == Methode.DROITE,
        "modifiable": editable,
        "vue": view,
    }
    return json.dumps(layers, ensure_ascii=False)


def _corners(plan: Plan, outlines: Sequence[Outline]) -> list[list[float]]:
    """South-west and north-east corners of the outlines, else of the walk; none where there is neither."""
    shapes = [shapely.from_geojson(one.geojson) for one in outlines]
    points = [(one.lon, one.lat) for one in plan.arrets] if not shapes else []
    found = shapely.total_bounds([*shapes, *([shapely.MultiPoint(points)] if points else [])])
    if not math.isfinite(float(found.sum())):
        return []
    west, south, east, north = (round(float(part), 6) for part in found)
    return [[south, west], [north, east]]


def read_geste(said: object, stops: int) -> Geste | None:
    """What a browser said was done, checked: anything else than a place for a known stop counts for nothing."""
    if not isinstance(said, dict):
        return None
    lat, lon, rank = said.get("lat"), said.get("lon"), said.get("rang")
    if not (isinstance(lat, int | float) and isinstance(lon, int | float)):
        return None
    here = float(lat), float(lon)
    if not (math.isfinite(here[0]) and math.isfinite(here[1]) and -90 <= here[0] <= 90 and -180 <= here[1] <= 180):
        return None
    n = said.get("n")
    number = n if isinstance(n, int) else 0
    if said.get("ajout") is True:
        return Geste(None, *here, number)
    if isinstance(rank, int) and not isinstance(rank, bool) and 0 <= rank <= stops:
        return Geste(rank, *here, number)
    return None
