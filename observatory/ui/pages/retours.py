"""Callers to be told what became of what they said, then asked whether it is over."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from observatory.domain.errors import ObservatoryError
from observatory.domain.retour import SMS_LENGTH, IssueRetour, Retour, Satisfaction, Voie
from observatory.domain.roles import Role
from observatory.present.labels import instant, plural
from observatory.present.retours import ISSUES, NOTES, VOIES, as_written, attempts_words, ways_words
from observatory.present.tableau import short_place
from observatory.ui.session import client, me

TITLE = "Retours à donner"
_TAKEN, _ASKING, _TOLD = "retour-pris", "question-prise", "retours-dit"
_SHOWN = 15


def page() -> None:
    """The page of the operators."""
    st.title(TITLE)
    section()


def section() -> None:
    """Lay out who is being told, then the queue, then who is to be asked."""
    if told := st.session_state.pop(_TOLD, None):
        st.success(told, icon=":material/check_circle:")
    if _TAKEN in st.session_state:
        _telling(st.session_state[_TAKEN])
    if _ASKING in st.session_state:
        _asking(st.session_state[_ASKING])
    _queue()
    _questions()


@st.fragment(run_every="30s")
def _queue() -> None:
    """The callers to be told, read again every half minute."""
    found = client().retours.liste()
    late = sum(one.en_retard for one in found)
    st.subheader(f"{plural(len(found), 'appelant')} à informer")
    if not found:
        st.write(":material/check_circle: Tout le monde est informé.")
        return
    if late:
        st.markdown(f":red-badge[:material/schedule: {plural(late, 'retour')} en retard]")
    for one in found[:_SHOWN]:
        _card(one)
    if len(found) > _SHOWN:
        st.caption(f"Et {len(found) - _SHOWN} autres, à donner ensuite.")


def _card(one: Retour) -> None:
    with st.container(border=True, gap="xsmall", key=f"retour-{one.ident}"):
        left, right = st.columns([6, 1], vertical_alignment="center")
        late = " :red-badge[en retard]" if one.en_retard else ""
        busy = _busy(one)
        left.markdown(
            f"**{one.libelle}** · {_place(one)} · `{one.reference}`{late}{busy}  \n"
            f"« {as_written(one.phrase)} »  \n:small[à dire avant le {instant(one.du_le)} · {ways_words(one)}"
            f"{attempts_words(one)}]"
        )
        if right.button("Prendre", key=f"prendre-{one.ident}", width="stretch", disabled=_others(one)):
            _take(_TAKEN, lambda: client().retours.prendre(one.ident))


def _place(one: Retour | Satisfaction) -> str:
    return as_written(short_place(one.lieu)) or "lieu inconnu"


def _busy(one: Retour | Satisfaction) -> str:
    if not one.en_cours:
        return ""
    return f" :orange-badge[en cours chez {'vous' if not _others(one) else as_written(one.en_cours)}]"


def _others(one: Retour | Satisfaction) -> bool:
    return bool(one.en_cours) and one.en_cours != me().identifiant


def _take(key: str, ask: Callable[[], Retour | Satisfaction]) -> None:
    try:
        st.session_state[key] = ask()
    except ObservatoryError as error:
        st.error(error.message, icon=":material/error:")
        return
    st.rerun(scope="app")


def _telling(one: Retour) -> None:
    """Who is being told now: the sentence, the number, and what came of it."""
    with st.container(border=True, key="retour-en-cours"):
        st.subheader(f":material/phone_in_talk: {one.libelle}, {_place(one)}")
        _who(one)
        st.info(f"« {as_written(one.phrase)} »", icon=":material/record_voice_over:")
        first = list(Voie).index(Voie(one.voies[0])) if one.voies else 0
        said = st.radio(
            "Par quelle voie ?", list(Voie), index=first, format_func=lambda code: VOIES[code], horizontal=True
        )
        voie = Voie(said or Voie.TELEPHONE)
        if voie == Voie.SMS:
            st.code(one.sms, language=None, wrap_lines=True)
            st.caption(f"{len(one.sms)} signes sur {SMS_LENGTH}, un seul SMS.")
        if voie == Voie.COURRIEL:
            st.code(one.courriel, language=None, wrap_lines=True)
        note = st.text_input("Note, sans nommer personne", max_chars=200, placeholder="rappeler après 18 h")
        with st.container(horizontal=True, key="issues"):
            for issue in ISSUES[voie]:
                first = issue == next(iter(ISSUES[voie]))
                words, icon = ISSUES[voie][issue]
                if st.button(words, icon=f":material/{icon}:", type="primary" if first else "secondary"):
                    _try(one, voie, issue, note)
            if st.button("Laisser", type="tertiary", help="La personne reste dans la file."):
                _let_go(_TAKEN)
        if Role.REGULATEUR in me().roles:
            _impossible(one)


def _who(one: Retour | Satisfaction) -> None:
    """The number to dial, large, and how to speak."""
    number = f"### :material/call: {one.telephone}" if one.telephone else "Pas de numéro à rappeler."
    st.markdown(number)
    told = [as_written(one.nom) or "nom non dit"] + ([f"langue : {one.langue}"] if one.langue else [])
    st.caption(f"{' · '.join(told)} · référence {one.reference}")


def _impossible(one: Retour) -> None:
    with st.expander("Ce retour est impossible", icon=":material/block:"):
        reason = st.text_input("Pourquoi ?", placeholder="appel anonyme, sans numéro", max_chars=200)
        if st.button("Retirer de la file"):
            _do(lambda: client().retours.impossible(one.ident, reason), _TAKEN, "Retour retiré de la file.")


def _try(one: Retour, voie: Voie, issue: IssueRetour, note: str) -> None:
    telling = issue in (IssueRetour.JOINT, IssueRetour.MESSAGE)
    said = "Retour donné." if telling else "Tentative notée."
    _do(lambda: client().retours.tenter(one.ident, voie, issue, note), _TAKEN, said)


def _do(act: Callable[[], object], key: str, said: str) -> None:
    try:
        act()
    except ObservatoryError as error:
        st.error(error.message, icon=":material/error:")
        return
    st.session_state[_TOLD] = said
    _let_go(key)


def _let_go(key: str) -> None:
    st.session_state.pop(key, None)
    st.rerun()


@st.fragment(run_every="30s")
def _questions() -> None:
    """The callers to be asked whether it is over, and those who said no."""
    found = client().retours.satisfactions()
    st.subheader("Une semaine après : est-ce résolu ?")
    if not found:
        st.write(":material/check_circle: Personne à interroger aujourd'hui.")
        return
    for one in found[:_SHOWN]:
        with st.container(border=True, key=f"question-{one.ident}"):
            left, right = st.columns([6, 1], vertical_alignment="center")
            said = " :red-badge[pas résolu]" if one.resolu is False else ""
            busy = _busy(one)
            left.markdown(f"**{one.libelle}** · {_place(one)} · `{one.reference}`{said}{busy}")
            left.markdown(f":small[informé le {instant(one.donne_le)} : « {as_written(one.phrase)} »]")
            if one.resolu is False:
                _offer_reopening(one)
            elif right.button("Interroger", key=f"demander-{one.ident}", width="stretch", disabled=_others(one)):
                _take(_ASKING, lambda ident=one.ident: client().retours.demander(ident))  # type: ignore[misc]


def _offer_reopening(one: Satisfaction) -> None:
    if not one.close:
        st.caption("Ce dossier n'est pas clos : le régulateur peut le transmettre de nouveau.")
        return
    reason = st.text_input("Ce qui continue, sans nommer personne", key=f"motif-{one.ident}", max_chars=300)
    if st.button("Rouvrir le dossier", key=f"rouvrir-{one.ident}", type="primary", icon=":material/replay:"):
        try:
            client().retours.rouvrir(one.ident, reason)
        except ObservatoryError as error:
            st.error(error.message, icon=":material/error:")
            return
        st.session_state[_TOLD] = f"Dossier {one.reference} rouvert : une nouvelle promesse court."
        st.rerun(scope="app")


def _asking(one: Satisfaction) -> None:
    """Who is being asked now: is it over, and from 1 to 5."""
    with st.container(border=True, key="question-en-cours"):
        st.subheader(f":material/sentiment_satisfied: {one.libelle}, {_place(one)}")
        _who(one)
        st.info(
            f"« Le {instant(one.donne_le)}, nous vous avons dit : {as_written(one.phrase)} Est-ce résolu ? »",
            icon=":material/record_voice_over:",
        )
        answer = st.radio("Est-ce résolu ?", ["Oui", "Non", "Ne souhaite pas répondre"], index=None, horizontal=True)
        note = None
        if answer in ("Oui", "Non"):
            note = st.radio("Note donnée à l'office", list(NOTES), index=None, format_func=NOTES.get, horizontal=True)
        with st.container(horizontal=True):
            if st.button("Enregistrer la réponse", type="primary", disabled=answer is None):
                resolved = {"Oui": True, "Non": False}.get(str(answer))
                _do(
                    lambda: client().retours.satisfaire(one.ident, resolved, note, resolved is None),
                    _ASKING,
                    "Réponse gardée." if resolved is not False else "Réponse gardée : le dossier peut être rouvert.",
                )
            if st.button("Laisser", type="tertiary", key="laisser-question"):
                _let_go(_ASKING)
