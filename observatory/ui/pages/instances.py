"""Instances: what the council's formation restreinte, the groupe opérationnel and the cell of a ZSP read together.

Shown on a screen in a room: large words, few of them, nothing that tells of a caller.
"""

from __future__ import annotations

import datetime as dt

import streamlit as st

from observatory.client import Client
from observatory.domain.instances import Formation, IndicateurDu, LigneAction, Partenaire
from observatory.domain.schema import AXES, EtatSchema, Schema
from observatory.present.instances import (
    accepted_words,
    action_rows,
    action_words,
    alert_words,
    due_words,
    family_rows,
    follow_words,
    formation_figures,
    group_sentence,
    late_words,
    step_words,
    zone_row,
)
from observatory.present.labels import number, period, plural
from observatory.present.reunions import decision_words
from observatory.present.schema import ETATS_ACTION, FORMATIONS
from observatory.ui.session import client
from observatory.ui.strip import strip

COUNCIL, GROUP, CELL = "Formation restreinte", "Groupe opérationnel", "Cellule de coordination (ZSP)"
_PLAN, _ZONE, _VIEW = "schema", "zone", "instances-vue"


def page() -> None:
    """One of three views, of one plan or one zone."""
    strip("instances")
    with st.container(key="instances"):
        _views()


def _views() -> None:
    st.title("Instances")
    here = client()
    view = st.segmented_control(
        "Instance", (COUNCIL, GROUP, CELL), default=COUNCIL, key=_VIEW, label_visibility="collapsed"
    ) or COUNCIL  # fmt: skip
    if view == CELL:
        _cell(here)
        return
    plan = _choose(here.schemas.liste())
    if plan is None:
        st.info("Aucun schéma local n'est ouvert pour l'instant.", icon=":material/info:")
        return
    today = here.base.etat().aujourd_hui
    if view == COUNCIL:
        _council(here.instances.formation(plan.ident), today)
    else:
        _group(here, plan)


def _choose(plans: list[Schema]) -> Schema | None:
    """The plan that the address names, or the latest that runs; another may be chosen where there are several."""
    by_ident = {one.ident: one for one in plans}
    if not by_ident:
        return None
    running = [one.ident for one in plans if one.etat == EtatSchema.EN_COURS]
    asked = st.query_params.get(_PLAN, "")
    first = int(asked) if asked.isdecimal() and int(asked) in by_ident else next(iter(running or by_ident))
    if len(by_ident) == 1:
        return by_ident[first]
    ident = st.selectbox(
        "Schéma local", list(by_ident), index=list(by_ident).index(first), format_func=lambda one: by_ident[one].titre,
        key="instances-schema",
    )  # fmt: skip
    st.query_params[_PLAN] = str(ident)
    return by_ident[ident]


def _council(told: Formation, today: dt.date) -> None:
    st.header(f"{FORMATIONS[told.formation]} : {told.schema}", anchor=False)
    months = f"{told.mois}e mois" if told.mois > 1 else "1er mois" if told.mois == 1 else "pas encore commencé"
    st.write(f"{told.territoire[0].upper()}{told.territoire[1:]}, {period(told.debut, told.fin)} · {months}")
    for column, (name, n) in zip(st.columns(4), formation_figures(told), strict=True):
        column.metric(name, number(n), border=True)
    red = [one for one in told.actions if one.rouge]
    if red:
        st.subheader("Actions rouges", anchor=False)
        for one in red:
            _red(one)
    if told.en_retard:
        st.subheader("Décidé, et en retard", anchor=False)
        _lines("", [f"{decision_words(one.decision)}  \n  :red[{late_words(one)}]" for one in told.en_retard])
    if told.a_decider:
        st.subheader("À décider aujourd'hui", anchor=False)
        st.caption("L'effet de ces actions est mesuré : poursuivre, modifier ou arrêter ?")
        for one in told.a_decider:
            st.markdown(f"- **{action_words(one)}**  \n{one.effet}")
    _dates(told)
    st.subheader("Toutes les actions", anchor=False)
    for axe, name in AXES.items():
        rows = action_rows(told.actions, axe, today)
        if rows:
            st.markdown(f"**{name}**")
            st.table(rows)
    if not told.actions:
        st.caption("Le schéma n'a encore aucune action.")


def _red(one: LigneAction) -> None:
    with st.container(border=True):
        st.markdown(f"#### {action_words(one)}")
        st.markdown(
            f":red-badge[{alert_words(one)}] {one.service or 'aucun service pilote'} · {ETATS_ACTION[one.etat]}"
        )


def _dates(told: Formation) -> None:
    if told.manques:
        st.subheader("Étapes manquées", anchor=False)
        _lines("", [f":red-badge[manqué] {step_words(step)}" for step in told.manques])
    st.subheader("Prochaines dates", anchor=False)
    _lines("", [step_words(step) for step in told.prochaines])
    if not told.prochaines:
        st.caption("Toutes les étapes de la méthode sont faites, ou manquées.")


def _group(here: Client, plan: Schema) -> None:
    told = here.instances.groupe(plan.ident)
    st.header(f"Groupe opérationnel : {told.schema}", anchor=False)
    st.write(f"Pilote : {told.pilote or 'à désigner'} · {plural(told.membres, 'membre')}")
    st.markdown(f"### {group_sentence(told)}")
    if told.prochaine:
        st.markdown(f"Prochaine réunion : {step_words(told.prochaine)}")
    else:
        st.markdown("Aucune prochaine réunion du groupe n'est prévue.")
    if told.sans_pilote:
        st.subheader("Actions sans service pilote", anchor=False)
        for one in told.sans_pilote:
            st.markdown(f"- :red[**{action_words(one)}**]")
    if not told.partenaires:
        st.caption("Aucun partenaire ne pilote d'action ni n'a accepté de mesure.")
    columns = st.columns(2)
    for rank, partner in enumerate(told.partenaires):
        with columns[rank % 2]:
            _partner(partner)


def _partner(one: Partenaire) -> None:
    with st.container(border=True):
        st.subheader(one.nom, anchor=False)
        _lines("A accepté", [accepted_words(each) for each in one.accepte])
        _lines("Suites décidées", [follow_words(each) for each in one.charge])
        _lines("A refusé", [d.texte for d in one.refuse])
        _lines("Pilote", [_led(line) for line in one.pilote])
        _lines("A réalisé", [action_words(line) for line in one.fait])
        _lines("Doit", [_owed(due) for due in one.doit])


def _owed(one: IndicateurDu) -> str:
    colour = "red" if one.retard else "orange"
    return f":{colour}-badge[{due_words(one)}] {one.indicateur.libelle} ({one.reference})"


def _led(one: LigneAction) -> str:
    alerts = f" :red-badge[{alert_words(one)}]" if one.rouge else ""
    return f"{action_words(one)}, {ETATS_ACTION[one.etat]}{alerts}"


def _lines(title: str, lines: list[str]) -> None:
    if lines:
        st.markdown((f"**{title}**\n" if title else "") + "\n".join(f"- {one}" for one in lines))


def _cell(here: Client) -> None:
    zones = here.instances.zones()
    if not zones:
        st.info("Aucune zone de sécurité prioritaire (ZSP) n'est en vigueur dans cette base.", icon=":material/info:")
        return
    asked = st.query_params.get(_ZONE, "")
    known = list(zones)
    if len(known) > 1:
        asked = st.selectbox(
            "Zone", known, index=known.index(asked) if asked in known else 0, format_func=lambda one: zones[one],
            key="instances-zone",
        )  # fmt: skip
        st.query_params[_ZONE] = asked
    told = here.instances.cellule(asked if asked in known else known[0])
    st.header(told.nom, anchor=False)
    if told.depuis is None:
        st.caption("Aucun trimestre n'est encore terminé : il n'y a rien à compter.")
    else:
        st.write(f"Signalements reçus {period(told.depuis, told.jusqua)}, trimestres terminés, nombres à 5 près.")
        left, right = st.columns(2, gap="large")
        with left:
            st.subheader("Par famille", anchor=False)
            st.table(family_rows(told))
        with right:
            st.subheader("Points chauds", anchor=False)
            _lines("", [f"**{name}** : {family}, {firm}" for name, family, firm in told.lieux])
            if not told.lieux:
                st.caption("Aucun point chaud dans cette zone.")
    st.subheader("Actions de la zone", anchor=False)
    if told.actions:
        st.write(", ".join(f"{ETATS_ACTION[etat]} : {n}" for etat, n in told.etats.items()))
        st.table([zone_row(one) for one in told.actions])
    else:
        st.caption("Aucune action d'un schéma en cours n'a sa zone ici.")
    st.caption("Territoires et totaux seulement : aucun dossier, aucun récit, aucun nombre sous 5.")
