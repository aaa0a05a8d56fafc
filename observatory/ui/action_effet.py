"""The part of an action that shows its measured effect, and what was decided of it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from observatory.client import Client
from observatory.domain.action import Action, Evaluation
from observatory.domain.effet import MOST_MONTHS, RESERVES, USUAL_MONTHS
from observatory.domain.reunion import settles
from observatory.present.bilan_schema import DECISIONS_EFFET
from observatory.present.effet_action import (
    COLOURS,
    METHOD,
    earlier_text,
    effect_missing,
    effect_periods,
    effect_rows,
    history_rows,
    measured_on,
    said,
)
from observatory.present.labels import CAVEAT, day
from observatory.ui.session import act_and_rerun


def action_effect(here: Client, action: Action, may: bool) -> None:
    """Lay out that part; ``may`` says whether the account leads the plan."""
    st.subheader("Effet mesuré", anchor=False)
    if action.evaluations:
        _latest(here, action, action.evaluations[0])
        if len(action.evaluations) > 1:
            with st.expander(earlier_text(len(action.evaluations) - 1), icon=":material/history:"):
                st.dataframe(pd.DataFrame(history_rows(action.evaluations[1:])), hide_index=True)
    lacks = effect_missing(action)
    if lacks is not None:
        st.caption(lacks)
    elif may:
        _measure(here, action)
    elif not action.evaluations:
        st.caption("L'effet n'a pas encore été mesuré.")


def _latest(here: Client, action: Action, one: Evaluation) -> None:
    """The latest measure: its verdict, its numbers, and the decision that it called for."""
    st.markdown(f":{COLOURS.get(one.verdict, 'gray')}-badge[{one.verdict}] {said(one.phrase)}")
    st.caption(f"{measured_on(one)}. {effect_periods(one)} {CAVEAT}")
    st.dataframe(pd.DataFrame(effect_rows(one)), hide_index=True, height="content", key=f"action-effet-{action.ident}")
    _decision(here, action, one)
    with st.expander("Méthode et réserves", icon=":material/science:"):
        st.markdown(METHOD)
        st.markdown("\n".join(f"- {each}" for each in RESERVES))


def _decision(here: Client, action: Action, one: Evaluation) -> None:
    """What a meeting decided since: to go on, to change, to stop; where none did, that it is to be decided."""
    taken = [
        (meeting, each)
        for meeting in here.reunions.liste()
        for each in meeting.decisions
        if each.action == action.ident and settles(each.genre, each.evaluation, meeting.jour, one)
    ]
    if not taken:
        st.warning(
            "Aucune réunion n'a encore décidé de la suite : poursuivre, modifier ou arrêter. Notez la décision dans "
            "la réunion qui la prend.",
            icon=":material/gavel:",
        )
        return
    meeting, each = max(taken, key=lambda pair: (pair[0].jour, pair[1].ident))
    due = f" (pour le {day(each.pour_le)})" if each.pour_le else ""
    st.markdown(
        f":material/gavel: **Décision : {DECISIONS_EFFET[each.genre]}**{due}, « {meeting.titre} » du "
        f"{day(meeting.jour)}. {each.texte}"
    )


def _measure(here: Client, action: Action) -> None:
    again = " de nouveau" if action.evaluations else ""
    with st.popover(f"Mesurer l'effet{again}", icon=":material/fact_check:"):
        st.caption("On compare la zone, avant et après sa mise en service, à des secteurs comparables.")
        left, right = st.columns(2)
        before = left.number_input("Mois avant", 1, MOST_MONTHS, USUAL_MONTHS, key=f"effet-avant-{action.ident}")
        after = right.number_input("Mois après", 1, MOST_MONTHS, USUAL_MONTHS, key=f"effet-apres-{action.ident}")
        if st.button("Mesurer", type="primary", key=f"effet-mesurer-{action.ident}"):
            with st.spinner("Mesure en cours…"):
                act_and_rerun(lambda: here.actions.evaluer(action.ident, int(before), int(after)))
