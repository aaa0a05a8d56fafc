"""Maps of hexagons, made with folium, without any request outside the machine.

The base layer (commune, water, parks, streets) is fetched by the browser from one cached address of the owner, or
put in the page where there is no owner. A click on a hexagon, and a zoom that calls for another resolution, are told
to the page around the map by ``postMessage``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import folium
import h3.api.basic_int as h3
from branca.element import Figure, MacroElement
from jinja2 import Template

from observatory.domain.grid import cell_to_text
from observatory.present.assets import LEAFLET_PREFIX, leaflet_inline
from observatory.present.classes import Classes, count_classes
from observatory.present.labels import plural
from observatory.present.palette import MapColours, Theme, map_colours, sequence

ZOOM_RESOLUTIONS = ((12.4, 8), (13.6, 9), (15.1, 10))
"""The resolution shown under each zoom level; beyond, :data:`FINEST`."""

FINEST = 11
MESSAGE = "observatory-map"
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Outline:
    """A layer of territories drawn as lines: its name, its GeoJSON text, whether it is dashed."""

    name: str
    geojson: str
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class HexagonMap:
    """A map ready for the page, with what its legend says."""

    html: str
    classes: Classes
    colours: list[str]


class _Layers(MacroElement):
    """The base layer, the hexagons and the outlines, in one script."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        observatoryMap({{ this._parent.get_name() }}, {{ this.settings }});
        {% endmacro %}
        """
    )

    def __init__(self, settings: dict[str, object]):
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Layers"
        self.settings = json.dumps(settings, ensure_ascii=False).replace("</", "<\\/")


def hexagon_map(
    cells: Sequence[int],
    counts: Sequence[int],
    outlines: Sequence[Outline],
    *,
    counted: str,
    theme: Theme = "light",
    base: str | None = None,
    selected: int | None = None,
    bounds: tuple[float, float, float, float] | None = None,
    view_key: str = "carte",
) -> HexagonMap:
    """Draw counts on hexagons.

    Parameters
    ----------
    cells, counts
        Cells of one resolution as signed integers, and what each counts; equal lengths. A zero is drawn faintly.
    outlines
        Layers of territories over the hexagons.
    counted
        The word for what is counted, in the singular (« signalement »).
    base
        GeoJSON text of the base layer where no owner serves it; None to fetch it from the owner.
    selected
        The cell to frame.
    bounds
        South, west, north, east in degrees, for the first view; by default the cells.
    view_key
        The name under which the browser remembers where the user looked.
    """
    classes = count_classes(counts)
    colours = sequence(len(classes.bounds), theme)
    palette = map_colours(theme)
    box = bounds or _bounds(cells)
    frame = folium.Map(
        location=[(box[0] + box[2]) / 2, (box[1] + box[3]) / 2],
        tiles=None,
        zoom_start=13,
        prefer_canvas=True,
        control_scale=True,
        maxZoom=18,
        minZoom=9,
        zoomSnap=0.25,
        attributionControl=False,
    )
    _only_local(frame, inline=base is not None)
    settings: dict[str, object] = {
        "hexagons": [_hexagon(c, n, classes, counted) for c, n in zip(cells, counts, strict=True)],
        "colours": colours,
        "palette": _palette(palette),
        "outlines": [{"name": o.name, "dashed": o.dashed, "data": json.loads(o.geojson)} for o in outlines],
        "base": json.loads(base) if base is not None else None,
        "bounds": [[box[0], box[1]], [box[2], box[3]]],
        "selected": cell_to_text(selected) if selected else None,
        "key": view_key,
        "message": MESSAGE,
        "zooms": list(ZOOM_RESOLUTIONS),
        "finest": FINEST,
    }
    _Layers(settings).add_to(frame)
    figure = _figure(frame)
    figure.html.add_child(folium.Element(_style(palette)))
    figure.header.add_child(folium.Element(f"<script>{_SCRIPT}</script>"), name="observatory_map")
    return HexagonMap(figure.render(), classes, colours)


def _figure(frame: folium.Map) -> Figure:
    """The document around a map."""
    root = frame.get_root()
    if not isinstance(root, Figure):
        raise TypeError("a folium map stands in a figure")
    return root


def _bounds(cells: Sequence[int]) -> tuple[float, float, float, float]:
    """South, west, north, east of the cells' centres; France where there is none."""
    centres = [h3.cell_to_latlng(cell) for cell in cells]
    if not centres:
        return 42.0, -5.0, 51.0, 8.5
    lats, lons = [c[0] for c in centres], [c[1] for c in centres]
    return min(lats), min(lons), max(lats), max(lons)


def _hexagon(cell: int, n: int, classes: Classes, counted: str) -> list[object]:
    """Cell, class (-1 for zero), words, ring as [lat, lon] pairs."""
    index = classes.index(n)
    ring = [[round(lat, _DIGITS), round(lon, _DIGITS)] for lat, lon in h3.cell_to_boundary(cell)]
    return [cell_to_text(cell), -1 if index is None else index, plural(n, counted), ring]


def _palette(palette: MapColours) -> dict[str, str]:
    names = ("ground", "commune", "water", "park", "street", "outline", "text", "panel")
    return {name: getattr(palette, name) for name in names}


def _only_local(frame: folium.Map, *, inline: bool) -> None:
    """Replace folium's outside addresses with our own, or with the text of the files."""
    css, script = leaflet_inline() if inline else ("", "")
    frame.default_css = [] if inline else [("leaflet_css", f"{LEAFLET_PREFIX}/leaflet.css")]
    frame.default_js = [] if inline else [("leaflet", f"{LEAFLET_PREFIX}/leaflet.js")]
    if inline:
        text = f"<style>{css}</style><script>{script}</script>"
        _figure(frame).header.add_child(folium.Element(text), name="leaflet_inline")


def _style(palette: MapColours) -> str:
    return (
        f"<style>html,body,.folium-map{{background:{palette.ground}!important;margin:0}}"
        f".leaflet-tooltip,.leaflet-bar a,.leaflet-control-scale-line{{background:{palette.panel}!important;"
        f"color:{palette.text}!important;border-color:{palette.outline}55!important;box-shadow:none!important;"
        "font:13px/1.4 system-ui,sans-serif}.leaflet-tooltip::before{display:none}"
        ".leaflet-container:focus-visible{outline:3px solid #1f6f78}</style>"
    )


_SCRIPT = """
function observatoryMap(map, s) {
  const remember = 'observatory:' + s.key;
  let saved = null;
  try { saved = JSON.parse(sessionStorage.getItem(remember)); } catch (e) { saved = null; }
  if (saved) map.setView(saved.centre, saved.zoom, {animate: false});
  else map.fitBounds(s.bounds, {padding: [12, 12], animate: false});
  const resolution = () => { const z = map.getZoom();
    for (const [limit, r] of s.zooms) if (z < limit) return r; return s.finest; };
  const tell = (what) => window.parent.postMessage({type: s.message, key: s.key, ...what}, '*');
  map.on('moveend', () => { const c = map.getCenter();
    try { sessionStorage.setItem(remember, JSON.stringify({centre: [c.lat, c.lng], zoom: map.getZoom()})); }
    catch (e) { console.warn(e); } });
  map.on('zoomend', () => tell({resolution: resolution()}));
  for (const [name, z] of [['ground', 200], ['cells', 410], ['lines', 420]]) {
    map.createPane(name); map.getPane(name).style.zIndex = z; }
  map.getPane('lines').style.pointerEvents = 'none';
  const ground = L.canvas({pane: 'ground', padding: 0.5});
  const look = (f) => { const p = s.palette, g = f.properties.genre;
    if (g === 'commune') return {stroke: true, weight: 1, color: p.street, fillColor: p.commune, fillOpacity: 1};
    if (g === 'eau') return {stroke: false, fillColor: p.water, fillOpacity: 1};
    if (g === 'parc') return {stroke: false, fillColor: p.park, fillOpacity: 1};
    return {weight: map.getZoom() > 15 ? 2.5 : 1, color: p.street, opacity: 1}; };
  const still = {renderer: ground, pane: 'ground', interactive: false, style: look};
  const draw = (data) => L.geoJSON(data, still).addTo(map);
  if (s.base) draw(s.base);
  else fetch('/carte/fond.geojson').then((r) => r.ok ? r.json() : Promise.reject(r.status)).then(draw)
    .catch((e) => console.warn('base layer', e));
  const canvas = L.canvas({pane: 'cells', padding: 0.5});
  const byName = {};
  for (const [cell, k, words, ring] of s.hexagons) {
    const zero = k < 0, chosen = cell === s.selected;
    const shape = L.polygon(ring, {renderer: canvas, pane: 'cells', weight: chosen ? 3 : zero ? 0.3 : 0.6,
      color: chosen ? s.palette.text : zero ? s.palette.street : s.palette.panel, opacity: chosen ? 1 : 0.7,
      fillColor: zero ? s.palette.commune : s.colours[k], fillOpacity: zero ? 0.05 : 0.72});
    shape.bindTooltip(words, {sticky: true, direction: 'top'});
    shape.on('click', () => tell({cell: cell}));
    shape.addTo(map); byName[cell] = shape; }
  if (s.selected && byName[s.selected]) byName[s.selected].bringToFront();
  const lines = L.svg({pane: 'lines'});
  for (const layer of s.outlines) L.geoJSON(layer.data, {renderer: lines, pane: 'lines', interactive: false,
    style: {fill: false, color: s.palette.outline, weight: layer.dashed ? 2.2 : 1.4,
      dashArray: layer.dashed ? '6 5' : null, opacity: 0.85}}).addTo(map);
  window.observatory = {map: map, hexagons: byName};
  tell({ready: true, resolution: resolution()});
}
"""


def legend_html(shown: HexagonMap, title: str) -> str:
    """The legend as HTML: a title, then a square and the counts of each class; zero is said."""
    items = "".join(
        f'<li><span style="background:{colour}"></span>{label}</li>'
        for colour, label in zip(shown.colours, shown.classes.labels(), strict=True)
    )
    empty = "" if items else "<li>aucun sur cette sélection</li>"
    return f'<div class="obs-legend"><strong>{title}</strong><ul>{items}{empty}</ul></div>'
