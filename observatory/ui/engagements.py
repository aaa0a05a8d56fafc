"""What services promised after a walk: those of the walk before and where they stand, those of this one."""

from __future__ import annotations

import streamlit as st

from observatory.client import Client
from observatory.domain.marche import Etat
from observatory.domain.restitution import LONGEST_PROMISE, Engagement, Parole, Restitution
from observatory.present.labels import plural
from observatory.present.restitution import (
    DEVENIRS,
    PAROLE_COLOURS,
    PAROLES,
    promise_line,
    stop_name,
)
from observatory.ui.session import act_and_rerun

_FORM = "engagement"


def promises(here: Client, told: Restitution, *, keeper: bool) -> None:
    """Lay out the promises; who prepares walks adds some and says which are kept."""
    st.subheader("Ce qui est promis, ce qui est fait", anchor=False)
    if told.avant is not None:
        st.markdown(f"**Après la marche d'avant ({told.avant.reference})**")
        _listed(here, told, told.engagements_avant, keeper=keeper)
        _files("Ses signalements", told.devenirs_avant)
        st.markdown("**Après cette marche**")
    _listed(here, told, told.engagements, keeper=keeper)
    _files("Ses signalements", told.devenirs)
    if keeper and told.marche.etat == Etat.CLOSE:
        _add(here, told)


def _listed(here: Client, told: Restitution, some: tuple[Engagement, ...], *, keeper: bool) -> None:
    if not some:
        st.caption("Aucun engagement n'est noté.")
    for one in some:
        left, right = st.columns([5, 2], vertical_alignment="center")
        badge = f":{PAROLE_COLOURS[Parole(one.etat)]}-badge[{PAROLES[Parole(one.etat)]}]"
        walk = told.marche if one.marche == told.marche.ident else told.avant
        place = f" · {stop_name(walk, one.arret)}" if walk and one.arret else ""
        left.markdown(f"{badge} {promise_line(one)}{place}")
        if keeper:
            with right.popover("Changer", icon=":material/edit:"):
                _change(here, one)


def _change(here: Client, one: Engagement) -> None:
    if one.tenu_le is None:
        kept = st.date_input(
            "Tenu le", value=here.base.etat().aujourd_hui, format="DD/MM/YYYY", key=f"tenu-{one.ident}"
        )
        if st.button("C'est fait", key=f"fait-{one.ident}", type="primary"):
            act_and_rerun(lambda: here.restitution.tenir(one.ident, kept))
    elif st.button("Finalement, ce n'est pas fait", key=f"defait-{one.ident}"):
        act_and_rerun(lambda: here.restitution.tenir(one.ident, None))
    if st.button("Retirer cet engagement", key=f"retirer-{one.ident}"):
        act_and_rerun(lambda: here.restitution.retirer(one.ident))


def _files(what: str, counts: dict[str, int]) -> None:
    n = sum(counts.values())
    if n:
        parts = ", ".join(f"{words} : {counts[code]}" for code, words in DEVENIRS.items() if counts.get(code))
        st.caption(f"{what} ({plural(n, 'dossier')}) : {parts}.")


def _add(here: Client, told: Restitution) -> None:
    turn = st.session_state.setdefault(f"{_FORM}-tour", 0)
    with st.expander("Noter un engagement", icon=":material/add:"), st.form(f"{_FORM}-{turn}", border=False):
        left, right = st.columns(2)
        service = left.text_input("Qui s'engage", max_chars=120, placeholder="Voirie", key=f"{_FORM}-qui-{turn}")
        until = right.date_input("Pour le (facultatif)", value=None, format="DD/MM/YYYY", key=f"{_FORM}-jour-{turn}")
        texte = st.text_input(
            "À quoi", max_chars=LONGEST_PROMISE, placeholder="Remplacer les trois lampes", key=f"{_FORM}-quoi-{turn}"
        )
        stops = [None, *(one.ident for one in told.marche.plan.arrets)]
        stop = st.selectbox(
            "Où", stops, format_func=lambda one: "Toute la marche" if one is None else stop_name(told.marche, one),
            key=f"{_FORM}-ou-{turn}",
        )  # fmt: skip
        if st.form_submit_button("Noter", type="primary", icon=":material/check:"):
            act_and_rerun(lambda: _kept(here, told, service, texte, stop, until))


def _kept(here: Client, told: Restitution, service: str, texte: str, stop: int | None, until: object) -> None:
    here.restitution.promettre(told.marche.ident, service, texte, stop, until)  # type: ignore[arg-type]
    st.session_state[f"{_FORM}-tour"] += 1
