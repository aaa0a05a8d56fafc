"""Names of streets on a map on paper: along the street where it is straightest, and none over another."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from html import escape

import shapely
import shapely.ops
from shapely.geometry.base import BaseGeometry

from observatory.present.carte_couches import INK, Cadre, Named, number_text

SIZE = 2.5
"""Millimetres: about seven points."""
MOST_NAMES = 45
NEAR_MM = 6.0
"""Streets this close to what matters are named first."""
_LETTER = 0.47
_STEP = 2.0
_ASIDE = 2.9
"""Millimetres beside its street where a name stands whose street is walked along."""
_MOST_BEND = 0.9
"""Millimetres by which a street may leave the line that its name is written on."""
_SHORT = (
    (re.compile(r"^avenue\b", re.I), "Av."), (re.compile(r"^boulevard\b", re.I), "Bd"),
    (re.compile(r"^impasse\b", re.I), "Imp."), (re.compile(r"^place\b", re.I), "Pl."),
    (re.compile(r"^chemin\b", re.I), "Ch."), (re.compile(r"^passage\b", re.I), "Pass."),
    (re.compile(r"^faubourg\b", re.I), "Fbg"), (re.compile(r"^route\b", re.I), "Rte"),
)  # fmt: skip


def street_names(cadre: Cadre, voies: Sequence[Named], taken: Sequence[BaseGeometry], near: BaseGeometry | None) -> str:
    """Names as SVG: those of streets near ``near`` first, then the longest; ``taken`` shapes are kept clear."""
    busy = list(taken)
    sheet = shapely.box(1.0, 1.0, cadre.largeur - 1.0, cadre.hauteur - 1.0)
    out: list[str] = []
    for name, lines in _streets(cadre, voies, near):
        placed = _place(short_name(name), lines, busy, sheet)
        if placed is not None:
            box, svg = placed
            busy.append(box)
            out.append(svg)
        if len(out) == MOST_NAMES:
            break
    return "".join(out)


def short_name(name: str) -> str:
    """A street's name as maps write it: « Bd de la Mer »."""
    for pattern, short in _SHORT:
        name = pattern.sub(short, name)
    return name


def _streets(cadre: Cadre, voies: Sequence[Named], near: BaseGeometry | None) -> list[tuple[str, list[BaseGeometry]]]:
    """Streets that the sheet shows with their lines, those to be named first at the head."""
    found: dict[str, list[BaseGeometry]] = {}
    for name, shape in voies:
        if name:
            found.setdefault(name, []).append(cadre.project(shape))
    ranked = []
    for name, shapes in found.items():
        whole = shapely.line_merge(shapely.union_all(shapes))
        lines = [one for one in getattr(whole, "geoms", [whole]) if one.geom_type == "LineString" and not one.is_empty]
        if lines:
            far = near is not None and shapely.distance(near, whole) > NEAR_MM
            ranked.append((far, -whole.length, name, sorted(lines, key=lambda one: -one.length)))
    return [(name, lines) for _, _, name, lines in sorted(ranked, key=lambda one: one[:3])]


def _place(
    words: str, lines: Sequence[BaseGeometry], busy: Sequence[BaseGeometry], sheet: BaseGeometry
) -> tuple[BaseGeometry, str] | None:
    """The straightest free stretch that is long enough: the box of the name and its SVG."""
    wide = len(words) * _LETTER * SIZE + 1.0
    best: tuple[float, BaseGeometry, BaseGeometry] | None = None
    for line in lines:
        for start in _starts(line.length, wide):
            part = shapely.ops.substring(line, start, start + wide)
            chord = shapely.LineString([part.coords[0], part.coords[-1]])
            bend = shapely.hausdorff_distance(part, chord)
            if bend > _MOST_BEND or chord.length < 0.97 * wide:
                continue
            for aside in (0.0, _ASIDE, -_ASIDE):
                moved = shapely.offset_curve(chord, aside) if aside else chord
                worth = bend + abs(aside) + abs(start + wide / 2 - line.length / 2) / line.length
                box = moved.buffer(SIZE * 0.55, cap_style="flat")
                if (best is None or worth < best[0]) and sheet.contains(box) and not _meets(box, busy):
                    best = (worth, box, moved)
    if best is None:
        return None
    (ax, ay), (bx, by) = best[2].coords[0], best[2].coords[-1]
    degrees = math.degrees(math.atan2(by - ay, bx - ax))
    degrees += 180 if degrees <= -90 else -180 if degrees > 90 else 0
    return best[1], _written(words, (ax + bx) / 2, (ay + by) / 2, degrees)


def _starts(length: float, wide: float) -> list[float]:
    return [k * _STEP for k in range(int((length - wide) // _STEP) + 1)] if length > wide else []


def _meets(box: BaseGeometry, busy: Sequence[BaseGeometry]) -> bool:
    return any(box.intersects(one) for one in busy)


def _written(words: str, x: float, y: float, degrees: float) -> str:
    """The name over a white edge of its own, so that it is read on a line."""
    at = f'transform="translate({number_text(x)} {number_text(y)}) rotate({number_text(degrees)})"'
    text = f'y="{number_text(SIZE * 0.32)}" font-size="{SIZE}" text-anchor="middle"'
    edge = f'<text {text} fill="#ffffff" stroke="#ffffff" stroke-width="0.7" stroke-linejoin="round">'
    return f'<g {at}>{edge}{escape(words)}</text><text {text} fill="{INK}">{escape(words)}</text></g>'
