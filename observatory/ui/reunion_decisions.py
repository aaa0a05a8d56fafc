"""What a meeting decided: measures that partners accept, and what becomes of actions; each told once."""

from __future__ import annotations

import streamlit as st

from observatory.client import Client
from observatory.domain.action import LONGEST_NAME, Action
from observatory.domain.reunion import (
    LONGEST_TEXT,
    OF_EFFECT,
    OF_PARTNERS,
    Decision,
    GenreDecision,
    GenreReunion,
    Reunion,
    state_offered,
)
from observatory.present.labels import day
from observatory.present.reunions import DECISION_COLOURS, DECISIONS
from observatory.present.schema import ETATS_ACTION
from observatory.ui.session import act_and_rerun

_NO_ACTION = "Aucune action"


def decisions_part(here: Client, one: Reunion, *, keeper: bool) -> None:
    """The decisions of a meeting and, for who leads the plan, the form of the next one."""
    readable = one.schema is not None and any(plan.ident == one.schema for plan in here.schemas.liste())
    actions = {a.ident: a for a in here.actions.liste(one.schema)} if one.schema is not None and readable else {}
    partners = [d for d in one.decisions if d.genre in OF_PARTNERS]
    others = [d for d in one.decisions if d.genre not in OF_PARTNERS]
    if one.genre == GenreReunion.GROUPE and (partners or keeper):
        st.markdown("**Mesures acceptées par chaque partenaire**")
        _listed(here, one, partners, actions, keeper=keeper)
        st.markdown("**Suites et autres décisions**")
    _listed(here, one, others, actions, keeper=keeper)
    if keeper:
        _add(here, one, actions)


def _listed(here: Client, one: Reunion, some: list[Decision], actions: dict[int, Action], *, keeper: bool) -> None:
    if not some:
        st.caption("Rien n'est noté.")
    for each in some:
        left, right = st.columns([6, 1], vertical_alignment="center")
        left.markdown(_line(each, actions))
        if keeper and right.button(
            "Retirer", key=f"decision-retirer-{each.ident}", icon=":material/delete:", type="tertiary"
        ):
            act_and_rerun(lambda ident=each.ident: here.reunions.retirer_decision(one.ident, ident))  # type: ignore[misc]


def _line(one: Decision, actions: dict[int, Action]) -> str:
    badge = f":{DECISION_COLOURS[one.genre]}-badge[{DECISIONS[one.genre]}]"
    who = f" **{one.service}**" if one.service else ""
    action = actions.get(one.action or 0)
    about = f" · {action.reference} {action.titre}" if action else ""
    effect = next((e.phrase for e in action.evaluations if e.ident == one.evaluation), "") if action else ""
    until = f", pour le {day(one.pour_le)}" if one.pour_le else ""
    measured = f"  \n_Effet mesuré : {effect}_" if effect else ""
    text = f" {one.texte.rstrip('. ')}" if one.texte else ""
    return f"{badge}{who}{text}{until}{about}{measured}"


def _add(here: Client, one: Reunion, actions: dict[int, Action]) -> None:
    turn = len(one.decisions)
    at = f"decision-{one.ident}-{turn}"
    kinds = [g for g in GenreDecision if one.genre == GenreReunion.GROUPE or g not in OF_PARTNERS]
    with st.expander("Noter une décision", icon=":material/gavel:", expanded=False, key=f"{at}-volet"):
        genre = st.segmented_control(
            "Quoi", kinds, default=kinds[0], required=True, format_func=lambda code: DECISIONS[code], key=f"{at}-genre"
        )  # fmt: skip
        action = _action(actions, genre, at)
        service = ""
        if genre in OF_PARTNERS or genre == GenreDecision.AUTRE:
            known = sorted({a.service for a in actions.values() if a.service})
            leads = action.service if action else ""
            service = st.selectbox(
                "Service ou partenaire", known, index=known.index(leads) if leads else None, accept_new_options=True,
                placeholder="Choisissez, ou écrivez son nom", key=f"{at}-service-{action.ident if action else 0}",
            ) or ""  # fmt: skip
        texte = st.text_input(_words(genre), max_chars=LONGEST_TEXT, key=f"{at}-texte")
        until = st.date_input("Pour le (facultatif)", None, format="DD/MM/YYYY", key=f"{at}-jour")
        wanted = Decision(
            0, one.ident, genre, texte, service[:LONGEST_NAME], action.ident if action else None, until or None
        )
        offered = state_offered(wanted, action)
        apply = False
        if offered and action:
            apply = st.checkbox(
                f"L'action {action.reference} devient « {ETATS_ACTION[offered]} »", True, key=f"{at}-etat-{offered}"
            )
        if st.button("Noter la décision", type="primary", icon=":material/check:", key=f"{at}-noter"):
            act_and_rerun(lambda: here.reunions.decider(one.ident, wanted, apply))


def _words(genre: str) -> str:
    return {
        GenreDecision.ACCORD: "La mesure acceptée",
        GenreDecision.REFUS: "La mesure refusée, et pourquoi",
        GenreDecision.MODIFIER: "Ce qui change",
        GenreDecision.AUTRE: "Ce qui est décidé",
    }.get(GenreDecision(genre), "Précision (facultatif)")


def _action(actions: dict[int, Action], genre: str, at: str) -> Action | None:
    if not actions:
        if genre in OF_EFFECT:
            st.caption("Le schéma de cette réunion n'a aucune action, ou la réunion n'est d'aucun schéma.")
        return None
    options: list[int | None] = list(actions) if genre in OF_EFFECT else [None, *actions]
    ident = st.selectbox(
        "Action du schéma", options, key=f"{at}-action-{genre in OF_EFFECT}",
        format_func=lambda one: f"{actions[one].reference} {actions[one].titre}" if one is not None else _NO_ACTION,
    )  # fmt: skip
    action = actions.get(ident or 0)
    if action and genre in OF_EFFECT:
        if action.evaluations:
            st.info(f"Dernier effet mesuré : {action.evaluations[0].phrase}", icon=":material/fact_check:")
        else:
            st.caption("L'effet de cette action n'a pas encore été mesuré : la décision ne s'appuiera sur aucun.")
    return action
