"""Restitution: what a walk found, what changed since the one before, what was promised and what is done."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from observatory.client import Client
from observatory.domain.constat import GARDE, NOTES
from observatory.domain.marche import Etat, Marche
from observatory.domain.restitution import ConstatVu, Restitution
from observatory.domain.roles import ACTS
from observatory.present.labels import day_of, instant, plural
from observatory.present.marches import ETATS, GENRES
from observatory.present.restitution import (
    BIAS,
    DEVENIR_COLOURS,
    DEVENIRS,
    READING,
    constat_line,
    feeling_frame,
    feeling_sentence,
    group_frame,
    principle_chart,
    score_frame,
    stop_frame,
    stop_name,
    summary_sentences,
)
from observatory.present.restitution_carte import walk_layers, walk_legend
from observatory.ui.city_map import city_frame, nothing_chosen, page_theme
from observatory.ui.cloture import closing, late
from observatory.ui.components.hexagones import hexagones
from observatory.ui.engagements import promises
from observatory.ui.photos import look_at_photos, show_photo
from observatory.ui.session import client, me
from observatory.ui.strip import strip

_WALK = "marche"


def page() -> None:
    """Lay out the walk that is chosen."""
    strip("restitution")
    st.title("Restitution")
    here = client()
    walks = [one for one in here.marches.liste() if one.etat in (Etat.PRETE, Etat.CLOSE)]
    if not walks:
        st.info("Aucune marche n'est prête ni close : la restitution se fait après la marche.", icon=":material/info:")
        return
    chosen = choose_walk(walks)
    keeper = not {str(one) for one in ACTS["préparer une marche"]}.isdisjoint(me().roles)
    told = here.restitution.lire(chosen.ident)
    _head(told)
    if chosen.etat == Etat.PRETE:
        if keeper:
            closing(here, told)
        else:
            st.info("Cette marche n'est pas close : ce qui suit peut encore changer.", icon=":material/info:")
    elif keeper:
        late(here, told)
    for sentence in summary_sentences(told):
        st.markdown(sentence)
    _map(here, told)
    _scores(told)
    _found(here, told)
    if keeper:
        look_at_photos(here)
    promises(here, told, keeper=keeper)
    _walkers(told, keeper=keeper)
    with st.expander("En savoir plus", icon=":material/info:"):
        st.markdown(READING)
        st.markdown(BIAS)


def choose_walk(walks: list[Marche]) -> Marche:
    """The walk that the address names, or the latest that is closed; another may be chosen."""
    by_ident = {one.ident: one for one in walks}
    asked = st.query_params.get(_WALK, "")
    closed = [one.ident for one in walks if one.etat == Etat.CLOSE]
    first = int(asked) if asked.isdecimal() and int(asked) in by_ident else next(iter(closed or by_ident))
    ident = st.selectbox(
        "Marche",
        list(by_ident),
        index=list(by_ident).index(first),
        format_func=lambda one: walk_title(by_ident[one]),
        key="restitution-marche",
    )
    st.query_params[_WALK] = str(ident)
    return by_ident[ident]


def walk_title(one: Marche) -> str:
    """« M2026-01 · Le Port · 12 mars 2026 »: the same before and after the closing, for the choice is known by it."""
    return f"{one.reference} · {one.plan.titre} · {day_of(one.plan.prevue_le)}"


def _head(told: Restitution) -> None:
    plan = told.marche.plan
    st.subheader(f"{plan.titre} :gray-badge[{ETATS[told.marche.etat]}]", anchor=False)
    before = (
        f" Elle suit la marche {told.avant.reference} du {day_of(told.avant.plan.prevue_le)}." if told.avant else ""
    )
    noted = f" Noté par : {', '.join(told.appareils).lower()}." if told.appareils else ""
    st.caption(f"{GENRES[plan.genre]}, {instant(plan.prevue_le, year=True)}.{before}{noted}")


def _map(here: Client, told: Restitution) -> None:
    theme = page_theme()
    left, right = st.columns([5, 2], gap="medium")
    with left:
        hexagones(
            city_frame(here, theme, f"restitution-{told.marche.ident}"),
            walk_layers(told, theme),
            key="restitution",
            title="Carte de la marche ; le tableau et la liste qui suivent disent la même chose.",
            on_answer=nothing_chosen,
            height=440,
        )
    with right:
        st.html(walk_legend(told, theme))


def _scores(told: Restitution) -> None:
    st.subheader("Notes par arrêt et par principe", anchor=False)
    chart = principle_chart(told)
    if chart is None:
        st.caption("Personne n'a répondu à la grille.")
        return
    st.altair_chart(chart, alt="Notes par principe, de 0 à 3 ; les nombres sont dans le tableau qui suit.")
    if told.avant is not None:
        st.caption(f"Barre et carré : cette marche. Losange gris : la marche d'avant ({told.avant.reference}).")
    show_table(stop_frame(told))
    st.markdown("**Par principe**, à chaque arrêt")
    show_table(score_frame(told))
    before = " ▲ mieux, = pareil, ▼ moins bien que la marche d'avant, au même arrêt." if told.avant else ""
    st.caption(f"De 0 (mauvais) à 3 (bon).{before}")
    if told.ecarts:
        words = {one.code: one.question for one in told.questions}
        many = plural(len(told.ecarts), "réponse qui diffère", "réponses qui diffèrent")
        with st.expander(f"{many} d'un appareil à l'autre", icon=":material/compare_arrows:"):
            for one in told.ecarts:
                notes = ", ".join(
                    f"{name} : {'ne sait pas' if note is None else f'{note} ({NOTES[note]})'}"
                    for name, note in one.notes
                )
                question = words.get(one.question, one.question)
                st.markdown(f"**{stop_name(told.marche, one.arret)}** · {question}  \n{notes}")


def _found(here: Client, told: Restitution) -> None:
    st.subheader("Constats", anchor=False)
    kept = [one for one in told.constats if one.etat == GARDE]
    if not kept:
        st.caption("Aucun constat n'est noté.")
        return
    waiting = sum(one.photos_a_relire for one in kept)
    if waiting:
        many = plural(waiting, "photo attend d'être relue", "photos attendent d'être relues")
        st.caption(f":material/visibility_off: {many} : le coordonnateur seul les voit.")
    order = {one.ident: one.rang for one in told.marche.plan.arrets}
    for at in sorted({one.arret for one in kept}, key=lambda one: order.get(one or 0, 99)):
        st.markdown(f"**{stop_name(told.marche, at)}**")
        columns = st.columns(2)
        for rank, one in enumerate(one for one in kept if one.arret == at):
            with columns[rank % 2]:
                _one(here, one)


def _one(here: Client, one: ConstatVu) -> None:
    sign = ":green-badge[:material/thumb_up: positif]" if one.positif else ":orange-badge[:material/build: à améliorer]"
    with st.container(border=True):
        fate = f" :{DEVENIR_COLOURS[one.devenir]}-badge[{DEVENIRS[one.devenir]}]" if one.devenir else ""  # type: ignore[index]
        st.markdown(f"{sign} **{constat_line(one)}**{fate}")
        if one.texte:
            st.text(one.texte)
        who = f"Confié à {one.service}" if one.service and one.devenir else ""
        file = f"dossier {one.reference}" if one.reference else ""
        if who or file:
            st.caption(", ".join(part for part in (who, file) if part))
        for rank, photo in enumerate(one.photos, 1):
            show_photo(here, photo, f"Photo {rank} : {constat_line(one).lower()}")


def show_table(frame: pd.DataFrame) -> None:
    """A table that is read aloud and printed whole; its first column names the lines."""
    st.table(frame.set_index(frame.columns[0]))


def _walkers(told: Restitution, *, keeper: bool) -> None:
    st.subheader("Qui a marché, et comment l'on s'y est senti", anchor=False)
    left, right = st.columns(2, gap="medium")
    with left:
        if told.groupes:
            show_table(group_frame(told.groupes))
        else:
            st.caption("Les participants ne sont pas comptés.")
    with right:
        if any(one.n != 0 for one in told.ressentis):
            show_table(feeling_frame(told.ressentis))
            st.caption(feeling_sentence(told.ressentis))
        else:
            st.caption("Le ressenti n'est pas noté.")
    if keeper:
        st.caption(
            "Vous voyez les nombres exacts. Les autres voient les petits groupes (moins de 5) réunis ou masqués."
        )
