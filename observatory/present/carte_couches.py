"""What a map on paper is made of: its frame, what lies under, and layers, each with its lines of the legend.

Nothing is told by colour alone: shapes, widths and hatchings differ too, so that a copy in black and white says all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from observatory.domain.position import EARTH_RADIUS_M

FONT = "Libertinus Serif, serif"
INK, LINE = "#1d2a44", "#1d3557"
_GROUND, _LAND, _WATER, _PARK, _CASING = "#e6e5e0", "#f7f5f0", "#cfe1ec", "#dfead5", "#a9a9a4"
_STREET_M = 8.0
_THINNEST, _WIDEST = 0.7, 3.2
_DEGREE_M = math.radians(1) * EARTH_RADIUS_M
_CHEVRON_EVERY = 26.0
_DOT = 3.1
_FINE = 0.08

Named = tuple[str, BaseGeometry]
"""A name and a shape in degrees, lon and lat as shapely has them."""


@dataclass(frozen=True, slots=True)
class Cadre:
    """A sheet of so many millimetres around a point, at 1 to ``echelle``: its projection is flat, north is up."""

    lat: float
    lon: float
    echelle: int
    largeur: float
    hauteur: float

    @property
    def _by_degree(self) -> tuple[float, float]:
        north = _DEGREE_M * 1_000 / self.echelle
        return north, north * math.cos(math.radians(self.lat))

    def point(self, lat: float, lon: float) -> tuple[float, float]:
        """Millimetres from the upper left corner of the sheet."""
        north, east = self._by_degree
        return self.largeur / 2 + (lon - self.lon) * east, self.hauteur / 2 - (lat - self.lat) * north

    def bounds(self, around: float = 0.0) -> tuple[float, float, float, float]:
        """West, south, east, north of what the sheet shows, and so many millimetres more."""
        north, east = self._by_degree
        wide, high = (self.largeur / 2 + around) / east, (self.hauteur / 2 + around) / north
        return self.lon - wide, self.lat - high, self.lon + wide, self.lat + high

    def project(self, shape: BaseGeometry) -> BaseGeometry:
        """A shape in degrees as it lies on the sheet, in millimetres; what is far outside is cut off."""

        def flat(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
            north, east = self._by_degree
            return np.column_stack(
                [self.largeur / 2 + (xy[:, 0] - self.lon) * east, self.hauteur / 2 - (xy[:, 1] - self.lat) * north]
            )

        cut: BaseGeometry = shapely.clip_by_rect(shape, *self.bounds(5.0))
        placed: BaseGeometry = shapely.transform(cut, flat)
        surface = placed.geom_type not in ("LineString", "MultiLineString")  # a net of streets may touch itself
        return shapely.simplify(placed, _FINE, preserve_topology=surface)


class Couche(Protocol):
    """What is shown on a map."""

    def dessin(self, cadre: Cadre) -> str:
        """It as SVG, in millimetres."""

    def prises(self, cadre: Cadre) -> list[BaseGeometry]:
        """Where no name of a street may stand."""

    def legende(self, cadre: Cadre) -> list[tuple[str, str]]:
        """Its lines of the legend: a symbol of 9 by 4.6 mm, and words; none where the frame shows none."""


@dataclass(frozen=True, slots=True)
class Fond:
    """What lies under: shapes in degrees by kind."""

    commune: Sequence[BaseGeometry] = ()
    eau: Sequence[BaseGeometry] = ()
    parcs: Sequence[BaseGeometry] = ()
    voies: Sequence[Named] = ()

    def legende(self, cadre: Cadre) -> list[tuple[str, str]]:
        """Water and parks, where there are some."""
        box = 'x="0.3" y="0.6" width="8.4" height="3.4"'
        lines = []
        if paths_svg(cadre, self.eau):
            lines.append((f'<rect {box} fill="{_WATER}"/><rect {box} fill="url(#vagues)"/>', "Eau"))
        if paths_svg(cadre, self.parcs):
            lines.append((f'<rect {box} fill="{_PARK}"/><rect {box} fill="url(#herbe)"/>', "Parc ou jardin"))
        return lines


@dataclass(frozen=True, slots=True)
class Contour:
    """The outline of a territory, in dashes."""

    nom: str
    shape: BaseGeometry

    def dessin(self, cadre: Cadre) -> str:
        """A line of dashes and dots over a white one."""
        d = _path(cadre.project(shapely.boundary(self.shape)))
        return stroke_svg(d, "#ffffff", 1.3, ' stroke-opacity="0.8"') + stroke_svg(d, "#3c3c3c", 0.55, _DASHES)

    def prises(self, cadre: Cadre) -> list[BaseGeometry]:
        """Nowhere."""
        return []

    def legende(self, cadre: Cadre) -> list[tuple[str, str]]:
        """The dashes."""
        shown = _path(cadre.project(shapely.boundary(self.shape)))
        return [(stroke_svg("M0.3 2.3 H8.7", "#3c3c3c", 0.55, _DASHES), self.nom)] if shown else []


@dataclass(frozen=True, slots=True)
class Trace:
    """A way to walk, (lat, lon) in its order, with arrows."""

    nom: str
    points: Sequence[tuple[float, float]]
    droite: bool = False

    def dessin(self, cadre: Cadre) -> str:
        """A thick dark line (dashed where it is no street's), and arrows along it."""
        if len(self.points) < 2:
            return ""
        line = shapely.LineString([cadre.point(lat, lon) for lat, lon in self.points])
        d = _path(line)
        dashes = ' stroke-dasharray="2.4 1.4"' if self.droite else ""
        arrows = "".join(_arrow(line, at) for at in _every(line.length, _CHEVRON_EVERY))
        return stroke_svg(d, "#ffffff", 2.4) + stroke_svg(d, LINE, 1.25, dashes) + arrows

    def prises(self, cadre: Cadre) -> list[BaseGeometry]:
        """The line: a street that is walked along is named beside it."""
        if len(self.points) < 2:
            return []
        return [shapely.LineString([cadre.point(lat, lon) for lat, lon in self.points]).buffer(1.0)]

    def legende(self, cadre: Cadre) -> list[tuple[str, str]]:
        """The line with one arrow."""
        arrow = _arrow(shapely.LineString([(0, 2.3), (9, 2.3)]), 4.5)
        return [(stroke_svg("M0.3 2.3 H8.7", LINE, 1.25) + arrow, self.nom)] if len(self.points) > 1 else []


@dataclass(frozen=True, slots=True)
class Reperes:
    """Points with a sign in each: (lat, lon, sign); discs, or squares where ``carre``.

    One that would cover another (``autour`` are those of other layers) is drawn beside its place, tied to it by a line.
    """

    nom: str
    points: Sequence[tuple[float, float, str]]
    carre: bool = False
    autour: Sequence[tuple[float, float]] = ()

    def dessin(self, cadre: Cadre) -> str:
        """The points with their signs."""
        placed = self._placed(cadre)
        ties = "".join(
            f'<path d="M{number_text(x)} {number_text(y)} L{number_text(sx)} {number_text(sy)}" '
            f'stroke="{INK}" stroke-width="0.4"/><circle cx="{number_text(x)}" cy="{number_text(y)}" r="0.7" '
            f'fill="{INK}"/>'
            for (x, y), (sx, sy), _ in placed
            if (x, y) != (sx, sy)
        )
        return ties + "".join(self._sign(*at, sign) for _, at, sign in placed)

    def prises(self, cadre: Cadre) -> list[BaseGeometry]:
        """The signs."""
        return [shapely.Point(xy).buffer(_DOT + 0.4) for _, xy, _ in self._placed(cadre)]

    def legende(self, cadre: Cadre) -> list[tuple[str, str]]:
        """The first sign."""
        small = self._sign(0, 0, self.points[0][2]) if self.points else ""
        return [(f'<g transform="translate(4.5 2.3) scale(0.72)">{small}</g>', self.nom)] if self.points else []

    def _sign(self, x: float, y: float, sign: str) -> str:
        size = 3.6 if len(sign) < 2 else 3.0
        ring = (
            f'<rect x="{number_text(x - _DOT)}" y="{number_text(y - _DOT)}" width="{2 * _DOT}" height="{2 * _DOT}" '
            f'fill="#ffffff" stroke="{INK}" stroke-width="0.7"/>'
            if self.carre
            else f'<circle cx="{number_text(x)}" cy="{number_text(y)}" r="{_DOT}" fill="{INK}" stroke="#ffffff" '
            'stroke-width="0.6"/>'
        )
        fill = INK if self.carre else "#ffffff"
        return ring + text_svg(x, y + size * 0.33, sign, size, anchor="middle", bold=True, fill=fill)

    def _placed(self, cadre: Cadre) -> list[tuple[tuple[float, float], tuple[float, float], str]]:
        taken = [cadre.point(lat, lon) for lat, lon in self.autour]
        out = []
        for lat, lon, sign in self.points:
            there = cadre.point(lat, lon)
            at = next(
                (one for one in _beside(there) if all(math.dist(one, other) > 2.1 * _DOT for other in taken)), there
            )
            taken.append(at)
            out.append((there, at, sign))
        return out


def fond_svg(cadre: Cadre, fond: Fond) -> str:
    """Ground, land, water, parks and streets; streets have the width of a street where the scale lets them."""
    wide = min(_WIDEST, max(_THINNEST, _STREET_M * 1_000 / cadre.echelle))
    sheet = f'width="{cadre.largeur}" height="{cadre.hauteur}"'
    land = paths_svg(cadre, fond.commune)
    parts = [_PATTERNS, f'<rect {sheet} fill="{_GROUND if land else _LAND}"/>', fill_svg(land, _LAND)]
    parks, water = paths_svg(cadre, fond.parcs), paths_svg(cadre, fond.eau)
    parts += [
        fill_svg(parks, _PARK),
        fill_svg(parks, "url(#herbe)"),
        fill_svg(water, _WATER),
        fill_svg(water, "url(#vagues)"),
    ]
    parts.append(stroke_svg(water, "#7f9fb3", 0.2) if water else "")
    streets = paths_svg(cadre, [shape for _, shape in fond.voies])
    parts += [stroke_svg(streets, _CASING, wide + 0.35), stroke_svg(streets, "#ffffff", wide)] if streets else []
    return "".join(parts)


def text_svg(
    x: float, y: float, words: str, size: float, *, anchor: str = "start", bold: bool = False, fill: str = INK
) -> str:
    """Words at a point of their base line; ``size`` in millimetres."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{number_text(x)}" y="{number_text(y)}" font-size="{size:g}" text-anchor="{anchor}" fill="{fill}"'
        f"{weight}>{escape(words)}</text>"
    )


def number_text(value: float) -> str:
    """Millimetres to a hundredth."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


_DASHES = ' stroke-dasharray="4 1.2 0.7 1.2"'
_PATTERNS = (
    '<defs><pattern id="vagues" width="3" height="2.4" patternUnits="userSpaceOnUse"><path d="M0 1.2 Q0.75 0.6 1.5 1.2 '
    'T3 1.2" fill="none" stroke="#7fa6bd" stroke-width="0.16"/></pattern><pattern id="herbe" width="2" height="2" '
    'patternUnits="userSpaceOnUse"><circle cx="0.5" cy="0.5" r="0.17" fill="#6f8f58"/><circle cx="1.5" cy="1.5" '
    'r="0.17" fill="#6f8f58"/></pattern></defs>'
)


def _beside(at: tuple[float, float]) -> Iterable[tuple[float, float]]:
    yield at
    for far in (2.6 * _DOT, 4.0 * _DOT):
        for turn in (-90, -45, -135, 0, 180, 45, 135, 90):
            yield at[0] + far * math.cos(math.radians(turn)), at[1] + far * math.sin(math.radians(turn))


def _every(length: float, step: float) -> list[float]:
    n = max(1, int(length // step))
    return [length * (k + 0.5) / n for k in range(n)]


def _arrow(line: BaseGeometry, at: float) -> str:
    (x, y), (ax, ay) = line.interpolate(at).coords[0], line.interpolate(max(0.0, at - 0.6)).coords[0]
    turn = math.degrees(math.atan2(y - ay, x - ax))
    return (
        f'<path transform="translate({number_text(x)} {number_text(y)}) rotate({number_text(turn)})" '
        f'd="M1.9 0 L-1.3 1.6 L-0.5 0 L-1.3 -1.6 Z" fill="{LINE}" stroke="#ffffff" stroke-width="0.3"/>'
    )


def stroke_svg(d: str, colour: str, width: float, more: str = "") -> str:
    """The line of a path, so many millimetres wide."""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{number_text(width)}" stroke-linecap="round" '
        f'stroke-linejoin="round"{more}/>'
    )


def fill_svg(d: str, colour: str) -> str:
    """The inside of a path; nothing of an empty one."""
    return f'<path d="{d}" fill="{colour}" fill-rule="evenodd"/>' if d else ""


def paths_svg(cadre: Cadre, shapes: Iterable[BaseGeometry]) -> str:
    """Shapes in degrees as the data of one path on the sheet."""
    return "".join(_path(cadre.project(one)) for one in shapes)


def _path(shape: BaseGeometry) -> str:
    """The lines and rings of a shape as the data of a path."""
    if shape.is_empty:
        return ""
    if hasattr(shape, "geoms"):
        return "".join(_path(one) for one in shape.geoms)
    if shape.geom_type == "Polygon":
        return "".join(_run(ring.coords, closed=True) for ring in (shape.exterior, *shape.interiors))
    return _run(shape.coords) if shape.geom_type in ("LineString", "LinearRing") else ""


def _run(points: Iterable[Sequence[float]], *, closed: bool = False) -> str:
    told = [f"{number_text(one[0])} {number_text(one[1])}" for one in points]
    return f"M{told[0]}L{' '.join(told[1:])}{'Z' if closed else ''}" if len(told) > 1 else ""
