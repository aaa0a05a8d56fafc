"""The régulateur's page, one section at a time: what needs a hand, what to send, answers, callers, the week-end."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from observatory.ui.pages import comptes_rendus, lundi, retours, tableau, transmettre

SECTIONS: dict[str, Callable[[], None]] = {
    "Tableau": tableau.section,
    "À transmettre": transmettre.section,
    "Comptes rendus": comptes_rendus.section,
    "Retours à donner": retours.section,
    "Lundi": lundi.section,
}
_CHOSEN, _ASKED = "suivi-section", "suivi-adresse"


def page() -> None:
    """Lay out the section that is chosen; the address says which, and the others do not run."""
    st.title("Suivi")
    asked = st.query_params.get("section", "À transmettre" if "dossier" in st.query_params else "")
    first = asked if asked in SECTIONS else next(iter(SECTIONS))
    if st.session_state.get(_CHOSEN) is None or st.session_state.get(_ASKED) != asked:
        st.session_state[_CHOSEN] = first
    chosen = st.segmented_control("Section", list(SECTIONS), key=_CHOSEN, label_visibility="collapsed") or first
    if chosen != asked:
        st.query_params["section"] = chosen
    st.session_state[_ASKED] = chosen
    SECTIONS[chosen]()
