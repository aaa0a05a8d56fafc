"""The régulateur's page: what waits for a hand, callers to tell, the week-end."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from observatory.ui.pages import lundi, retours, tableau

SECTIONS: dict[str, Callable[[], None]] = {
    "Tableau": tableau.section,
    "Retours à donner": retours.section,
    "Lundi": lundi.section,
}
_KEY = "partie"


def page() -> None:
    """Lay out one section at a time; the address says which."""
    st.title("Suivi")
    asked = st.query_params.get(_KEY, "")
    first = asked if asked in SECTIONS else next(iter(SECTIONS))
    chosen = st.segmented_control("Partie", list(SECTIONS), default=first, label_visibility="collapsed") or first
    if chosen != asked:
        st.query_params[_KEY] = chosen
    SECTIONS[chosen]()
