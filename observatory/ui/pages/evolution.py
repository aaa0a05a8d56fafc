"""Évolution: hot spots that come, last and go, the hours of the week, the seasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from observatory.client import Client
from observatory.domain.errors import StateError
from observatory.domain.evolution import BUNDLE, CLASSES, Changements, Heures, Tranches
from observatory.domain.grid import ANALYSIS_RESOLUTION, OVERVIEW_RESOLUTION, cell_to_text
from observatory.domain.selection import Selection
from observatory.present import evolution as words
from observatory.present.cells import cells_to_names
from observatory.present.labels import CAVEAT, FEW, MONTHS, WEEKDAYS, number, plural
from observatory.present.labels import zonage as zonage_label
from observatory.present.legend import class_legend_html
from observatory.present.maps import MapClass, Outline, class_map
from observatory.present.palette import Theme
from observatory.ui.city_map import city_frame, nothing_chosen, page_theme
from observatory.ui.components.hexagones import hexagones
from observatory.ui.filters import filters
from observatory.ui.pages.apercu import show_empty_base
from observatory.ui.session import client
from observatory.ui.strip import strip

SIZES = {OVERVIEW_RESOLUTION: "Grands (10 ha)", ANALYSIS_RESOLUTION: "Moyens (1,5 ha)"}
NAMING = "quartier"


def page() -> None:
    """Lay out the map of what changes, the hours, the seasons."""
    strip("evolution")
    st.title("Évolution")
    here = client()
    if not here.base.etat().signalements:
        show_empty_base()
        return
    selection = filters(here)
    size = _size()
    _emergence(here, selection, size)
    _changes(here, selection, size)
    _hours(here, selection)
    _seasons(here, selection)


def _size() -> int:
    return st.selectbox(
        "Taille des hexagones",
        list(SIZES),
        index=1,
        format_func=lambda one: SIZES[one],
        key="evolution-taille",
        width=260,
    )


def _emergence(here: Client, selection: Selection, size: int) -> None:
    st.subheader("Ce qui apparaît, ce qui dure, ce qui s'en va", anchor=False)
    try:
        table = here.evolution.emergence(selection, size)
    except StateError as error:
        st.info(error.message, icon=":material/date_range:")
        return
    told = Tranches.from_text((table.schema.metadata or {})[BUNDLE])
    st.markdown(words.emergence_summary(table))
    st.caption(f"{words.bins_text(told)}. {CAVEAT}")
    naming = _outlines(here, selection)
    drawn = _Drawn(
        cells=table["cell"].to_pylist(),
        ranks=[words.class_rank(one) for one in table["classe"].to_pylist()],
        texts=[words.hexagon_text(row, told) for row in table.to_pylist()],
        classes=words.emergence_classes,
        key="evolution-carte",
        title="Carte de ce que deviennent les points chauds ; le tableau sous la carte dit la même chose.",
    )
    with _map(here, drawn, naming, "Ce que devient chaque point chaud", "Pas de point chaud, ou trop changeant"):
        st.caption("  \n".join(f"**{words.LABELS[name]}** : {words.MEANINGS[name]}." for name in CLASSES))
    _emergence_table(table, naming)
    with st.expander("En savoir plus", icon=":material/science:"):
        st.markdown(words.emergence_method(told))


def _changes(here: Client, selection: Selection, size: int) -> None:
    st.subheader("D'une année à l'autre", anchor=False)
    try:
        table = here.evolution.changements(selection, size)
    except StateError as error:
        st.info(error.message, icon=":material/date_range:")
        return
    told = Changements.from_text((table.schema.metadata or {})[BUNDLE])
    st.markdown(words.change_summary(table, told))
    st.caption(f"{words.change_period(told)}. {CAVEAT}")
    naming = _outlines(here, selection)
    drawn = _Drawn(
        cells=table["cell"].to_pylist(),
        ranks=[words.change_rank(one) for one in table["sens"].to_pylist()],
        texts=[words.change_text(row, told) for row in table.to_pylist()],
        classes=words.change_classes,
        key="evolution-changements",
        title="Carte de ce qui change d'une année à l'autre ; le tableau sous la carte dit la même chose.",
    )
    _map(here, drawn, naming, "D'une année à l'autre", "Comme l'ensemble, aux aléas près")
    _changes_table(table, naming)
    with st.expander("En savoir plus", icon=":material/science:"):
        st.markdown(words.CHANGE_METHOD)


def _changes_table(table: pa.Table, naming: str) -> None:
    found = table.filter(pc.is_valid(table["sens"])).to_pylist()
    found.sort(key=lambda row: (row["sens"], row["cell"]))
    with st.expander(f"La carte en tableau : {plural(len(found), 'hexagone')}", icon=":material/table:"):
        cells = [row["cell"] for row in found]
        names = cells_to_names(cells, naming) if naming else [""] * len(cells)
        st.dataframe(words.change_table(found, [name or "" for name in names]), hide_index=True)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A map of classes: for each hexagon the rank of its class and what is read over it."""

    cells: list[int]
    ranks: list[int]
    texts: list[str]
    classes: Callable[[Theme], list[MapClass]]
    key: str
    title: str


def _map(here: Client, drawn: _Drawn, naming: str, heading: str, none: str) -> DeltaGenerator:
    """Draw a map of classes with its legend; gives the column under the legend."""
    left, right = st.columns([5, 2], gap="medium")
    theme = page_theme()
    shown = class_map(
        drawn.cells,
        drawn.ranks,
        drawn.texts,
        [Outline(NAMING, zonage_label(NAMING), naming)] if naming else [],
        classes=drawn.classes(theme),
        theme=theme,
    )
    with left:
        hexagones(city_frame(here, theme), shown.layers, key=drawn.key, title=drawn.title, on_answer=nothing_chosen)
    right.html(class_legend_html(shown, heading, none))
    return right


def _outlines(here: Client, selection: Selection) -> str:
    known = {one.zonage for one in here.zonages.liste() if one.n}
    return here.zonages.contours(NAMING, selection.jusqua) if NAMING in known else ""


def _emergence_table(table: pa.Table, naming: str) -> None:
    """The map in words: every hexagon that has a class."""
    found = table.filter(pc.is_valid(table["classe"])).to_pylist()
    found.sort(key=lambda row: (CLASSES.index(row["classe"]), -(row["n"] or 0), row["cell"]))
    with st.expander(f"La carte en tableau : {plural(len(found), 'hexagone')}", icon=":material/table:"):
        cells = [row["cell"] for row in found]
        names = cells_to_names(cells, naming) if naming else [""] * len(cells)
        frame = pd.DataFrame(
            {
                "Quartier": [name or "" for name in names],
                "Ce qu'il devient": [words.LABELS[row["classe"]] for row in found],
                "Nombre": [FEW if row["n"] is None else number(row["n"]) for row in found],
                "Hexagone": [cell_to_text(cell) for cell in cells],
            }
        )
        st.dataframe(frame, hide_index=True, key="evolution-tableau")


def _hours(here: Client, selection: Selection) -> None:
    st.subheader("À quelles heures", anchor=False)
    table = here.evolution.jour_heure(selection)
    told = Heures.from_text((table.schema.metadata or {})[BUNDLE])
    st.caption(words.hours_text(told))
    if not told.n:
        st.info("Aucune heure n'est connue pour ces filtres.")
        return
    st.altair_chart(words.hours_chart(table), alt="Nombre par jour et heure ; les nombres sont dans le tableau.")
    with st.expander("Les nombres du graphique", icon=":material/table:"):
        st.dataframe(words.hours_table(table), hide_index=True)
    with st.expander("En savoir plus", icon=":material/science:"):
        st.markdown(words.HOURS_METHOD)


def _seasons(here: Client, selection: Selection) -> None:
    st.subheader("Saisons et jours de la semaine", anchor=False)
    found = here.evolution.saison(selection)
    st.markdown(words.season_text(found))
    for part, names, title in ((found.mois, MONTHS, "mois"), (found.jours, WEEKDAYS, "jour de la semaine")):
        if not part:
            continue
        st.altair_chart(
            words.season_chart(part, names),
            alt=f"Écart de chaque {title} à l'habitude, avec son intervalle ; les nombres sont dans le tableau.",
        )
    with st.expander("Les nombres des graphiques", icon=":material/table:"):
        for part, names in ((found.mois, MONTHS), (found.jours, WEEKDAYS)):
            if part:
                st.dataframe(words.season_table(part, names), hide_index=True)
    with st.expander("En savoir plus", icon=":material/science:"):
        st.markdown(words.season_method(found))
