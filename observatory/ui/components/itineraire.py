"""The map of a walk, whose stops may be moved: a part of the page that lives in the browser."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from observatory.present.itineraire import Geste, read_geste
from observatory.present.maps import MESSAGE

_HTML = "<iframe></iframe>"
_CSS = """iframe { display: block; box-sizing: border-box; width: 100%; border-radius: 6px;
  border: 1px solid color-mix(in srgb, currentColor 18%, transparent); }"""


@cache
def _component() -> Any:
    """The component, registered once in a process."""
    script = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    return st.components.v2.component("observatory_itineraire", html=_HTML, css=_CSS, js=script)


def itineraire(
    frame: str,
    layers: str,
    *,
    key: str,
    title: str,
    stops: int = 0,
    on_geste: Callable[[Geste], None] | None = None,
    height: int = 560,
) -> None:
    """Show a walk; ``on_geste`` is called, before the page runs again, with what was done to one of its ``stops``."""

    def answer() -> None:
        said = read_geste(st.session_state[key].get("geste"), stops)
        if said is not None and on_geste is not None:
            on_geste(said)

    data = {"frame": frame, "layers": layers, "height": height, "title": title, "message": MESSAGE}
    _component()(data=data, key=key, on_geste_change=answer, height="content")
