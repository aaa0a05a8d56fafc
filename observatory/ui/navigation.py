"""The frame of every page: title, menu, the mark of the fictional city, and what happens when the base is away."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from observatory.domain.errors import ObservatoryError
from observatory.domain.records import Etat
from observatory.present.labels import period, plural
from observatory.ui.pages import adresses, apercu, carte, exports, mise_en_service, territoires
from observatory.ui.session import client, show_error

TITLE = "Observatoire de la tranquillité publique"
STYLE = Path(__file__).parent / "theme" / "pages.css"
ICON = Path(__file__).parent / "theme" / "icone.svg"
"""A file of ours: Streamlit fetches its own icons for the tab from a distant host."""


def run() -> None:
    """Show the page that was asked for, or what prevents it."""
    st.set_page_config(page_title=TITLE, page_icon=str(ICON), layout="wide")
    st.html(STYLE)
    chosen = st.navigation(
        {
            "Regarder": [
                st.Page(apercu.page, title="Vue d'ensemble", icon=":material/monitoring:", url_path="", default=True),
                st.Page(carte.page, title="Carte", icon=":material/map:", url_path="carte"),
                st.Page(territoires.page, title="Territoires", icon=":material/grid_view:", url_path="territoires"),
                st.Page(adresses.page, title="Adresses et lieux", icon=":material/pin_drop:", url_path="adresses"),
            ],
            "Transmettre": [
                st.Page(exports.page, title="Exports", icon=":material/download:", url_path="exports"),
            ],
            "Préparer": [
                st.Page(
                    mise_en_service.page,
                    title="Mettre en service",
                    icon=":material/checklist:",
                    url_path="mettre-en-service",
                ),
            ],
        }
    )
    try:
        _frame(client().base.etat())
        chosen.run()
    except ObservatoryError as error:
        show_error(error)


def _frame(etat: Etat) -> None:
    """The city in the margin and, on every page of the fictional one, that it is fictional."""
    with st.sidebar:
        st.markdown(f"**{etat.nom}**")
        if etat.signalements:
            st.caption(
                f"{plural(etat.signalements, 'signalement')}, {period(etat.premier_jour, etat.dernier_jour)}. "
                f"Base « {etat.base} »."
            )
        else:
            st.caption(f"Base « {etat.base} », encore sans signalement.")
    if etat.fictif:
        st.markdown(
            f":orange-badge[:material/theater_comedy: Ville fictive] &nbsp; {etat.nom} n'existe pas : "
            "rues, habitants et signalements sont simulés."
        )
