"""The map of an action, and the one on which its zone is drawn."""

from __future__ import annotations

import json
from dataclasses import replace

import streamlit as st

from observatory.client import Client
from observatory.domain.action import LONGEST_NAME, Action
from observatory.domain.schema import WITHOUT_PERSONS
from observatory.present.dessin import drawing_frame
from observatory.present.labels import first_upper, plural
from observatory.present.labels import zonage as zonage_label
from observatory.present.maps import Outline
from observatory.present.schema_carte import action_layers, zone_drawing_layers
from observatory.ui.city_map import city_frame, nothing_chosen, page_theme
from observatory.ui.components.dessin import dessin
from observatory.ui.components.hexagones import hexagones
from observatory.ui.map_choices import known_layers
from observatory.ui.schema_territoires import territory_names, territory_outline
from observatory.ui.session import act_and_rerun


def zone_map(here: Client, one: Action) -> None:
    """The zone of an action, with what it answers."""
    contour = one.contour or territory_outline(here, one.territoire)
    if contour is None:
        st.caption(":material/map: Cette action porte sur toute la ville : pas de zone à montrer.")
        return
    theme = page_theme()
    name = one.zone_nom or territory_names(here).get(one.territoire, "Zone de l'action")
    shown = () if one.axe in WITHOUT_PERSONS else one.objets
    hexagones(
        city_frame(here, theme, f"action-{one.ident}"),
        action_layers(contour, name, shown, _outlines(here), theme),
        key=f"schema-carte-{one.ident}",
        title=f"Carte de la zone de l'action : {name}.",
        on_answer=nothing_chosen,
        height=380,
    )
    placed = sum(o.lat is not None for o in shown)
    signs = plural(placed, "constat localisé", "constats localisés")
    st.caption(f"{first_upper(name)}." + (f" Signes : {signs}." if placed else ""))


def draw_zone(here: Client, one: Action) -> None:
    """Draw the zone of an action on the map of the city."""
    key = f"schema-dessin-{one.ident}-{one.version}"
    theme = page_theme()
    corners = dessin(
        drawing_frame(city_frame(here, theme, f"dessin-{key}")),
        zone_drawing_layers(one.contour or territory_outline(here, one.territoire), _outlines(here), theme),
        key=key,
        title="Carte où se dessine la zone ; les flèches la déplacent, un bouton pose un sommet en son centre.",
        height=420,
    )
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    name = left.text_input("Nom de la zone", one.zone_nom, max_chars=LONGEST_NAME, key=f"{key}-nom")
    if not corners:
        st.caption("Posez au moins trois sommets, puis « Terminer » sur la carte.")
    if right.button("Prendre cette zone", icon=":material/save:", disabled=not corners, key=f"{key}-garder"):
        ring = [[lon, lat] for lat, lon in [*corners, corners[0]]]
        contour = json.dumps({"type": "Polygon", "coordinates": [ring]})
        act_and_rerun(lambda: here.actions.enregistrer(replace(one, contour=contour, zone_nom=name)))


def _outlines(here: Client) -> list[Outline]:
    return [Outline(name, zonage_label(name), here.zonages.contours(name)) for name in known_layers(here)[:1]]
