"""Schéma local: where the plan stands, what was found, its actions, the one that is open, and the plan itself."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from observatory.client import Client
from observatory.domain.roles import ACTS
from observatory.domain.schema import EtatSchema, Schema
from observatory.present.labels import period
from observatory.present.schema import ETATS_SCHEMA
from observatory.present.schema_methode import schema_style
from observatory.ui.schema_actions import actions_part
from observatory.ui.schema_adresse import ACTION, PLAN, VIEW, go
from observatory.ui.schema_constats import constats_part
from observatory.ui.schema_etat import state_part
from observatory.ui.schema_fiche import action_part
from observatory.ui.schema_plan import new_plan, plan_part
from observatory.ui.session import client, me
from observatory.ui.strip import strip

VIEWS: dict[str, tuple[str, Callable[[Client, Schema, bool], None]]] = {
    "etat": ("Où en est-on", state_part),
    "constats": ("Constats", constats_part),
    "actions": ("Actions", actions_part),
    "plan": ("Le plan", plan_part),
}
"""The parts of the page by their name in the address; the last is for who leads the plan."""
_CHOSEN, _SHOWN = "schema-choisi", "schema-vue"


def page() -> None:
    """Lay out the part of the plan that the address names."""
    strip("schema")
    st.title("Schéma local")
    st.html(schema_style())
    here = client()
    may = bool(ACTS["conduire le schéma"] & set(me().roles))
    known = here.schemas.liste()
    if not known:
        if may:
            st.info("Aucun schéma local n'est ouvert : commencez par en poser le cadre.", icon=":material/info:")
            new_plan(here)
        else:
            st.info("Aucun schéma local n'est ouvert pour l'instant.", icon=":material/info:")
        return
    plan = _chosen(known)
    view = _view(may)
    if view == "actions" and st.query_params.get(ACTION, "").isdecimal():
        action_part(here, plan, int(st.query_params[ACTION]), may)
    else:
        VIEWS[view][1](here, plan, may)


def _chosen(known: list[Schema]) -> Schema:
    """The plan that the address names, else the latest that runs; another may be chosen."""
    by_ident = {str(one.ident): one for one in known}
    usual = next((one for one in known if one.etat == EtatSchema.EN_COURS), known[0])
    asked = st.query_params.get(PLAN, "")
    st.session_state[_CHOSEN] = asked if asked in by_ident else str(usual.ident)
    if len(known) > 1:
        st.selectbox(
            "Schéma", list(by_ident), key=_CHOSEN,
            on_change=lambda: go(**{PLAN: st.session_state[_CHOSEN], ACTION: ""}),
            format_func=lambda key: (
                f"{by_ident[key].titre}, {period(by_ident[key].debut, by_ident[key].fin)} "
                f"({ETATS_SCHEMA[by_ident[key].etat]})"
            ),
        )  # fmt: skip
    return by_ident[st.session_state[_CHOSEN]]


def _view(may: bool) -> str:
    """The part that the address names; another may be chosen."""
    open_ones = [one for one in VIEWS if may or one != "plan"]
    asked = st.query_params.get(VIEW, "")
    st.session_state[_SHOWN] = asked if asked in open_ones else open_ones[0]
    st.segmented_control(
        "Ce que l'on voit", open_ones, key=_SHOWN, required=True, label_visibility="collapsed",
        format_func=lambda one: VIEWS[one][0], on_change=lambda: go(**{VIEW: st.session_state[_SHOWN], ACTION: ""}),
    )  # fmt: skip
    return str(st.session_state[_SHOWN])
