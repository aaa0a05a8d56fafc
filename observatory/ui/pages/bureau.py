"""The desk of calls: from « allô » to a signalement that is located, sorted and entrusted."""

from __future__ import annotations

import streamlit as st

from observatory.ui.components.bureau import bureau
from observatory.ui.standalone import started_by_owner


def page() -> None:
    """Lay out the desk, where an office serves it."""
    if not started_by_owner():
        st.title("Bureau des appels")
        st.info(
            "Le bureau enregistre par l'office : ouvrez-le avec « observatory serve » (ou « make run »), puis revenez "
            "à cette page.",
            icon=":material/call:",
        )
        return
    bureau(key="bureau")
