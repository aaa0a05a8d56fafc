"""Maps of hexagons, made with folium, without any request outside the machine.

A map has two parts. The *frame* is the document that folium makes: Leaflet, the base layer (commune, water, parks,
streets: fetched by the browser from one cached address of the owner, or put in the document where there is no owner).
It does not change with what is counted. The *layers* are the hexagons and outlines, drawn anew in the same frame, so
that a filter or a click neither reloads the map nor moves it. What is clicked is told to the page by ``postMessage``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import resources

import folium
import h3.api.basic_int as h3
import shapely
from branca.element import Figure, MacroElement
from jinja2 import Template

from observatory.domain.grid import cell_to_text
from observatory.present.ambiances import Mark
from observatory.present.assets import LEAFLET_PREFIX, leaflet_inline
from observatory.present.classes import Classes, count_classes
from observatory.present.palette import (
    HEXAGON_OPACITY,
    MARKS,
    Line,
    MapColours,
    Theme,
    layer_line,
    map_colours,
    sequence,
)

ZOOM_RESOLUTIONS = ((12.4, 8), (13.9, 9), (15.4, 10))
"""The resolution shown under each zoom level; beyond, :data:`FINEST`."""

FINEST = 11
MESSAGE = "observatory-map"
"""The type of every message between a frame and its page."""

BASE_URL = "/carte/fond.geojson"
ATTRIBUTION = "Leaflet · rues et contours de la base"
_MILLIONTHS = 1_000_000
"""Coordinates travel as whole millionths of a degree: ten centimetres."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A layer of territories drawn as lines: its zonage, its French name, its GeoJSON text (property ``nom``)."""

    zonage: str
    name: str
    geojson: str


@dataclass(frozen=True, slots=True)
class HexagonMap:
    """What a page shows: the layers as JSON text, and what their legend says."""

    layers: str
    classes: Classes
    colours: list[str]
    lines: list[tuple[str, Line]]
    theme: Theme


@dataclass(frozen=True, slots=True)
class MapClass:
    """A class of hexagons: its French name, its colour, how full it is (0 to 1), its edge, its dashes."""

    label: str
    colour: str
    opacity: float = HEXAGON_OPACITY
    edge: str = ""
    dashes: str | None = None

    def style(self) -> dict[str, object]:
        """How Leaflet draws it."""
        edged = {"color": self.edge, "weight": 1.8, "opacity": 0.95} if self.edge else {}
        return {"fillColor": self.colour, "fillOpacity": self.opacity, "dashArray": self.dashes, **edged}


@dataclass(frozen=True, slots=True)
class ClassMap:
    """A map of classes: the layers as JSON text, and what their legend says."""

    layers: str
    classes: tuple[MapClass, ...]
    lines: list[tuple[str, Line]]
    theme: Theme


class _Script(MacroElement):
    """The call of our script on folium's map."""

    _template = Template(
        "{% macro script(this, kwargs) %}observatoryMap({{ this._parent.get_name() }}, {{ this.settings }});"
        "{% endmacro %}"
    )

    def __init__(self, settings: str):
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self._id = "Script", "observatory"
        self.settings = settings


def hexagon_map(
    cells: Sequence[int],
    counts: Sequence[int],
    outlines: Sequence[Outline],
    *,
    words: tuple[str, str],
    theme: Theme = "light",
    selected: int | None = None,
    marks: Sequence[Mark] = (),
) -> HexagonMap:
    """Hexagons coloured by their count, under outlines of territories.

    Parameters
    ----------
    cells, counts
        Cells as signed integers, and what each counts; equal lengths. A zero is hardly seen.
    words
        What is counted, singular and plural (« signalement », « signalements »).
    selected
        A cell to frame, of any resolution.
    marks
        Symbols over the hexagons, a layer of its own: they are in no count.
    """
    classes = count_classes(counts)
    colours = sequence(len(classes.bounds), theme)
    lines = [(one.name, layer_line(one.zonage, theme)) for one in outlines]
    layers = {
        "hexagons": [
            [cell_to_text(cell), -1 if (k := classes.index(n)) is None else k, n, _steps(cell)]
            for cell, n in zip(cells, counts, strict=True)
        ],
        "words": words,
        "colours": colours,
        "outlines": [_outline(one, theme) for one in outlines],
        "selected": _steps(selected) if selected else None,
        "bounds": _bounds(cells),
        "marks": [[round(m.lat, 6), round(m.lon, 6), m.tonalite, m.n, m.texte] for m in marks],
        "inks": MARKS[theme],
    }
    return HexagonMap(_to_json(layers), classes, colours, lines, theme)


def class_map(
    cells: Sequence[int],
    ranks: Sequence[int],
    texts: Sequence[str],
    outlines: Sequence[Outline],
    *,
    classes: Sequence[MapClass],
    theme: Theme = "light",
    selected: int | None = None,
) -> ClassMap:
    """Hexagons coloured by a class that has a name, under outlines of territories.

    Parameters
    ----------
    cells, ranks, texts
        Cells as signed integers; the rank of each one's class in ``classes``, -1 for none (hardly seen); what is read
        when the pointer is over it, on one line or several. Equal lengths.
    selected
        A cell to frame, of any resolution.
    """
    layers = {
        "hexagons": [
            [cell_to_text(cell), rank, text, _steps(cell)] for cell, rank, text in zip(cells, ranks, texts, strict=True)
        ],
        "styles": [one.style() for one in classes],
        "outlines": [_outline(one, theme) for one in outlines],
        "selected": _steps(selected) if selected else None,
        "bounds": _bounds(cells),
    }
    lines = [(one.name, layer_line(one.zonage, theme)) for one in outlines]
    return ClassMap(_to_json(layers), tuple(classes), lines, theme)


def area_layers(
    areas: Sequence[tuple[dict[str, object], str, str]],
    outlines: Sequence[Outline],
    bounds: Sequence[Sequence[float]],
    theme: Theme = "light",
) -> str:
    """The layers of a map of filled shapes, for :func:`map_frame`.

    Each area is a GeoJSON geometry, a colour (none is a hatching: nobody can tell) and the words of its bubble.
    ``bounds`` are the south-west and north-east corners.
    """
    layers = {
        "hexagons": [],
        "words": ["", ""],
        "colours": [],
        "areas": [[geometry, colour, _escaped(words)] for geometry, colour, words in areas],
        "outlines": [_outline(one, theme) for one in outlines],
        "selected": None,
        "bounds": [[round(part, 6) for part in corner] for corner in bounds],
    }
    return _to_json(layers)


def map_frame(
    theme: Theme = "light",
    *,
    base: str | None = None,
    attribution: str = ATTRIBUTION,
    view_key: str = "carte",
    layers: str | None = None,
) -> str:
    """The HTML document of a map; the same arguments give the same text.

    Parameters
    ----------
    base
        GeoJSON text of the base layer where no owner serves it (Leaflet is then put in the document as well); None
        to fetch both from the owner.
    attribution
        Plain text in the corner of the map.
    view_key
        The name under which the browser remembers, in this tab, where the user looked.
    layers
        Layers to show at once, for a document that stands alone; by default they come by message.
    """
    colours = map_colours(theme)
    frame = folium.Map(
        location=[46.5, 2.5],
        tiles=None,
        zoom_start=6,
        prefer_canvas=True,
        zoom_control=False,
        maxZoom=18,
        minZoom=5,
        zoomSnap=0.25,
        attributionControl=False,
    )
    frame._id = "carte"
    figure = _figure(frame)
    figure._id = "observatory"
    _only_local(frame, inline=base is not None)
    figure.header.add_child(folium.Element(f"<style>{_variables(colours)}{_text('maps.css')}</style>"), name="look")
    figure.header.add_child(folium.Element(f"<script>{_text('maps.js')}</script>"), name="observatory_map")
    frame.add_child(_Script(_settings(colours, attribution, view_key, base, layers)))
    document: str = figure.render()
    return document.replace("<html>", '<html lang="fr">', 1)


def zoom_to_resolution(zoom: float) -> int:
    """The resolution that suits a zoom level of the map: 8 far away, 11 near."""
    return next((resolution for limit, resolution in ZOOM_RESOLUTIONS if zoom < limit), FINEST)


def _settings(colours: MapColours, attribution: str, key: str, base: str | None, layers: str | None) -> str:
    palette = {**asdict(colours), "streetOpacity": colours.street_opacity}
    settings = {
        "palette": palette,
        "opacity": HEXAGON_OPACITY,
        "attribution": _escaped(attribution),
        "key": key,
        "message": MESSAGE,
        "zooms": ZOOM_RESOLUTIONS,
        "finest": FINEST,
        "base": json.loads(base) if base is not None else None,
        "baseUrl": BASE_URL,
        "layers": json.loads(layers) if layers is not None else None,
    }
    return _to_json(settings)


def _outline(one: Outline, theme: Theme) -> dict[str, object]:
    """What the script needs of a layer: its shapes, its line, and where its names are written."""
    data = json.loads(one.geojson)
    line = layer_line(one.zonage, theme)
    names = [(feature["properties"].get("nom") or "", _place(feature["geometry"])) for feature in data["features"]]
    return {
        "kind": "quartier" if one.zonage == "quartier" else "line",
        "line": {"color": line.colour, "weight": line.width, "dashArray": line.dashes},
        "names": names,
        "data": {"type": "FeatureCollection", "features": [_bare(each) for each in data["features"]]},
    }


def _bare(feature: dict[str, object]) -> dict[str, object]:
    """The feature with its geometry alone: names travel once."""
    return {"type": "Feature", "properties": {}, "geometry": feature["geometry"]}


def _place(geometry: dict[str, object]) -> tuple[float, float]:
    """A point well inside, as (lat, lon)."""
    point = shapely.point_on_surface(shapely.from_geojson(json.dumps(geometry)))
    return round(point.y, 6), round(point.x, 6)


def _steps(cell: int) -> list[int]:
    """The ring of a cell: latitude and longitude of its first corner, then steps, in millionths of a degree."""
    steps: list[int] = []
    before = (0, 0)
    for lat, lon in h3.cell_to_boundary(cell):
        corner = (round(lat * _MILLIONTHS), round(lon * _MILLIONTHS))
        steps += (corner[0] - before[0], corner[1] - before[1])
        before = corner
    return steps


def _bounds(cells: Sequence[int]) -> list[list[float]]:
    """South-west and north-east corners of the cells' centres; France where there is none."""
    centres = [h3.cell_to_latlng(cell) for cell in cells]
    if not centres:
        return [[42.0, -5.0], [51.0, 8.5]]
    lats, lons = [c[0] for c in centres], [c[1] for c in centres]
    return [[round(min(lats), 6), round(min(lons), 6)], [round(max(lats), 6), round(max(lons), 6)]]


def _figure(frame: folium.Map) -> Figure:
    """The document around a map."""
    root = frame.get_root()
    if not isinstance(root, Figure):
        raise TypeError("a folium map stands in a figure")
    return root


def _only_local(frame: folium.Map, *, inline: bool) -> None:
    """Replace folium's outside addresses with our own, or with the text of the files."""
    frame.default_css = [] if inline else [("leaflet_css", f"{LEAFLET_PREFIX}/leaflet.css")]
    frame.default_js = [] if inline else [("leaflet", f"{LEAFLET_PREFIX}/leaflet.js")]
    if inline:
        css, script = leaflet_inline()
        text = f"<style>{css}</style><script>{script}</script>"
        _figure(frame).header.add_child(folium.Element(text), name="leaflet_inline")


def _variables(colours: MapColours) -> str:
    names = ("ground", "text", "panel", "edge", "chosen")
    return ":root{" + "".join(f"--{name}:{getattr(colours, name)};" for name in names) + "}"


def _text(name: str) -> str:
    return (resources.files("observatory.present") / name).read_text(encoding="utf-8")


def _to_json(value: object) -> str:
    """JSON that is safe inside a script, whatever a name contains."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
