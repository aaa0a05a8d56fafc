"""The legend beside a map that is shown at any size, as on a slide: large letters, names on two lines, no ratio."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from observatory.present.carte_couches import INK, Cadre, number_text, text_svg
from observatory.present.labels import NO_BREAK, day, number
from observatory.present.mesure_texte import wrap_text

_GAP, _SYMBOL, _SIZE, _LINE, _ROW = 2.5, 10.3, 3.0, 3.5, 5.8
_MOST_LINES = 3
_NARROW = 0.88
"""How wide the letters of maps are beside those that are reckoned with."""


def side_legend(
    cadre: Cadre,
    lignes: Sequence[tuple[str, str]],
    barre: tuple[int, float],
    source: str,
    jour: dt.date,
    cote: float,
) -> tuple[str, float]:
    """The legend above, the bar of the scale and the source below it, in so many millimetres to the right of a map.

    Gives it as SVG, and by how much it is higher than the map.
    """
    x, y, parts = cadre.largeur + _GAP, 0.4, []
    for symbol, words in lignes:
        parts.append(f'<g transform="translate({number_text(x)} {number_text(y)})">{symbol}</g>')
        split = wrap_text(words, cote - _GAP - _SYMBOL, _NARROW * _SIZE, _MOST_LINES)
        parts += [text_svg(x + _SYMBOL, y + 3.4 + rank * _LINE, one, _SIZE) for rank, one in enumerate(split)]
        y += _ROW + (len(split) - 1) * _LINE
    told = [*source.split(" · "), "dessinée le", day(jour)] if source else ["dessinée le", day(jour)]
    told = [line for one in told for line in wrap_text(one, cote - _GAP, _NARROW * _SIZE, _MOST_LINES)]
    below = 9.0 + len(told) * _LINE
    y = max(y + 4.5, cadre.hauteur - below)
    parts.append(north_svg(cadre.largeur + cote - 5, y - 3.5))
    parts.append(_bar(x + 0.5, y + 0.5, *barre))
    parts += [
        text_svg(x, y + 12.0 + rank * _LINE, one[:1].upper() + one[1:] if rank == 0 else one, _SIZE, fill="#4a5563")
        for rank, one in enumerate(told)
    ]
    return "".join(parts), max(0.0, y + below - cadre.hauteur) + 0.5


def north_svg(x: float, y: float) -> str:
    """The arrow of the north, its point at a place; 12.4 mm high with its letter."""
    return (
        f'<rect x="{x - 5:g}" y="{y - 2}" width="10" height="16" fill="#ffffff" fill-opacity="0.9"/>'
        f'<path d="M{x} {y} L{x + 2.6:g} {y + 8} L{x} {y + 6.2:g} Z" fill="{INK}"/>'
        f'<path d="M{x} {y} L{x - 2.6:g} {y + 8} L{x} {y + 6.2:g} Z" fill="#ffffff" stroke="{INK}" stroke-width="0.3"/>'
        + text_svg(x, y + 12.4, "N", 4.0, anchor="middle", bold=True)
    )


def _bar(x: float, y: float, metres: int, length: float) -> str:
    half = length / 2
    boxes = "".join(
        f'<rect x="{number_text(x + k * half)}" y="{number_text(y)}" width="{number_text(half)}" height="1.6" '
        f'fill="{INK if k == 0 else "#ffffff"}" stroke="{INK}" stroke-width="0.25"/>'
        for k in range(2)
    )
    words = f"{number(metres / 1_000)}{NO_BREAK}km" if metres >= 1_000 else f"{number(metres)}{NO_BREAK}m"
    return boxes + text_svg(x, y + 5.4, "0", _SIZE) + text_svg(x + length, y + 5.4, words, _SIZE, anchor="middle")
