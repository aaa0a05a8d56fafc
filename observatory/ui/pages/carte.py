"""Carte: where signalements concentrate, hexagon by hexagon, and which they are."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from observatory.client import Client
from observatory.domain.grid import ANALYSIS_RESOLUTION, cell_to_text, text_to_cell
from observatory.domain.selection import Selection
from observatory.present.labels import COMPTES, ZONAGES, label, period, plural
from observatory.present.maps import HexagonMap, Outline, hexagon_map, legend_html
from observatory.ui.components.hexagones import hexagones
from observatory.ui.filters import GROUND, filters
from observatory.ui.pages.apercu import show_empty_base
from observatory.ui.session import client
from observatory.ui.standalone import started_by_owner
from observatory.ui.tables import show_signalements

RESOLUTIONS = {None: "selon le zoom", 8: "8 (grands)", 9: "9 (vue d'ensemble)", 10: "10 (analyse)", 11: "11 (marche)"}
LISTED = 200
_USUAL_LAYERS = ("quartier", "qpv", "zsp")


def page() -> None:
    """Lay out the map, its legend, the list of a hexagon and the table that says the same."""
    st.title("Carte")
    here = client()
    if not here.base.etat().signalements:
        show_empty_base()
        return
    selection = filters(here)
    choice, layers = _controls(here)
    resolution = choice or st.session_state.get("carte-resolution", ANALYSIS_RESOLUTION)
    with st.spinner("Comptage par hexagone…", show_time=False):
        table = here.tables.cellules(selection, resolution)
        shown = _map(here, selection, table, layers)
    total = here.tables.total(selection)
    st.caption(
        f"{plural(total.n, COMPTES[selection.compte])}, {period(selection.depuis, selection.jusqua)}. "
        f"Non localisés, donc absents de la carte : {plural(total.non_localises, 'signalement')}. "
        "Une carte de signalements montre où l'on signale, pas tout ce qui arrive."
    )
    if not table.num_rows:
        st.info("Aucun signalement localisé ne répond à ces filtres : élargissez la période ou les catégories.")
    answer = hexagones(shown.html, key="carte", title="Carte des signalements par hexagone")
    st.html(legend_html(shown, f"{COMPTES[selection.compte].capitalize()} par hexagone"))
    if choice is None and answer.resolution and answer.resolution != resolution:
        st.session_state["carte-resolution"] = answer.resolution
        st.rerun()
    if answer.cell is not None:
        st.query_params["cellule"] = cell_to_text(answer.cell)
        st.rerun()
    _list_of_hexagon(here, selection)
    _table(table, resolution)


def _controls(here: Client) -> tuple[int | None, list[str]]:
    """The size of hexagons and the layers over them."""
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    choice = left.selectbox("Taille des hexagones", list(RESOLUTIONS), format_func=lambda r: RESOLUTIONS[r])
    known = [one.zonage for one in here.zonages.liste() if one.n and one.zonage not in GROUND]
    usual = [name for name in _USUAL_LAYERS if name in known]
    layers = right.pills(
        "Contours", known, selection_mode="multi", default=usual[:1], format_func=lambda z: label(ZONAGES, z)
    )
    return choice, list(layers)


def _map(here: Client, selection: Selection, table: pa.Table, layers: list[str]) -> HexagonMap:
    outlines = [
        Outline(label(ZONAGES, name), here.zonages.contours(name, selection.jusqua), dashed=name != "quartier")
        for name in layers
    ]
    cell = _chosen_cell()
    return hexagon_map(
        table["cell"].to_pylist(),
        table["n"].to_pylist(),
        outlines,
        counted=COMPTES[selection.compte],
        theme="dark" if st.context.theme.type == "dark" else "light",
        base=None if started_by_owner() else here.carte.fond(),
        selected=cell,
    )


def _chosen_cell() -> int | None:
    text = st.query_params.get("cellule")
    return text_to_cell(text) if text else None


def _list_of_hexagon(here: Client, selection: Selection) -> None:
    """The signalements of the hexagon that was clicked."""
    cell = _chosen_cell()
    if cell is None:
        st.info("Cliquez sur un hexagone pour lire ses signalements.", icon=":material/touch_app:")
        return
    found = here.signalements.dans_cellule(cell, selection, LISTED)
    st.subheader(f"{plural(found.num_rows, 'signalement')} dans l'hexagone choisi")
    if found.num_rows == LISTED:
        st.caption(f"Les {LISTED} plus récents sont listés.")
    show_signalements(found)


def _table(table: pa.Table, resolution: int) -> None:
    """The map in words: every hexagon with its count, the fullest first."""
    with st.expander("La carte en tableau"):
        rows = sorted(zip(table["cell"].to_pylist(), table["n"].to_pylist(), strict=True), key=lambda r: -r[1])
        st.dataframe(
            {"Hexagone": [cell_to_text(cell) for cell, _ in rows], "Nombre": [n for _, n in rows]}, hide_index=True
        )
        st.caption(f"{plural(len(rows), 'hexagone')} de résolution {resolution} avec au moins un signalement.")
