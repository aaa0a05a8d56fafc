"""The strip at the top of a page: the pages that stand together under one entry of the menu."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from observatory.domain.pages import UNDER

_KNOWN = "entrees"


def remember_entry(address: str, entry: StreamlitPage) -> None:
    """Keep the entry of a page, so that other pages can lead to it."""
    st.session_state.setdefault(_KNOWN, {})[address] = entry


def strip(here: str) -> None:
    """Links to the pages that stand with ``here`` under one entry of the menu, among those that the person is shown."""
    first = UNDER.get(here, here)
    known: dict[str, StreamlitPage] = st.session_state.get(_KNOWN, {})
    family = [first, *(address for address, under in UNDER.items() if under == first)]
    shown = [address for address in family if address in known]
    if len(shown) < 2:
        return
    with st.container(horizontal=True, gap="small", key="pages-voisines"):
        for address in shown:
            st.page_link(known[address], disabled=address == here, width="content")


def link_to(address: str, label: str, icon: str, **query: str) -> None:
    """A link to another page, where the person is shown it."""
    known: dict[str, StreamlitPage] = st.session_state.get(_KNOWN, {})
    if address in known:
        st.page_link(known[address], label=label, icon=f":material/{icon}:", query_params=query or None)
