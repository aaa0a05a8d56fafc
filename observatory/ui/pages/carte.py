"""Carte: where signalements concentrate, hexagon by hexagon, and which they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import h3.api.basic_int as h3
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from observatory.client import Client
from observatory.domain.ambiance import GENRES, INTENSITES
from observatory.domain.grid import cell_to_text
from observatory.domain.selection import Selection
from observatory.present.ambiances import CAVEAT as OBSERVED
from observatory.present.ambiances import Mark, ambiance_marks, marks_legend_html
from observatory.present.cells import cells_to_names
from observatory.present.labels import CAVEAT, COMPTES, NARROW, first_upper, instant, number, period, plural
from observatory.present.labels import zonage as zonage_label
from observatory.present.legend import counts_html, legend_html
from observatory.present.maps import HexagonMap, Outline, hexagon_map
from observatory.ui.city_map import city_frame, page_theme
from observatory.ui.components.hexagones import hexagones
from observatory.ui.filters import filters
from observatory.ui.map_choices import MapChoices, ask_map_choices, choose_cell, forget_cell, remember_answer
from observatory.ui.pages.apercu import show_empty_base
from observatory.ui.session import client
from observatory.ui.strip import strip
from observatory.ui.tables import show_signalements

LISTED = 200
FIRST_FAMILIES = 5
NAMING = "quartier"
"""The zonage whose names tell where a hexagon is."""


def page() -> None:
    """Lay out the map, its legend, the list of a hexagon and the table that says the same."""
    strip("carte")
    st.title("Carte")
    here = client()
    if not here.base.etat().signalements:
        show_empty_base()
        return
    _map_and_list(here, filters(here))


@st.fragment
def _map_and_list(here: Client, selection: Selection) -> None:
    """What changes with a click on the map; the filters around it do not run again."""
    choices = ask_map_choices(here)
    table = here.tables.cellules(selection, choices.resolution)
    marks = _marks(here, selection, choices)
    _caption(here, selection)
    left, right = st.columns([5, 2], gap="medium")
    counted = plural(2, COMPTES[selection.compte]).split()[-1]
    with left:
        shown = _show_map(here, selection, choices, table, marks)
    with right:
        st.html(legend_html(shown, f"{first_upper(counted)} par hexagone"))
        if choices.ambiances:
            st.html(marks_legend_html(marks, shown.theme))
            st.caption(OBSERVED)
        if not table.num_rows:
            st.info("Aucun signalement localisé ne répond à ces filtres : élargissez la période ou les catégories.")
        elif choices.cell is None:
            st.caption(":material/touch_app: Cliquez sur un hexagone pour voir ce qui y est signalé.")
        else:
            _show_cell(here, selection, choices.cell)
    if choices.cell is not None:
        _show_list(here, selection, choices.cell)
    _show_table(here, selection, table)
    if choices.ambiances:
        _show_observations(here, selection)


def _caption(here: Client, selection: Selection) -> None:
    total = here.tables.total(selection)
    away = (
        f" Non localisés, donc absents de la carte{NARROW}: {number(total.non_localises)}."
        if total.non_localises
        else ""
    )
    st.caption(
        f"{first_upper(period(selection.depuis, selection.jusqua))} · {plural(total.n, COMPTES[selection.compte])}."
        f"{away} {CAVEAT}"
    )


def _marks(here: Client, selection: Selection, choices: MapChoices) -> list[Mark]:
    """The symbols of the observations d'ambiance, where they are asked for."""
    if not choices.ambiances:
        return []
    found = here.ambiances.cellules(selection, choices.resolution)
    return ambiance_marks(*(found[name].to_pylist() for name in ("cell", "tonalite", "n", "genres")))


def _show_observations(here: Client, selection: Selection) -> None:
    """The symbols in words: each observation, the latest first."""
    found = here.ambiances.liste(selection)
    with st.expander(f"{plural(found.num_rows, 'observation')} d'ambiance en tableau", icon=":material/table:"):
        frame = pd.DataFrame(
            {
                "Quand": [instant(one) for one in found["debut"].to_pylist()],
                "Lieu": found["lieu"].to_pylist(),
                "Observé": [GENRES[one][0] for one in found["genre"].to_pylist()],
                "Intensité": [INTENSITES[one - 1] for one in found["intensite"].to_pylist()],
            }
        )
        st.dataframe(frame, hide_index=True, key="carte-ambiances-tableau")


def _show_map(
    here: Client, selection: Selection, choices: MapChoices, table: pa.Table, marks: list[Mark]
) -> HexagonMap:
    theme = page_theme()
    one = COMPTES[selection.compte]
    shown = hexagon_map(
        table["cell"].to_pylist(),
        table["n"].to_pylist(),
        [Outline(name, zonage_label(name), here.zonages.contours(name, selection.jusqua)) for name in choices.layers],
        words=(one, plural(2, one).split()[-1]),
        theme=theme,
        selected=choices.cell,
        marks=marks,
    )
    frame = city_frame(here, theme)
    hexagones(
        frame,
        shown.layers,
        key="carte",
        title="Carte des signalements par hexagone ; le tableau sous la carte dit la même chose.",
        on_answer=remember_answer,
    )
    return shown


def _show_cell(here: Client, selection: Selection, cell: int) -> None:
    """What one hexagon holds, in short: how many, of what."""
    name = cells_to_names([cell], _naming(here, selection))[0]
    with st.container(border=True):
        st.caption(f"Hexagone choisi{f' · {name}' if name else ''}")
        st.subheader(plural(_count(here, selection, cell), COMPTES[selection.compte]), anchor=False)
        families = _families(here, selection, cell)
        first = families.most_common(FIRST_FAMILIES)
        rest = families.total() - sum(n for _, n in first)
        st.html(counts_html([*first, *([("Autres catégories", rest)] if rest else [])]))
        st.button("Ne plus choisir", icon=":material/close:", type="tertiary", on_click=forget_cell)


def _count(here: Client, selection: Selection, cell: int) -> int:
    counts = here.tables.cellules(selection, h3.get_resolution(cell))
    return sum(counts.filter(pc.equal(counts["cell"], cell))["n"].to_pylist())


def _families(here: Client, selection: Selection, cell: int) -> Counter[str]:
    """The counts of a hexagon by first-level category, in French."""
    counts = here.tables.cellules(selection, h3.get_resolution(cell), par_categorie=True)
    known = {one.code: one for one in here.nomenclature.categories()}
    families: Counter[str] = Counter()
    for row in counts.filter(pc.equal(counts["cell"], cell)).to_pylist():
        one = known[row["categorie"]]
        families[known[one.parent].libelle if one.parent else one.libelle] += row["n"]
    return families


def _show_list(here: Client, selection: Selection, cell: int) -> None:
    """The signalements of the hexagon that was clicked."""
    found = here.signalements.dans_cellule(cell, selection, LISTED)
    n = _count(here, replace(selection, compte="signalements"), cell)
    st.subheader(f"{plural(n, 'signalement')} dans l'hexagone choisi", anchor=False)
    if n > LISTED:
        st.caption(f"Les {LISTED} plus récents. La page Exports donne tout.")
    show_signalements(found)


def _naming(here: Client, selection: Selection) -> str:
    known = {one.zonage for one in here.zonages.liste() if one.n}
    return here.zonages.contours(NAMING, selection.jusqua) if NAMING in known else '{"features":[]}'


def _show_table(here: Client, selection: Selection, table: pa.Table) -> None:
    """The map in words: every hexagon with its count, the fullest first; choosing a row is a click on the map."""
    with st.expander("La carte en tableau", icon=":material/table:"):
        ordered = table.sort_by([("n", "descending"), ("cell", "ascending")])
        cells = ordered["cell"].to_pylist()
        frame = pd.DataFrame(
            {
                "Quartier": [name or "" for name in cells_to_names(cells, _naming(here, selection))],
                "Nombre": ordered["n"].to_pylist(),
                "Hexagone": [cell_to_text(cell) for cell in cells],
            }
        )
        st.caption(
            f"{plural(len(cells), 'hexagone')} avec au moins un signalement. Choisir une ligne en ouvre la liste."
        )
        st.dataframe(
            frame,
            hide_index=True,
            key="carte-tableau",
            selection_mode="single-row",
            on_select=lambda: _choose_row(cells),
        )


def _choose_row(cells: list[int]) -> None:
    rows = st.session_state["carte-tableau"]["selection"]["rows"]
    if rows and rows[0] < len(cells):
        choose_cell(cells[rows[0]])
