"""Meetings where residents tell what troubles them: noted here, they begin the next walk."""

from __future__ import annotations

import streamlit as st

from observatory.client import Client
from observatory.domain.errors import ObservatoryError
from observatory.domain.reunion import COLONNES, LONGEST_TEXT, MOST_VOICES, GenreReunion, ProblemeDit, Reunion
from observatory.present.labels import day, plural
from observatory.present.reunions import GENRES_REUNION, problem_rows, read_words
from observatory.ui.session import act_and_rerun

_LATEST = "reunion-choisie"


def meetings(here: Client) -> None:
    """The meetings, the problems raised at the one chosen, and the forms that add to them."""
    known = here.reunions.liste()
    st.caption("Notez ce que les habitants disent en réunion : aucun nom, seulement combien de personnes le disent.")
    _new(here, opened=not known)
    if not known:
        return
    idents = [one.ident for one in known]
    if st.session_state.get(_LATEST) not in idents:
        st.session_state[_LATEST] = idents[0]
    by_ident = {one.ident: one for one in known}
    chosen = by_ident[
        st.selectbox(
            "Réunion", idents, key=_LATEST,
            format_func=lambda ident: f"{by_ident[ident].titre}, {day(by_ident[ident].jour)}",
        )
    ]  # fmt: skip
    _problems(here, chosen)


def _new(here: Client, *, opened: bool) -> None:
    with st.expander("Noter une réunion", expanded=opened, icon=":material/groups:"), st.form("reunion", border=False):
        left, right = st.columns([3, 1])
        title = left.text_input("Titre", max_chars=120, placeholder="Réunion publique du Port")
        when = right.date_input("Jour", None, format="DD/MM/YYYY")
        left, right = st.columns([3, 1])
        place = left.text_input("Lieu", max_chars=200, placeholder="Maison de quartier")
        kind = right.selectbox("Genre", list(GenreReunion), format_func=lambda code: GENRES_REUNION[code])
        if st.form_submit_button("Noter la réunion", icon=":material/add:"):
            if when is None:
                st.warning("Choisissez le jour de la réunion.", icon=":material/info:")
            else:
                act_and_rerun(
                    lambda: here.reunions.creer(Reunion(0, kind or GenreReunion.CONSULTATION, title, when, place, ""))
                )


def _problems(here: Client, one: Reunion) -> None:
    names = {line.code: line.libelle for line in here.nomenclature.categories()}
    lost = sum(p.lat is None for p in one.problemes)
    st.markdown(f"**{plural(len(one.problemes), 'problème')}**" + (f", dont {lost} sans lieu connu" if lost else ""))
    if one.problemes:
        st.dataframe(problem_rows(one.problemes, names), hide_index=True, key="reunion-problemes")
    _add(here, one)
    _read(here, one)
    if one.problemes:
        with st.popover("Retirer un problème", icon=":material/delete:"):
            by_ident = {
                p.ident: f"{names.get(p.categorie, p.categorie)} : {p.adresse or p.texte}" for p in one.problemes
            }
            ident = st.selectbox("Problème", list(by_ident), format_func=lambda key: by_ident[key])
            if st.button("Retirer", key="reunion-retirer"):
                act_and_rerun(lambda: here.reunions.retirer(one.ident, ident))


def _add(here: Client, one: Reunion) -> None:
    open_ones = [line for line in here.nomenclature.categories() if line.retiree_le is None]
    parents = {line.code: line.libelle for line in open_ones}
    names = {
        line.code: f"{parents.get(line.parent, '')} : {line.libelle}" if line.parent else line.libelle
        for line in open_ones
    }
    at = f"reunion-{one.ident}-{len(one.problemes)}"  # empty again once a problem is kept, as it was after a refusal
    with st.form("reunion-probleme", clear_on_submit=False):
        left, right = st.columns([3, 1])
        code = left.selectbox("Catégorie", list(names), format_func=lambda key: names[key], key=f"{at}-quoi")
        voices = right.number_input("Combien de personnes", 1, MOST_VOICES, 1, key=f"{at}-voix")
        place = st.text_input("Où (adresse, carrefour, lieu ; vide si on ne sait pas)", max_chars=200, key=f"{at}-ou")
        text = st.text_input("Ce qui est dit (sans nom)", max_chars=LONGEST_TEXT, key=f"{at}-dit")
        if st.form_submit_button("Ajouter ce problème", icon=":material/add:"):
            act_and_rerun(
                lambda: here.reunions.ajouter(one.ident, ProblemeDit(0, code, text, place, None, None, int(voices)))
            )


def _read(here: Client, one: Reunion) -> None:
    with st.expander("Ajouter un tableau de problèmes (CSV)", icon=":material/upload:"):
        st.caption(f"Une ligne par problème, colonnes {', '.join(COLONNES)}. Collez-le, ou donnez le fichier.")
        given = st.file_uploader("Fichier CSV", type=["csv", "txt"], key="reunion-fichier")
        pasted = st.text_area("Ou collez le tableau", key="reunion-colle", placeholder="categorie;lieu;texte;voix")
        if not st.button("Lire ce tableau", icon=":material/playlist_add:", key="reunion-lire"):
            return
        try:
            text = given.getvalue().decode("utf-8-sig") if given is not None else pasted
            said = here.reunions.lire_csv(one.ident, text)
        except UnicodeDecodeError:
            st.warning("Ce fichier n'est pas en UTF-8 : enregistrez-le en « CSV UTF-8 ».", icon=":material/info:")
            return
        except ObservatoryError as error:
            st.warning(error.message, icon=":material/info:")
            return
        st.success(read_words(said))
        if said.refus:
            st.dataframe([{"Ligne": line, "Pourquoi": why} for line, why in said.refus], hide_index=True)
        st.button("Voir la liste à jour", key="reunion-relire")
