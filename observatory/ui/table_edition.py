"""A table of settings as pages edit it: what is being edited, a file that takes its place, what is told after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from observatory.domain.errors import ObservatoryError
from observatory.ui.components.remise import hand_over

T = TypeVar("T")
K = TypeVar("K")

LARGEST_FILE = 2 * 2**20
"""Bytes of a table that somebody brings."""


def editor_key(name: str) -> str:
    """The key of the editor of a table: another after each save, so that it starts from what is kept."""
    return f"{name}-edition-{st.session_state.get(f'{name}-edition', 0)}"


def begun_from(name: str, kept: K, *, touched: bool = False) -> K:
    """What was in force when the table began to be edited, which stays until it is kept or begun again.

    Without it, what somebody else keeps meanwhile would slip under the edits, which know rows by their numbers.
    ``touched`` says that it is being edited, where no editor of a table can tell.
    """
    edits = st.session_state.get(editor_key(name)) or {}
    touched = touched or brought(name) or any(edits.get(one) for one in ("edited_rows", "added_rows", "deleted_rows"))
    if not touched or f"{name}-depart" not in st.session_state:
        st.session_state[f"{name}-depart"] = kept
    found: K = st.session_state[f"{name}-depart"]
    return found


def started_from(name: str, kept: Sequence[T]) -> list[T]:
    """The rows that the editor starts from: those of the file that was brought, else those in force."""
    found: list[T] | None = st.session_state.get(f"{name}-apporte")
    return list(kept) if found is None else found


def brought(name: str) -> bool:
    """Whether the editor shows a file that nobody has kept yet."""
    return f"{name}-apporte" in st.session_state


def begin_again(name: str, told: str = "") -> None:
    """Show what is in force, without what was being edited, and say ``told`` above it."""
    _restart(name)
    st.session_state.pop(f"{name}-apporte", None)
    st.session_state.pop(f"{name}-depart", None)
    if told:
        st.session_state[f"{name}-dit"] = told
    st.rerun()


def show_told(name: str) -> None:
    """What the last action gave, once."""
    if told := st.session_state.pop(f"{name}-dit", None):
        st.success(told, icon=":material/check_circle:")
    if brought(name):
        st.info("Voici le fichier apporté : rien n'est enregistré encore.", icon=":material/upload_file:")


def csv_exchange(name: str, file_name: str, text: Callable[[], str], read: Callable[[str], Sequence[T]]) -> None:
    """The table as a CSV file, out and in; a file that is brought is shown in the editor, not kept."""
    with st.expander("Fichier CSV", icon=":material/swap_vert:"):
        hand_over("Télécharger la table", text().encode(), file_name, key=f"{name}-csv")
        sent = st.file_uploader(
            "Remplacer la table par un fichier (CSV, 2 Mo au plus)",
            type=["csv"],
            key=editor_key(f"{name}-fichier"),
            max_upload_size=2,
        )
        if sent is None or not st.button("Montrer ce fichier", key=f"{name}-montrer"):
            return
        if sent.size > LARGEST_FILE:
            st.error("Ce fichier dépasse 2 Mo : ce n'est pas une table de réglages.")
            return
        try:
            rows = list(read(sent.getvalue().decode("utf-8-sig")))
        except UnicodeDecodeError:
            st.error("Ce fichier n'est pas en UTF-8 : enregistrez-le en « CSV UTF-8 ».")
            return
        except ObservatoryError as error:
            st.error(error.message, icon=":material/error:")
            return
        _restart(name)
        _restart(f"{name}-fichier")
        st.session_state[f"{name}-apporte"] = rows
        st.rerun()


def attempt(name: str, action: Callable[[], object], told: str) -> None:
    """Do something that may be refused: the refusal is shown, success starts the page again."""
    try:
        action()
    except ObservatoryError as error:
        st.error(error.message, icon=":material/error:")
        return
    begin_again(name, told)


def _restart(name: str) -> None:
    st.session_state[f"{name}-edition"] = st.session_state.get(f"{name}-edition", 0) + 1
