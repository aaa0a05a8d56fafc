"""The map in a page: keeps a folium map in a frame, tells what is clicked and how far one zoomed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from observatory.domain.errors import ValueRefused
from observatory.domain.grid import check_resolution, text_to_cell
from observatory.ui.components.cadre import cadre


@dataclass(frozen=True, slots=True)
class MapAnswer:
    """What the user did on the map: the cell or the place just clicked, the resolution that the zoom calls for."""

    cell: int | None
    resolution: int | None
    place: int | None = None


def hexagones(
    frame: str, layers: str, *, key: str, title: str, on_answer: Callable[[MapAnswer], None], height: int = 560
) -> None:
    """Show a map; ``on_answer`` is called, before the page runs again, with what was done on it.

    ``frame`` is the document of :func:`observatory.present.maps.map_frame`; see :func:`cadre`.
    """

    def answer() -> None:
        said = st.session_state[key]
        on_answer(read_answer(said.get("cell"), said.get("resolution"), said.get("place")))

    cadre(
        frame, layers, key=key, title=title, height=height, on_change=answer, triggers=("cell", "place"),
        states=("resolution",),
    )  # fmt: skip


def read_answer(cell: object, resolution: object, place: object = None) -> MapAnswer:
    """What a browser said, checked: anything else than a cell, a resolution or a rank counts for nothing."""
    try:
        found = text_to_cell(cell) if isinstance(cell, str) and cell else None
    except ValueRefused:
        found = None
    try:
        wanted = check_resolution(resolution) if isinstance(resolution, int) else None
    except ValueRefused:
        wanted = None
    rank = place if isinstance(place, int) and not isinstance(place, bool) and place >= 0 else None
    return MapAnswer(found, wanted, rank)
