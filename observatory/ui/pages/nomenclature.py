"""The categories: added, renamed, retired, mapped to another; none is ever deleted."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pandas as pd
import streamlit as st

from observatory.domain.nomenclature import LIEUX, LigneNomenclature
from observatory.domain.roles import KEEPERS
from observatory.present.labels import LIEUX as LIEUX_WORDS
from observatory.present.labels import label
from observatory.ui.session import client
from observatory.ui.setting_part import my_roles, who
from observatory.ui.table_edition import attempt, begun_from, csv_exchange, editor_key, show_told, started_from

NAME = "nomenclature"
_COLUMNS = tuple(one.name for one in fields(LigneNomenclature))
_SHOWN = ("libelle", "code", "parent", "dossiers", "retiree_le", "remplacee_par", "lieu", "mots", "service_code")


def part() -> None:
    """Lay out the nomenclature, which is edited and kept whole."""
    st.title("Nomenclature")
    here = client()
    known = begun_from(NAME, here.nomenclature.lignes())
    st.write(
        "Une catégorie s'ajoute, se renomme ou se **retire** : le bureau, le tri et les règles ne la proposent plus, "
        "ses dossiers gardent leur code. Dites **par quelle autre elle est remplacée** pour que ses dossiers comptent "
        "désormais sous cette autre ; sans cela, ils restent comptés sous leur ancien nom."
    )
    show_told(NAME)
    mine = not KEEPERS.isdisjoint(my_roles())
    lines = started_from(NAME, known)
    edited = frame_to_lines(_editor(lines, mine))
    if not mine:
        st.caption(f":material/lock: Se change par : {who(KEEPERS)}.")
        return
    if st.button("Enregistrer", type="primary", icon=":material/save:", disabled=edited == known):
        attempt(NAME, lambda: here.nomenclature.enregistrer(edited, known), "Nomenclature enregistrée.")
    st.caption("Une ligne effacée ici est retirée à la date du jour. Après un retrait, réentraînez le tri.")
    csv_exchange(NAME, "nomenclature.csv", here.nomenclature.csv, here.nomenclature.lire_csv)


def lines_to_frame(lines: list[LigneNomenclature]) -> pd.DataFrame:
    """The nomenclature as the editor shows it, one row each."""
    frame = pd.DataFrame([{name: getattr(one, name) for name in _COLUMNS} for one in lines], columns=list(_COLUMNS))
    frame["retiree_le"] = pd.to_datetime(frame["retiree_le"])
    return frame


def frame_to_lines(frame: pd.DataFrame) -> list[LigneNomenclature]:
    """The nomenclature as it was edited, each new category after its family; a row that says nothing is left out."""
    lines = []
    for row in frame.to_dict("records"):
        texts = {name: _text(row[name]) for name in _COLUMNS if name not in ("retiree_le", "dossiers")}
        if not (texts["code"] or texts["libelle"]):
            continue
        retired = None if pd.isna(row["retiree_le"]) else pd.Timestamp(row["retiree_le"]).date()
        files = 0 if pd.isna(row["dossiers"]) else int(row["dossiers"])
        lines.append(LigneNomenclature(**texts, retiree_le=retired, dossiers=files))
    families = [one.code for one in lines if not one.parent]
    ranks = {code: rank for rank, code in enumerate(families)}
    return sorted(lines, key=lambda one: (ranks.get(one.parent or one.code, len(ranks)), bool(one.parent)))


def _editor(lines: list[LigneNomenclature], mine: bool) -> pd.DataFrame:
    column, text = st.column_config, st.column_config.TextColumn
    names = {one.code: one.libelle for one in lines}
    families = [one.code for one in lines if not one.parent]
    in_use = [one.code for one in lines if one.retiree_le is None]
    shown = st.data_editor(
        lines_to_frame(lines),
        key=editor_key(NAME),
        num_rows="dynamic",
        hide_index=True,
        height=520,
        disabled=["dossiers"] if mine else True,
        column_order=_SHOWN,
        placeholder="–",
        column_config={
            "libelle": text("Nom", width=220, required=True),
            "code": text("Code", width=170, required=True, help="Minuscules sans accent, chiffres et tirets."),
            "parent": column.SelectboxColumn(
                "Famille", width=150, options=["", *families], format_func=lambda code: names.get(str(code), "")
            ),
            "dossiers": column.NumberColumn("Dossiers", width=80, format="localized"),
            "retiree_le": column.DateColumn("Retirée le", width=90, format="DD/MM/YYYY"),
            "remplacee_par": column.SelectboxColumn(
                "Remplacée par", width=160, options=["", *in_use], format_func=lambda code: names.get(str(code), "")
            ),
            "lieu": column.SelectboxColumn(
                "Lieu habituel", width=120, options=["", *LIEUX],
                format_func=lambda code: label(LIEUX_WORDS, str(code)) if code else "",
            ),
            "mots": text("Mots du tri", width=200),
            "service_code": text("Code Open311", width=90),
        },
    )  # fmt: skip
    found: pd.DataFrame = shown
    return found


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
