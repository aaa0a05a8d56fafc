"""A folium map in a frame of the page, which lives in the browser: what pages show of it and hear from it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from observatory.present.maps import MESSAGE

_HTML = "<iframe></iframe>"
_CSS = """iframe { display: block; box-sizing: border-box; width: 100%; border-radius: 6px;
  border: 1px solid color-mix(in srgb, currentColor 18%, transparent); }"""


@cache
def _component() -> Any:
    """The component, registered once in a process."""
    script = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    return st.components.v2.component("observatory_cadre", html=_HTML, css=_CSS, js=script)


def cadre(
    frame: str,
    layers: str,
    *,
    key: str,
    title: str,
    height: int,
    on_change: Callable[[], None],
    triggers: Collection[str] = (),
    states: Collection[str] = (),
) -> Any:
    """Show a map; gives what it told, by name, which ``st.session_state[key]`` holds too.

    ``frame`` is a document of :mod:`observatory.present.maps`: while it stays the same the browser keeps the map as it
    is, and only ``layers`` are drawn anew. ``on_change`` is called before the page runs again for what the map told.
    ``height`` is in pixels, less on a small screen.
    """
    data = {
        "frame": frame, "layers": layers, "height": height, "title": title, "message": MESSAGE,
        "triggers": list(triggers), "states": list(states),
    }  # fmt: skip
    heard = {f"on_{name}_change": on_change for name in (*triggers, *states)}
    return _component()(data=data, key=key, height="content", **heard)
