"""Enquêtes: those that residents answer, how they are handed out and typed, and what they give back."""

from __future__ import annotations

import streamlit as st

from observatory.domain.enquete import Enquete, EtatEnquete
from observatory.domain.roles import ACTS
from observatory.present.enquete import (
    ETATS_ENQUETE,
    MOMENTS,
    gap_frame,
    question_chart,
    question_frame,
    survey_rows,
    survey_title,
)
from observatory.present.labels import day, number, plural
from observatory.ui.enquete_saisie import sheets
from observatory.ui.enquete_tenue import keeping, new_survey
from observatory.ui.session import client, me
from observatory.ui.strip import strip

CHOSEN = "enquete"


def page() -> None:
    """The surveys; for who conducts the plan also what is done to them."""
    strip("enquetes")
    st.title("Enquêtes")
    may = bool(ACTS["conduire le schéma"] & set(me().roles))
    found = client().enquetes.liste()
    if not found:
        st.info("Aucune enquête n'est préparée pour l'instant.")
        if may:
            new_survey(client(), found, opened=True)
        return
    if may:
        new_survey(client(), found, opened=False)
    chosen = _choose(found)
    plan = chosen.plan
    st.subheader(f"{plan.titre} :gray-badge[{ETATS_ENQUETE[chosen.etat]}]", anchor=False)
    about = f"Sur : {chosen.zone}. " if chosen.zone else ""
    people = f" Population visée : {number(plan.population)}." if plan.population else ""
    days = f"du {day(plan.debut)} au {day(plan.fin)}"
    st.caption(f"{about}{MOMENTS[plan.moment]}, {days}. {plural(chosen.n, 'réponse')}.{people}")
    if may:
        keeping(client(), chosen, found)
        if chosen.etat == EtatEnquete.OUVERTE:
            sheets(client(), chosen)
    results(chosen)


def _choose(found: list[Enquete]) -> Enquete:
    """The survey of the address, or the latest; another may be chosen in the table."""

    def choose() -> None:
        picked = st.session_state["enquetes-liste"]["selection"]["rows"]
        if picked and picked[0] < len(found):
            st.query_params[CHOSEN] = str(found[picked[0]].ident)

    st.dataframe(
        survey_rows(found),
        hide_index=True,
        key="enquetes-liste",
        selection_mode="single-row",
        on_select=choose,
        column_config={
            "Du": st.column_config.DateColumn(format="DD/MM/YYYY"),
            "Au": st.column_config.DateColumn(format="DD/MM/YYYY"),
        },
    )
    asked = st.query_params.get(CHOSEN, "")
    return next((one for one in found if str(one.ident) == asked), found[0])


def results(chosen: Enquete) -> None:
    """What a survey gives back, with what one must know to read it."""
    told = client().enquetes.resultats(chosen.ident)
    st.markdown(f"**{told.phrase}**")
    on_paper = (f"{number(told.papier)} sur papier.",) if told.papier else ()
    st.caption("\n".join(f"- {remark}" for remark in (*told.remarques, *on_paper)))
    if not told.lisible:
        return
    if told.ecarts and told.precedente is not None:
        st.subheader("Depuis la vague d'avant", anchor=False)
        st.caption(f"Vague d'avant : {survey_title(told.precedente)}, {plural(told.precedente.n, 'réponse')}.")
        frame = gap_frame(told)
        st.table(frame.set_index(frame.columns[0]))
    for one in told.questions:
        source = f"  :gray-badge[{one.question.source}]" if one.question.source else ""
        st.markdown(f"**{one.question.question}**{source}")
        left, right = st.columns([3, 4], gap="medium", vertical_alignment="center")
        with left:
            chart = question_chart(one)
            if chart is None:
                st.caption("Rien ne peut être montré : trop peu de réponses.")
            else:
                st.altair_chart(chart, alt=f"{one.question.titre} : les nombres sont dans le tableau à côté.")
        with right:
            frame = question_frame(one)
            st.table(frame.set_index(frame.columns[0]))
    if told.commentaires:
        with st.expander(plural(len(told.commentaires), "commentaire"), icon=":material/chat:"):
            st.caption("Pour vous seul, dans l'ordre alphabétique : rien ne les relie aux autres réponses.")
            for said in told.commentaires:
                st.text(said)
