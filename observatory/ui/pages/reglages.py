"""What the city sets on screen: one part at a time, each shown to those who may change or read it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from observatory.domain.reglage import (
    ASTREINTES,
    AUTRES,
    CONSERVATION,
    EFFECTIFS,
    ENQUETE_INSECURITE,
    GRILLE_MARCHE,
    LOGO,
    REGLAGES,
    TEXTES,
)
from observatory.domain.roles import GUARDIANS, KEEPERS, RULE_MAKERS, Role, Roles
from observatory.ui.pages import (
    annuaire,
    consignes,
    nomenclature,
    reglages_documents,
    reglages_donnees,
    reglages_office,
    reglages_ville,
    regles,
)
from observatory.ui.setting_part import my_roles, who

_REGULATEUR: Roles = frozenset({Role.REGULATEUR})


def _readers(cle: str) -> Roles:
    return (REGLAGES[cle].editeurs | REGLAGES[cle].lecteurs) & (RULE_MAKERS | GUARDIANS)


def _accounts() -> None:
    st.title("Comptes et clés")
    st.write("Les comptes des personnes et les clés des programmes ont leur page.")
    st.link_button("Ouvrir « Comptes et clés »", "/comptes", icon=":material/group:")


PARTS: dict[str, tuple[Callable[[], None], Roles]] = {
    "Règles d'envoi": (regles.page, RULE_MAKERS),
    "Annuaire": (annuaire.part, RULE_MAKERS),
    "Consignes": (consignes.part, _REGULATEUR),
    "Horaires et astreintes": (reglages_office.hours, _readers(ASTREINTES) - {Role.DPO}),
    "Effectifs": (reglages_office.staff, _readers(EFFECTIFS) - {Role.DPO}),
    "Textes": (reglages_office.texts, _readers(TEXTES) - {Role.DPO}),
    "Nomenclature": (nomenclature.part, RULE_MAKERS),
    "Territoires": (reglages_ville.territories, RULE_MAKERS),
    "Lieux et surnoms": (reglages_ville.places, RULE_MAKERS),
    "Conservation": (reglages_donnees.retention, _readers(CONSERVATION)),
    "Grilles de marche": (reglages_donnees.grids, _readers(GRILLE_MARCHE) - {Role.DPO}),
    "Questionnaires": (reglages_donnees.questionnaires, _readers(ENQUETE_INSECURITE) - {Role.DPO}),
    "Téléphones et logo": (reglages_office.identity, _readers(LOGO) - {Role.DPO}),
    "Documents": (reglages_documents.look, RULE_MAKERS),
    "Comptes": (_accounts, KEEPERS),
}
"""Every part: what lays it out, and who is shown it."""


def parts_of(roles: Roles) -> list[str]:
    """The parts that somebody who holds ``roles`` is shown."""
    return [name for name, (_, shown_to) in PARTS.items() if not shown_to.isdisjoint(roles)]


def page() -> None:
    """Lay out one part at a time; the address says which."""
    parts = parts_of(my_roles())
    asked = st.query_params.get("partie", "")
    first = asked if asked in parts else parts[0]
    chosen = st.pills("Partie", parts, default=first, label_visibility="collapsed") or first
    if chosen != asked:
        st.query_params["partie"] = chosen
    PARTS[chosen][0]()
    _who_edits()


def _who_edits() -> None:
    """The table of who may change what."""
    with st.expander("Qui peut changer quoi", icon=":material/lock_person:"):
        rows = [
            {"Réglage": name, "À quoi il sert": sense, "Se change par": who(roles)}
            for name, (sense, roles) in AUTRES.items()
        ]
        rows += [
            {"Réglage": one.nom, "À quoi il sert": one.sens, "Se change par": who(one.editeurs)}
            for one in REGLAGES.values()
        ]
        st.dataframe(rows, hide_index=True, height="content")
        st.caption("Chaque changement est daté et porté au journal ; une mise à jour du logiciel n'en efface aucun.")
