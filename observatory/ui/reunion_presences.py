"""Who came to a meeting: the total, then the same people counted by age, by sex and by what brought them."""

from __future__ import annotations

import streamlit as st

from observatory.client import Client
from observatory.domain.constat import PROFILS
from observatory.domain.reunion import MOST_PRESENT, Reunion
from observatory.present.labels import first_upper
from observatory.present.restitution import GENRES_PROFIL
from observatory.present.reunions import attendance_line, attendance_rows
from observatory.ui.session import act_and_rerun


def attendance_part(here: Client, one: Reunion, *, keeper: bool) -> None:
    """Who came, and for who leads the plan the form that counts them."""
    st.write(attendance_line(one))
    rows = attendance_rows(one)
    if rows:
        st.dataframe(rows, hide_index=True, height="content", key=f"presences-{one.ident}")
    if keeper:
        _count(here, one)
        st.caption(
            "Vous voyez les nombres exacts. Les autres voient les groupes de moins de 5 réunis ou masqués, et aucun "
            "total sous 5."
        )
    elif rows:
        st.caption("Les mêmes personnes, comptées de plusieurs façons. Les groupes de moins de 5 sont réunis.")


def _count(here: Client, one: Reunion) -> None:
    at = f"presences-{one.ident}"
    with (
        st.expander("Compter les présents", icon=":material/groups:", expanded=False),
        st.form(f"{at}-formulaire", border=False),
    ):
        st.caption("Comptez à main levée, jamais par une liste de noms. Laissez à 0 ce que vous n'avez pas compté.")
        total = st.number_input("En tout", 0, MOST_PRESENT, one.presents, key=f"{at}-total", width=220)
        counts: dict[str, int] = {}
        for column, (genre, names) in zip(st.columns(len(PROFILS)), PROFILS.items(), strict=True):
            with column:
                st.markdown(f"**{GENRES_PROFIL[genre]}**")
                for code, name in names.items():
                    profil = f"{genre}:{code}"
                    counts[profil] = st.number_input(
                        first_upper(name), 0, MOST_PRESENT, one.presences.get(profil, 0), key=f"{at}-{profil}"
                    )
        if st.form_submit_button("Enregistrer les présences", icon=":material/check:"):
            act_and_rerun(lambda: here.reunions.presences(one.ident, total, counts))
