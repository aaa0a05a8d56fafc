"""Territoires: a balance sheet per territory, and the own page of the one that is chosen."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from observatory.domain.selection import Selection
from observatory.present.labels import COMPTES, ZONAGES, first_upper, label, period, plural
from observatory.ui.filters import filters
from observatory.ui.pages.apercu import show_empty_base
from observatory.ui.pages.quartier import show_territory
from observatory.ui.session import client
from observatory.ui.strip import strip
from observatory.ui.tables import BALANCE_COLUMNS, balance_frame, compared

GROUND = frozenset({"eau", "parc", "population", "carreau"})
"""Layers that draw the map or carry inhabitants: nobody is accountable for them."""

ADDRESS = "territoire"
"""The name of the chosen territory in the URL, as ``quartier:CODE``."""


def page() -> None:
    """Lay out the balance sheet, or the page of the territory that the URL names."""
    here = client()
    chosen = st.query_params.get(ADDRESS, "")
    zonage, _, code = chosen.partition(":")
    if code:
        show_territory(here, filters(here), zonage, code)
        return
    strip("territoires")
    st.title("Territoires")
    if not here.base.etat().signalements:
        show_empty_base()
        return
    known = [one.zonage for one in here.zonages.liste() if one.n and one.zonage not in GROUND]
    if not known:
        _no_territory()
        return
    _balance(filters(here), known)


def _no_territory() -> None:
    with st.container(border=True):
        st.subheader(":material/grid_off: Pas encore de territoire")
        st.write(
            "Importez le contour des quartiers depuis « Mettre en service ». Sans eux, la carte en hexagones et la vue "
            "d'ensemble fonctionnent ; seul ce bilan manque."
        )


def _balance(selection: Selection, known: list[str]) -> None:
    usual = [one for one in ("quartier", "zsp", "qpv") if one in known]
    options = usual + [one for one in known if one not in usual]
    zonage = st.pills("Zonage", options, default=options[0], required=True, format_func=lambda z: label(ZONAGES, z))
    table = client().apercu.bilan(selection, zonage or options[0])
    counted = plural(2, COMPTES[selection.compte]).split()[-1]
    st.caption(
        f"{first_upper(period(selection.depuis, selection.jusqua))} · {counted}. Cochez une ligne pour ouvrir sa fiche."
    )
    event = st.dataframe(
        balance_frame(table),
        hide_index=True,
        column_config=BALANCE_COLUMNS,
        on_select="rerun",
        selection_mode="single-row",
        height="content",
        placeholder="–",
        key=f"bilan-{zonage}",
    )
    st.caption(
        f"{(table.schema.metadata or {}).get(b'perimetre', b'').decode()} Les territoires peuvent se recouvrir et ne "
        f"pas tout couvrir : les parts ne font pas 100\u202f%. {_on_change(table)}"
    )
    _open(event.selection.rows, table, zonage or options[0])


def _on_change(table: pa.Table) -> str:
    if compared(table):
        return "Évolution : les mêmes jours de l'année précédente ; « – » là où elle ne se calcule pas."
    return "Pas d'évolution : la base ne remonte pas un an avant le début de la période ; raccourcissez-la."


def _open(rows: list[int], table: pa.Table, zonage: str) -> None:
    """Go to the page of the row that was ticked."""
    if rows:
        st.query_params[ADDRESS] = f"{zonage}:{table['code'][rows[0]].as_py()}"
        st.rerun()
