"""The map on which a territory is drawn: a part of the page that lives in the browser."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from observatory.present.dessin import read_contour
from observatory.present.maps import MESSAGE

_HTML = "<iframe></iframe>"
_CSS = """iframe { display: block; box-sizing: border-box; width: 100%; border-radius: 6px;
  border: 1px solid color-mix(in srgb, currentColor 18%, transparent); }"""


@cache
def _component() -> Any:
    """The component, registered once in a process."""
    script = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    return st.components.v2.component("observatory_dessin", html=_HTML, css=_CSS, js=script)


def dessin(frame: str, layers: str, *, key: str, title: str, height: int = 480) -> list[tuple[float, float]]:
    """Show the map; gives the corners (latitude, longitude) of the outline that was finished, none before that."""
    data = {"frame": frame, "layers": layers, "height": height, "title": title, "message": MESSAGE}
    said = _component()(data=data, key=key, on_contour_change=lambda: None, height="content")
    return read_contour(said.get("contour"))
