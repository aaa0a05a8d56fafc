"""Indicateurs: the figures of the good-practice sheet, each with its definition, and one of them line by line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from urllib.parse import urlencode

import streamlit as st

from observatory.client import Client
from observatory.domain.indicateurs import DEFINITIONS, Axe, Indicateur
from observatory.domain.selection import Selection
from observatory.present.files import EXPORTS, table_to_bytes
from observatory.present.indicateurs import (
    AXES,
    by_family,
    indicator_chart,
    indicator_notes,
    interval_text,
    table_frame,
    value_text,
)
from observatory.present.labels import ZONAGES, first_upper, label, period
from observatory.ui.filters import GROUND, filters
from observatory.ui.pages.apercu import show_empty_base
from observatory.ui.session import client
from observatory.ui.standalone import started_by_owner

ACROSS = 4
FILES = (("csv-excel", "CSV pour Excel"), ("xlsx", "Classeur Excel"))


def page() -> None:
    """Lay out the indicators."""
    st.title("Indicateurs")
    here = client()
    if not here.base.etat().signalements:
        show_empty_base()
        return
    selection = filters(here, counted=False)
    st.caption(
        f"{first_upper(period(selection.depuis, selection.jusqua))}. Le point d'interrogation d'un chiffre donne sa "
        "définition et ce qu'il ne dit pas. **Non communiqué** n'est pas zéro : personne ne le dit. Usage interne."
    )
    part = st.segmented_control(
        "Vue", ("Ensemble", "Ligne par ligne"), default="Ensemble", label_visibility="collapsed"
    )
    if part == "Ligne par ligne":
        _lines(here, selection)
    else:
        _together(here.indicateurs.ensemble(selection))


def _together(found: list[Indicateur]) -> None:
    """Every figure under the name of its family; those that are not known are listed with the reason."""
    for family, some in by_family(found).items():
        st.subheader(family)
        known = [one for one in some if one.valeur is not None]
        for start in range(0, len(known), ACROSS):
            for column, one in zip(st.columns(ACROSS), known[start : start + ACROSS], strict=False):
                with column:
                    _figure(one)
        for one in (one for one in some if one.valeur is None):
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.markdown(f"**{one.libelle}** : non communiqué. {one.non_communique}")
            with right.popover("Définition", icon=":material/help:"):
                st.markdown(indicator_notes(one))


def _figure(one: Indicateur) -> None:
    """A figure, its interval below it, its definition one click away."""
    low, high = one.intervalle or (None, None)
    signed = one.code == "evolution"
    st.metric(
        one.libelle,
        value_text(one.valeur, one.unite, signed=signed),
        interval_text(low, high, one.unite, signed=signed) or None,
        delta_color="off",
        delta_arrow="off",
        help=indicator_notes(one),
        border=True,
        height="stretch",
    )


def _lines(here: Client, selection: Selection) -> None:
    """One indicator by month, territory, category or service: a chart, the same as a table, and everything as files."""
    left, middle, right = st.columns([3, 4, 2], vertical_alignment="bottom")
    code = left.selectbox(
        "Indicateur", list(DEFINITIONS), index=list(DEFINITIONS).index("retour_median"), format_func=_named
    )
    axe = middle.segmented_control("Par", list(AXES), default="mois", format_func=AXES.__getitem__) or "mois"
    zonage = _zonage(here, selection, right) if axe == "territoire" else None
    if axe == "territoire" and zonage is None:
        st.info("Pas encore de territoire : importez les quartiers depuis « Mettre en service ».")
        return
    table = here.indicateurs.table(selection, axe, zonage, (code,))
    said = DEFINITIONS[code]
    st.markdown(f"**{said.libelle}** : {said.definition}")
    if table["valeur"].null_count < table.num_rows:
        chart = indicator_chart(table, axe)
        st.altair_chart(chart, alt=f"{said.libelle}, {AXES[axe].lower()} ; les nombres sont dans le tableau qui suit.")
    st.dataframe(
        table_frame(table, axe),
        hide_index=True,
        height="content",
        column_config={"Cas": st.column_config.NumberColumn(format="localized")},
    )
    st.caption(f"À savoir : {said.reserve} {(table.schema.metadata or {}).get(b'perimetre', b'').decode()}")
    _files(here, selection, axe, zonage)


def _named(code: str) -> str:
    return DEFINITIONS[code].libelle


def _zonage(here: Client, selection: Selection, place: st.delta_generator.DeltaGenerator) -> str | None:
    """The layer of the lines: that of the filters, else the quartiers."""
    layers = [one.zonage for one in here.zonages.liste() if one.n and one.zonage not in GROUND]
    layers.sort(key=lambda one: (one != selection.zonage, one != "quartier"))
    return place.selectbox("Zonage", layers, format_func=lambda one: label(ZONAGES, one)) if layers else None


def _files(here: Client, selection: Selection, axe: Axe, zonage: str | None) -> None:
    """Every indicator on these lines as a file: handed by the owner to this account, or made here by the click."""
    st.markdown(f"**Tous les indicateurs**, par {AXES[axe].lower()}, en un fichier :")
    for column, (fmt, name) in zip(st.columns([1, 1, 2]), FILES, strict=False):
        if started_by_owner():
            path = export_path(selection, axe, zonage, fmt)
            column.link_button(name, path, icon=":material/download:", width="stretch", key=f"indicateurs-{fmt}")
            continue
        ending, media = EXPORTS[fmt]
        column.download_button(
            name,
            _maker(here, selection, axe, zonage, fmt),
            file_name=f"indicateurs_{here.base.etat().aujourd_hui}{ending}",
            mime=media,
            key=f"indicateurs-{fmt}",
            on_click="ignore",
            icon=":material/download:",
            width="stretch",
        )


def export_path(selection: Selection, axe: Axe, zonage: str | None, fmt: str) -> str:
    """The path of the file at the owner's."""
    asked = {name: value for name, value in asdict(selection).items() if value not in (None, ())}
    query = {"selection": json.dumps(asked, default=str), "par": axe} | ({"zonage": zonage} if zonage else {})
    return f"/export/indicateurs.{fmt}?{urlencode(query)}"


def _maker(here: Client, selection: Selection, axe: Axe, zonage: str | None, fmt: str) -> Callable[[], bytes]:
    """What makes the file, called only by the click."""
    return lambda: table_to_bytes(here.indicateurs.table(selection, axe, zonage), fmt)
