"""The call desk in a page: a component that lives in the browser and saves through the office's own API."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_HTML = '<div class="porte">Ouverture du bureau…</div>'


@cache
def _component() -> Any:
    """The component, registered once in a process."""
    script = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    return st.components.v2.component("observatory_bureau", html=_HTML, js=script)


def bureau(*, key: str) -> None:
    """Show the desk; it needs nothing from the page, and a rerun of the page leaves it as it is."""
    _component()(key=key, height="content")
