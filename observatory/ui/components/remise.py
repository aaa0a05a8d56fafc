"""A file handed over inside the page: it lies at no address of the server, where another account could read it."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_HTML = '<button type="button"></button>'
_CSS = """button { font: inherit; color: var(--st-text-color); background: var(--st-background-color); cursor: pointer;
  padding: .4rem .8rem; border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); }
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }"""


@cache
def _component() -> Any:
    """The component, registered once in a process."""
    script = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    return st.components.v2.component("observatory_remise", html=_HTML, css=_CSS, js=script)


def hand_over(label: str, content: bytes, name: str, *, key: str, media: str = "text/csv") -> None:
    """A button that saves ``content`` as a file called ``name``; the bytes travel over the page's own websocket."""
    data = {"label": label, "name": name, "media": media, "content": base64.b64encode(content).decode()}
    _component()(data=data, key=key, height="content")
