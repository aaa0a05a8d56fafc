"""Zones silencieuses: where few signalements may mean few who tell."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import streamlit as st

from observatory.client import Client
from observatory.domain.selection import Selection
from observatory.present.labels import CAVEAT, first_upper, number, period
from observatory.present.silences import (
    COLUMNS,
    hexagon_areas,
    legend_of_classes,
    silence_frame,
    silence_sentences,
    territory_areas,
)
from observatory.ui.city_map import city_frame, nothing_chosen, page_theme
from observatory.ui.components.hexagones import hexagones
from observatory.ui.filters import filters
from observatory.ui.pages.apercu import show_empty_base
from observatory.ui.session import client
from observatory.ui.strip import strip

QUARTIER = "quartier"
BY_TERRITORY, BY_HEXAGON = "Par quartier", "Par hexagone"
ADVICE = """
- **Aller voir** : une marche ou un passage aux heures où l'on se plaint ailleurs, sans attendre d'appel.
- **Demander à ceux qui y sont** : médiateurs, gardiens, bailleur, école, centre social, commerçants.
- **Tenir une permanence** sur place, à un moment où les habitants sont là.
- **Rappeler comment signaler** : le numéro, l'application, d'autres langues, et ce qui a été fait des signalements.
"""
METHOD = """
**Ce qui est mesuré.** Un problème que personne n'a signalé ne se compte pas. Mais une fois qu'il l'est, d'autres
habitants le signalent à leur tour, ou non. Nous comptons ces *redites*, jamais le premier signalement, pendant que
le problème dure : jusqu'à la clôture du dossier, 30 jours au plus. Une personne compte une fois ; une relance ne
compte pas ; les marches non plus. Le nombre attendu est celui du reste de la ville, catégorie par catégorie, pour
la même durée (Liu et Garg, 2022).

**Quand une zone est dite silencieuse.** Deux signes doivent s'accorder : moins de redites que le reste de la ville
(test bilatéral exact, fausses alertes tenues sous 5 % par la méthode de Benjamini et Hochberg), et moins de
signalements par adresse que dans les lieux bâtis de même (densité d'adresses, habitants par adresse). Si
l'intervalle va de la moitié à autant qu'ailleurs, nous disons que les données ne suffisent pas. Un hexagone est
jugé avec ceux qui le touchent.

**Ce que cela ne dit pas.** Rien d'une personne, et pas pourquoi. Moins de passage, un bailleur que l'on appelle
directement, des doublons non rattachés ou des dossiers clos plus vite donnent aussi moins de redites. La colonne «
au rythme d'ailleurs » est un ordre de grandeur : elle suppose que ceux qui signalent en premier sont aussi peu
nombreux que ceux qui signalent ensuite.
"""


def page() -> None:
    """Lay out what is found, what to do about it, the map, the table and how it is made."""
    strip("zones-silencieuses")
    st.title("Zones silencieuses")
    here = client()
    if not here.base.etat().signalements:
        show_empty_base()
        return
    selection = filters(here, counted=False)
    known = {one.zonage for one in here.zonages.liste() if one.n}
    zonage = selection.zonage or QUARTIER
    if zonage not in known:
        st.info("Cette page compare des quartiers : importez leur contour depuis « Mettre en service ».")
        return
    _show(here, selection, zonage)


def _show(here: Client, selection: Selection, zonage: str) -> None:
    found = here.propension.zones(selection)
    st.markdown("**Peu de signalements ne veut pas dire peu de troubles.** Là où l'on appelle peu, il faut aller voir.")
    for sentence in silence_sentences(found):
        st.markdown(sentence)
    st.caption(_caption(found))
    left, right = st.columns([5, 2], gap="medium")
    with right:
        view = st.segmented_control("Vue", (BY_TERRITORY, BY_HEXAGON), default=BY_TERRITORY, key="silences-vue")
        shown = here.propension.hexagones(selection) if view == BY_HEXAGON else found
        st.html(legend_of_classes(shown["classe"].to_pylist(), page_theme()))
        st.subheader("Que faire", anchor=False)
        st.markdown(ADVICE)
    with left:
        _show_map(here, selection, zonage, shown, hexagon=view == BY_HEXAGON)
    st.dataframe(silence_frame(found), hide_index=True, key="silences-tableau", height="content")
    st.caption(COLUMNS)
    with st.expander("En savoir plus", icon=":material/info:"):
        st.markdown(METHOD)
        st.caption(_caption(found))


def _said(found: pa.Table, name: str) -> str:
    text: str = (found.schema.metadata or {}).get(name.encode(), b"").decode()
    return text


def _caption(found: pa.Table) -> str:
    since, until = (dt.date.fromisoformat(_said(found, name)) for name in ("depuis", "jusqua"))
    return (
        f"{first_upper(period(since, until))} · {number(int(_said(found, 'problemes')))} problèmes localisés, "
        f"{number(int(_said(found, 'suivants')))} redites. {_said(found, 'perimetre')} {CAVEAT}"
    )


def _show_map(here: Client, selection: Selection, zonage: str, shown: pa.Table, *, hexagon: bool) -> None:
    contours, theme = here.zonages.contours(zonage, selection.jusqua), page_theme()
    layers = hexagon_areas(shown, contours, theme) if hexagon else territory_areas(shown, contours, theme)
    frame = city_frame(here, theme, "silences")
    hexagones(
        frame,
        layers,
        key="silences",
        title="Carte des zones silencieuses ; le tableau sous la carte dit la même chose.",
        on_answer=nothing_chosen,
    )
