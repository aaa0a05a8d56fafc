"""The ground of the city: territories brought as a layer or drawn, places brought, nicknames."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import streamlit as st

from observatory.client import Client
from observatory.domain.errors import ObservatoryError
from observatory.domain.records import ImportBilan
from observatory.domain.roles import DATA_ENTRY, KEEPERS
from observatory.present.dessin import drawing_frame, drawing_layers
from observatory.present.labels import plural, short_day
from observatory.present.labels import zonage as zonage_label
from observatory.present.maps import Outline
from observatory.ui.city_map import city_frame, page_theme
from observatory.ui.components.dessin import dessin
from observatory.ui.import_step import Step, show_import
from observatory.ui.session import client
from observatory.ui.setting_part import my_roles, who
from observatory.ui.table_edition import attempt, begin_again, editor_key, show_told

NAME, NICKNAMES = "territoires", "surnoms"
LAYERS = (".geojson", ".json", ".gpkg", ".zip", ".parquet")
USUAL = ("quartier", "zsp", "qpv", "bailleur", "secteur")


def territories() -> None:
    """Lay out the zonages, an import, and the map on which one draws."""
    st.title("Territoires")
    here = client()
    show_told(NAME)
    known = here.zonages.liste()
    st.dataframe(
        [
            {
                "Zonage": zonage_label(one.zonage),
                "En vigueur": one.n,
                "Changements": ", ".join(map(short_day, one.versions)),
            }
            for one in known
        ],
        hide_index=True,
    )
    st.caption("Un territoire est daté : une nouvelle version clôt l'ancienne la veille.")
    if KEEPERS.isdisjoint(my_roles()):
        st.caption(f":material/lock: Se change par : {who(KEEPERS)}.")
        return
    zonage, since = _ask_zonage([one.zonage for one in known])
    drawn, brought = st.tabs(["Dessiner", "Importer une couche"])
    with drawn:
        _draw(here, zonage, since)
    with brought:
        show_import(here, Step("territoires", LAYERS, _bring(zonage, since), f"zonage-{zonage}"))


def places() -> None:
    """Lay out the import of places, and the nicknames."""
    st.title("Lieux et surnoms")
    here = client()
    etat = here.base.etat()
    st.write(
        f"{plural(etat.lieux, 'lieu connu', 'lieux connus')} : écoles, places, équipements, ce que les habitants "
        "nomment au lieu d'une adresse."
    )
    if KEEPERS.isdisjoint(my_roles()):
        st.caption(f":material/lock: Les lieux s'importent par : {who(KEEPERS)}.")
    else:
        show_import(here, Step("lieux", LAYERS, _bring_places, "reglages-lieux"))
    known = here.surnoms.liste()
    st.subheader(plural(len(known.surnoms), "surnom connu", "surnoms connus"), anchor=False)
    st.dataframe(
        [{"Surnom": one.surnom, "Désigne": one.designe or f"{one.lat}, {one.lon}"} for one in known.surnoms],
        hide_index=True,
    )
    show_told(NICKNAMES)
    _nicknames(here, [one.surnom for one in known.surnoms if one.origine == "base"])


def _nicknames(here: Client, removable: list[str]) -> None:
    """Add a nickname for an address that is surely found, or take one out; by the map, « Adresses et lieux » does."""
    added, removed = st.columns(2)
    with added.form("surnom-ajout", border=False, clear_on_submit=True):
        name = st.text_input("Ce que disent les habitants", max_chars=100)
        meant = st.text_input("L'adresse ou le lieu désigné", max_chars=200, placeholder="12 quai des Thoniers")
        asked = st.form_submit_button("Ajouter ce surnom", icon=":material/add_location_alt:")
    if asked:
        attempt(NICKNAMES, lambda: here.surnoms.ajouter(name, meant), f"« {name} » est appris.")
    if not removable or DATA_ENTRY.isdisjoint(my_roles()):
        return
    with removed.form("surnom-retrait", border=False):
        gone = st.selectbox("Retirer un surnom de la base", removable)
        asked = st.form_submit_button("Retirer ce surnom", icon=":material/delete:")
    if asked and gone:
        attempt(NICKNAMES, lambda: here.surnoms.retirer(gone), f"« {gone} » n'est plus un surnom.")


def _ask_zonage(known: list[str]) -> tuple[str, dt.date]:
    left, right = st.columns([2, 1])
    options = list(dict.fromkeys([*known, *USUAL]))
    zonage = left.selectbox(
        "Zonage", options, index=options.index("secteur"), format_func=zonage_label, accept_new_options=True,
        help="Choisissez-en un, ou tapez-en un nouveau.",
    )  # fmt: skip
    today = client().base.etat().aujourd_hui
    since = right.date_input("En vigueur depuis", today, format="DD/MM/YYYY")
    return str(zonage or ""), since if isinstance(since, dt.date) else today


def _draw(here: Client, zonage: str, since: dt.date) -> None:
    left, right = st.columns([2, 1])
    nom = left.text_input("Nom du territoire", max_chars=100, key=f"{editor_key(NAME)}-nom")
    code = right.text_input("Code (facultatif)", max_chars=40, key=f"{editor_key(NAME)}-code")
    contour = _map(here, zonage)
    if contour:
        st.caption(f"Contour terminé : {plural(len(contour), 'sommet')}.")
    else:
        st.caption("Donnez un nom, posez au moins trois sommets, puis « Terminer » sur la carte.")
    ready = bool(contour and nom.strip() and zonage.strip())
    if not st.button("Enregistrer ce territoire", type="primary", icon=":material/save:", disabled=not ready):
        return
    try:
        held = here.territoires.dessiner(zonage, nom, contour, code, since)
    except ObservatoryError as error:
        st.error(error.message, icon=":material/error:")
        return
    begin_again(NAME, f"« {nom.strip()} » est enregistré, avec {plural(held, 'signalement')} à l'intérieur.")


def _map(here: Client, zonage: str) -> list[tuple[float, float]]:
    theme = page_theme()
    known = {one.zonage for one in here.zonages.liste() if one.n}
    shown = [one for one in dict.fromkeys(("commune", "quartier", zonage)) if one in known]
    frame = city_frame(here, theme, "dessin")
    outlines = [Outline(one, zonage_label(one), here.zonages.contours(one)) for one in shown]
    return dessin(
        drawing_frame(frame),
        drawing_layers(outlines, theme),
        key=f"{editor_key(NAME)}-carte",
        title="Carte où se dessine un territoire ; les flèches la déplacent, un bouton pose un sommet en son centre.",
    )


def _bring(zonage: str, since: dt.date) -> Any:
    def run(here: Client, path: Path, how: dict[str, Any]) -> ImportBilan:
        return here.imports.territoires(path, zonage, depuis=since)

    return run


def _bring_places(here: Client, path: Path, how: dict[str, Any]) -> ImportBilan:
    return here.imports.lieux(path)
