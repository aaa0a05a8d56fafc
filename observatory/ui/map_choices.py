"""What is chosen on the map page: size of hexagons, outlines, one hexagon. It lives in the URL, like the filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from observatory.client import Client
from observatory.domain.errors import ValueRefused
from observatory.domain.grid import (
    ANALYSIS_RESOLUTION,
    OVERVIEW_RESOLUTION,
    WALK_RESOLUTION,
    cell_to_text,
    text_to_cell,
)
from observatory.present.labels import zonage
from observatory.ui.components.hexagones import MapAnswer
from observatory.ui.filters import GROUND

BY_ZOOM = 0
SIZES = {
    BY_ZOOM: "Selon le zoom",
    8: "Très grands (70 ha)",
    OVERVIEW_RESOLUTION: "Grands (10 ha)",
    ANALYSIS_RESOLUTION: "Moyens (1,5 ha)",
    WALK_RESOLUTION: "Petits (0,2 ha)",
}
"""What a reader calls the resolutions of the grid."""

_USUAL_LAYERS = ("quartier", "qpv", "zsp")
_NO_LAYER = "aucun"
_CELL, _SIZE, _LAYERS, _AMBIANCES = "cellule", "hexagones", "contours", "ambiances"
_YES = "oui"
_AMBIANCES_KEY = "carte-ambiances"
_SIZE_KEY, _LAYERS_KEY, _ZOOM_KEY = "carte-taille", "carte-contours", "carte-zoom"
_KEPT, _REFUSED = "carte-choix", "carte-refus"


@dataclass(frozen=True, slots=True)
class MapChoices:
    """The size of hexagons (a key of ``SIZES``), the layers drawn, the hexagon whose list is shown."""

    size: int = BY_ZOOM
    layers: tuple[str, ...] = ()
    cell: int | None = None
    ambiances: bool = False

    @property
    def resolution(self) -> int:
        """The resolution to count at: the one chosen, else the one that the zoom calls for."""
        return self.size or st.session_state.get(_ZOOM_KEY, OVERVIEW_RESOLUTION)


def query_to_choices(query: Mapping[str, str], known: Sequence[str]) -> tuple[MapChoices, list[str]]:
    """The choices that a URL asks for among the layers ``known``, and what of it means nothing here."""
    refused: list[str] = []
    size = {str(one): one for one in SIZES}.get(query.get(_SIZE, str(BY_ZOOM)))
    if size is None:
        refused.append(f"taille d'hexagones « {query[_SIZE]} »")
    named = [part for part in query.get(_LAYERS, "").split(",") if part and part != _NO_LAYER]
    refused += [f"contours « {part} »" for part in named if part not in known]
    layers = [part for part in named if part in known] if _LAYERS in query else list(known[:1])
    try:
        cell = text_to_cell(query[_CELL]) if query.get(_CELL) else None
    except ValueRefused:
        cell = None
        refused.append(f"hexagone « {query[_CELL]} »")
    asked = query.get(_AMBIANCES, "")
    if asked not in ("", _YES):
        refused.append(f"ambiances « {asked} »")
    return MapChoices(size or BY_ZOOM, tuple(layers), cell, asked == _YES), refused


def known_layers(here: Client) -> list[str]:
    """The zonages whose outlines a map may show, the usual ones first."""
    found = {one.zonage for one in here.zonages.liste() if one.n and one.zonage not in GROUND}
    return sorted(found, key=lambda z: (_USUAL_LAYERS.index(z) if z in _USUAL_LAYERS else len(_USUAL_LAYERS), z))


def ask_map_choices(here: Client) -> MapChoices:
    """Show the size of hexagons and the layers, as the URL says, and give what is chosen; the URL follows.

    A value of the URL that means nothing is left out, and said.
    """
    known = known_layers(here)
    kept: dict[str, str] = st.session_state.get(_KEPT, {})
    start, refused = query_to_choices(kept | st.query_params.to_dict(), known)
    with st.container():  # always there, so that the map below keeps its place in the page
        unread = st.session_state.setdefault(_REFUSED, refused)
        if unread:
            st.warning(f"Choix de l'adresse ignorés : {', '.join(unread)}.", icon=":material/filter_alt_off:")
    wanted = ((_SIZE_KEY, start.size), (_LAYERS_KEY, list(start.layers)), (_AMBIANCES_KEY, start.ambiances))
    for key, value in wanted:
        st.session_state[key] = st.session_state.get(key, value)
    left, right, last = st.columns([2, 4, 2], vertical_alignment="bottom")
    size = left.selectbox(
        "Taille des hexagones",
        list(SIZES),
        key=_SIZE_KEY,
        format_func=lambda one: SIZES[one],
        on_change=_forget_refused,
    )
    layers = right.pills(
        "Contours", known, selection_mode="multi", key=_LAYERS_KEY, format_func=zonage, on_change=_forget_refused
    )
    seen = last.toggle("Observations d'ambiance", key=_AMBIANCES_KEY, on_change=_forget_refused)
    chosen = MapChoices(size, tuple(one for one in known if one in layers), start.cell, seen)
    _write_query(chosen, known)
    return chosen


def remember_answer(answer: MapAnswer) -> None:
    """Keep what was done on the map: the hexagon in the URL, the resolution of the zoom for this visit."""
    if answer.cell is not None:
        choose_cell(answer.cell)
    if answer.resolution is not None:
        st.session_state[_ZOOM_KEY] = answer.resolution


def choose_cell(cell: int) -> None:
    """Make ``cell`` the hexagon whose list is shown."""
    _forget_refused()
    st.query_params[_CELL] = cell_to_text(cell)


def forget_cell() -> None:
    """Show no hexagon's list any more."""
    st.query_params.pop(_CELL, None)
    st.session_state.get(_KEPT, {}).pop(_CELL, None)


def _forget_refused() -> None:
    """The user chose something: what the URL said wrongly has been read."""
    st.session_state[_REFUSED] = []


def _write_query(chosen: MapChoices, known: Sequence[str]) -> None:
    """Make the URL, and the memory for the way back to this page, say the choices; defaults are not said."""
    usual = chosen.layers == tuple(known[:1])
    said = {
        _SIZE: str(chosen.size) if chosen.size else "",
        _LAYERS: "" if usual else ",".join(chosen.layers) or _NO_LAYER,
        _CELL: cell_to_text(chosen.cell) if chosen.cell is not None else "",
        _AMBIANCES: _YES if chosen.ambiances else "",
    }
    for key, value in said.items():
        if value and st.query_params.get(key) != value:
            st.query_params[key] = value
        elif not value and key in st.query_params:
            del st.query_params[key]
    st.session_state[_KEPT] = {key: value for key, value in said.items() if value}
