"""A map for documents, drawn without a browser: SVG in millimetres, at a round scale, legible on a black copier.

``cadre_for`` chooses the scale that holds some points on a sheet, ``carte_papier`` draws the base layer, then layers
(``carte_couches``), then names of streets, and under them a legend, a scale bar, the source and the day.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from observatory.domain.position import EARTH_RADIUS_M
from observatory.present.carte_couches import FONT, INK, Cadre, Couche, Fond, fond_svg, number_text, text_svg
from observatory.present.carte_legende import north_svg, side_legend
from observatory.present.carte_noms import street_names
from observatory.present.labels import NARROW, NO_BREAK, day, number

SCALES = (1_000, 1_250, 1_500, 2_000, 2_500, 3_000, 4_000, 5_000, 6_000, 7_500, 10_000, 12_500, 15_000, 20_000, 25_000)
"""The scales that are drawn at, the largest map first; beyond, multiples of 25 000."""
BARS_M = (10, 20, 50, 100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000)
LONGEST_BAR = 45.0
"""Millimetres."""
_MARGIN = 14.0
_ROW, _PAD, _SYMBOL = 5.2, 2.5, 11.0
_DEGREE_M = math.radians(1) * EARTH_RADIUS_M


@dataclass(frozen=True, slots=True)
class Carte:
    """A map that was drawn: its SVG, its size on paper in millimetres, its scale (1 to so many)."""

    svg: str
    largeur: float
    hauteur: float
    echelle: int


def cadre_for(points: Sequence[tuple[float, float]], largeur: float, hauteur: float, marge: float = _MARGIN) -> Cadre:
    """The frame of so many millimetres that holds some points (lat, lon), ``marge`` away from its edges.

    Raises
    ------
    ValueError
        When there is no point.
    """
    if not points:
        raise ValueError("a frame needs at least one point")
    lats, lons = zip(*points, strict=True)
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    wide = (max(lons) - min(lons)) * _DEGREE_M * math.cos(math.radians(lat))
    high = (max(lats) - min(lats)) * _DEGREE_M
    least = 1_000 * max(wide / (largeur - 2 * marge), high / (hauteur - 2 * marge))
    fit = [scale for scale in SCALES if scale >= least]
    return Cadre(lat, lon, fit[0] if fit else 25_000 * math.ceil(least / 25_000), largeur, hauteur)


def carte_papier(
    cadre: Cadre,
    fond: Fond,
    couches: Sequence[Couche],
    *,
    jour: dt.date,
    source: str = "",
    pres_de: BaseGeometry | None,
    cote: float = 0.0,
) -> Carte:
    """A map of a frame, with what it needs to be read alone.

    Parameters
    ----------
    fond
        What lies under: shapes in degrees, of which only what the frame holds is drawn.
    couches
        What is shown, from the lowest to the highest; each gives its lines of the legend.
    jour, source
        What stands at the foot: when it was drawn, and from what.
    pres_de
        Where streets are named first (degrees, lon and lat); None where none matters more.
    cote
        For a map that is shown at another size: so many millimetres to its right bear the legend, the bar and the
        source in larger letters, and no ratio, which would be false; 0 where all that stands beneath.
    """
    drawn = fond_svg(cadre, fond)
    bodies = [one.dessin(cadre) for one in couches]
    taken = [box for one in couches for box in one.prises(cadre)]
    near = None if pres_de is None else cadre.project(pres_de)
    names = street_names(cadre, fond.voies, [*taken, *_furniture(cadre)], near)
    lines = [line for one in couches for line in one.legende(cadre)] + fond.legende(cadre)
    if cote:
        foot, high = side_legend(cadre, lines, scale_bar(cadre.echelle, cote - 14), source, jour, cote)
    else:
        foot, high = _foot(cadre, lines, f"{source} · " if source else "", jour)
    content = [
        f'<clipPath id="cadre"><rect width="{cadre.largeur}" height="{cadre.hauteur}"/></clipPath>',
        f'<g clip-path="url(#cadre)">{drawn}{"".join(bodies)}{names}</g>',
        "" if cote else north_svg(cadre.largeur - 8, 4),
        f'<rect width="{cadre.largeur}" height="{cadre.hauteur}" fill="none" stroke="{INK}" stroke-width="0.35"/>',
        foot,
    ]
    total, wide = cadre.hauteur + high, cadre.largeur + cote
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}mm" height="{total:g}mm" '
        f'viewBox="0 0 {wide:g} {total:g}" font-family="{FONT}">{"".join(content)}</svg>'
    )
    return Carte(svg, wide, total, cadre.echelle)


def scale_bar(echelle: int, longest: float = LONGEST_BAR) -> tuple[int, float]:
    """The longest round length that the bar has room for: metres on the ground, millimetres on paper."""
    metres = max((one for one in BARS_M if one * 1_000 / echelle <= longest), default=BARS_M[0])
    return metres, metres * 1_000 / echelle


def _furniture(cadre: Cadre) -> list[BaseGeometry]:
    """Where no name may stand: under the arrow of the north."""
    return [shapely.box(cadre.largeur - 14, 0, cadre.largeur, 19)]


def _foot(cadre: Cadre, lines: list[tuple[str, str]], source: str, jour: dt.date) -> tuple[str, float]:
    """Legend to the left, scale to the right, source beneath; and how high all that is."""
    columns = 3 if cadre.largeur > 150 else 2
    wide = (cadre.largeur - LONGEST_BAR - 12) / columns
    rows = max(3, math.ceil(len(lines) / columns))
    top = cadre.hauteur + _PAD
    parts = []
    for rank, (symbol, words) in enumerate(lines):
        x, y = (rank // rows) * wide, top + (rank % rows) * _ROW
        parts.append(f'<g transform="translate({number_text(x)} {number_text(y)})">{symbol}</g>')
        parts.append(text_svg(x + _SYMBOL, y + 3.4, words, 3.0))
    parts.append(_bar(cadre.largeur - LONGEST_BAR - 4, top + 2.5, cadre.echelle))
    high = _PAD + rows * _ROW + 4.5
    said = f"{source}dessinée le {day(jour)}"
    parts.append(text_svg(0, cadre.hauteur + high - 1.2, said[:1].upper() + said[1:], 2.5, fill="#4a5563"))
    return "".join(parts), high


def _bar(x: float, y: float, echelle: int) -> str:
    metres, length = scale_bar(echelle)
    quarter = length / 4
    boxes = "".join(
        f'<rect x="{number_text(x + k * quarter)}" y="{number_text(y)}" width="{number_text(quarter)}" height="1.6" '
        f'fill="{INK if k % 2 == 0 else "#ffffff"}" stroke="{INK}" stroke-width="0.25"/>'
        for k in range(4)
    )
    marks = "".join(
        text_svg(x + share * length, y + 4.8, words, 2.8, anchor="middle")
        for share, words in (
            (0, "0"), (0.5, number(metres / 2, 0 if metres % 2 == 0 else 1)), (1, f"{number(metres)}{NO_BREAK}m"),
        )
    )  # fmt: skip
    ratio = text_svg(x, y + 9.2, f"Échelle 1{NO_BREAK}:{NO_BREAK}{number(echelle)}".replace(NARROW, NO_BREAK), 3.0)
    return boxes + marks + ratio


def bounds_points(shape: BaseGeometry) -> list[tuple[float, float]]:
    """The corners (lat, lon) of the box that holds a shape in degrees, for :func:`cadre_for`."""
    west, south, east, north = np.asarray(shape.bounds, float)
    return [(float(south), float(west)), (float(north), float(east))]
