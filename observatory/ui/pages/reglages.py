"""What the régulateur sets: which service acts, whom callers are sent to, what a shift must know."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from observatory.ui.pages import consignes, orientations, regles

PARTS: dict[str, Callable[[], None]] = {
    "Règles d'envoi": regles.page,
    "Orientations": orientations.part,
    "Consignes": consignes.part,
}


def page() -> None:
    """Lay out one part at a time; the address says which."""
    asked = st.query_params.get("partie", "")
    first = asked if asked in PARTS else next(iter(PARTS))
    chosen = st.segmented_control("Partie", list(PARTS), default=first, label_visibility="collapsed") or first
    if chosen != asked:
        st.query_params["partie"] = chosen
    PARTS[chosen]()
