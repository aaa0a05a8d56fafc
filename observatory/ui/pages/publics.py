"""What may be shown to anybody: the tables that were published, as they were; and publishing, for the coordonnateur."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from observatory.client import Client
from observatory.domain.errors import ObservatoryError
from observatory.domain.records import Publication
from observatory.domain.roles import Role
from observatory.present.labels import MASKED, ZONAGES, label
from observatory.ui.filters import GROUND
from observatory.ui.photos import look_at_photos
from observatory.ui.session import client, me

QUARTIER = "quartier"
"""The partition that is offered first: the one that residents know."""

_TOTAL = "total"
_DONE = "publication-faite"


def page() -> None:
    """Lay out the published tables."""
    st.title("Chiffres publiables")
    here = client()
    if Role.COORDONNATEUR in me().roles:
        look_at_photos(here)
        _publish(here)
    known = here.publications.liste()
    if not known:
        st.info(
            "Rien n'a encore été publié. Le coordonnateur publie des trimestres terminés.", icon=":material/public:"
        )
        return
    chosen = st.selectbox("Publication", known, format_func=lambda one: one.nom)
    if chosen is not None:
        _show(here, chosen)


def _show(here: Client, chosen: Publication) -> None:
    table = here.publications.table(chosen.ident).to_pandas()
    periods = list(dict.fromkeys(table["periode"]))
    shown = _TOTAL
    if len(periods) > 2:
        shown = st.segmented_control("Période", periods, default=_TOTAL, format_func=_period) or _TOTAL
    part = table[table["periode"] == shown]
    order, kinds = list(dict.fromkeys(part["nom"])), list(dict.fromkeys(part["libelle"]))
    text = part.assign(n=[MASKED if pd.isna(n) else f"{int(n):,}".replace(",", "\u202f") for n in part["n"]])
    wide = text.pivot(index="nom", columns="libelle", values="n").loc[order, kinds]
    wide = wide.rename(index={_TOTAL: "Total"}, columns={_TOTAL: "Total"}).rename_axis(index="Territoire", columns=None)
    st.dataframe(wide, height=38 + 35 * len(wide), alt=f"Tableau : {chosen.nom}")
    st.caption(
        f"{MASKED} : nombre de 1 à 4, ou caché pour que les autres ne le rendent pas. {chosen.remarque} "
        f"Publié le {chosen.publiee_le:%d/%m/%Y}. Un zéro est un zéro."
    )


def _publish(here: Client) -> None:
    """Choose closed quarters, see what would be shown, publish."""
    if name := st.session_state.pop(_DONE, ""):
        st.success(f"« {name} » est publié.", icon=":material/check_circle:")
    with st.expander("Publier des trimestres", icon=":material/publish:"):
        layers = [one.zonage for one in here.zonages.liste() if one.n and one.zonage not in GROUND]
        layers.sort(key=lambda one: one != QUARTIER)
        zonage = st.selectbox("Par", layers, format_func=lambda one: label(ZONAGES, one))
        quarters = st.multiselect("Trimestres terminés", here.publications.trimestres()[::-1], placeholder="Choisir")
        if not quarters or not zonage:
            return
        try:
            with st.spinner("Recherche de ce qui doit être masqué…"):
                project = here.publications.preparer(zonage, quarters)
            st.write(f"**{project.nom}** : {project.masquees} cases masquées sur {project.cases}. {project.remarque}")
            st.caption("Ce qui est publié ne change plus, et compte pour tout ce qui sera publié ensuite.")
            if st.button("Publier", type="primary"):
                here.publications.publier(zonage, quarters)
                st.session_state[_DONE] = project.nom
                st.rerun()
        except ObservatoryError as error:
            st.error(error.message, icon=":material/error:")


def _period(period: str) -> str:
    return "Toute la période" if period == _TOTAL else period
