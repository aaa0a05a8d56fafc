"""What the parts of the page « Schéma local » share: what its address holds, how tall the rows of its tables are."""

from __future__ import annotations

import streamlit as st

PLAN, VIEW, ACTION = "schema", "vue", "action"
TWO_LINES = 66
"""Pixels of a row of a table in which a text stands on two lines: Streamlit wraps from 64 on."""


def go(**query: str) -> None:
    """Change what the address holds: "" takes a name out of it."""
    for name, value in query.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def open_action(ident: int) -> None:
    """Show an action at the next run."""
    go(**{VIEW: "actions", ACTION: str(ident)})
