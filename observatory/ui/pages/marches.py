"""Walks: those to come and those that were walked."""

from __future__ import annotations

import streamlit as st

from observatory.present.labels import instant
from observatory.present.marches import ETATS, GENRES
from observatory.ui.session import client
from observatory.ui.strip import strip


def page() -> None:
    """The list of walks."""
    strip("marches")
    st.title("Marches")
    found = client().marches.liste()
    if not found:
        st.info("Aucune marche n'est préparée pour l'instant.")
        return
    st.dataframe(
        [
            {
                "Marche": one.reference, "Titre": one.plan.titre, "Genre": GENRES[one.plan.genre],
                "Quand": instant(one.plan.prevue_le), "État": ETATS[one.etat], "Arrêts": len(one.plan.arrets),
            }
            for one in found
        ],
        hide_index=True,
    )  # fmt: skip
