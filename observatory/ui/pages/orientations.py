"""Whom the office sends callers to for what it does not do, and the words by which the desk thinks of it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from observatory.domain.errors import InputError
from observatory.domain.orientation import Orientation
from observatory.ui.session import client

_TOLD, _EDITION = "orientations-dit", "orientations-edition"
_COLUMNS = ("code", "libelle", "numero", "horaires", "consigne", "mots", "urgence")
_TEXTS = _COLUMNS[:-1]


def part() -> None:
    """Lay out the table, which is edited and kept whole."""
    st.title("Orientations")
    st.write(
        "L'office n'est pas un service d'urgence. Quand l'un des **mots** (séparés par des points-virgules) est dit, "
        "le bureau montre le numéro ; une **urgence** s'affiche en rouge, « Composer le… ». L'ordre est celui des "
        "touches."
    )
    if told := st.session_state.pop(_TOLD, None):
        st.success(told, icon=":material/check_circle:")
    edited = st.data_editor(
        lines_to_frame(client().orientations.liste()),
        key=f"{_EDITION}-{st.session_state.get(_EDITION, 0)}",
        num_rows="dynamic",
        hide_index=True,
        height=560,
        column_config={
            "code": st.column_config.TextColumn("Code", width="small", required=True),
            "libelle": st.column_config.TextColumn("Qui répond", required=True),
            "numero": st.column_config.TextColumn("Numéro", width="small", required=True),
            "horaires": st.column_config.TextColumn("Horaires", width="small"),
            "consigne": st.column_config.TextColumn("Ce qu'il faut dire", width="large"),
            "mots": st.column_config.TextColumn("Mots qui y font penser", width="large"),
            "urgence": st.column_config.CheckboxColumn("Urgence", default=False),
        },
    )
    if st.button("Enregistrer", type="primary", icon=":material/save:"):
        _save(edited)


def lines_to_frame(lines: list[Orientation]) -> pd.DataFrame:
    """The table as the editor shows it, one row each."""
    return pd.DataFrame([{name: getattr(one, name) for name in _COLUMNS} for one in lines], columns=list(_COLUMNS))


def frame_to_lines(frame: pd.DataFrame) -> list[Orientation]:
    """The table as it was edited; a row that says nothing is left out."""
    rows = [{name: _text(row[name]) for name in _TEXTS} | {"urgence": row["urgence"] in (True, 1)}
            for row in frame.to_dict("records")]  # fmt: skip
    return [Orientation(**row) for row in rows if row["code"] or row["libelle"] or row["numero"]]  # type: ignore[arg-type]


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _save(edited: pd.DataFrame) -> None:
    try:
        client().orientations.enregistrer(frame_to_lines(edited))
    except InputError as error:
        st.error(error.message)
        return
    st.session_state[_EDITION] = st.session_state.get(_EDITION, 0) + 1
    st.session_state[_TOLD] = "Orientations enregistrées : le bureau s'en sert dès le prochain appel ouvert."
    st.rerun()
