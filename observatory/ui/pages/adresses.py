"""Adresses et lieux: where is what people say, how surely, and what they call it."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import streamlit as st

from observatory.client import Client
from observatory.domain.errors import InputError, NotAllowed, StateError, ValueRefused
from observatory.domain.position import Position
from observatory.domain.records import SurnomConnu
from observatory.present.labels import NO_BREAK, plural, short_day
from observatory.present.places import place_caption, place_method, place_position, places_layers
from observatory.ui.city_map import city_frame, page_theme
from observatory.ui.components.hexagones import MapAnswer, hexagones
from observatory.ui.session import client

Answer = dict[str, Any]

SHOWN = 6
ASKED, CHOSEN, SAID = "adresses-texte", "adresses-choix", "adresses-dit"
_POSITION = re.compile(r"\s*(-?\d{1,2}[.,]\d+)\s*[,; ]\s*(-?\d{1,3}[.,]\d+)\s*")


def page() -> None:
    """Lay out the search, what was found with its map, and the nicknames."""
    st.title("Adresses et lieux")
    here = client()
    etat = here.base.etat()
    if not etat.adresses + etat.voies + etat.lieux:
        st.info(
            "Cette base n'a encore ni adresses, ni voies, ni lieux : importez-les depuis la page « Mettre en service »."
        )
        return
    _search_box(here)
    _surnoms(here)


def _search_box(here: Client) -> None:
    q = st.text_input(
        "Où est-ce ?",
        key=ASKED,
        max_chars=200,
        placeholder="12 bis rue des Halles, angle A et B, devant l'école…, un lieu, ou une position 46.0512, -4.6034",
    ).strip()
    said = st.session_state.pop(SAID, None)
    if said:
        st.toast(said, icon=":material/check:")
    if not q:
        st.caption(
            "Écrivez comme on vous le dit : abréviations, fautes et ordre des mots n'y font rien. Entrée pour chercher."
        )
        return
    try:
        position = text_to_position(q)
    except ValueRefused as error:
        st.error(error.message)
        return
    if position is not None:
        found = here.geocoder.reverse(position.lat, position.lon, limit=SHOWN)
        sure = bool(found)
    else:
        found = here.geocoder.search(q, limit=SHOWN) or here.geocoder.search(q, limit=SHOWN, autocomplete=True)
        sure = here.geocoder.search_many([q])[0] is not None
    _verdict(found, sure=sure, position=position)
    chosen = _candidates_and_map(here, q, found, position) if found else None
    if not sure and position is None:
        _add_surnom(here, q, chosen)


def text_to_position(text: str) -> Position | None:
    """The position that a text writes, latitude first, or None where it writes none.

    Raises
    ------
    ValueRefused
        When it lies outside the globe.
    """
    found = _POSITION.fullmatch(text)
    if not found:
        return None
    lat, lon = (float(part.replace(",", ".")) for part in found.groups())
    return Position(lat=lat, lon=lon)


def _verdict(found: list[Answer], *, sure: bool, position: Position | None) -> None:
    """Whether a person still has to choose."""
    if position is not None and not found:
        st.warning("Rien de connu à moins de 20 km de cette position : latitude d'abord, puis longitude.")
    elif not found:
        st.warning("Aucun lieu trouvé. Précisez la rue ou la commune, ou apprenez ce nom à l'observatoire.")
    elif not sure:
        st.warning("Rien d'assez sûr : à vous de choisir parmi les propositions, ou de préciser.")


def _candidates_and_map(here: Client, q: str, found: list[Answer], asked: Position | None) -> Answer:
    """What was found, as a list and as a map; gives the one that is chosen."""
    key = f"{CHOSEN}-{q}"
    heading = plural(len(found), "proposition")
    if len(found) > 1:
        heading += ", la plus proche d'abord" if asked else ", la meilleure d'abord"
    left, right = st.columns([2, 3], gap="medium")
    with left:
        rank = st.radio(
            heading,
            range(len(found)),
            format_func=lambda rank: f"{rank + 1}. {found[rank]['label']}",
            captions=[place_caption(one) for one in found],
            key=key,
        )
        chosen = found[rank]
        st.caption(f"Méthode : {place_method(chosen).lower()}. Position, latitude puis longitude{NO_BREAK}:")
        st.code(place_position(chosen), language=None)
    with right:
        _show_map(here, key, found, rank, asked)
    return chosen


def _show_map(here: Client, key: str, found: list[Answer], rank: int, asked: Position | None) -> None:
    theme = page_theme()
    frame = city_frame(here, theme, "adresses")
    hexagones(
        frame,
        places_layers(found, rank, asked),
        key="adresses-carte",
        title="Carte des lieux trouvés ; la liste à côté dit la même chose.",
        on_answer=lambda said: _choose_place(key, said, len(found)),
        height=460,
    )
    st.caption(
        "La croix est la position demandée." if asked else "Le cercle est le rayon dans lequel le lieu est attendu."
    )


def _choose_place(key: str, said: MapAnswer, known: int) -> None:
    if said.place is not None and said.place < known:
        st.session_state[key] = said.place


def _add_surnom(here: Client, q: str, chosen: Answer | None) -> None:
    """Teach the observatory what people call a place, from a search that found nothing sure."""
    with st.expander("Ajouter un surnom", icon=":material/add_location_alt:", expanded=chosen is None):
        st.caption("« La Butte », « chez Momo » : la prochaine recherche de ce nom tombera juste.")
        with st.form("adresses-surnom", border=False):
            surnom = st.text_input("Ce que disent les habitants", value=q, max_chars=100)
            designe = st.text_input(
                "L'adresse ou le lieu que cela désigne, ou sa position (latitude, longitude)",
                value=chosen["label"] if chosen else "",
                max_chars=200,
            )
            if not st.form_submit_button("Ajouter ce surnom", type="primary"):
                return
        try:
            position = text_to_position(designe)
            if position is None:
                kept = here.surnoms.ajouter(surnom, designe)
            else:
                kept = here.surnoms.ajouter(surnom, "", position.lat, position.lon)
        except (InputError, StateError, NotAllowed) as error:
            st.error(error.message)
            return
    st.session_state[SAID] = f"« {kept.surnom} » est appris."
    st.rerun()


def _surnoms(here: Client) -> None:
    """The nicknames in force, and taking one of the base out."""
    known = here.surnoms.liste()
    for remarque in known.remarques:
        st.warning(remarque)
    with st.expander(f"{plural(len(known.surnoms), 'surnom connu', 'surnoms connus')}", icon=":material/sell:"):
        if not known.surnoms:
            st.caption("Aucun pour le moment : une recherche qui ne trouve rien propose d'en ajouter un.")
            return
        st.dataframe(pd.DataFrame([_row(one) for one in known.surnoms]), hide_index=True)
        removable = [one.surnom for one in known.surnoms if one.origine == "base"]
        if removable:
            with st.form("adresses-retrait", border=False):
                name = st.selectbox("Retirer un surnom", removable)
                if st.form_submit_button("Retirer", icon=":material/delete:"):
                    _remove(here, name)


def _remove(here: Client, name: str) -> None:
    try:
        removed = here.surnoms.retirer(name)
    except (InputError, NotAllowed) as error:
        st.error(error.message)
        return
    st.session_state[SAID] = f"« {removed.surnom} » n'est plus un surnom."
    st.rerun()


def _row(one: SurnomConnu) -> dict[str, str]:
    position = "" if one.lat is None or one.lon is None else f"{one.lat:.6f}, {one.lon:.6f}"
    return {
        "Surnom": one.surnom,
        "Désigne": one.designe or position,
        "Gardé dans": "la base" if one.origine == "base" else "surnoms.csv",
        "Ajouté par": one.auteur,
        "Le": short_day(one.le.date()) if one.le else "",
    }
