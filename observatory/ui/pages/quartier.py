"""The own page of one territory: its figures, its trend, its hours, its latest signalements."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from observatory.client import Client
from observatory.domain.errors import NotFound
from observatory.domain.records import TerritoireInfo
from observatory.domain.selection import Selection
from observatory.present.charts import category_chart, day_hour_chart, day_hour_frame, locator_chart, trend_chart
from observatory.present.labels import NO_BREAK, ZONAGES_SHORT, day, label, number, period
from observatory.ui.tables import show_figures, show_months, show_signalements

LATEST = 50


def show_territory(here: Client, selection: Selection, zonage: str, code: str) -> None:
    """Lay out the page of the territory ``code`` of ``zonage``.

    Raises
    ------
    NotFound
        When no territory of this zonage bears this code on the last day of the period.
    """
    st.button("Tous les territoires", icon=":material/arrow_back:", type="tertiary", on_click=_leave)
    found = {one.code: one for one in here.zonages.territoires(zonage, au=selection.jusqua)}.get(code)
    if found is None:
        raise NotFound(f"Aucun territoire « {code} » dans le zonage « {zonage} » : revenez à la liste des territoires.")
    st.title(found.nom)
    st.caption(_identity(found, selection))
    within = replace(selection, zonage=zonage, territoires=(code,))
    show_figures(here.apercu.chiffres(within))
    _trend_and_place(here, within, found)
    _subjects_and_hours(here, within)
    st.subheader("Derniers signalements")
    show_signalements(here.signalements.liste(within, limit=LATEST))


def _leave() -> None:
    st.query_params.pop("territoire", None)


def _identity(found: TerritoireInfo, selection: Selection) -> str:
    """What the territory is, its inhabitants, since when its outline holds, and the period."""
    parts = [f"{label(ZONAGES_SHORT, found.zonage)} {found.code}"]
    parts.append(f"{number(found.population)}{NO_BREAK}habitants" if found.population else "population non connue")
    parts.append(f"contour en vigueur depuis le {day(found.valid_from)}" if found.valid_from else "contour sans date")
    parts.append(period(selection.depuis, selection.jusqua))
    return " · ".join(parts)


def _trend_and_place(here: Client, within: Selection, found: TerritoireInfo) -> None:
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader("Mois par mois")
        months = here.apercu.mois(within)
        st.altair_chart(trend_chart(months), alt="Tendance mensuelle ; les nombres sont dans le tableau qui suit.")
        show_months(months)
    with right:
        st.subheader("Dans la ville")
        contours = here.zonages.contours(found.zonage, au=within.jusqua)
        st.altair_chart(locator_chart(contours, found.code), alt=f"{found.nom} parmi les autres territoires.")


def _subjects_and_hours(here: Client, within: Selection) -> None:
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.subheader("De quoi il s'agit")
        st.altair_chart(category_chart(here.apercu.categories(within), 8), alt="Catégories, avec nombre et part.")
    with right:
        st.subheader("Quand on signale")
        table = here.apercu.jour_heure(within)
        st.altair_chart(day_hour_chart(table), alt="Jours et heures ; les nombres sont dans le tableau qui suit.")
        st.caption("Heure de réception, à Paris ; ce qui n'est connu que par son jour n'y figure pas.")
        with st.expander("Les nombres par jour et par heure"):
            st.dataframe(
                day_hour_frame(table).rename(columns={"jour": "Jour"} | {h: f"{h} h" for h in range(24)}),
                hide_index=True,
            )
