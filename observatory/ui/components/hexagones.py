"""The map of hexagons in a page: shows a folium map and tells which hexagon was clicked, and how far one zoomed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from observatory.domain.grid import text_to_cell
from observatory.present.maps import MESSAGE

_HTML = '<iframe loading="eager" sandbox="allow-scripts allow-same-origin"></iframe>'
_CSS = "iframe{width:100%;border:1px solid color-mix(in srgb, currentColor 18%, transparent);border-radius:.5rem}"


@dataclass(frozen=True, slots=True)
class MapAnswer:
    """What the user did on the map: the cell just clicked, the resolution that the zoom calls for."""

    cell: int | None
    resolution: int | None


@cache
def _component() -> Any:
    """The component, registered once in a process."""
    script = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    return st.components.v2.component("observatory_hexagones", html=_HTML, css=_CSS, js=script)


def hexagones(html: str, *, key: str, title: str, height: int = 560) -> MapAnswer:
    """Show a map (HTML of a whole document) and give what was done on it since the last run.

    The frame is drawn anew only when the map changes; where one looked is kept.
    """
    data = {
        "html": html,
        "digest": hashlib.sha256(html.encode()).hexdigest(),
        "height": height,
        "title": title,
        "message": MESSAGE,
    }
    answer = _component()(
        data=data, key=key, on_cell_change=lambda: None, on_resolution_change=lambda: None, height=height + 4
    )
    return MapAnswer(text_to_cell(answer.cell) if answer.cell else None, answer.resolution)
