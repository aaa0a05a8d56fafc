"""How pages reach the base: one client for the process, and what is shown when the base cannot be reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from observatory.client import SESSION_HEADER, Client, connect
from observatory.domain.errors import (
    BaseBusy,
    BaseMissing,
    BaseTooNew,
    InputError,
    NotAllowed,
    ObservatoryError,
    OwnerUnreachable,
)
from observatory.domain.records import Moi

T = TypeVar("T")

OWNERS: dict[str, str] = {}
"""For each Streamlit session of this process, the session of the door under which its pages run."""

_MOST_OWNERS = 5_000

PAGE = "page-ouverte"
"""Where the state of a session keeps the title of the page that is shown."""

HEADINGS: dict[type[ObservatoryError], tuple[str, str]] = {
    BaseMissing: ("Aucune base pour le moment", ":material/database:"),
    BaseBusy: ("La base est occupée", ":material/hourglass_top:"),
    BaseTooNew: ("La base est plus récente que ce programme", ":material/update:"),
    OwnerUnreachable: ("L'office ne répond pas", ":material/power_off:"),
    NotAllowed: ("Cette page ne vous est pas ouverte", ":material/lock:"),
    InputError: ("Cette demande ne peut pas être servie", ":material/filter_alt_off:"),
}
"""What each family of errors is called on the page, and its sign."""

WAYS_OUT: dict[type[ObservatoryError], str] = {
    BaseMissing: (
        "Pour essayer avec une ville fictive, `observatory init --city demo` ; "
        "pour commencer la vôtre, `observatory init --city vide`. Relancez ensuite `observatory serve`."
    ),
    BaseBusy: (
        "Une autre commande écrit sans doute dans la base. Attendez qu'elle finisse, ou passez par `observatory serve`."
    ),
    OwnerUnreachable: "Relancez `observatory serve` sur la machine qui garde la base ; rien n'est perdu.",
    InputError: "Modifiez les filtres, ou revenez à tous les signalements.",
}


@st.cache_resource(show_spinner="Ouverture de la base…", on_release=Client.close)
def client() -> Client:
    """The client of this process, opened once and shared by its pages.

    Raises
    ------
    BaseMissing, BaseBusy, BaseTooNew, FormatError, OwnerUnreachable
    """
    return connect(who=who_asks)


def who_asks() -> tuple[str, str]:
    """The session of the person whose page this is, as the door tells it, and the page: said with every call."""
    return st.context.headers.get(SESSION_HEADER, ""), f"page {st.session_state.get(PAGE, '')}".strip()


def claim_session() -> bool:
    """Tie this Streamlit session to the person whose page it is; False where it is another's."""
    context = get_script_run_ctx()
    mark = who_asks()[0]
    while len(OWNERS) > _MOST_OWNERS:
        OWNERS.pop(next(iter(OWNERS)), None)
    return context is None or OWNERS.setdefault(context.session_id, mark) == mark


def me() -> Moi:
    """Who is logged in; read at every run, for rights may change."""
    return client().comptes.moi()


def forget_client() -> None:
    """Reach the base anew at the next call."""
    client.clear()


def show_error(error: ObservatoryError) -> None:
    """A page of its own for an error: what is wrong, the way out, and a button to try again."""
    heading, icon = _of_family(HEADINGS, error) or ("Quelque chose n'a pas marché", ":material/error:")
    with st.container(border=True):
        st.subheader(f"{icon} {heading}")
        st.write(error.message)
        way_out = _of_family(WAYS_OUT, error)
        if way_out:
            st.caption(way_out)
        left, right = st.columns(2, width=420) if isinstance(error, InputError) else (st.container(), None)
        left.button("Réessayer", icon=":material/refresh:", on_click=forget_client, type="primary")
        if right is not None:
            right.button("Enlever les filtres", icon=":material/filter_alt_off:", on_click=st.query_params.clear)


def _of_family(words: dict[type[ObservatoryError], T], error: ObservatoryError) -> T | None:
    return next((found for family, found in words.items() if isinstance(error, family)), None)


def act_and_rerun(act: Callable[[], object]) -> None:
    """Do something, then run the page again; where it is refused, say why and leave what was typed."""
    try:
        act()
    except ObservatoryError as error:
        st.warning(error.message, icon=":material/info:")
        return
    st.rerun()
