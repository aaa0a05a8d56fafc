"""What is entrusted to the partner's own services: late first, answered in place, with their own promises."""

from __future__ import annotations

import streamlit as st

from observatory.domain.transmission import BilanService, Confie
from observatory.present.labels import NO_BREAK, STATUTS, day, label, number, plural
from observatory.present.suivi import answered_words, promise_words
from observatory.ui.indicateurs_dus import indicators_part
from observatory.ui.photos import show_walk_photos
from observatory.ui.reponse import answer_form
from observatory.ui.session import client

_STEP = 10
_SHOWN, _OPENED, _TOLD = "confies-montres", "confies-ouvert", "confies-dit"
OPEN, CLOSED = "À traiter", "Clos"


def page() -> None:
    """Lay out the figures of one's services, then their files."""
    st.title("Confié à mon service")
    with st.container():  # a place of its own: what lies below stays as it was opened once the words are gone
        if told := st.session_state.pop(_TOLD, None):
            st.success(told, icon=":material/check_circle:")
    indicators_part(client())
    _figures(client().suivi.bilan())
    chosen = st.segmented_control("Dossiers", [OPEN, CLOSED], default=OPEN, label_visibility="collapsed") or OPEN
    files = client().suivi.confies(clos=chosen == CLOSED)
    if not files:
        words = "Aucun dossier clos." if chosen == CLOSED else "Rien n'est confié à votre service pour le moment."
        st.info(words, icon=":material/inbox:")
        return
    if chosen == OPEN:
        late = sum(one.en_retard for one in files)
        st.write(f"**{plural(len(files), 'dossier')}** à traiter, les retards d'abord ({late} en retard).")
    shown = st.session_state.get(_SHOWN, _STEP)
    for one in files[:shown]:
        _show(one, closed=chosen == CLOSED)
    if len(files) > shown and st.button(f"Afficher les suivants ({len(files) - shown})", icon=":material/expand_more:"):
        st.session_state[_SHOWN] = shown + _STEP
        st.rerun()
    st.caption(
        "Chaque consultation est inscrite au journal des accès. Ne recopiez pas ces récits hors de votre service."
    )


def _figures(found: BilanService) -> None:
    judged = found.tenues + found.manquees
    columns = st.columns(4)
    columns[0].metric("À traiter", number(found.en_cours), border=True)
    columns[1].metric("En retard", number(found.en_retard), border=True)
    columns[2].metric(
        "Promesses tenues", f"{number(found.tenues)} sur {number(judged)}" if judged else "aucune échue", border=True,
        help="Parmi les dossiers reçus depuis trois mois dont la date promise est passée, ou tenue en avance.",
    )  # fmt: skip
    columns[3].metric("Faits ou clos", f"{number(found.faits)} sur {number(found.recus)}", border=True)
    told = [
        f"{number(found.surface_m2, 1)}{NO_BREAK}m² nettoyés" if found.surface_m2 is not None else "",
        f"{number(found.cout_euros)}{NO_BREAK}€ déclarés" if found.cout_euros is not None else "",
    ]
    more = "".join(f" · {one}" for one in told if one)
    st.caption(f"Vos dossiers reçus depuis le {day(found.depuis)}{more}.")


def _show(one: Confie, *, closed: bool) -> None:
    fiche = one.fiche
    with st.container(border=True):
        badge = ":red-badge[En retard] " if one.en_retard else ""
        st.markdown(f"{badge}**{fiche.reference}** · {fiche.libelle}")
        st.text(f"{fiche.lieu}\n{fiche.recit or 'Pas de récit.'}")
        words = [promise_words(fiche, late=one.en_retard, closed=closed), label(STATUTS, one.statut).lower()]
        st.caption(" · ".join([*words, fiche.service]))
        if fiche.plaque:
            st.markdown(f"Plaque : **{fiche.plaque}**")
        if answered := answered_words(one):
            st.caption(f":material/reply: {answered}")
        if closed:
            return
        if st.session_state.get(_OPENED) == fiche.reference:
            show_walk_photos(client(), fiche.reference)
            answer_form(fiche.reference, tags=fiche.tags, on_kept=lambda: _kept(fiche.reference))
        elif st.button("Répondre", key=f"repondre-{fiche.reference}", icon=":material/edit:"):
            st.session_state[_OPENED] = fiche.reference
            st.rerun()


def _kept(reference: str) -> None:
    st.session_state[_TOLD] = f"Réponse enregistrée pour le dossier {reference} : l'office la relit."
    st.session_state.pop(_OPENED, None)
    st.rerun()
