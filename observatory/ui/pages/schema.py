"""Schéma local: where the plan stands in its method, and its actions."""

from __future__ import annotations

import streamlit as st

from observatory.present.labels import day
from observatory.present.schema import ETATS_PASSAGE, PASSAGES
from observatory.ui.session import client
from observatory.ui.strip import strip


def page() -> None:
    """Lay out the latest plan and its method."""
    strip("schema")
    st.title("Schéma local")
    known = client().schemas.liste()
    if not known:
        st.info("Aucun schéma local n'est ouvert pour l'instant.")
        return
    st.subheader(known[0].titre, anchor=False)
    for step in client().schemas.methode(known[0].ident).etapes:
        st.markdown(f"**{PASSAGES[step.passage]}** ({ETATS_PASSAGE[step.etat]}), avant le {day(step.au)}")
