"""What follows an action: its indicators, what it costs, its news."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from observatory.client import Client
from observatory.domain.action import (
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_TITLE,
    YEARS,
    Action,
    Financement,
    GenreIndicateur,
    Indicateur,
)
from observatory.present.labels import plural
from observatory.present.schema import GENRES_INDICATEUR, NOT_TOLD
from observatory.present.schema_actions import euros, finance_rows, indicator_rows, news_line
from observatory.ui.schema_adresse import TWO_LINES
from observatory.ui.session import act_and_rerun

NUMBER, SENTENCE, NOTHING = "Un nombre", "Une phrase", "Non communiqué"
_WIDTHS = {
    "Genre": 80, "Indicateur": 150, "Valeur": 180, "Où cela en est": 120, "Cible": 95, "Qui le doit": 100,
    "Source": 90,
}  # fmt: skip
_SHOWN_NEWS = 6


def indicators(here: Client, one: Action, may: bool) -> None:
    """The indicators of an action; who leads the plan asks for some, answers them, takes one away."""
    st.subheader("Indicateurs", anchor=False)
    today = here.base.etat().aujourd_hui
    late = sum(i.overdue(today) for i in one.indicateurs)
    if late:
        st.error(
            f"{plural(late, 'indicateur')} en retard : relancez le service qui le doit, ou notez « non communiqué ».",
            icon=":material/alarm:",
        )
    if one.indicateurs:
        st.dataframe(
            indicator_rows(one.indicateurs, today), hide_index=True, key="schema-indicateurs", row_height=TWO_LINES,
            height="content",
            column_config={name: st.column_config.TextColumn(width=width) for name, width in _WIDTHS.items()},
        )  # fmt: skip
    else:
        st.caption("Aucun indicateur : sans lui, on ne saura pas si l'action a été faite, ni ce qu'elle change.")
    if not may:
        return
    with st.container(horizontal=True):
        with st.popover("Demander un indicateur", icon=":material/add_chart:"):
            _ask(here, one)
        if one.indicateurs:
            with st.popover("Renseigner", icon=":material/edit_note:"):
                _answer(here, one)
            with st.popover("Retirer", icon=":material/delete:"):
                _remove(here, one)


def _ask(here: Client, one: Action) -> None:
    services = list(dict.fromkeys(s for s in (one.service, *one.partenaires, *here.schemas.services()) if s))
    key = f"schema-demander-{one.ident}-{len(one.indicateurs)}"
    with st.form(key, border=False):
        genre = st.selectbox(
            "Genre", list(GenreIndicateur), format_func=lambda code: GENRES_INDICATEUR[code], key=f"{key}-genre",
            help="Réalisation : est-ce fait ? Impact : qu'est-ce que cela change ? Qualité : est-ce bien fait ?",
        )  # fmt: skip
        name = st.text_input("Ce que l'on compte ou demande", max_chars=LONGEST_TITLE, key=f"{key}-nom")
        unit = st.text_input("Unité (facultatif)", max_chars=40, placeholder="lampes", key=f"{key}-unite")
        target = st.number_input("Cible (facultatif)", value=None, key=f"{key}-cible")
        service = st.selectbox(
            "Qui le doit", services, index=0 if services else None, accept_new_options=True, key=f"{key}-service"
        )
        due = st.date_input("Pour le", None, format="DD/MM/YYYY", key=f"{key}-jour")
        if st.form_submit_button("Demander", icon=":material/add:"):
            if due is None:
                st.warning("Choisissez le jour pour lequel l'indicateur est dû.", icon=":material/info:")
                return
            asked = Indicateur(0, one.ident, genre or "", name, unit, target, service or "", due)
            act_and_rerun(lambda: here.actions.demander(asked))


def _answer(here: Client, one: Action) -> None:
    by_ident = {i.ident: i for i in one.indicateurs}
    key = f"schema-renseigner-{one.ident}-{sum(len(i.valeurs) for i in one.indicateurs)}"
    ident = st.selectbox("Indicateur", list(by_ident), format_func=lambda k: by_ident[k].libelle, key=f"{key}-lequel")
    way = st.radio("Réponse", (NUMBER, SENTENCE, NOTHING), horizontal=True, key=f"{key}-genre")
    with st.form(key, border=False):
        number = st.number_input("Nombre", value=None, key=f"{key}-nombre") if way == NUMBER else None
        words = st.text_area("Phrase", max_chars=LONGEST_TEXT, key=f"{key}-phrase") if way == SENTENCE else None
        source = st.text_input("Source", max_chars=LONGEST_NAME, placeholder="relevé du service", key=f"{key}-source")
        when = st.date_input("Relevé le", here.base.etat().aujourd_hui, format="DD/MM/YYYY", key=f"{key}-jour")
        if not st.form_submit_button("Enregistrer la réponse", icon=":material/save:"):
            return
        if (way == NUMBER and number is None) or (way == SENTENCE and not (words or "").strip()):
            st.warning(f"Écrivez la réponse, ou choisissez « {NOTHING} ».", icon=":material/info:")
            return
        act_and_rerun(lambda: here.actions.renseigner(ident, source, when, number, words))


def _remove(here: Client, one: Action) -> None:
    by_ident = {i.ident: i.libelle for i in one.indicateurs}
    ident = st.selectbox(
        "Indicateur à retirer", list(by_ident), format_func=lambda k: by_ident[k], key=f"schema-retirer-{one.ident}"
    )
    st.caption("Ce qui y a été répondu disparaît avec lui.")
    if st.button("Retirer cet indicateur", key="schema-retirer-indicateur"):
        act_and_rerun(lambda: here.actions.ne_plus_demander(ident))


def money(here: Client, one: Action, may: bool) -> None:
    """What an action costs by payer and year; an amount that nobody told is « non communiqué », never zero."""
    st.subheader("Financement", anchor=False)
    payers = here.actions.financeurs()
    if one.financements:
        st.markdown(f"Prévu : **{euros(one.prevu)}**. Dépensé, pour ce qui est dit : **{euros(one.depense)}**.")
        if not may:
            st.dataframe(finance_rows(one.financements, payers), hide_index=True, key="schema-couts")
    elif not may:
        st.caption(f"Coût {NOT_TOLD}.")
    if may:
        _money_table(here, one, payers)


def _money_table(here: Client, one: Action, payers: dict[str, str]) -> None:
    codes = {name: code for code, name in payers.items()}
    frame = pd.DataFrame(
        {
            "Financeur": [payers.get(f.source, f.source) for f in one.financements],
            "Année": pd.array([f.annee for f in one.financements], dtype="Int64"),
            "Prévu": pd.array([f.prevu for f in one.financements], dtype="Float64"),
            "Dépensé": pd.array([f.depense for f in one.financements], dtype="Float64"),
        }
    )
    column = st.column_config
    key = f"schema-argent-{one.ident}-{hash(one.financements)}"
    edited = st.data_editor(
        frame, key=key, num_rows="dynamic", hide_index=True, placeholder=NOT_TOLD, height="content",
        column_config={
            "Financeur": column.SelectboxColumn(options=list(codes), required=True, width="medium"),
            "Année": column.NumberColumn(min_value=YEARS[0], max_value=YEARS[1], step=1, format="%d", required=True),
            "Prévu": column.NumberColumn("Prévu (€)", min_value=0, format="localized"),
            "Dépensé": column.NumberColumn("Dépensé (€)", min_value=0, format="localized"),
        },
    )  # fmt: skip
    left, right = st.columns([2, 4], vertical_alignment="center")
    right.caption(f"Une case vide est « {NOT_TOLD} », ce qui n'est pas zéro. Ajoutez une ligne au bas du tableau.")
    if left.button("Enregistrer le financement", icon=":material/save:", key="schema-argent-garder"):
        rows = [
            Financement(
                codes.get(str(row["Financeur"]), ""), int(row["Année"]), _told(row["Prévu"]), _told(row["Dépensé"])
            )
            for row in edited.to_dict("records")
            if not pd.isna(row["Financeur"]) and not pd.isna(row["Année"])
        ]
        act_and_rerun(lambda: here.actions.financer(one.ident, rows))


def _told(value: object) -> float | None:
    """An amount of the table; an empty cell is one that nobody told."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    return float(str(value))


def news(here: Client, one: Action, may: bool) -> None:
    """What was told of an action, the latest first."""
    st.subheader("Nouvelles", anchor=False)
    if may:
        told = here.actions.nouvelles(one.ident)
        with st.form(f"schema-nouvelle-{one.ident}-{len(told)}", border=False):
            left, right = st.columns([5, 1], vertical_alignment="bottom")
            text = left.text_input(
                "Ce qui est nouveau (sans nom)", max_chars=LONGEST_TEXT, placeholder="Le marché est signé.",
                key=f"schema-nouvelle-texte-{one.ident}-{len(told)}",
            )  # fmt: skip
            if right.form_submit_button("Noter", icon=":material/add:"):
                act_and_rerun(lambda: here.actions.dire(one.ident, text))
    else:
        told = here.actions.nouvelles(one.ident)
    if not told:
        st.caption("Aucune nouvelle pour l'instant.")
    for line in told[:_SHOWN_NEWS]:
        st.markdown(news_line(line))
    if len(told) > _SHOWN_NEWS:
        with st.expander(f"Les {len(told) - _SHOWN_NEWS} plus anciennes"):
            for line in told[_SHOWN_NEWS:]:
                st.markdown(news_line(line))
