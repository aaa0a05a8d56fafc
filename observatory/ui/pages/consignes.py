"""Instructions of the day and notes from shift to shift, and who has read them."""

from __future__ import annotations

import streamlit as st

from observatory.domain.appel import Consigne
from observatory.domain.errors import InputError
from observatory.present.labels import instant, plural
from observatory.ui.session import client

_TOLD = "consignes-dit"


def part() -> None:
    """Lay out a form for a new instruction, then those in force."""
    st.title("Consignes")
    st.write("Chacun lit une consigne une fois, à l'ouverture du bureau, et le confirme.")
    if told := st.session_state.pop(_TOLD, None):
        st.success(told, icon=":material/check_circle:")
    with st.form("nouvelle-consigne", clear_on_submit=True):
        text = st.text_area(
            "Nouvelle consigne", max_chars=1_000, placeholder="des faits et ce qu'il faut dire ou faire"
        )
        days = st.number_input("En vigueur, en jours", 1, 92, 7)
        if st.form_submit_button("Donner la consigne", type="primary"):
            _add(text, int(days))
    kept = client().consignes.liste()
    if not kept:
        st.info("Aucune consigne en vigueur.", icon=":material/inbox:")
    for one in kept:
        _show(one)


def _add(text: str, days: int) -> None:
    try:
        client().consignes.ajouter(text, days)
    except InputError as error:
        st.error(error.message)
        return
    st.session_state[_TOLD] = "Consigne donnée : le bureau la montre à chacun."
    st.rerun()


def _show(one: Consigne) -> None:
    with st.container(border=True):
        kind = "Note d'équipe" if one.genre == "passation" else "Consigne"
        until = f", jusqu'au {instant(one.jusqua)}" if one.jusqua else ""
        st.markdown(f"**{kind}** · {one.auteur}, {instant(one.le)}{until} · lue par {plural(one.lecteurs, 'personne')}")
        st.text(one.texte)
        if st.button("Retirer", key=f"retirer-{one.ident}", icon=":material/close:"):
            client().consignes.retirer(one.ident)
            st.session_state[_TOLD] = "Consigne retirée."
            st.rerun()
