"""Saisie d'une marche: the sheets of paper that were brought back, typed sheet by sheet."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pandas as pd
import streamlit as st

from observatory.client import Client
from observatory.domain.constat import MOMENTS, NOTES, PROFILS, RESSENTIS
from observatory.domain.errors import ObservatoryError
from observatory.domain.marche import OPEN
from observatory.domain.saisie import MOST_SHEETS, Feuille, Saisie, sheet_name, sheet_rank
from observatory.present.labels import first_upper, plural
from observatory.present.restitution import GENRES_PROFIL, stop_name
from observatory.ui.pages.restitution import choose_walk
from observatory.ui.saisie_constat import constat_part
from observatory.ui.session import client
from observatory.ui.strip import strip

UNKNOWN = "?"
_MARKS = f"^[0-{len(NOTES) - 1}{UNKNOWN}]?$"
_TOLD = "saisie-dit"
_GRID = "saisie-grille-tour"


def page() -> None:
    """Choose the walk and the sheet, then its four parts."""
    strip("marche-saisie")
    st.title("Saisie d'une marche")
    here = client()
    walks = [one for one in here.marches.liste() if one.etat in OPEN]
    if not walks:
        st.info("Aucune marche n'attend de saisie : elles sont toutes closes.", icon=":material/info:")
        return
    st.write("Pour les grilles remplies à la main. Ce que les téléphones ont envoyé est déjà dans la marche.")
    told = here.saisie.lire(choose_walk(walks).ident)
    sheet = _choose_sheet(told)
    with st.container():
        if said := st.session_state.pop(_TOLD, None):
            st.success(said, icon=":material/check_circle:")
    grid, found, people = st.tabs(["Grille", "Constats", "Participants et ressenti"])
    with grid:
        _grid(here, told, sheet)
    with found:
        constat_part(here, told, sheet)
    with people:
        _participants(here, told, sheet)
        _feelings(here, told, sheet)


def _choose_sheet(told: Saisie) -> Feuille:
    """A sheet that is begun, or the next one."""
    known = {one.nom: one for one in told.feuilles}
    blank = sheet_name(len(known) + 1)
    names = [*known, *([blank] if len(known) < MOST_SHEETS else [])]
    chosen = st.segmented_control(
        "Feuille",
        names,
        default=names[0],
        format_func=lambda one: f"Feuille {sheet_rank(one)}" if one in known else "Nouvelle feuille",
        key=f"saisie-feuille-{told.marche.ident}",
        help="Une feuille par groupe, ou par personne, qui a rempli une grille.",
    )
    return known.get(chosen or names[0]) or Feuille(blank, (), (), {}, {})


def _grid(here: Client, told: Saisie, sheet: Feuille) -> None:
    """The grid as one table: a line for each question, a column for each stop."""
    stops = told.marche.plan.arrets
    typed = {(one.arret, one.question): UNKNOWN if one.note is None else str(one.note) for one in sheet.reponses}
    frame = pd.DataFrame(
        {
            "Question": [one.question for one in told.questions],
            **{str(stop.ident): [typed.get((stop.ident, one.code), "") for one in told.questions] for stop in stops},
        }
    )
    legend = ", ".join(f"{rank} {words}" for rank, words in enumerate(NOTES))
    st.caption(f"Tapez {legend} ; {UNKNOWN} « je ne sais pas ». Une case vide n'est pas une réponse.")
    edited = st.data_editor(
        frame,
        hide_index=True,
        disabled=["Question"],
        column_config={
            "Question": st.column_config.TextColumn(width="large"),
            **{
                str(stop.ident): st.column_config.TextColumn(
                    f"{stop.rang}", help=stop.nom, validate=_MARKS, width="small"
                )
                for stop in stops
            },
        },
        key=f"saisie-grille-{told.marche.ident}-{sheet.nom}-{st.session_state.get(_GRID, 0)}",
        height="content",
    )
    st.caption(" · ".join(stop_name(told.marche, stop.ident) for stop in stops))
    with st.expander(f"Ce que veulent dire 0 et {len(NOTES) - 1}", icon=":material/help:"):
        for one in told.questions:
            st.markdown(f"- {one.question} **0** : {one.zero} ; **{len(NOTES) - 1}** : {one.trois}.")
    if st.button("Enregistrer la grille", type="primary", icon=":material/check:", key="saisie-grille-ok"):
        marks = {
            (stop.ident, one.code): str(cell or "").strip()
            for stop in stops
            for one, cell in zip(told.questions, edited[str(stop.ident)], strict=True)
        }
        notes: dict[int, dict[str, int | None]] = {stop.ident: {} for stop in stops}
        for (stop_ident, code), mark in marks.items():
            if mark and mark != typed.get((stop_ident, code), ""):
                notes[stop_ident][code] = None if mark == UNKNOWN else int(mark)
        _keep(lambda cle: here.saisie.reponses(told.marche.ident, sheet.nom, cle, notes).message, _GRID)


def _participants(here: Client, told: Saisie, sheet: Feuille) -> None:
    """Who walked, counted three ways."""
    st.markdown("**Qui a marché** : comptez les mêmes personnes par âge, par sexe et à quel titre. Aucun nom.")
    counts: dict[str, int] = {}
    with st.form(f"saisie-qui-{told.marche.ident}-{sheet.nom}", border=False):
        for column, (genre, names) in zip(st.columns(len(PROFILS)), PROFILS.items(), strict=True):
            with column:
                st.caption(GENRES_PROFIL[genre])
                for code, words in names.items():
                    profil = f"{genre}:{code}"
                    counts[profil] = st.number_input(
                        first_upper(words), min_value=0, max_value=60, value=sheet.participants.get(profil, 0),
                        key=f"saisie-{told.marche.ident}-{sheet.nom}-{profil}",
                    )  # fmt: skip
        if st.form_submit_button("Enregistrer les participants", type="primary", icon=":material/check:"):
            _keep(lambda cle: here.saisie.participants(told.marche.ident, sheet.nom, cle, counts).message)


def _feelings(here: Client, told: Saisie, sheet: Feuille) -> None:
    """How many feel how safe, before and after."""
    st.markdown("**Comment l'on se sent** : combien de personnes pour chaque réponse.")
    for moment, words in MOMENTS.items():
        with st.form(f"saisie-{moment}-{told.marche.ident}-{sheet.nom}", border=False):
            st.caption(first_upper(words))
            counts = {}
            for column, (note, said) in zip(st.columns(len(RESSENTIS)), RESSENTIS.items(), strict=True):
                counts[note] = column.number_input(
                    first_upper(said), min_value=0, max_value=60, value=sheet.ressenti.get(moment, {}).get(note, 0),
                    key=f"saisie-{told.marche.ident}-{sheet.nom}-{moment}-{note}",
                )  # fmt: skip
            n = plural(sum(sheet.ressenti.get(moment, {}).values()), "réponse enregistrée", "réponses enregistrées")
            if st.form_submit_button(f"Enregistrer le ressenti {words}", icon=":material/check:", help=n):
                _keep(lambda cle, moment=moment, counts=counts: here.saisie.ressenti(  # type: ignore[misc]
                    told.marche.ident, sheet.nom, cle, moment, counts).message)  # fmt: skip


def _keep(act: Callable[[str], str], turn: str = "") -> None:
    """Do it under a key of its own; what was typed stays where it is refused.

    ``turn`` counts the saves of a table, which starts anew from what is kept.
    """
    try:
        said = act(f"saisie-{uuid4().hex}")
    except ObservatoryError as error:
        st.error(error.message)
        return
    if turn:
        st.session_state[turn] = st.session_state.get(turn, 0) + 1
    st.session_state[_TOLD] = said
    st.rerun()
