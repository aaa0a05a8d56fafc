"""A setting on a page: its table to edit, its file, its history and the way back."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from observatory.client import Client
from observatory.domain.reglage import REGLAGES, Reglage, Rows, may_edit
from observatory.domain.roles import Role
from observatory.present.labels import ROLES, instant, plural
from observatory.ui.session import me
from observatory.ui.table_edition import attempt, begun_from, csv_exchange, editor_key, show_told, started_from

Config = Mapping[str, Any]


def settings_by_key(here: Client) -> dict[str, Reglage]:
    """What this account may read, by key."""
    return {one.cle: one for one in here.reglages.liste()}


def my_roles() -> frozenset[Role]:
    """The roles of whoever looks at the page."""
    return frozenset(Role(one) for one in me().roles)


def heading(one: Reglage, *, named: bool = True) -> bool:
    """The name of a setting (where its page is ``named`` otherwise), what it serves and since when it stands.

    Returns
    -------
    Whether this account may change it.
    """
    known = REGLAGES[one.cle]
    if named:
        st.subheader(known.nom, anchor=False)
    since = f"En vigueur depuis le {instant(one.depuis)}, par {one.auteur}." if one.depuis else "Valeur d'origine."
    st.caption(f"{known.sens}. {since}")
    show_told(one.cle)
    if may_edit(one.cle, my_roles()):
        return True
    st.caption(f":material/lock: Se change par : {who(known.editeurs)}.")
    return False


def who(roles: frozenset[Role]) -> str:
    """Roles in words."""
    return ", ".join(sorted(ROLES[one].split(" :")[0] for one in roles))


def table_setting(
    here: Client, one: Reglage, config: Config, numbers: Sequence[str] = (), *, height: int = 300
) -> None:
    """A setting that is a table: edited, kept, brought and taken as CSV, set back."""
    one = begun_from(one.cle, one)
    mine = heading(one)
    columns = REGLAGES[one.cle].colonnes
    edited = st.data_editor(
        rows_to_frame(started_from(one.cle, one.valeur), columns, numbers),
        key=editor_key(one.cle),
        num_rows="dynamic",
        hide_index=True,
        height=height,
        disabled=not mine,
        placeholder="–",
        column_config=dict(config),
    )
    if mine:
        save_button(here, one, frame_to_rows(edited), one.valeur)
        csv_exchange(
            one.cle,
            f"{one.cle}.csv",
            lambda: here.reglages.csv(one.cle),
            lambda text: here.reglages.lire_csv(one.cle, text),
        )
    show_history(here, one)


def save_button(here: Client, one: Reglage, value: Any, kept: Any) -> None:
    """The button that keeps a value; it waits for a change."""
    if st.button("Enregistrer", key=f"{one.cle}-enregistrer", type="primary", disabled=value == kept):
        told = f"{REGLAGES[one.cle].nom} : enregistré."
        attempt(one.cle, lambda: here.reglages.enregistrer(one.cle, value, one), told)


def show_history(here: Client, one: Reglage, words: Callable[[Any], str] | None = None) -> None:
    """What the setting was before, and the way back to it."""
    if one.depuis is None:
        return
    with st.expander("Historique", icon=":material/history:"):
        known = here.reglages.historique(one.cle)
        said = words or _summary
        st.dataframe(
            [
                {"Depuis": instant(each.depuis), "Par": each.auteur, "Valeur": said(each.valeur)}
                for each in known
                if each.depuis
            ],
            hide_index=True,
        )
        earlier = [each for each in known[1:] if each.depuis is not None]
        if not earlier or not may_edit(one.cle, my_roles()):
            return
        chosen = st.selectbox(
            "Revenir à la valeur du", earlier, format_func=lambda each: instant(each.depuis), key=f"{one.cle}-revenir"
        )
        then = chosen.depuis if chosen else None
        if then is not None and st.button("Revenir à cette valeur", key=f"{one.cle}-retour", icon=":material/undo:"):
            back = partial(here.reglages.revenir, one.cle, then)
            attempt(one.cle, back, "La valeur choisie est de nouveau en vigueur.")


def rows_to_frame(rows: Rows, columns: Sequence[str], numbers: Sequence[str] = ()) -> pd.DataFrame:
    """Rows as an editor shows them; columns of ``numbers`` hold whole numbers or nothing."""
    frame = pd.DataFrame(rows, columns=list(columns))
    for name in numbers:
        frame[name] = pd.to_numeric(frame[name], errors="coerce").astype("Int64")
    return frame


def frame_to_rows(frame: pd.DataFrame) -> Rows:
    """Rows as they were edited; a row that says nothing is left out."""
    rows = [{str(name): _value(value) for name, value in row.items()} for row in frame.to_dict("records")]
    return [row for row in rows if any(value not in ("", None) for value in row.values())]


def _value(value: Any) -> Any:
    if value is pd.NA or value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.strip() if isinstance(value, str) else value


def _summary(value: Any) -> str:
    return plural(len(value), "ligne") if isinstance(value, list) else str(value)
