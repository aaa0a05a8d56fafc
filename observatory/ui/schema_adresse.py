"""What the address of the page « Schéma local » holds: the plan, the part that is shown, the action that is open."""

from __future__ import annotations

import streamlit as st

PLAN, VIEW, ACTION = "schema", "vue", "action"


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
