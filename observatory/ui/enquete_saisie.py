"""Sheets of paper: typed one after another, or brought as a table in which each row is accounted for."""

from __future__ import annotations

import streamlit as st

from observatory.client import Client
from observatory.domain.enquete import LONGEST_COMMENT, Enquete, Feuille
from observatory.domain.errors import ObservatoryError
from observatory.domain.questionnaire import COMMENT, GenreQuestion, QuestionEnquete
from observatory.present.enquete import sheets_words
from observatory.ui.components.remise import hand_over
from observatory.ui.lire_tableau import read_table_form

_TOLD = "enquete-feuille-dite"
_MOST_SHORT = 5
"""Answers that stand side by side under a question; more are a list."""


def sheets(here: Client, one: Enquete) -> None:
    """The form of a sheet, empty again once it is kept, and the way in for a table."""
    with st.expander("Saisir des feuilles", icon=":material/edit_note:"):
        _typed(here, one)
    with st.expander("Ajouter un tableau de feuilles (CSV)", icon=":material/upload:"):
        _table(here, one)


def _typed(here: Client, one: Enquete) -> None:
    if told := st.session_state.pop(_TOLD, ""):
        st.success(told, icon=":material/check_circle:")
    questions = here.enquetes.questions(one.ident)
    rank = here.enquetes.feuille_suivante(one.ident)
    at = f"enquete-{one.ident}-{one.n}"  # empty again once a sheet is kept, as it was typed after a refusal
    with st.form(f"{at}-feuille", clear_on_submit=False):
        number = st.number_input("Feuille n°", 1, None, rank, key=f"{at}-numero")
        given = {each.code: _answer(each, at) for each in questions if each.genre != GenreQuestion.LIBRE}
        said = ""
        for each in questions:
            if each.genre == GenreQuestion.LIBRE:
                said = st.text_area(each.titre, max_chars=LONGEST_COMMENT, key=f"{at}-{COMMENT}", height=68)
        if st.form_submit_button("Enregistrer cette feuille", icon=":material/add:", type="primary"):
            try:
                here.enquetes.saisir(one.ident, Feuille(int(number), given, said))
            except ObservatoryError as error:
                st.warning(error.message, icon=":material/info:")
                return
            st.session_state[_TOLD] = f"Feuille n° {int(number)} enregistrée."
            st.rerun()


def _answer(question: QuestionEnquete, at: str) -> str:
    key = f"{at}-{question.code}"
    if len(question.reponses) <= _MOST_SHORT:
        return st.segmented_control(question.question, question.reponses, key=key) or ""
    return st.selectbox(question.question, question.reponses, None, placeholder="Sans réponse", key=key) or ""


def _table(here: Client, one: Enquete) -> None:
    st.caption(
        "Une ligne par feuille ; une réponse s'écrit en toutes lettres ou par son rang (1, 2…). Une feuille déjà "
        "saisie sous ce numéro n'est pas reprise."
    )
    model = here.enquetes.modele_csv(one.ident).encode()
    hand_over("Télécharger le modèle", model, f"feuilles-{one.ident}.csv", key="enquete-modele")
    read_table_form(
        "enquete", lambda text: here.enquetes.lire_csv(one.ident, text), sheets_words, "Voir les nombres à jour",
        at=f"-{one.ident}",
    )  # fmt: skip
