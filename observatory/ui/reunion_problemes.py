"""The problems raised at a meeting: typed or brought as a table, classified, on a map where the place is known."""

from __future__ import annotations

import streamlit as st

from observatory.client import Client
from observatory.domain.reunion import COLONNES, LONGEST_TEXT, MOST_VOICES, ProblemeDit, Reunion
from observatory.present.labels import plural
from observatory.present.reunions import problem_rows, read_words
from observatory.present.reunions_carte import problem_layers
from observatory.ui.city_map import city_frame, nothing_chosen, page_theme
from observatory.ui.components.hexagones import hexagones
from observatory.ui.lire_tableau import read_table_form
from observatory.ui.session import act_and_rerun


def problems_part(here: Client, one: Reunion, *, keeper: bool) -> None:
    """The problems of a meeting, their map and, for who prepares walks, the forms that add to them."""
    names = {line.code: line.libelle for line in here.nomenclature.categories()}
    lost = sum(p.lat is None for p in one.problemes)
    placed = len(one.problemes) - lost
    st.markdown(f"**{plural(len(one.problemes), 'problème')}**" + (f", dont {lost} sans lieu connu" if lost else ""))
    if one.problemes:
        st.dataframe(problem_rows(one.problemes, names), hide_index=True, key="reunion-problemes")
    if placed:
        _map(here, one, names)
    if not keeper:
        return
    st.caption("Notez ce que les habitants disent : aucun nom, seulement combien de personnes le disent.")
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


def _map(here: Client, one: Reunion, names: dict[str, str]) -> None:
    theme = page_theme()
    hexagones(
        city_frame(here, theme, f"reunion-{one.ident}"),
        problem_layers(one, names, theme),
        key=f"reunion-carte-{one.ident}",
        title="Carte des problèmes dits en réunion ; le tableau dit la même chose.",
        on_answer=nothing_chosen,
        height=320,
    )


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
        read_table_form(
            "reunion", lambda text: here.reunions.lire_csv(one.ident, text), read_words, "Voir la liste à jour",
            placeholder="categorie;lieu;texte;voix",
        )  # fmt: skip
