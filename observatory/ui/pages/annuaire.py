"""The directory: who does what, where, when; and the words by which the desk thinks of a line."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import fields, replace
from typing import Any

import pandas as pd
import streamlit as st

from observatory.client import Client
from observatory.domain.annuaire import STALE_MONTHS, Genre, Ligne, is_stale
from observatory.present.labels import plural
from observatory.ui.session import client
from observatory.ui.standalone import started_by_owner
from observatory.ui.table_edition import attempt, begun_from, csv_exchange, editor_key, show_told, started_from

NAME = "annuaire"
_COLUMNS = tuple(one.name for one in fields(Ligne))
_DAYS = ("verifie_le", "retire_le")
_SHOWN = ("nom", "genre", "numero", "horaires", "verifie_le", "role", "consigne", "mots", "courriel", "adresse",
          "retire_le", "code")  # fmt: skip


def part() -> None:
    """Lay out the directory, which is edited and kept whole."""
    st.title("Annuaire")
    here = client()
    known = begun_from(NAME, here.annuaire.liste())
    today = here.base.etat().aujourd_hui
    st.write(
        "Les services et partenaires qui agissent, les urgences et les lignes d'aide. Quand l'un des **mots** (séparés "
        "par des points-virgules) est dit, le bureau montre la ligne ; une **urgence** s'affiche en rouge. Le **nom** "
        "est celui qu'emploient les règles d'envoi. Écrivez des fonctions, jamais des noms de personnes."
    )
    show_told(NAME)
    _checks(here, known, today)
    retired = st.toggle("Montrer les lignes retirées") if any(one.retire_le for one in known) else False
    lines = [one for one in started_from(NAME, known) if retired or one.retire_le is None]
    edited = frame_to_lines(_editor(lines), {one.code: one for one in known})
    unchanged = edited == [one for one in known if retired or one.retire_le is None]
    if st.button("Enregistrer", type="primary", icon=":material/save:", disabled=unchanged):
        attempt(
            NAME,
            lambda: here.annuaire.enregistrer(edited, known),
            "Annuaire enregistré : le bureau s'en sert aussitôt.",
        )
    st.caption("Une ligne effacée ici est retirée à la date du jour ; elle reste dans la base.")
    if started_by_owner():
        st.link_button("Imprimer l'annuaire (PDF)", "/annuaire.pdf", icon=":material/print:")
    csv_exchange(NAME, "annuaire.csv", here.annuaire.csv, here.annuaire.lire_csv)


def lines_to_frame(lines: list[Ligne]) -> pd.DataFrame:
    """The directory as the editor shows it, one row each."""
    frame = pd.DataFrame([{name: getattr(one, name) for name in _COLUMNS} for one in lines], columns=list(_COLUMNS))
    for name in _DAYS:
        frame[name] = pd.to_datetime(frame[name])
    return frame


def frame_to_lines(frame: pd.DataFrame, known: dict[str, Ligne]) -> list[Ligne]:
    """The directory as it was edited; a row that says nothing is left out, one without a code takes that of its name.

    Who checked a line is not typed: it is that of the line known under its code.
    """
    found = []
    for row in frame.to_dict("records"):
        cells = {name: _text(row[name]) for name in _COLUMNS if name not in _DAYS}
        if not (cells["nom"] or cells["numero"]):
            continue
        code = cells["code"] or _code(cells["nom"])
        checked_by = known[code].verifie_par if code in known else ""
        days = {name: None if pd.isna(row[name]) else pd.Timestamp(row[name]).date() for name in _DAYS}
        found.append(Ligne(**{**cells, **days, "code": code, "verifie_par": checked_by}))  # type: ignore[arg-type]
    return found


def _editor(lines: list[Ligne]) -> pd.DataFrame:
    text, column = st.column_config.TextColumn, st.column_config
    edited: pd.DataFrame = st.data_editor(
        lines_to_frame(lines),
        key=editor_key(NAME),
        num_rows="dynamic",
        hide_index=True,
        height=520,
        column_order=_SHOWN,
        placeholder="–",
        column_config={
            "nom": text("Nom", width=190, required=True),
            "genre": column.SelectboxColumn("Genre", width=90, options=list(Genre), default="service", required=True),
            "numero": text("Numéro", width=120),
            "horaires": text("Horaires", width=150),
            "verifie_le": column.DateColumn("Vérifié le", width=90, format="DD/MM/YYYY"),
            "role": text("Qui fait quoi", width=200),
            "consigne": text("Ce que dit le bureau", width=200),
            "mots": text("Mots qui y font penser", width=200),
            "courriel": text("Courriel du service", width=180),
            "adresse": text("Où", width=130),
            "retire_le": column.DateColumn("Retirée le", width=90, format="DD/MM/YYYY"),
            "code": text("Code", width=100, help="Laissez vide : il se forme d'après le nom."),
        },
    )
    return edited


def _checks(here: Client, known: list[Ligne], today: dt.date) -> None:
    """The lines that nobody checked for six months, and the button that says that they were."""
    stale = [one for one in known if one.retire_le is None and is_stale(one, today)]
    if not stale:
        return
    with st.expander(
        f"{plural(len(stale), 'ligne')} à revoir : pas de vérification depuis {STALE_MONTHS} mois",
        icon=":material/update:",
    ):
        chosen = st.multiselect(
            "Appelées et justes", stale, format_func=lambda one: f"{one.nom} ({one.numero})", placeholder="Choisir"
        )
        if st.button("Noter comme vérifiées aujourd'hui", icon=":material/task_alt:", disabled=not chosen):
            codes = {one.code for one in chosen}
            table = [replace(one, verifie_le=today) if one.code in codes else one for one in known]
            attempt(NAME, lambda: here.annuaire.enregistrer(table, known), "Vérification notée.")


def _code(nom: str) -> str:
    bare = "".join(one for one in unicodedata.normalize("NFD", nom.lower()) if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:40]


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
