"""Marches: those to come, those that were walked, and the preparation of one."""

from __future__ import annotations

import streamlit as st

from observatory.domain.marche import Etat, Marche
from observatory.domain.roles import ACTS
from observatory.present.labels import instant
from observatory.present.marches import ETATS, GENRES
from observatory.ui.marche_brouillon import draft
from observatory.ui.pages.marches_preparer import preparation
from observatory.ui.pages.marches_suite import one_walk
from observatory.ui.session import client, me
from observatory.ui.strip import strip

LIST, PREPARE = "Les marches", "Préparer une marche"
CHOSEN, VIEW = "marche", "marches-vue"
WANTED = "marches-vue-voulue"


def page() -> None:
    """The walks; for who prepares them also the preparation."""
    strip("marches")
    st.title("Marches")
    may = bool(ACTS["préparer une marche"] & set(me().roles))
    if WANTED in st.session_state:
        st.session_state[VIEW] = st.session_state.pop(WANTED)
    view = LIST
    if may:
        views = (LIST, PREPARE)
        st.session_state.setdefault(VIEW, LIST)
        view = st.segmented_control("Ce que l'on voit", views, key=VIEW, label_visibility="collapsed") or LIST
    if view == PREPARE:
        preparation(client(), _go_to)
    else:
        _walks(may)


def _go_to(ident: int) -> None:
    """Show a walk at the next run."""
    st.session_state[WANTED] = LIST
    st.query_params[CHOSEN] = str(ident)


def _change() -> None:
    st.session_state[WANTED] = PREPARE


def _walks(may: bool) -> None:
    found = client().marches.liste()
    known = draft()
    if may and known is not None:
        st.info("Une marche est en cours de préparation : reprenez-la dans « Préparer une marche ».")
    if not found:
        st.info("Aucune marche n'est préparée pour l'instant.")
        return
    to_come = [one for one in found if one.etat in (Etat.PREPARATION, Etat.PRETE)][::-1]
    past = [one for one in found if one.etat not in (Etat.PREPARATION, Etat.PRETE)]
    for title, rows, key in (("À venir", to_come, "a-venir"), ("Passées", past, "passees")):
        if rows:
            st.subheader(title, anchor=False)
            _table(rows, key)
    asked = st.query_params.get(CHOSEN, "")
    chosen = next((one for one in found if str(one.ident) == asked), (to_come or past)[0])
    st.divider()
    one_walk(client(), chosen, may=may, on_change=_change)


def _table(rows: list[Marche], key: str) -> None:
    def choose() -> None:
        picked = st.session_state[f"marches-{key}"]["selection"]["rows"]
        if picked and picked[0] < len(rows):
            st.query_params[CHOSEN] = str(rows[picked[0]].ident)

    st.dataframe(
        [
            {
                "Marche": one.reference, "Titre": one.plan.titre, "Quand": instant(one.plan.prevue_le),
                "État": ETATS[one.etat], "Arrêts": len(one.plan.arrets), "Genre": GENRES[one.plan.genre],
            }
            for one in rows
        ],
        hide_index=True,
        key=f"marches-{key}",
        selection_mode="single-row",
        on_select=choose,
    )  # fmt: skip
