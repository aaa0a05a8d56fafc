"""What may be shown to anybody: the tables that were published, as they were."""

from __future__ import annotations

import streamlit as st


def page() -> None:
    """Lay out the published tables."""
    st.title("Chiffres publiables")
