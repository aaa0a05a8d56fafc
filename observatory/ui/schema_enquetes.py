"""The surveys of an action: what each says in a sentence, and the page where it is read."""

from __future__ import annotations

import streamlit as st

from observatory.client import Client
from observatory.domain.action import Action
from observatory.present.enquete import survey_title
from observatory.ui.pages.enquetes import CHOSEN
from observatory.ui.strip import link_to


def action_surveys(here: Client, one: Action) -> None:
    """Lay out the surveys that are attached to an action; nothing where there is none."""
    found = [survey for survey in here.enquetes.liste() if survey.plan.action == one.ident]
    if not found:
        return
    st.subheader("Enquêtes", anchor=False)
    for survey in found:
        left, right = st.columns([5, 1], vertical_alignment="center")
        left.markdown(f"**{survey_title(survey)}**  \n{here.enquetes.resultats(survey.ident).phrase}")
        with right:
            link_to("enquetes", "La lire", "ballot", **{CHOSEN: str(survey.ident)})
