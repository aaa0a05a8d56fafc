"""Where the plan stands: its month, who leads it, its method, its actions in a few figures."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from observatory.client import Client
from observatory.domain.action import Mesure, balance
from observatory.domain.methode import Etape, Methode, Passage
from observatory.domain.schema import Schema, seats_remark
from observatory.present.labels import day, first_upper, period, plural
from observatory.present.schema import ETATS_SCHEMA, FAMILLES, FORMATIONS
from observatory.present.schema_actions import action_rows, bars_html, origin_counts, state_counts
from observatory.present.schema_methode import frieze_html, missed_sentences, month_words, next_sentence, of_walk
from observatory.ui.schema_adresse import open_action
from observatory.ui.schema_territoires import territory_names
from observatory.ui.strip import link_to

_FIRST = ("À voir", "Action", "Service pilote", "Échéance")
"""What is said of a red action where all of them are listed."""


def state_part(here: Client, plan: Schema, may: bool) -> None:
    """Lay out where the plan stands."""
    today = here.base.etat().aujourd_hui
    _head(here, plan)
    words, done = month_words(plan, today)
    st.progress(done, text=f"**{words}**")
    _group(plan)
    method = here.schemas.methode(plan.ident)
    st.subheader("La méthode", anchor=False)
    _next(plan, method, may)
    _missed(method, today, may)
    st.html(frieze_html(method, today))
    for remark in method.remarques:
        st.info(remark, icon=":material/swap_vert:")
    st.subheader("Les actions", anchor=False)
    _figures(here, plan)


def _head(here: Client, plan: Schema) -> None:
    place = territory_names(here).get(plan.territoire, plan.territoire) if plan.territoire else "Toute la ville"
    closed = f" :gray-badge[{ETATS_SCHEMA[plan.etat]}]" if plan.clos_le else ""
    st.subheader(f"{plan.titre}{closed}", anchor=False)
    ended = f" Clos le {day(plan.clos_le)}." if plan.clos_le else ""
    st.caption(f"{FORMATIONS[plan.formation]}. {place}. {first_upper(period(plan.debut, plan.fin))}.{ended}")


def _group(plan: Schema) -> None:
    """Who leads the groupe opérationnel, who sits in it, and what is to be said of that."""
    if not plan.pilote:
        st.warning(
            "Personne ne pilote le groupe opérationnel : faites désigner un pilote par le maire et le préfet, puis "
            "notez sa fonction dans « Le plan ».",
            icon=":material/person_alert:",
        )
    elif plan.designe_le is None:
        st.warning(
            f"**{plan.pilote}** pilote le groupe opérationnel, sans désignation par le maire et le préfet : "
            "notez-en le jour dans « Le plan » quand elle est faite.",
            icon=":material/person_alert:",
        )
    else:
        st.markdown(
            f":material/person_check: Groupe opérationnel piloté par **{plan.pilote}**, fonction désignée par le maire "
            f"et le préfet le {day(plan.designe_le)}."
        )
    remark = seats_remark(len(plan.membres))
    if remark:
        st.caption(f":material/groups: {remark}")
    if plan.membres:
        with st.expander(f"Le groupe opérationnel : {plural(len(plan.membres), 'membre')}", icon=":material/groups:"):
            st.dataframe(
                [{"Fonction": one.qualite, "Organisme": one.organisme} for one in plan.membres],
                hide_index=True, key="schema-membres",
            )  # fmt: skip


def _next(plan: Schema, method: Methode, may: bool) -> None:
    """What to see to first, and the page where it is done."""
    step = method.prochaine
    if step is None:
        return
    with st.container(border=True, key="schema-prochaine"):
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.markdown(f"**Prochaine étape.** {next_sentence(step)}")
        if may:
            with right:
                _way(plan, step)


def _way(plan: Schema, step: Etape) -> None:
    """The page where a step is planned, told of, or written."""
    if step.passage == Passage.BILAN:
        link_to("bilan-schema", "Écrire le bilan", "summarize", schema=str(plan.ident))
    elif of_walk(step):
        query = {"marche": str(step.fait.ident)} if step.fait else {}
        link_to("marches", "Voir la marche" if step.fait else "Préparer la marche", "directions_walk", **query)
    else:
        query = {"reunion": str(step.fait.ident)} if step.fait else {}
        link_to("reunions", "Voir la réunion" if step.fait else "Prévoir la réunion", "groups", **query)


def _missed(method: Methode, today: dt.date, may: bool) -> None:
    """What was missed, and where it is made good."""
    said = missed_sentences(method, today)
    for sentence in said:
        st.error(sentence, icon=":material/event_busy:")
    if said and may:
        with st.container(horizontal=True):
            link_to("reunions", "Prévoir une réunion", "groups")
            link_to("marches", "Préparer une marche", "directions_walk")


def _figures(here: Client, plan: Schema) -> None:
    actions = here.actions.liste(plan.ident)
    if not actions:
        st.caption("Aucune action n'est écrite pour l'instant.")
        return
    mesures: dict[str, Mesure] = {one.code: one for one in here.actions.mesures()}
    red = [one for one in actions if one.rouge]
    waiting = sum(not one.actions for one in here.schemas.constats(plan.ident))
    for column, (name, value) in zip(
        st.columns(4),
        (
            ("Actions", len(actions)), ("Actions rouges", len(red)),
            ("Sans service pilote", sum("sans_pilote" in one.alertes for one in actions)),
            ("Constats sans action", waiting),
        ),
        strict=True,
    ):  # fmt: skip
        column.metric(name, value, border=True)
    if red:
        st.markdown("**À voir d'abord**")
        picked = st.dataframe(
            [{name: row[name] for name in _FIRST} for row in action_rows(red)],
            hide_index=True, key="schema-rouges", on_select="rerun", selection_mode="single-row",
        )["selection"]["rows"]  # fmt: skip
        if picked and picked[0] < len(red):
            open_action(red[picked[0]].ident)
            st.rerun()
    left, middle, right = st.columns(3, gap="medium")
    families = balance(actions, mesures)
    for column, title, rows in (
        (left, "Où elles en sont", state_counts(actions)),
        (middle, "Sur quoi elles reposent", [(FAMILLES[code], n) for code, n in families.items()]),
        (right, "D'où elles viennent", [(first_upper(name), n) for name, n in origin_counts(actions)]),
    ):
        with column:
            st.markdown(f"**{title}**")
            st.html(bars_html([(first_upper(name), n) for name, n in rows]))
    if families["technologie"] and not families["presence"]:
        st.caption(
            ":material/balance: Des actions de technologie, aucune de présence humaine : les deux se complètent."
        )
