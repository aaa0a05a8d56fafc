"""What services answered, to be taken or set aside; the sentence that callers will hear can be edited."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from observatory.client import Client
from observatory.domain.errors import InputError, NotAllowed, StateError
from observatory.domain.transmission import CompteRendu
from observatory.present.labels import instant, plural
from observatory.present.suivi import CAME_BY, SUITES, answer_line
from observatory.ui.photos import show_photo
from observatory.ui.session import client

_TOLD = "comptes-rendus-dit"
_ENDS = {"fait": "le dossier devient résolu", "prevu": "la date prévue devient la promesse", "refuse": "sans suite"}
_COLOURS = {"fait": "green", "prevu": "blue", "refuse": "orange"}


def section() -> None:
    """Lay out what waits, the oldest first."""
    here = client()
    with st.container():  # a place of its own: what lies below stays as it was opened once the words are gone
        if told := st.session_state.pop(_TOLD, None):
            st.success(told, icon=":material/check_circle:")
    waiting = here.suivi.comptes_rendus()
    if not waiting:
        st.info("Aucun compte rendu à valider.", icon=":material/inbox:")
        return
    st.write(f"**{plural(len(waiting), 'compte rendu', 'comptes rendus')}** à valider, le plus ancien d'abord.")
    for one in waiting:
        with st.container(border=True):
            _show(here, one)


def _show(here: Client, one: CompteRendu) -> None:
    badge = f":{_COLOURS.get(one.suite, 'gray')}-badge[{SUITES.get(one.suite, one.suite)}]"
    st.markdown(f"{badge} **{one.reference}** · {one.libelle}")
    st.caption(f"{one.service}, {CAME_BY.get(one.voie, one.voie)}, le {instant(one.le)}")
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.text(f"{one.lieu}\n{one.recit}".strip())
        st.markdown("**Réponse du service**")
        st.text("\n".join(part for part in (answer_line(one), one.texte) if part))
        for rank, photo in enumerate(one.photos, 1):
            show_photo(here, photo.ident, f"Photo {rank} du compte rendu, dossier {one.reference}")
    with right:
        _decide(here, one)


def _decide(here: Client, one: CompteRendu) -> None:
    with st.form(f"valider-{one.ident}", border=False):
        callers = plural(one.appelants, "appelant à prévenir", "appelants à prévenir")
        phrase = st.text_area(
            f"Phrase du retour ({callers})", one.phrase, max_chars=1_000, height=190, key=f"phrase-{one.ident}"
        )
        st.caption(f"Si vous validez : {_ENDS.get(one.suite, '')}. Si vous changez la phrase, chacun entend la même.")
        if st.form_submit_button("Valider", type="primary", icon=":material/check:"):
            kept = "" if phrase.strip() == one.phrase.strip() else phrase
            _settle(lambda: here.suivi.valider(one.ident, kept), f"Compte rendu du dossier {one.reference} validé.")
    with st.expander("Écarter, ou envoyer ailleurs", icon=":material/undo:"):
        with st.form(f"ecarter-{one.ident}", border=False):
            motif = st.text_input("Pourquoi écarter", max_chars=300, key=f"motif-{one.ident}")
            if st.form_submit_button("Écarter"):
                _settle(
                    lambda: here.suivi.ecarter(one.ident, motif), f"Compte rendu du dossier {one.reference} écarté."
                )
        if st.button("Transmettre à un autre service", key=f"ailleurs-{one.ident}", icon=":material/forward:"):
            st.query_params["section"] = "À transmettre"
            st.query_params["dossier"] = one.reference
            st.rerun()


def _settle(act: Callable[[], object], told: str) -> None:
    try:
        act()
    except (InputError, StateError, NotAllowed) as error:
        st.error(error.message)
        return
    st.session_state[_TOLD] = told
    st.rerun()
