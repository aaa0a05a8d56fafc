"""Exports: the signalements of the selection as files, made only when asked for."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import asdict
from urllib.parse import quote

import streamlit as st

from observatory.client import Client
from observatory.domain.selection import Selection
from observatory.present.files import EXPORTS, table_to_bytes
from observatory.present.labels import period, plural
from observatory.ui.filters import filters
from observatory.ui.pages.apercu import show_empty_base, show_nothing_found
from observatory.ui.session import client
from observatory.ui.standalone import started_by_owner

FORMATS = (
    ("csv-excel", "CSV pour Excel", "Points-virgules, virgule décimale, accents : un double-clic."),
    ("xlsx", "Classeur Excel", "XLSX."),
    ("geojson", "GeoJSON", "Pour une carte en ligne ou QGIS."),
    ("gpkg", "GeoPackage", "Pour QGIS ou ArcGIS, en un fichier."),
    ("parquet", "GeoParquet", "Pour l'analyse (Python, R, DuckDB)."),
)
"""Format of the writers, name, what it is for."""


def page() -> None:
    """Lay out the exports."""
    st.title("Exports")
    here = client()
    if not here.base.etat().signalements:
        show_empty_base()
        return
    selection = filters(here)
    total = here.tables.total(selection)
    if not total.signalements:
        show_nothing_found()
        return
    st.write(
        f"**{plural(total.signalements, 'ligne')}**, une par signalement, "
        f"{period(selection.depuis, selection.jusqua)} ; "
        f"{plural(total.non_localises, 'ligne')} sans position, gardées elles aussi."
    )
    st.warning(
        "**Usage interne.** Ces fichiers contiennent des données personnelles : adresses, récits en texte libre, "
        "identifiants de déclarants. Ne les publiez pas, ne les envoyez pas hors du service, effacez-les après usage.",
        icon=":material/lock:",
    )
    for fmt, name, purpose in FORMATS:
        words, button = st.columns([3, 1], vertical_alignment="center")
        words.markdown(f"**{name}** — {purpose}")
        with button:
            _offer(here, selection, fmt)
    st.caption("Chaque fichier est fabriqué au moment du clic ; comptez quelques secondes pour une longue période.")


def _offer(here: Client, selection: Selection, fmt: str) -> None:
    """A link to the owner, which hands the file to this account alone; on a laptop without an owner, a button."""
    if started_by_owner():
        st.link_button(
            "Télécharger", export_path(selection, fmt), icon=":material/download:", width="stretch", key=f"export-{fmt}"
        )
        return
    ending, media = EXPORTS[fmt]
    st.download_button(
        "Télécharger",
        _maker(here, selection, fmt),
        file_name=file_name(selection, ending, here.base.etat().aujourd_hui),
        mime=media,
        key=f"export-{fmt}",
        on_click="ignore",
        icon=":material/download:",
        width="stretch",
    )


def export_path(selection: Selection, fmt: str) -> str:
    """The path of the file of a selection at the owner's."""
    asked = {name: value for name, value in asdict(selection).items() if value not in (None, ())}
    return f"/export/signalements.{fmt}?selection={quote(json.dumps(asked, default=str))}"


def file_name(selection: Selection, ending: str, today: dt.date) -> str:
    """A name that says the period: ``signalements_2026-01-01_2026-03-31.csv``."""
    first = selection.depuis.isoformat() if selection.depuis else "debut"
    last = (selection.jusqua or today).isoformat()
    return f"signalements_{first}_{last}{ending}"


def _maker(here: Client, selection: Selection, fmt: str) -> Callable[[], bytes]:
    """What makes the file, called only by the click."""
    return lambda: table_to_bytes(here.signalements.exporter(selection), fmt)
