"""The map of a walk, whose stops may be moved: a part of the page that lives in the browser."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from observatory.present.itineraire import Geste, read_geste
from observatory.ui.components.cadre import cadre


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

    cadre(frame, layers, key=key, title=title, height=height, on_change=answer, triggers=("geste",))
