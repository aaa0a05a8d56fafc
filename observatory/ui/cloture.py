"""Around the closing of a walk: its constats sorted, doubled counts taken away, what arrived late taken in."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from observatory.client import Client
from observatory.domain.constat import GARDE
from observatory.domain.errors import ObservatoryError
from observatory.domain.restitution import Cloture, ConstatVu, Restitution
from observatory.present.labels import instant, plural
from observatory.present.restitution import closing_sentences, constat_line, stop_name
from observatory.ui.session import act_and_rerun

_TOLD = "cloture-dit"
_ASIDE = "écarté"


def closing(here: Client, told: Restitution) -> None:
    """What is to be looked at before a walk is closed, and the button that closes it."""
    _said()
    with st.container(border=True):
        st.markdown("**Avant de clore.** Relisez les constats : une fois la marche close, ils deviennent des dossiers.")
        _counts(here, told)
        for one in told.constats:
            _sort(here, told, one)
        files = [one for one in told.constats if one.etat == GARDE and not one.positif and one.categorie]
        st.caption(
            f"{plural(len(files), 'constat deviendra un signalement', 'constats deviendront des signalements')} du "
            "canal « Marche » : chacun va au service que disent les règles. Ceux qui disent le même problème n'en font "
            "qu'un ; un problème déjà ouvert au même endroit est rejoint. Une marche close ne change plus."
        )
        sure = st.checkbox("J'ai relu les constats", key=f"cloture-sur-{told.marche.ident}")
        if st.button("Clore la marche", type="primary", icon=":material/lock:", disabled=not sure):
            _end(lambda: here.restitution.clore(told.marche.ident, told.marche.version))


def late(here: Client, told: Restitution) -> None:
    """What arrived after the closing, with the button that takes it in."""
    _said()
    waiting = [one for one in told.constats if one.tardif]
    if not waiting:
        return
    with st.container(border=True):
        many = plural(len(waiting), "constat est arrivé", "constats sont arrivés")
        st.markdown(f"**{many} après la clôture**, d'un téléphone qui n'avait pas de réseau.")
        for one in waiting:
            _sort(here, told, one)
        if st.button("Les prendre en compte", type="primary", icon=":material/move_to_inbox:"):
            _end(lambda: here.restitution.tardifs(told.marche.ident))


def _said() -> None:
    with st.container():
        for sentence in st.session_state.pop(_TOLD, []):
            st.success(sentence, icon=":material/check_circle:")


def _counts(here: Client, told: Restitution) -> None:
    """Several devices counted walkers: perhaps the same ones."""
    if len(told.comptages) < 2:
        return
    said = ", ".join(f"{name} : {n}" for name, n in told.comptages)
    st.warning(
        f"Plusieurs appareils ont compté les participants ({said}) : ils s'ajoutent. S'ils ont compté le même groupe, "
        "retirez ceux de trop.",
        icon=":material/groups:",
    )
    for rank, (name, n) in enumerate(told.comptages):
        if st.button(f"Retirer le comptage de {name.lower()} ({n})", key=f"comptage-{rank}"):
            act_and_rerun(lambda rank=rank: here.restitution.oublier_comptage(told.marche.ident, rank))  # type: ignore[misc]


def _sort(here: Client, told: Restitution, one: ConstatVu) -> None:
    """A constat on a line: its words, its category, whether it counts."""
    left, middle, right = st.columns([5, 4, 2], vertical_alignment="center")
    aside = one.etat != GARDE
    words = f"**{constat_line(one)}** · {stop_name(told.marche, one.arret)}"
    left.markdown(f"~~{words}~~ {_ASIDE}" if aside else words)
    left.caption(f"{one.texte or 'sans texte'} ({instant(one.le)})")
    ident, key = told.marche.ident, f"{told.marche.ident}-{one.ident}"
    if not one.positif and not aside:
        names = {cat.code: cat.libelle for cat in here.nomenclature.categories() if cat.retiree_le is None}
        codes = list(names) if one.categorie in names else [one.categorie or "", *names]
        category = middle.selectbox(
            f"Catégorie du constat {one.ident}", codes, index=codes.index(one.categorie or ""),
            format_func=lambda code: names.get(code, "à choisir"), key=f"categorie-{key}",
            label_visibility="collapsed",
        )  # fmt: skip
        if category and category != one.categorie:
            act_and_rerun(lambda: here.restitution.trier(ident, one.ident, True, category))
    label = "Reprendre" if aside else "Écarter"
    if right.button(label, key=f"trier-{key}", help=f"{label} le constat {one.ident}"):
        act_and_rerun(lambda: here.restitution.trier(ident, one.ident, aside))


def _end(act: Callable[[], Cloture]) -> None:
    try:
        done = act()
    except ObservatoryError as error:
        st.error(error.message)
        return
    st.session_state[_TOLD] = [f"Marche {done.marche.reference} : {' '.join(closing_sentences(done))}"]
    st.rerun()
