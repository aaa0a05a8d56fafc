"""Indicators that one's services owe: late ones first, answered in place by a number, a sentence or nothing told."""

from __future__ import annotations

import streamlit as st

from observatory.client import Client
from observatory.domain.action import LONGEST_NAME, LONGEST_TEXT, Indicateur, Valeur
from observatory.domain.instances import Echeance, IndicateurDu
from observatory.present.instances import ECHEANCE_COLOURS, due_words
from observatory.present.labels import day, number, plural
from observatory.present.schema import GENRES_INDICATEUR, NOT_TOLD
from observatory.ui.session import act_and_rerun

NUMBER, SENTENCE, NOTHING = "Un nombre", "Une phrase", "Non communiqué"
_OPENED = "indicateur-ouvert"


def indicators_part(here: Client) -> None:
    """The indicators owed, then those that are answered; nothing where none is asked."""
    found = here.actions.dus()
    if not found:
        return
    st.subheader("Indicateurs que je dois", anchor=False)
    late = sum(one.echeance == Echeance.EN_RETARD for one in found)
    waiting = [one for one in found if one.echeance in (Echeance.EN_RETARD, Echeance.BIENTOT)]
    st.write(
        f"**{plural(len(waiting), 'indicateur attendu', 'indicateurs attendus')}** pour le schéma local, les retards "
        f"d'abord ({late} en retard)."
    )
    for one in waiting:
        _show(here, one)
    for title, where in (("À venir", Echeance.PLUS_TARD), ("Déjà renseignés", Echeance.RENSEIGNE)):
        some = [one for one in found if one.echeance == where]
        if some:
            with st.expander(f"{title} ({len(some)})", icon=":material/checklist:"):
                for one in some:
                    _show(here, one)


def _show(here: Client, one: IndicateurDu) -> None:
    asked = one.indicateur
    with st.container(border=True):
        st.markdown(f":{ECHEANCE_COLOURS[Echeance(one.echeance)]}-badge[{due_words(one)}] **{asked.libelle}**")
        target = f", cible {_figure(asked.cible)} {asked.unite}".rstrip() if asked.cible is not None else ""
        st.caption(
            f"{one.reference} · {one.titre} · {one.schema} · {GENRES_INDICATEUR[asked.genre]}{target} · {asked.service}"
        )
        for value in asked.valeurs:
            st.markdown(f":material/reply: {value_words(asked, value)}")
        if st.session_state.get(_OPENED) == asked.ident:
            _answer(here, asked)
        elif st.button("Renseigner", key=f"renseigner-{asked.ident}", icon=":material/edit:"):
            st.session_state[_OPENED] = asked.ident
            st.rerun()


def value_words(asked: Indicateur, value: Valeur) -> str:
    """« **12 lampes** (relevé du service, 3 mai 2026) »."""
    if value.non_communique:
        said = NOT_TOLD
    elif value.nombre is not None:
        said = f"{_figure(value.nombre)} {asked.unite}".rstrip()
    else:
        said = value.phrase or ""
    return f"**{said}** ({value.source}, {day(value.jour)})"


def _figure(value: float) -> str:
    return number(value, 0 if value == int(value) else 2)


def _answer(here: Client, asked: Indicateur) -> None:
    at = f"renseigner-{asked.ident}"
    way = st.segmented_control("Réponse", (NUMBER, SENTENCE, NOTHING), default=NUMBER, key=f"{at}-comment") or NUMBER
    nombre = phrase = None
    if way == NUMBER:
        unit = f" ({asked.unite})" if asked.unite else ""
        nombre = st.number_input(f"Nombre{unit}", value=None, key=f"{at}-nombre")
    elif way == SENTENCE:
        phrase = st.text_area("Phrase (sans nom)", max_chars=LONGEST_TEXT, key=f"{at}-phrase")
    else:
        st.caption("« Non communiqué » est une réponse : elle dit que votre service ne donne pas ce chiffre.")
    left, right = st.columns([3, 1])
    source = left.text_input(
        "Source", max_chars=LONGEST_NAME, placeholder="Relevé du service, rapport…", key=f"{at}-source"
    )
    today = here.base.etat().aujourd_hui
    when = right.date_input("Relevé le", today, max_value=today, format="DD/MM/YYYY", key=f"{at}-jour")
    with st.container(horizontal=True):
        if st.button("Enregistrer", type="primary", key=f"{at}-garder", icon=":material/check:"):
            if way == NUMBER and nombre is None:
                st.warning("Écrivez un nombre, ou choisissez une phrase ou « Non communiqué ».", icon=":material/info:")
            elif way == SENTENCE and not (phrase or "").strip():
                st.warning("Écrivez une phrase, ou choisissez « Non communiqué ».", icon=":material/info:")
            else:
                act_and_rerun(lambda: _kept(here, asked, source, when, nombre, phrase))
        if st.button("Fermer", key=f"{at}-fermer"):
            st.session_state.pop(_OPENED, None)
            st.rerun()


def _kept(here: Client, asked: Indicateur, source: str, when: object, nombre: float | None, phrase: str | None) -> None:
    here.actions.renseigner(asked.ident, source, when, nombre, phrase)  # type: ignore[arg-type]
    st.session_state.pop(_OPENED, None)
