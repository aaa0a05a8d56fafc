"""Réunions: those to come, those that were held, and of one who came, what was said and what was decided."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from observatory.client import Client
from observatory.domain.reunion import LONGEST_MINUTES, EtatReunion, GenreReunion, Reunion
from observatory.domain.roles import ACTS
from observatory.present.labels import day, plural
from observatory.present.reunions import ETATS_REUNION, GENRES_REUNION, meeting_title, to_confirm
from observatory.ui.reunion_decisions import decisions_part
from observatory.ui.reunion_formulaire import KEPT, meeting_form, places_of
from observatory.ui.reunion_presences import attendance_part
from observatory.ui.reunion_problemes import problems_part
from observatory.ui.session import act_and_rerun, client, me
from observatory.ui.strip import strip

_CHOSEN, _PICK = "reunion", "reunion-choisie"
_STATE_COLOURS = {EtatReunion.PREVUE: "blue", EtatReunion.TENUE: "green", EtatReunion.ANNULEE: "gray"}


def page() -> None:
    """The meetings; for who leads the plan also the forms that keep them."""
    strip("reunions")
    st.title("Réunions")
    here = client()
    keeper = not {str(one) for one in ACTS["conduire le schéma"]}.isdisjoint(me().roles)
    known = here.reunions.liste()
    if keeper:
        with st.expander("Nouvelle réunion", icon=":material/add:", expanded=not known):
            meeting_form(here, None, lambda wanted: act_and_rerun(lambda: _created(here, wanted)))
    if not known:
        st.info("Aucune réunion n'est notée pour l'instant.", icon=":material/groups:")
        return
    today = here.base.etat().aujourd_hui
    waiting = [one for one in known if to_confirm(one, today)]
    for one in waiting:
        _ask(here, one, keeper=keeper)
    _lists([one for one in known if one not in waiting])
    st.divider()
    _one(here, _choose(known), keeper=keeper)


def _created(here: Client, wanted: Reunion) -> None:
    st.query_params[_CHOSEN] = str(here.reunions.creer(wanted).ident)
    st.session_state[KEPT] = st.session_state.get(KEPT, 0) + 1
    st.session_state.pop(_PICK, None)


def _ask(here: Client, one: Reunion, *, keeper: bool) -> None:
    with st.container(border=True):
        st.markdown(f":orange-badge[à confirmer] **{meeting_title(one)}**")
        if not keeper:
            st.caption("Son jour est passé ; personne n'a encore dit si elle a eu lieu.")
            return
        st.write("Dites si elle a eu lieu.")
        with st.container(horizontal=True):
            if st.button("Elle a eu lieu", key=f"tenue-{one.ident}", type="primary", icon=":material/check:"):
                act_and_rerun(lambda: here.reunions.etat(one.ident, EtatReunion.TENUE))
            if st.button("Elle est annulée", key=f"annulee-{one.ident}", icon=":material/close:"):
                act_and_rerun(lambda: here.reunions.etat(one.ident, EtatReunion.ANNULEE))


def _lists(known: list[Reunion]) -> None:
    for title, etat in (
        ("À venir", EtatReunion.PREVUE),
        ("Tenues", EtatReunion.TENUE),
        ("Annulées", EtatReunion.ANNULEE),
    ):
        some = [one for one in known if one.etat == etat]
        if not some:
            continue
        st.subheader(title, anchor=False)
        _table(some[::-1] if etat == EtatReunion.PREVUE else some, f"reunions-{etat}")


def _table(rows: list[Reunion], key: str) -> None:
    def choose() -> None:
        picked = st.session_state[key]["selection"]["rows"]
        if picked and picked[0] < len(rows):
            st.session_state[_PICK] = rows[picked[0]].ident

    st.dataframe(
        [
            {
                "Jour": day(one.jour), "Genre": GENRES_REUNION[one.genre], "Titre": one.titre,
                "Problèmes": len(one.problemes), "Décisions": len(one.decisions),
            }
            for one in rows
        ],
        hide_index=True,
        key=key,
        selection_mode="single-row",
        on_select=choose,
    )  # fmt: skip


def _choose(known: list[Reunion]) -> Reunion:
    by_ident = {one.ident: one for one in known}
    asked = st.query_params.get(_CHOSEN, "")
    held = [one.ident for one in known if one.etat == EtatReunion.TENUE]
    first = int(asked) if asked.isdecimal() and int(asked) in by_ident else next(iter(held or by_ident))
    if st.session_state.get(_PICK) not in by_ident:
        st.session_state[_PICK] = first
    ident: int = st.selectbox(
        "Réunion", list(by_ident), key=_PICK, format_func=lambda one: meeting_title(by_ident[one])
    )
    st.query_params[_CHOSEN] = str(ident)
    return by_ident[ident]


def _one(here: Client, one: Reunion, *, keeper: bool) -> None:
    _head(here, one)
    if keeper:
        _changes(here, one)
    if one.etat != EtatReunion.TENUE:
        st.caption(
            "Les présences, les problèmes, le compte rendu et les décisions se notent une fois la réunion tenue."
        )
        return
    st.link_button("Relevé de décisions à imprimer (PDF)", f"/reunions/{one.ident}/releve.pdf", icon=":material/print:")
    st.subheader("Qui est venu", anchor=False)
    attendance_part(here, one, keeper=keeper)
    if one.genre == GenreReunion.GROUPE:
        st.subheader("Diagnostic partagé", anchor=False)
        _text(
            one,
            one.diagnostic,
            "diagnostic",
            keeper=keeper,
            keep=lambda said: here.reunions.diagnostic(one.ident, said),
        )
    st.subheader("Décisions", anchor=False)
    decisions_part(here, one, keeper=keeper)
    if one.problemes or one.genre != GenreReunion.GROUPE:
        st.subheader("Problèmes dits en réunion", anchor=False)
        problems_part(here, one, keeper=keeper)
    st.subheader("Compte rendu", anchor=False)
    _text(
        one,
        one.compte_rendu,
        "compte rendu",
        keeper=keeper,
        keep=lambda said: here.reunions.compte_rendu(one.ident, said),
    )


def _head(here: Client, one: Reunion) -> None:
    badge = f":{_STATE_COLOURS[EtatReunion(one.etat)]}-badge[{ETATS_REUNION[one.etat]}]"
    st.subheader(f"{one.titre} {badge}", anchor=False)
    plans = {plan.ident: plan.titre for plan in here.schemas.liste()}
    walk = next((w for w in here.marches.liste() if w.ident == one.marche), None)
    parts = [
        GENRES_REUNION[one.genre], day(one.jour), one.lieu,
        places_of(here).get(one.territoire, one.territoire) if one.territoire else "",
        f"schéma « {plans.get(one.schema, '')} »" if one.schema in plans else "sans schéma",
        f"rend compte de la marche {walk.reference}" if walk else "",
        plural(len(one.problemes), "problème dit", "problèmes dits") if one.problemes else "",
    ]  # fmt: skip
    st.caption(" · ".join(part for part in parts if part))


def _changes(here: Client, one: Reunion) -> None:
    with st.expander("Modifier cette réunion", icon=":material/edit:"):
        meeting_form(here, one, lambda wanted: act_and_rerun(lambda: here.reunions.enregistrer(wanted)))
        with st.container(horizontal=True):
            for etat, words in (
                (EtatReunion.TENUE, "Elle a eu lieu"), (EtatReunion.ANNULEE, "Elle est annulée"),
                (EtatReunion.PREVUE, "Elle est de nouveau prévue"),
            ):  # fmt: skip
                if etat != one.etat and st.button(words, key=f"etat-{etat}-{one.ident}"):
                    act_and_rerun(lambda etat=etat: here.reunions.etat(one.ident, etat))  # type: ignore[misc]


def _text(one: Reunion, said: str, what: str, *, keeper: bool, keep: Callable[[str], object]) -> None:
    """A text of several lines, and the form that changes it."""
    if said:
        st.text(said)
    else:
        st.caption(f"Le {what} n'est pas écrit.")
    if not keeper:
        return
    with (
        st.expander(f"Écrire le {what}", icon=":material/edit_note:"),
        st.form(f"texte-{what}-{one.ident}", border=False),
    ):
        typed = st.text_area(
            f"{what[0].upper()}{what[1:]} (aucun nom : dites la fonction)", said, max_chars=LONGEST_MINUTES, height=260,
            key=f"texte-{what}-{one.ident}-champ",
        )  # fmt: skip
        if st.form_submit_button("Enregistrer", icon=":material/check:"):
            act_and_rerun(lambda: keep(typed))
