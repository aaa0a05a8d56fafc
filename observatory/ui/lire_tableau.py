"""A table that somebody brings, as a file or pasted: read by the office, each refused row with its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

import streamlit as st

from observatory.domain.errors import ObservatoryError


class Lu(Protocol):
    """What became of a table, as far as it is shown here."""

    @property
    def refus(self) -> tuple[tuple[int, str], ...]:
        """Refused rows: line, French reason."""


L = TypeVar("L", bound=Lu)


def read_table_form(
    key: str, read: Callable[[str], L], words: Callable[[L], str], again: str, *, at: str = "", placeholder: str = ""
) -> None:
    """Ask for a table, have it read, and say what became of its rows; ``again`` is the button that shows the page anew.

    ``key`` begins the keys of the widgets, ``at`` ends those of the file and of the text.
    """
    given = st.file_uploader("Fichier CSV", type=["csv", "txt"], key=f"{key}-fichier{at}")
    pasted = st.text_area("Ou collez le tableau", key=f"{key}-colle{at}", placeholder=placeholder)
    if not st.button("Lire ce tableau", icon=":material/playlist_add:", key=f"{key}-lire"):
        return
    try:
        text = given.getvalue().decode("utf-8-sig") if given is not None else pasted
        said = read(text)
    except UnicodeDecodeError:
        st.warning("Ce fichier n'est pas en UTF-8 : enregistrez-le en « CSV UTF-8 ».", icon=":material/info:")
        return
    except ObservatoryError as error:
        st.warning(error.message, icon=":material/info:")
        return
    st.success(words(said))
    if said.refus:
        st.dataframe([{"Ligne": line, "Pourquoi": why} for line, why in said.refus], hide_index=True)
    st.button(again, key=f"{key}-relire")
