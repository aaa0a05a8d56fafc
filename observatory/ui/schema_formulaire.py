"""The form of an action: what it is, who leads it, where it is measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from observatory.client import Client
from observatory.domain.action import LONGEST_TEXT, LONGEST_TITLE, Action, OrigineAction
from observatory.domain.schema import AXES, WITHOUT_PERSONS, Axe
from observatory.present.schema import ORIGINES_ACTION
from observatory.ui.schema_territoires import territory_names

NO_ZONE = ""
_OWN, _WHOLE = "zone-de-l-action", ""


def action_form(
    here: Client, action: Action, *, key: str, button: str, axes: Sequence[Axe] = tuple(Axe)
) -> Action | None:
    """Ask what an action is; gives it as it was written once the button is pressed, to be checked by who keeps it.

    ``action`` is what the form begins with. The axe stands before the others: the first two bear neither categories
    nor a drawn zone.
    """
    axe = action.axe
    if len(axes) > 1:
        axe = st.selectbox(
            "Axe", list(axes), index=_at(list(axes), action.axe), format_func=lambda one: AXES[Axe(one)],
            key=f"{key}-axe",
        )  # fmt: skip
    bare = axe in WITHOUT_PERSONS
    if bare:
        st.caption("Cet axe porte des mesures et des indicateurs, jamais des personnes : ni constat ni zone dessinée.")
    mesures = {one.code: one.libelle for one in here.actions.mesures()}
    services = _with(here.schemas.services(), [action.service, *action.partenaires])
    with st.form(key, border=False):
        left, right = st.columns([3, 2])
        titre = left.text_input("Titre de l'action", action.titre, max_chars=LONGEST_TITLE, key=f"{key}-titre")
        mesure = right.selectbox(
            "Type de mesure", list(mesures), index=_at(list(mesures), action.mesure) if action.mesure else None,
            format_func=lambda one: mesures[one], placeholder="Choisissez", key=f"{key}-mesure",
        )  # fmt: skip
        objectif = st.text_area("Objectif", action.objectif, max_chars=LONGEST_TEXT, height=80, key=f"{key}-objectif")
        left, right = st.columns(2)
        service = left.selectbox(
            "Service pilote", services, index=services.index(action.service) if action.service else None,
            accept_new_options=True, placeholder="Aucun pour l'instant", key=f"{key}-pilote",
            help="Choisissez-en un, ou écrivez-le. Sans pilote, l'action reste « proposée » et rouge.",
        )  # fmt: skip
        partners = right.multiselect(
            "Partenaires", services, list(action.partenaires), accept_new_options=True, placeholder="Aucun",
            key=f"{key}-partenaires",
        )  # fmt: skip
        left, right = st.columns(2)
        origine = left.selectbox(
            "Origine", list(OrigineAction), index=_at(list(OrigineAction), action.origine),
            format_func=lambda one: ORIGINES_ACTION[one], key=f"{key}-origine",
        )  # fmt: skip
        zone = _zone(here, right, action, bare=bare, key=key)
        codes = () if bare else _categories(here, action, key)
        left, right = st.columns(2)
        begins = left.date_input("Début prévu", action.debut_prevu, format="DD/MM/YYYY", key=f"{key}-debut")
        ends = right.date_input("Fin prévue", action.fin_prevue, format="DD/MM/YYYY", key=f"{key}-fin")
        if not st.form_submit_button(button, icon=":material/save:", type="primary"):
            return None
    return replace(
        _at_zone(action, zone), axe=axe, titre=titre, mesure=mesure or "", objectif=objectif, service=service or "",
        partenaires=tuple(partners), origine=origine or action.origine, categories=tuple(codes), debut_prevu=begins,
        fin_prevue=ends,
    )  # fmt: skip


def _zone(here: Client, at: DeltaGenerator, action: Action, *, bare: bool, key: str) -> str:
    """Where the action is: ``_OWN`` for the zone that it has, or a territory."""
    options = {_WHOLE: "Toute la ville"} | territory_names(here)
    if action.contour and not bare:
        options = {_OWN: f"Sa zone : {action.zone_nom or 'dessinée'}"} | options
    usual = _OWN if _OWN in options else action.territoire
    chosen = at.selectbox(
        "Zone", list(options), index=_at(list(options), usual), format_func=lambda one: options[one], key=f"{key}-zone",
        help="Un territoire entier, ou la zone qui entoure les constats. Ensuite, la fiche permet de la dessiner.",
    )  # fmt: skip
    return chosen or _WHOLE


def _at_zone(action: Action, zone: str) -> Action:
    """The action in the zone that was chosen."""
    return action if zone == _OWN else replace(action, territoire=zone, zone_nom="", contour=None)


def _categories(here: Client, action: Action, key: str) -> list[str]:
    names = {one.code: one.libelle for one in here.nomenclature.categories() if one.retiree_le is None}
    return st.multiselect(
        "Signalements sur lesquels son effet se mesure", list(names),
        [one for one in action.categories if one in names],
        format_func=lambda one: names[one], placeholder="Aucune catégorie", key=f"{key}-categories",
    )  # fmt: skip


def _with(known: Iterable[str], more: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(one for one in (*known, *more) if one))


def _at(options: list[str], value: str) -> int:
    return options.index(value) if value in options else 0
