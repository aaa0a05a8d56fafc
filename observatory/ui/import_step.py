"""Bringing a file in by screen: upload, first rows, columns, what would be refused, then the import itself."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from observatory.client import Client
from observatory.domain.errors import ObservatoryError
from observatory.domain.records import Apercu, ImportBilan
from observatory.present.labels import number, plural
from observatory.ui.components.remise import hand_over

Genre = Literal["adresses", "territoires", "voies", "lieux", "signalements"]

NONE = "—"
"""The choice of no column."""

SEVERAL = frozenset({"categorie", "adresse"})
"""Fields that may be made of several columns."""

FIELDS = {
    "recu_le": "Date de réception",
    "categorie": "Catégorie",
    "adresse": "Adresse",
    "lon": "Longitude",
    "lat": "Latitude",
    "description": "Récit",
    "canal": "Canal",
    "statut": "Statut",
    "reference": "Référence",
    "service": "Service",
    "clos_le": "Date de clôture",
    "retour_le": "Date du retour donné",
    "echeance": "Échéance promise",
    "survenu_debut": "Survenu : début",
    "survenu_fin": "Survenu : fin",
}
"""What a signalement may tell, with its French name, in the order of the page."""

PRESETS = {
    "": "Colonnes choisies ci-dessous",
    "dansmarue": "Dans ma rue (Paris)",
    "observatoire": "Export d'observatoire",
}


@dataclass(frozen=True)
class Step:
    """One kind of file to bring in: its endings, what it is for, and how it is imported once it lies at a path."""

    genre: Genre
    endings: tuple[str, ...]
    run: Callable[[Client, Path, dict[str, Any]], ImportBilan]
    key: str


@dataclass(frozen=True)
class Reading:
    """How the person wants the file read."""

    preset: str = ""
    colonnes: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    categories: tuple[tuple[str, str], ...] = ()

    def mapping(self) -> dict[str, Any] | None:
        """The mapping to hand to the office, or None where the file speaks for itself."""
        if self.preset or not self.colonnes:
            return None
        columns = {k: list(v) if isinstance(v, tuple) else v for k, v in self.colonnes}
        return {"colonnes": columns, "categories": dict(self.categories)}


def show_import(here: Client, step: Step) -> None:
    """Lay out the import of one kind of file; nothing is written before the last button."""
    sent = st.file_uploader(
        f"Fichier ({', '.join(step.endings)})",
        type=[one.lstrip(".") for one in step.endings],
        key=f"fichier-{step.key}",
    )
    if sent is None:
        _show_last(step)
        return
    try:
        first = _previewed(here, step, sent, Reading())
        reading = _ask_columns(step, sent, first) if step.genre == "signalements" else Reading()
        found = first if reading.mapping() is None else _previewed(here, step, sent, reading)
        _show_rows(found)
        _show_counts(found)
        label = f"Importer {plural(found.acceptes, 'ligne')}"
        if st.button(label, type="primary", disabled=not found.acceptes, key=f"importer-{step.key}"):
            _import(here, step, sent, reading)
    except ObservatoryError as error:
        st.error(error.message, icon=":material/error:")


def _previewed(here: Client, step: Step, sent: UploadedFile, reading: Reading) -> Apercu:
    """What an import would do; asked of the office once for a file and a reading of it."""
    name = f"apercu-{step.key}"
    asked = (sent.file_id, reading)
    known: dict[Any, Apercu] = st.session_state.setdefault(name, {})
    if asked not in known:
        with st.spinner("Lecture du fichier… rien n'est écrit."), tempfile.TemporaryDirectory() as folder:
            known[asked] = here.imports.apercu(step.genre, _laid_down(sent, folder), mapping=reading.mapping())
    return known[asked]


def _laid_down(sent: UploadedFile, folder: str) -> Path:
    """The file under its own name in a folder that only this account reads and that does not outlive the call."""
    path = Path(folder) / Path(sent.name).name
    path.write_bytes(sent.getbuffer())
    return path


def _ask_columns(step: Step, sent: UploadedFile, first: Apercu) -> Reading:
    """The columns that were recognised, for the person to correct."""
    guessed = preset_guessed(first.devine)
    key = f"{step.key}-{sent.file_id}"
    preset = st.selectbox(
        "Ce fichier suit le modèle",
        list(PRESETS),
        index=list(PRESETS).index(guessed),
        format_func=PRESETS.__getitem__,
        key=f"modele-{key}",
    )
    if preset:
        return Reading(preset)
    chosen: list[tuple[str, str | tuple[str, ...]]] = []
    columns = st.columns(3)
    for place, (field, label) in enumerate(FIELDS.items()):
        value = _ask_column(columns[place % 3], field, label, first, key)
        if value:
            chosen.append((field, value))
    if not any(field == "recu_le" for field, _ in chosen):
        return Reading()
    return Reading("", tuple(chosen), tuple(first.categories.items()))


def _ask_column(where: Any, field: str, label: str, first: Apercu, key: str) -> str | tuple[str, ...]:
    found = columns_guessed(first.devine.get(field, ""), first.colonnes)
    if field in SEVERAL:
        picked = where.multiselect(label, first.colonnes, default=found, key=f"{field}-{key}", placeholder=NONE)
        return tuple(picked)
    options = [NONE, *first.colonnes]
    index = options.index(found[0]) if found else 0
    one = where.selectbox(label, options, index=index, key=f"{field}-{key}")
    return "" if one == NONE else str(one)


def preset_guessed(devine: dict[str, str]) -> str:
    """The preset whose columns were recognised, or "" for columns of one's own."""
    if devine.get("reference") == "id_dmr":
        return "dansmarue"
    own = {"recu_le", "categorie", "reference", "methode"}
    return "observatoire" if own <= {field for field, column in devine.items() if field == column} else ""


def columns_guessed(text: str, columns: list[str]) -> list[str]:
    """The columns that ``text`` names, one or several joined by a comma; those that the file lacks are left out."""
    if text in columns:
        return [text]
    return [one for one in text.split(", ") if one in columns]


def _show_rows(found: Apercu) -> None:
    if found.lignes:
        st.caption("Premières lignes")
        st.dataframe(pd.DataFrame(found.lignes), hide_index=True, height=min(38 * (len(found.lignes) + 1), 250))


def _show_counts(found: Apercu) -> None:
    """What would be kept and what would be refused, with the reasons."""
    st.markdown(
        f"Lignes lues : **{number(found.lus)}** · acceptées : :green[**{number(found.acceptes)}**] · refusées : "
        f":{'red' if found.rejetes else 'gray'}[**{number(found.rejetes)}**] — rien n'est encore écrit."
    )
    if found.raisons:
        st.dataframe(pd.DataFrame(found.raisons, columns=["Raison du refus", "Lignes"]), hide_index=True)
    for remark in found.remarques:
        st.caption(f":material/info: {remark}")


def _import(here: Client, step: Step, sent: UploadedFile, reading: Reading) -> None:
    """Import, keep the outcome for the next display, and the refused rows to be downloaded."""
    how: dict[str, Any] = {"preset": reading.preset or None, "mapping": reading.mapping()}
    with st.spinner("Import en cours…"), tempfile.TemporaryDirectory() as folder:
        bilan = step.run(here, _laid_down(sent, folder), how)
        refused = Path(bilan.rejets).read_bytes() if bilan.rejets else b""
    st.session_state[f"bilan-{step.key}"] = (bilan, refused, sent.name)
    st.session_state.pop(f"apercu-{step.key}", None)
    st.session_state.pop(f"fichier-{step.key}", None)
    st.rerun()


def _show_last(step: Step) -> None:
    """The outcome of the last import of this kind in this session."""
    last: tuple[ImportBilan, bytes, str] | None = st.session_state.get(f"bilan-{step.key}")
    if last is None:
        return
    bilan, refused, name = last
    waiting = f" ; à localiser : {number(bilan.a_localiser)}" if bilan.a_localiser else ""
    st.success(
        f"« {name} », lignes lues : {number(bilan.lus)} ; enregistrées : {number(bilan.enregistres)}{waiting} ; "
        f"déjà connues : {number(bilan.deja_connus)} ; refusées : {number(bilan.rejetes)}.",
        icon=":material/check_circle:",
    )
    if refused:
        hand_over("Télécharger les lignes refusées", refused, f"{name}.rejets.csv", key=f"rejets-{step.key}")
    for remark in bilan.remarques:
        st.caption(f":material/info: {remark}")
