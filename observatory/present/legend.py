"""What stands beside a map, as HTML that is read aloud in order: its legend, and the counts of one hexagon."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from observatory.present.labels import number
from observatory.present.maps import ClassMap, HexagonMap
from observatory.present.palette import HEXAGON_OPACITY, Line, blend, map_colours

_ROW = "display:flex;align-items:center;gap:.6rem;margin:0;padding:.1rem 0;font-size:.9rem"
_SWATCH = "flex:none;width:1.5rem;height:1rem;border-radius:3px;border:1px solid"
_LIST = "list-style:none;margin:.35rem 0 0;padding:0"


def legend_html(shown: HexagonMap, title: str) -> str:
    """A title, a square and the counts of each class (zero included), then the lines of the layers.

    The squares have the colours as they are seen on the map, laid over its ground.
    """
    ground = map_colours(shown.theme)
    rows = [_square(ground.commune, ground.edge, "aucun")]
    rows += [
        _square(blend(colour, ground.commune, HEXAGON_OPACITY), ground.edge, label)
        for colour, label in zip(shown.colours, shown.classes.labels(), strict=True)
    ]
    rows += [_stroke(line, name) for name, line in shown.lines]
    return (
        '<div style="font-size:.9rem;font-variant-numeric:tabular-nums">'
        f'<strong>{escape(title)}</strong><ul style="{_LIST}">{"".join(rows)}</ul></div>'
    )


def class_legend_html(shown: ClassMap, title: str, none: str = "") -> str:
    """A title, a square and the name of each class (``none`` names what has no class), then the lines of the layers."""
    ground = map_colours(shown.theme)
    rows = [
        _square(
            blend(one.colour, ground.commune, one.opacity), one.edge or ground.edge, one.label, one.dashes is not None
        )
        for one in shown.classes
    ]
    if none:
        rows.append(_square(ground.commune, ground.edge, none))
    rows += [_stroke(line, name) for name, line in shown.lines]
    return (
        f'<div style="font-size:.9rem"><strong>{escape(title)}</strong><ul style="{_LIST}">{"".join(rows)}</ul></div>'
    )


def counts_html(counts: Sequence[tuple[str, int]]) -> str:
    """Names with their counts, one a line, the numbers in a column."""
    rows = "".join(
        f'<li style="{_ROW};justify-content:space-between"><span>{escape(name)}</span><b>{number(n)}</b></li>'
        for name, n in counts
    )
    return f'<ul style="{_LIST};font-variant-numeric:tabular-nums">{rows}</ul>'


def _square(colour: str, edge: str, label: str, dashed: bool = False) -> str:
    swatch = _SWATCH.replace("1px solid", "2px dashed") if dashed else _SWATCH
    return f'<li style="{_ROW}"><span style="{swatch} {edge};background:{colour}"></span>{escape(label)}</li>'


def _stroke(line: Line, name: str) -> str:
    style = "solid" if line.dashes is None else "dotted" if line.dashes.startswith("2") else "dashed"
    mark = f"flex:none;width:1.5rem;height:0;border-top:{line.width + 0.4:.1f}px {style} {line.colour}"
    return f'<li style="{_ROW}"><span style="{mark}"></span>{escape(name)}</li>'
