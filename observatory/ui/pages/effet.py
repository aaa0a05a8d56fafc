"""Effet des actions: did it work, there and beside it, in plain words with an interval."""

from __future__ import annotations

import datetime as dt
import json

import pandas as pd
import streamlit as st

from observatory.client import Client
from observatory.domain.effet import MOST_MONTHS, USUAL_MONTHS, USUAL_RING_M, Effet, Zone, months_away
from observatory.domain.errors import ObservatoryError
from observatory.domain.records import Etat
from observatory.domain.selection import Selection
from observatory.present import effet as words
from observatory.present.labels import CAVEAT, ZONAGES, label
from observatory.present.legend import class_legend_html
from observatory.present.maps import MapClass, Outline, class_map
from observatory.ui.city_map import city_frame, nothing_chosen, page_theme
from observatory.ui.components.hexagones import hexagones
from observatory.ui.filters import GROUND, filters
from observatory.ui.pages.apercu import show_empty_base
from observatory.ui.session import client
from observatory.ui.strip import strip

CHOICES = ("Autour d'une adresse", "Un territoire", "Un fichier")
RADII = (100, 150, 200, 250, 300, 400, 500)


def page() -> None:
    """Lay out what is asked, then the verdict, the figures, the months, the map, the method."""
    strip("effet-des-actions")
    st.title("Effet des actions")
    here = client()
    etat = here.base.etat()
    if not etat.signalements:
        show_empty_base()
        return
    selection = filters(here)
    st.markdown(
        "Une action a eu lieu quelque part, un jour. A-t-on moins signalé ensuite, **plus que là où rien n'a été "
        "fait** ? "
        "Choisissez la zone et la date ; les filtres disent ce que l'on compte (leur période n'est pas reprise)."
    )
    zone = _ask_zone(here)
    date, before, after = _ask_period(etat)
    if zone is None:
        st.info("Choisissez la zone de l'action pour mesurer son effet.", icon=":material/draw:")
        return
    try:
        found = here.effet.mesurer(zone.contour, date, selection, before, after, USUAL_RING_M)
    except ObservatoryError as error:
        st.warning(error.message, icon=":material/info:")
        return
    for one in (*zone.remarques, *found.remarques):
        st.caption(f":material/info: {one}")
    _show(here, found, selection)


def _ask_zone(here: Client) -> Zone | None:
    """The zone, in one of three ways; None until it is told."""
    way = st.segmented_control("La zone de l'action", CHOICES, default=CHOICES[0], key="effet-zone") or CHOICES[0]
    try:
        if way == CHOICES[0]:
            return _around_address(here)
        return _territory(here) if way == CHOICES[1] else _from_file(here)
    except ObservatoryError as error:
        st.warning(error.message, icon=":material/info:")
        return None


def _around_address(here: Client) -> Zone | None:
    left, right = st.columns([4, 2], vertical_alignment="bottom")
    text = left.text_input("Adresse, carrefour ou lieu", key="effet-adresse", placeholder="12 rue des Parcheminiers")
    radius = right.selectbox("Rayon", RADII, index=RADII.index(250), format_func=lambda one: f"{one} m")
    if not text.strip():
        return None
    answers = here.geocoder.search(text, limit=1)
    if not answers:
        st.warning("Cette adresse n'est pas trouvée : écrivez-la autrement, ou choisissez un territoire.")
        return None
    st.caption(f":material/place: {answers[0]['label']}")
    return here.effet.disque(answers[0]["lat"], answers[0]["lon"], radius)


def _territory(here: Client) -> Zone | None:
    layers = [one.zonage for one in here.zonages.liste() if one.n and one.zonage not in GROUND]
    if not layers:
        st.info("Pas encore de territoire : importez les quartiers depuis « Mettre en service ».")
        return None
    left, right = st.columns(2)
    zonage = left.selectbox("Zonage", layers, format_func=lambda one: label(ZONAGES, one), key="effet-zonage")
    names = {one.code: one.nom for one in here.zonages.territoires(zonage)}
    code = right.selectbox("Territoire", list(names), format_func=lambda one: names[one], key=f"effet-code-{zonage}")
    features = json.loads(here.zonages.contours(zonage))["features"]
    found = next((one for one in features if one["properties"]["code"] == code), None)
    return Zone(json.dumps(found["geometry"])) if found else None


def _from_file(here: Client) -> Zone | None:
    given = st.file_uploader(
        "Contour de la zone", type=["geojson", "json", "gpkg", "zip", "parquet"], key="effet-fichier"
    )
    return here.effet.lire_zone(given.getvalue(), given.name) if given is not None else None


def _ask_period(etat: Etat) -> tuple[dt.date, int, int]:
    first, last = etat.premier_jour or dt.date.min, etat.dernier_jour or dt.date.max
    middle = months_away(last + dt.timedelta(days=1), -USUAL_MONTHS)
    start = middle if first < middle else first + (last - first) / 2
    left, middle_column, right = st.columns(3)
    date = left.date_input(
        "Premier jour de l'action", start, min_value=first, max_value=last, format="DD/MM/YYYY", key="effet-date"
    )
    before = middle_column.number_input("Mois avant", 1, MOST_MONTHS, USUAL_MONTHS, key="effet-avant")
    after = right.number_input("Mois après", 1, MOST_MONTHS, USUAL_MONTHS, key="effet-apres")
    return date if isinstance(date, dt.date) else start, int(before), int(after)


def _show(here: Client, found: Effet, selection: Selection) -> None:
    kind, icon = words.VERDICTS[found.verdict]
    {"success": st.success, "error": st.error, "warning": st.warning, "info": st.info}[kind](found.phrase, icon=icon)
    st.caption(f"{words.period_text(found)} {CAVEAT}")
    st.dataframe(pd.DataFrame(words.figures_rows(found)), hide_index=True, height="content", key="effet-nombres")
    if found.arrondi:
        st.caption("Nombres arrondis à 5 près ; les nombres de moins de 5 ne sont pas montrés.")
    if found.mois:
        st.altair_chart(
            words.months_chart(found), alt="Nombres mois par mois, avant et après l'action ; ils sont dans le tableau."
        )
        with st.expander("Les nombres du graphique", icon=":material/table:"):
            st.dataframe(words.months_table(found), hide_index=True)
    _map(here, found)
    with st.expander("En savoir plus", icon=":material/science:"):
        st.markdown(found.methode)
        st.dataframe(pd.DataFrame(words.more_rows(found), columns=["Statistique", "Valeur"]), hide_index=True)
        st.markdown("**À savoir**\n\n" + "\n".join(f"- {one}" for one in found.reserves))


def _map(here: Client, found: Effet) -> None:
    """The zone, the ring, and the hexagons that they are compared with."""
    theme = page_theme()
    own, others = found.hexagones_temoin, found.hexagones_temoin_anneau
    outlines = [Outline("zsp", "La zone", _collection(found.contour, "Zone"))]
    if found.contour_anneau:
        outlines.append(Outline("qpv", f"Ses abords ({found.anneau_m} m)", _collection(found.contour_anneau, "")))
    left, right = st.columns([5, 2], gap="medium")
    shown = class_map(
        [*own, *others],
        [0] * len(own) + [1] * len(others),
        ["Secteur comparable à la zone"] * len(own) + ["Secteur comparable aux abords"] * len(others),
        outlines,
        classes=[
            MapClass("Secteurs comparables à la zone", "#2f8f9d", 0.6, "#1b5a63"),
            MapClass("Secteurs comparables aux abords", "#9a8f80", 0.45, "#5b5347", "3 3"),
        ],
        theme=theme,
    )
    with left:
        hexagones(
            city_frame(here, theme),
            shown.layers,
            key="effet-carte",
            title="Carte de la zone, de ses abords et des secteurs comparables.",
            on_answer=nothing_chosen,
            height=460,
        )
    with right:
        st.html(class_legend_html(shown, "À quoi la zone est comparée"))


def _collection(geometry: str, name: str) -> str:
    feature = {"type": "Feature", "properties": {"nom": name}, "geometry": json.loads(geometry)}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})
