"""Points chauds: where more is told than chance explains, how firmly, and what that does not say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
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
from observatory.domain.points_chauds import BUNDLE, Bilan, Exposition
from observatory.domain.selection import Selection
from observatory.present import points_chauds as words
from observatory.present.labels import COMPTES, FEW, number, period, plural, short_day
from observatory.present.labels import zonage as zonage_label
from observatory.present.legend import class_legend_html
from observatory.present.maps import ClassMap, Outline, class_map
from observatory.ui.city_map import city_frame, page_theme
from observatory.ui.components.hexagones import MapAnswer, hexagones
from observatory.ui.filters import choose_period, filters
from observatory.ui.map_choices import known_layers
from observatory.ui.pages.apercu import show_empty_base, show_nothing_found
from observatory.ui.session import client
from observatory.ui.strip import strip

SIZES = {
    OVERVIEW_RESOLUTION: "Grands (10 ha) : vue d'ensemble",
    ANALYSIS_RESOLUTION: "Moyens (1,5 ha) : analyse",
    WALK_RESOLUTION: "Petits (0,2 ha) : une marche",
}
_CELL, _SIZE, _RATE = "cellule", "hexagones", "rapport"
_AS_THEY_ARE = ""
_SIZE_KEY, _RATE_KEY = "points-chauds-taille", "points-chauds-rapport"


def page() -> None:
    """Lay out what was found in words, the map, the hexagon that was clicked, the sectors, the method."""
    strip("points-chauds")
    st.title("Points chauds")
    here = client()
    if not here.base.etat().signalements:
        show_empty_base()
        return
    _found(here, filters(here))


@st.fragment
def _found(here: Client, selection: Selection) -> None:
    """What changes with a click on the map; the filters around it do not run again."""
    size, rapport, layers = _ask(here)
    table = here.hotspots.carte(selection, size, rapport)
    bilan = Bilan.from_text((table.schema.metadata or {})[BUNDLE])
    st.caption(f"{words.period_text(bilan)} {words.CAVEAT}")
    if not bilan.n:
        show_nothing_found()
        return
    if not bilan.assez:
        _show_too_few(here, selection, bilan)
        return
    st.markdown(words.headline(bilan))
    left, right = st.columns([5, 2], gap="medium")
    chosen = _chosen(table)
    with left:
        shown = _show_map(here, selection, table, bilan, layers, chosen)
    with right:
        st.html(class_legend_html(shown, "Ce que dit la carte", words.NOTHING))
        if chosen is None:
            st.caption(":material/touch_app: Cliquez sur un hexagone pour savoir ce qu'il dit.")
        else:
            _show_hexagon(chosen, bilan)
    _show_sectors(here, selection, size, bilan)
    _show_repeated(here, selection)
    with st.expander("En savoir plus : la méthode et ses limites", icon=":material/science:"):
        st.markdown(words.method_text(bilan))
    _show_table(table, bilan)


def _ask(here: Client) -> tuple[int, Exposition | None, list[str]]:
    """The size of hexagons and what counts are set against, kept in the URL, and the outlines drawn."""
    asked = st.query_params.get(_SIZE, "")
    start = int(asked) if asked.isdecimal() and int(asked) in SIZES else ANALYSIS_RESOLUTION
    st.session_state.setdefault(_SIZE_KEY, start)
    left, middle, right = st.columns([3, 3, 4], vertical_alignment="bottom")
    size = left.selectbox("Taille des hexagones", list(SIZES), key=_SIZE_KEY, format_func=lambda one: SIZES[one])
    st.query_params[_SIZE] = str(size)
    wanted = st.query_params.get(_RATE, "")
    st.session_state.setdefault(_RATE_KEY, wanted if wanted in words.RAPPORTS else _AS_THEY_ARE)
    rapport = middle.selectbox(
        "Rapporter les comptes",
        [_AS_THEY_ARE, *words.RAPPORTS],
        key=_RATE_KEY,
        format_func=lambda one: words.RAPPORTS.get(one, "À rien : tels quels"),
    )
    if rapport:
        st.query_params[_RATE] = rapport
    else:
        st.query_params.pop(_RATE, None)
    known = known_layers(here)
    layers = right.pills(
        "Contours",
        known,
        selection_mode="multi",
        key="points-chauds-contours",
        default=known[:1],
        format_func=zonage_label,
    )
    return size, next((one for one in words.RAPPORTS if one == rapport), None), list(layers)


def _chosen(table: pa.Table) -> Mapping[str, Any] | None:
    """The row of the hexagon that the URL names, where the map has it."""
    try:
        cell = text_to_cell(st.query_params.get(_CELL, "")) if _CELL in st.query_params else None
    except ValueRefused:
        cell = None
    if cell is None:
        return None
    found: list[dict[str, Any]] = table.filter(pc.equal(table["cell"], cell)).to_pylist()
    return found[0] if found else None


def _show_map(
    here: Client,
    selection: Selection,
    table: pa.Table,
    bilan: Bilan,
    layers: list[str],
    chosen: Mapping[str, Any] | None,
) -> ClassMap:
    theme = page_theme()
    rows = table.select(["cell", "n", "hotspot", "stabilite"]).to_pylist()
    shown = class_map(
        [row["cell"] for row in rows],
        [words.class_rank(row["hotspot"], row["stabilite"]) for row in rows],
        [words.hexagon_tooltip(row, COMPTES[bilan.compte]) for row in rows],
        [Outline(name, zonage_label(name), here.zonages.contours(name, selection.jusqua)) for name in layers],
        classes=words.hotspot_classes(theme),
        theme=theme,
        selected=chosen["cell"] if chosen else None,
    )
    frame = city_frame(here, theme)
    hexagones(
        frame,
        shown.layers,
        key="points-chauds",
        title="Carte des points chauds par hexagone ; les tableaux sous la carte disent la même chose.",
        on_answer=_remember,
    )
    return shown


def _remember(answer: MapAnswer) -> None:
    if answer.cell is not None:
        st.query_params[_CELL] = cell_to_text(answer.cell)


def _forget() -> None:
    st.query_params.pop(_CELL, None)


def _show_hexagon(row: Mapping[str, Any], bilan: Bilan) -> None:
    """What one hexagon says: plain words first, then the figures of the test."""
    with st.container(border=True):
        count = "Moins de 5 signalements" if row["n"] is None else plural(row["n"], COMPTES[bilan.compte])
        st.subheader(f"{'Environ ' if bilan.arrondi and row['n'] is not None else ''}{count}", anchor=False)
        st.write(words.hexagon_words(row, bilan))
        if row["stabilite"]:
            st.write(words.stability_words(row))
        with st.expander("En savoir plus"):
            st.html(_figures_html(row, bilan))
        st.button("Ne plus choisir", icon=":material/close:", type="tertiary", on_click=_forget)


def _figures_html(row: Mapping[str, Any], bilan: Bilan) -> str:
    """n, neighbours, Gi*, p and what is left of it after the correction, one a line."""
    star = "non communiqué" if bilan.arrondi else "sans objet" if row["gi_star"] is None else number(row["gi_star"], 2)
    lines = [
        ("Hexagone", cell_to_text(row["cell"])),
        ("n", FEW if row["n"] is None else number(row["n"])),
        ("Hexagones voisins", number(row["voisins"])),
        ("Gi*", star),
        ("Test", words.p_text(row["p_value"], rounded=bilan.arrondi)),
        ("Après correction", words.p_text(row["p_fdr"], rounded=bilan.arrondi)),
    ]
    return "".join(f"<div style='font-size:.9rem'>{name} : <b>{value}</b></div>" for name, value in lines)


def _show_sectors(here: Client, selection: Selection, size: int, bilan: Bilan) -> None:
    """The groups of hot hexagons that touch, the fullest first; choosing one frames its fullest hexagon."""
    if not bilan.secteurs:
        return
    st.subheader("Les secteurs, du plus chargé au moins chargé", anchor=False)
    found = here.hotspots.secteurs(selection, size, bilan.rapport).to_pylist()
    frame = pd.DataFrame(
        {
            "Secteur": [row["nom"] for row in found],
            plural(2, COMPTES[bilan.compte]).split()[-1].capitalize(): [row["n"] for row in found],
            "Surtout": [row["surtout"] for row in found],
            "Hexagones": [row["hexagones"] for row in found],
            "Solidité": [row["stabilite"] for row in found],
        }
    )
    cells = [row["cell"] for row in found]
    st.dataframe(
        frame,
        hide_index=True,
        key="points-chauds-secteurs",
        selection_mode="single-row",
        on_select=lambda: _choose_row("points-chauds-secteurs", cells),
    )


def _show_table(table: pa.Table, bilan: Bilan) -> None:
    """The map in words: every hexagon found, the fullest first."""
    found = table.filter(pc.is_valid(table["hotspot"])).sort_by([("n", "descending"), ("cell", "ascending")])
    with st.expander(f"La carte en tableau ({plural(found.num_rows, 'hexagone')})", icon=":material/table:"):
        rows = found.to_pylist()
        frame = pd.DataFrame(
            {
                "Hexagone": [cell_to_text(row["cell"]) for row in rows],
                "Classe": [row["hotspot"] for row in rows],
                "Solidité": [row["stabilite"] for row in rows],
                "n": [FEW if row["n"] is None else number(row["n"]) for row in rows],
                "Voisins": [row["voisins"] for row in rows],
                "p corrigé": [words.p_text(row["p_fdr"], rounded=bilan.arrondi) for row in rows],
            }
        )
        cells = [row["cell"] for row in rows]
        st.dataframe(
            frame,
            hide_index=True,
            key="points-chauds-tableau",
            selection_mode="single-row",
            on_select=lambda: _choose_row("points-chauds-tableau", cells),
        )


def _choose_row(key: str, cells: list[int]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < len(cells):
        st.query_params[_CELL] = cell_to_text(cells[rows[0]])


def _show_too_few(here: Client, selection: Selection, bilan: Bilan) -> None:
    """Why there is no map, and what is shown in its place: a longer period, places told of again and again."""
    st.warning(words.too_few_text(bilan), icon=":material/info:")
    longer = here.hotspots.periode(selection, bilan.minimum)
    if longer and longer.depuis:
        st.button(
            f"Regarder {period(longer.depuis, longer.jusqua)}",
            icon=":material/date_range:",
            on_click=choose_period,
            args=(longer,),
        )
    else:
        st.caption("Même sur toute la période connue, ces filtres n'en réunissent pas assez : enlevez-en.")
    _show_repeated(here, selection)


def _show_repeated(here: Client, selection: Selection) -> None:
    """Places told of again and again: what a map of hotspots does not show, and what little there is can still tell."""
    found = here.hotspots.lieux_repetes(selection).to_pylist()
    if not found:
        return
    st.subheader("Les lieux qui reviennent", anchor=False)
    frame = pd.DataFrame(
        {
            "Lieu": [row["lieu"] for row in found],
            "Signalements": [row["n"] for row in found],
            "Problèmes": [row["problemes"] for row in found],
            "Voix": [row["voix"] for row in found],
            "Premier": [short_day(row["premier"]) for row in found],
            "Dernier": [short_day(row["dernier"]) for row in found],
        }
    )
    st.dataframe(frame, hide_index=True, key="points-chauds-lieux")
    st.caption("Une même personne peut signaler dix fois : comparez les signalements aux voix.")
