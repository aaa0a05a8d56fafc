"""What every map of the pages begins with: the theme of the browser and the frame of the city."""

from __future__ import annotations

import streamlit as st

from observatory.client import Client
from observatory.present.maps import ATTRIBUTION, map_frame
from observatory.present.palette import Theme
from observatory.ui.components.hexagones import MapAnswer
from observatory.ui.standalone import started_by_owner


def page_theme() -> Theme:
    """Whether the browser shows the page dark or light."""
    return "dark" if st.context.theme.type == "dark" else "light"


def city_frame(here: Client, theme: Theme, view: str = "") -> str:
    """The document of a map of the city; maps of one ``view`` share where the user looked, in the browser's memory.

    The base layer comes from the owner where one runs, else it is put in the document.
    """
    etat = here.base.etat()
    return map_frame(
        theme,
        base=None if started_by_owner() else here.carte.fond(),
        attribution=f"{etat.nom}, ville fictive · Leaflet" if etat.fictif else ATTRIBUTION,
        view_key=f"{view}-{etat.base}" if view else etat.base,
    )


def nothing_chosen(answer: MapAnswer) -> None:
    """A click on this map chooses nothing: what it would say is under the pointer and in a table."""
