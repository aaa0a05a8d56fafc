"""Files that wait to be sent to their service, one by one or several; and one file with all that was done of it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import streamlit as st

from observatory.client import Client
from observatory.domain.errors import InputError, NotAllowed, ObservatoryError, StateError
from observatory.domain.statut import Statut
from observatory.domain.suivi import Mouvement, Suivi
from observatory.domain.transmission import TAGS, ATransmettre, Voie
from observatory.present.labels import STATUTS, instant, label, plural
from observatory.present.suivi import VOIES, sending_line
from observatory.ui.components.remise import hand_over
from observatory.ui.photos import show_walk_photos
from observatory.ui.reponse import answer_form
from observatory.ui.session import client
from observatory.ui.standalone import started_by_owner

_STEP = 15
_SHOWN, _OPENED, _TOLD, _FAILED = "transmettre-montres", "dossier", "transmettre-dit", "transmettre-refus"
_EVERY = "Tous les services"
_ELSEWHERE = ("transmis", "mediation")
"""States that a file reaches by a sending, or by the page of mediations, which keep more than the move."""
_REFUSED = (InputError, StateError, NotAllowed)


def section() -> None:
    """Lay out one file where one is open, else those that wait."""
    here = client()
    with st.container():  # a place of its own: what lies below stays as it was opened once the words are gone
        for message in st.session_state.pop(_FAILED, []):
            st.error(message, icon=":material/error:")
        if told := st.session_state.pop(_TOLD, None):
            st.success(told, icon=":material/check_circle:")
    opened = st.query_params.get(_OPENED, "")
    if opened:
        _file(here, opened)
        return
    with st.form("ouvrir-dossier", border=False):
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        asked = left.text_input("Ouvrir un dossier par sa référence", max_chars=40, placeholder="H7M4RX")
        if right.form_submit_button("Ouvrir", icon=":material/folder_open:") and asked.strip():
            _open(asked.strip().upper().replace(" ", ""))
    _waiting(here, here.suivi.a_transmettre())


def _waiting(here: Client, files: list[ATransmettre]) -> None:
    if not files:
        st.info("Rien n'attend d'être transmis.", icon=":material/inbox:")
        return
    services = sorted({one.service for one in files})
    service = st.selectbox("Service", [_EVERY, *services], key="transmettre-service")
    files = [one for one in files if service in (_EVERY, one.service)]
    st.write(f"**{plural(len(files), 'dossier')}** à transmettre, la promesse la plus proche d'abord.")
    shown = st.session_state.get(_SHOWN, _STEP)
    chosen = [one for one in files[:shown] if _row(one)]
    if len(files) > shown and st.button(f"Afficher les suivants ({len(files) - shown})", icon=":material/expand_more:"):
        st.session_state[_SHOWN] = shown + _STEP
        st.rerun()
    _several(here, chosen)


def _row(one: ATransmettre) -> bool:
    """One file that waits; whether it is chosen."""
    with st.container(border=True):
        left, right = st.columns([5, 1], vertical_alignment="center")
        several = f" · {plural(one.signalements, 'signalement')}" if one.signalements > 1 else ""
        chosen = left.checkbox(f"**{one.reference}** · {one.libelle}{several}", key=f"choisi-{one.reference}")
        left.text(f"{one.lieu}\n{one.recit}" if one.recit else one.lieu)
        promised = f"promis avant le {instant(one.echeance)}" if one.echeance else "sans date promise"
        mail = f"`{one.courriel}`" if one.courriel else "sans courriel"
        left.markdown(f":small[**{one.service}** ({mail}) · {promised}]")
        if right.button("Ouvrir", key=f"ouvrir-{one.reference}"):
            _open(one.reference)
    return chosen


def _several(here: Client, chosen: list[ATransmettre]) -> None:
    """Send what is ticked, each file to its own service."""
    with st.container(border=True):
        st.markdown(f"**Transmettre ensemble** : {plural(len(chosen), 'dossier coché', 'dossiers cochés')}")
        voie = _voie("ensemble")
        to = st.text_input("Qui au téléphone", key="ensemble-qui") if voie == Voie.TELEPHONE else ""
        if voie == Voie.COURRIEL and (without := sorted({one.service for one in chosen if not one.courriel})):
            st.caption(f"Sans courriel dans l'annuaire : {', '.join(without)}. Ouvrez ces dossiers pour le taper.")
        if not st.button("Transmettre", type="primary", icon=":material/send:", disabled=not chosen):
            return
        done, refused = [], []
        for one in chosen:
            try:
                here.suivi.transmettre(one.reference, voie, destinataire=to)
                done.append(one.reference)
            except _REFUSED as error:
                refused.append(f"{one.reference} : {error.message}")
        st.session_state[_FAILED] = refused
        if done:
            again = " Ouvrez chaque dossier pour imprimer son bordereau." if voie == Voie.BORDEREAU else ""
            st.session_state[_TOLD] = f"{plural(len(done), 'dossier transmis', 'dossiers transmis')} : " + (
                f"{', '.join(done)}.{again}"
            )
        st.rerun()


def _file(here: Client, reference: str) -> None:
    """One file: where it stands, what was sent, the moves so far, and what may be done."""
    if st.button("Retour à la liste", icon=":material/arrow_back:"):
        _close()
    try:
        suivi = here.suivi.dossier(reference)
        dossier = here.bureau.dossier(reference)
        sent = here.suivi.transmissions(reference)
    except _REFUSED as error:
        st.error(error.message)
        return
    st.subheader(f"{suivi.reference} · {dossier.libelle}")
    st.text(f"{dossier.adresse or 'lieu à préciser'}\n{dossier.description}".strip())
    promised = f" · promis avant le {instant(suivi.echeance)}" if suivi.echeance else ""
    st.caption(f"**{label(STATUTS, suivi.statut)}** · {suivi.service or 'sans service'}{promised}")
    show_walk_photos(here, reference)
    left, right = st.columns(2, gap="large")
    with left:
        if "transmis" in suivi.possibles:
            _send(here, suivi)
        _moves(here, suivi)
    with right:
        st.markdown("**Transmissions**")
        st.text("\n".join(sending_line(one) for one in sent) or "Aucune pour le moment.")
        if any(one.voie == Voie.BORDEREAU for one in sent):
            _slip(here, reference)
        now_open = [one for one in sent if one.lien_expire_le and not one.lien_utilise_le and not one.lien_revoque_le]
        if now_open and st.button("Retirer le lien de réponse", icon=":material/link_off:"):
            here.suivi.revoquer_liens(reference)
            _told(f"Lien retiré : le service ne peut plus répondre en ligne au dossier {reference}.")
        st.markdown("**Mouvements**")
        moves = [_move_line(one) for one in suivi.mouvements]
        st.text("\n".join(moves) or "Aucun pour le moment.")
    if "intervention_faite" in suivi.possibles:
        with st.expander("Taper le compte rendu du service", icon=":material/edit_note:"):
            tags = dossier.categorie.startswith(TAGS)
            answer_form(reference, tags=tags, on_kept=lambda: _told("Compte rendu enregistré : validez-le."))


def _slip(here: Client, reference: str) -> None:
    """The slip, from the address where the owner serves it, else made when it is asked for."""
    if started_by_owner():
        st.link_button(
            "Ouvrir le bordereau (PDF)", f"/suivi/bordereau/{quote(reference, safe='')}.pdf", icon=":material/print:"
        )
    elif st.button("Préparer le bordereau", icon=":material/print:"):
        made = here.suivi.bordereau(reference)
        name = f"bordereau-{reference}.pdf"
        hand_over("Enregistrer le bordereau (PDF)", made.contenu, name, key=name, media="application/pdf")


def _move_line(one: Mouvement) -> str:
    reason = f" ({one.motif})" if one.motif else ""
    return f"{instant(one.le)}, {one.auteur} : {label(STATUTS, one.vers)}{reason}"


def _send(here: Client, suivi: Suivi) -> None:
    st.markdown("**Transmettre**")
    voie = _voie("seul")
    with st.form("transmettre-un", border=False):
        known = here.suivi.services()
        own = [suivi.service] if suivi.service and suivi.service not in known else []
        options = [*own, *known]
        service = st.selectbox(
            "Service", options, index=options.index(suivi.service) if suivi.service in options else None,
            accept_new_options=True, placeholder="à choisir",
        )  # fmt: skip
        asked = {
            "courriel": "Adresse (vide : celle de l'annuaire)", "bordereau": "À l'attention de (facultatif)",
            "telephone": "Qui au téléphone",
        }  # fmt: skip
        to = st.text_input(asked[voie], max_chars=254)
        note = st.text_input("Note (facultatif)", max_chars=300, placeholder="ni nom, ni numéro de téléphone")
        if not st.form_submit_button("Transmettre", type="primary", icon=":material/send:"):
            return
    _try(
        lambda: here.suivi.transmettre(suivi.reference, voie, destinataire=to, note=note, service=service or ""),
        f"Dossier {suivi.reference} transmis à {service or suivi.service}.",
    )


def _moves(here: Client, suivi: Suivi) -> None:
    others = [one for one in suivi.possibles if one not in _ELSEWHERE]
    if not others:
        return
    with st.expander("Faire avancer autrement", icon=":material/swap_horiz:"), st.form("avancer", border=False):
        st.caption(
            "Le compte rendu du service dit mieux aux appelants ce qui a été fait : tapez-le plutôt, puis validez-le."
        )
        vers = st.selectbox(
            "Devient", others, index=None, format_func=lambda one: label(STATUTS, one), placeholder="à choisir"
        )
        motif = st.text_input("Motif (obligatoire pour « sans suite » et « rouvert »)", max_chars=300)
        if not st.form_submit_button("Faire avancer") or vers is None:
            return
        words = label(STATUTS, vers).lower()
        _try(lambda: here.suivi.avancer(suivi.reference, Statut(vers), motif), f"Dossier {suivi.reference} : {words}.")


def _voie(key: str) -> Voie:
    chosen = st.segmented_control(
        "Par", list(VOIES), default="courriel", format_func=VOIES.__getitem__, key=f"voie-{key}"
    )
    return Voie(chosen or "courriel")


def _try(act: Callable[[], object], told: str) -> None:
    try:
        act()
    except ObservatoryError as error:
        if not isinstance(error, _REFUSED):
            raise
        st.error(error.message)
        return
    _told(told)


def _told(words: str) -> None:
    st.session_state[_TOLD] = words
    st.rerun()


def _open(reference: str) -> None:
    st.query_params[_OPENED] = reference
    st.rerun()


def _close() -> None:
    del st.query_params[_OPENED]
    st.rerun()
