"""Observations d'ambiance on a map: symbols of their own, told apart by shape, never added to signalements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from observatory.domain.ambiance import NEUTRAL, PLEASANT, TROUBLED
from observatory.domain.grid import cell_to_position
from observatory.present.labels import number, plural
from observatory.present.palette import MARKS, Theme

BEARINGS = {PLEASANT: "Favorable", NEUTRAL: "Neutre", TROUBLED: "Gênante"}
"""How a kind bears on a place, in the legend's words."""
CAVEAT = (
    "Ce que les médiateurs ont observé là où ils sont passés, aux heures où ils y étaient : l'absence de symbole ne "
    "veut pas dire que tout va bien. Ces observations ne sont pas des signalements et ne sont dans aucun compte."
)
"""What a reader must know."""
_ROW = "display:flex;align-items:center;gap:.6rem;margin:0;padding:.1rem 0;font-size:.9rem"


@dataclass(frozen=True, slots=True)
class Mark:
    """One symbol: where, which bearing, how many observations, and what its tooltip says."""

    lat: float
    lon: float
    tonalite: str
    n: int
    texte: str


def ambiance_marks(
    cells: Sequence[int], bearings: Sequence[str], counts: Sequence[int], kinds: Sequence[str]
) -> list[Mark]:
    """A symbol at the centre of each cell for each bearing; equal lengths, as ``ambiances.cellules`` gives them."""
    marks = []
    for cell, bearing, n, kind in zip(cells, bearings, counts, kinds, strict=True):
        at = cell_to_position(cell)
        marks.append(Mark(at.lat, at.lon, bearing, n, f"{plural(n, 'observation')} : {kind}"))
    return marks


def marks_legend_html(marks: Sequence[Mark], theme: Theme) -> str:
    """The shapes with their names and how many observations each stands for."""
    rows = []
    for bearing, name in BEARINGS.items():
        n = sum(one.n for one in marks if one.tonalite == bearing)
        shape = mark_shape(bearing, theme)
        rows.append(f'<li style="{_ROW}">{shape}<span>{escape(name)}</span><b>{number(n)}</b></li>')
    return (
        '<div style="font-size:.9rem;font-variant-numeric:tabular-nums"><strong>Observations d\'ambiance</strong>'
        f'<ul style="list-style:none;margin:.35rem 0 0;padding:0">{"".join(rows)}</ul></div>'
    )


def mark_shape(bearing: str, theme: Theme) -> str:
    """The shape of a bearing as it stands on the map, for a legend."""
    return _SHAPES[bearing].format(colour=MARKS[theme][bearing])


_BOX = "display:inline-block;flex:none;width:1rem;height:1rem;margin:0 .25rem;background:{colour}"
_SHAPES = {
    PLEASANT: f'<span style="{_BOX};border-radius:50%"></span>',
    NEUTRAL: f'<span style="{_BOX}"></span>',
    TROUBLED: f'<span style="{_BOX};transform:rotate(45deg) scale(.85)"></span>',
}
