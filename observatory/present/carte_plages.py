"""Surfaces, thin streets, ways and names for maps of a whole city: told apart by lightness and by hatching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from observatory.present.carte_couches import (
    INK,
    LINE,
    Cadre,
    Couche,
    Named,
    Trace,
    fill_svg,
    number_text,
    paths_svg,
    stroke_svg,
    text_svg,
)

HACHURES, CROISEES, POINTS, MONTANTES = "hachures", "croisees", "points", "montantes"
_STREET, _EDGE = "#8d8a83", "#33424c"
_BOX = "M0.3 0.6 H8.7 V4 H0.3 Z"
_ARROWS = 20_000
_SIZE, _LINE, _WIDTH = 2.8, 2.9, 0.5
_ASTRAY = 1.2
"""By how much the middle of a name may leave its own surface: further, it would name another."""
_TURNED = 'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"'
_PATTERNS = (
    f'<defs><pattern id="{HACHURES}" width="1.7" height="1.7" {_TURNED}><path d="M0.85 0 V1.7" stroke="#4a5563" '
    f'stroke-width="0.22"/></pattern><pattern id="{MONTANTES}" width="1.3" height="1.3" {_TURNED}><path d="M0 0.65 '
    f'H1.3" stroke="{INK}" stroke-width="0.42"/></pattern><pattern id="{CROISEES}" width="1.6" height="1.6" {_TURNED}>'
    f'<path d="M0.8 0 V1.6 M0 0.8 H1.6" stroke="{INK}" stroke-width="0.2"/></pattern><pattern id="{POINTS}" width="2" '
    f'height="2" patternUnits="userSpaceOnUse"><circle cx="1" cy="1" r="0.36" fill="{INK}"/></pattern></defs>'
)


@dataclass(frozen=True, slots=True)
class Classe:
    """How the surfaces of one class are filled: a colour, and over it a hatching (one of those above, or none)."""

    nom: str
    couleur: str
    trame: str = ""


@dataclass(frozen=True, slots=True)
class Plages:
    """Surfaces in degrees by class; ``trait`` is the width of their outlines in millimetres, 0 for none."""

    classes: Sequence[tuple[Classe, Sequence[BaseGeometry]]]
    trait: float = 0.35
    opacite: float = 1.0

    def dessin(self, cadre: Cadre) -> str:
        """Every surface filled, then every outline."""
        parts = [_PATTERNS]
        for one, shapes in self.classes:
            d = paths_svg(cadre, shapes)
            filled = fill_svg(d, one.couleur)
            parts.append(f'<g fill-opacity="{self.opacite:g}">{filled}</g>' if self.opacite < 1 else filled)
            parts.append(fill_svg(d, f"url(#{one.trame})") if one.trame else "")
        if self.trait:
            parts += [
                stroke_svg(paths_svg(cadre, [shapely.boundary(shape) for shape in shapes]), _EDGE, self.trait)
                for _, shapes in self.classes
            ]
        return "".join(parts)

    def prises(self, cadre: Cadre) -> list[BaseGeometry]:
        """Nowhere: a surface bears names."""
        return []

    def legende(self, cadre: Cadre) -> list[tuple[str, str]]:
        """A box for each class that the frame shows."""
        lines = []
        for one, shapes in self.classes:
            if paths_svg(cadre, shapes):
                trame = f'<path d="{_BOX}" fill="url(#{one.trame})"/>' if one.trame else ""
                box = f'<path d="{_BOX}" fill="{one.couleur}" fill-opacity="{self.opacite:g}"/>{trame}'
                edge = f'<path d="{_BOX}" fill="none" stroke="{_EDGE}" stroke-width="0.25"/>'
                lines.append((box + edge, one.nom))
        return lines


@dataclass(frozen=True, slots=True)
class Rues:
    """Streets as thin lines, to find one's way on a small scale."""

    voies: Sequence[Named]

    def dessin(self, cadre: Cadre) -> str:
        """Grey lines, the thinner the smaller the scale."""
        lines = shapely.get_parts([shape for _, shape in self.voies]) if self.voies else []
        every = shapely.multilinestrings(lines) if len(lines) else shapely.MultiLineString()
        return stroke_svg(paths_svg(cadre, [every]), _STREET, 0.22 if cadre.echelle <= _ARROWS else 0.13)

    def prises(self, cadre: Cadre) -> list[BaseGeometry]:
        """Nowhere."""
        return []

    def legende(self, cadre: Cadre) -> list[tuple[str, str]]:
        """None: a street is known for one."""
        return []


@dataclass(frozen=True, slots=True)
class Itineraires:
    """Ways to walk, with one line of the legend for all."""

    nom: str
    traces: Sequence[Trace]

    def dessin(self, cadre: Cadre) -> str:
        """Every way; without arrows on a small scale, where they would hide it."""
        if cadre.echelle <= _ARROWS:
            return "".join(one.dessin(cadre) for one in self.traces)
        lines = [shapely.LineString([(lon, lat) for lat, lon in one.points]) for one in self.traces if one.points[1:]]
        d = paths_svg(cadre, lines)
        return stroke_svg(d, "#ffffff", 1.7) + stroke_svg(d, LINE, 0.9)

    def prises(self, cadre: Cadre) -> list[BaseGeometry]:
        """The ways."""
        return [box for one in self.traces for box in one.prises(cadre)]

    def legende(self, cadre: Cadre) -> list[tuple[str, str]]:
        """The line of the first way that there is."""
        lines = [line for one in self.traces for line in one.legende(cadre)]
        return [(symbol, self.nom) for symbol, _ in lines[:1]]


@dataclass(frozen=True, slots=True)
class Noms:
    """Names in the middle of surfaces, on two lines where they are long; ``fort`` in bold, clear of ``autour``."""

    noms: Sequence[Named]
    fort: Sequence[str] = ()
    autour: Sequence[Couche] = ()

    def dessin(self, cadre: Cadre) -> str:
        """The names, each with a white rim; one that would cover another is moved up or down, or left out."""
        taken: list[BaseGeometry] = [box for one in self.autour for box in one.prises(cadre)]
        taken.append(shapely.box(cadre.largeur - 14, 0, cadre.largeur, 19))  # under the arrow of the north
        parts = []
        for name, shape in sorted(self.noms, key=lambda one: (one[0] not in self.fort, -one[1].area)):
            middle = _middle(cadre, shape)
            lines, bold = _lines(name), name in self.fort
            own = shapely.buffer(cadre.project(shape), _ASTRAY)
            tries = [at for at in _tries(*middle) if shapely.contains_xy(own, *at)] if middle else []
            place = next((at for at in tries if _free(_box(*at, lines), taken, cadre)), middle if bold else None)
            if place is None:
                continue
            x, y = place
            taken.append(_box(x, y, lines))
            parts += [
                _rimmed(x, y + (rank - (len(lines) - 1) / 2) * _LINE + 1.0, words, bold=bold)
                for rank, words in enumerate(lines)
            ]
        return "".join(parts)

    def prises(self, cadre: Cadre) -> list[BaseGeometry]:
        """Around the middles."""
        found = [(_middle(cadre, shape), _lines(name)) for name, shape in self.noms]
        return [_box(*middle, lines) for middle, lines in found if middle]

    def legende(self, cadre: Cadre) -> list[tuple[str, str]]:
        """None."""
        return []


def _middle(cadre: Cadre, shape: BaseGeometry) -> tuple[float, float] | None:
    """The middle of the widest disc that what is seen of a surface holds."""
    seen = shapely.intersection(cadre.project(shape), shapely.box(0, 0, cadre.largeur, cadre.hauteur))
    if seen.is_empty or seen.area < 1:
        return None
    x, y = shapely.maximum_inscribed_circle(seen, tolerance=0.5).coords[0]
    return float(x), float(y)


def _lines(name: str) -> list[str]:
    """A name on one line, or on two of about the same length."""
    words = name.split()
    if len(name) <= 10 or len(words) < 2:
        return [name]
    cut = min(range(1, len(words)), key=lambda k: abs(len(" ".join(words[:k])) - len(" ".join(words[k:]))))
    return [" ".join(words[:cut]), " ".join(words[cut:])]


def _box(x: float, y: float, lines: list[str]) -> BaseGeometry:
    wide, high = max(map(len, lines)) * _SIZE * _WIDTH / 2, len(lines) * _LINE / 2
    box: BaseGeometry = shapely.box(x - wide, y - high, x + wide, y + high)
    return box


def _tries(x: float, y: float) -> list[tuple[float, float]]:
    steps = [(0.0, k * sign) for k in (0.3, 0.6, 0.9, 1.2, 1.8) for sign in (1, -1)]
    steps += [
        (k * sign, rise) for k in (0.7, 1.5, 3.0, 4.5) for sign in (1, -1) for rise in (0.0, 1.0, -1.0, 2.0, -2.0)
    ]
    return [(x, y), *((x + across * _LINE, y + rise * _LINE) for across, rise in steps)]


def _free(box: BaseGeometry, taken: list[BaseGeometry], cadre: Cadre) -> bool:
    inside = shapely.within(box, shapely.box(0.5, 0.5, cadre.largeur - 0.5, cadre.hauteur - 0.5))
    return bool(inside) and not any(shapely.intersects(box, one) for one in taken)


def _rimmed(x: float, y: float, words: str, *, bold: bool) -> str:
    text = text_svg(x, y, words, _SIZE, anchor="middle", bold=bold)
    rim = text.replace("<text ", f'<text stroke="#ffffff" stroke-width="{number_text(1.1)}" stroke-linejoin="round" ')
    return rim + text
