"""The frame of every page: title, menu, the mark of the fictional city, and what happens when the base is away."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from observatory.domain.errors import NotAllowed, ObservatoryError
from observatory.domain.pages import UNDER
from observatory.domain.records import Etat, Moi
from observatory.domain.roles import FIELD
from observatory.present.labels import ROLES, period, plural
from observatory.ui.pages import (
    adresses,
    apercu,
    bilan_schema,
    bureau,
    carte,
    comptes,
    confies,
    documents,
    effet,
    enquetes,
    evolution,
    exports,
    indicateurs,
    instances,
    journal,
    marche_saisie,
    marches,
    mise_en_service,
    points_chauds,
    publics,
    reglages,
    restitution,
    retours,
    reunions,
    schema,
    suivi,
    territoires,
    zones_silencieuses,
)
from observatory.ui.session import PAGE, claim_session, client, me, show_error
from observatory.ui.standalone import started_by_owner
from observatory.ui.strip import remember_entry

TITLE = "Observatoire de la tranquillité publique"
HOME = "vue-d-ensemble"
"""The address of the overview where another page is the first one."""

ENTRIES: dict[str, tuple[str, Callable[[], None], str, str]] = {
    "suivi": ("Agir", suivi.page, "Suivi", "dashboard"),
    "bureau": ("Agir", bureau.page, "Bureau des appels", "call"),
    "retours": ("Agir", retours.page, "Retours à donner", "phone_callback"),
    "confies": ("Agir", confies.page, "Confié à mon service", "assignment"),
    "": ("Regarder", apercu.page, "Vue d'ensemble", "monitoring"),
    "carte": ("Regarder", carte.page, "Carte", "map"),
    "territoires": ("Regarder", territoires.page, "Territoires", "grid_view"),
    "indicateurs": ("Regarder", indicateurs.page, "Indicateurs", "query_stats"),
    "points-chauds": ("Regarder", points_chauds.page, "Points chauds", "local_fire_department"),
    "zones-silencieuses": ("Regarder", zones_silencieuses.page, "Zones silencieuses", "hearing_disabled"),
    "evolution": ("Regarder", evolution.page, "Évolution", "timeline"),
    "effet-des-actions": ("Regarder", effet.page, "Effet des actions", "fact_check"),
    "adresses": ("Regarder", adresses.page, "Adresses et lieux", "pin_drop"),
    "chiffres-publics": ("Regarder", publics.page, "Chiffres publiables", "public"),
    "schema": ("Préparer", schema.page, "Schéma local", "assignment_turned_in"),
    "marches": ("Préparer", marches.page, "Marches", "directions_walk"),
    "restitution": ("Préparer", restitution.page, "Restitution", "fact_check"),
    "marche-saisie": ("Préparer", marche_saisie.page, "Saisie d'une marche", "edit_note"),
    "reunions": ("Préparer", reunions.page, "Réunions", "groups"),
    "instances": ("Préparer", instances.page, "Instances", "co_present"),
    "enquetes": ("Préparer", enquetes.page, "Enquêtes", "ballot"),
    "bilan-schema": ("Préparer", bilan_schema.page, "Bilan du schéma", "summarize"),
    "documents": ("Préparer", documents.page, "Documents", "slideshow"),
    "exports": ("Transmettre", exports.page, "Exports", "download"),
    "regles": ("Préparer", reglages.page, "Réglages", "tune"),
    "mettre-en-service": ("Préparer", mise_en_service.page, "Mettre en service", "checklist"),
    "comptes": ("Préparer", comptes.page, "Comptes et clés", "group"),
    "journal": ("Veiller", journal.page, "Journaux", "policy"),
}
"""Every page by its address (those of ``domain.pages.PAGES``): heading, function, title, icon."""

STYLE = Path(__file__).parent / "theme" / "pages.css"
ICON = Path(__file__).parent / "theme" / "icone.svg"
"""A file of ours: Streamlit fetches its own icons for the tab from a distant host."""


def run() -> None:
    """Show the page that was asked for, or what prevents it."""
    st.set_page_config(page_title=TITLE, page_icon=str(ICON), layout="wide")
    st.html(STYLE)
    if not claim_session():
        st.error("Cette page a été ouverte par quelqu'un d'autre : rechargez-la.")
        st.stop()
    try:
        person = me()
        chosen = st.navigation(_menu(person))
        st.session_state[PAGE] = chosen.title
        _frame(client().base.etat(), person)
        chosen.run()
    except ObservatoryError as error:
        show_error(error)


def _menu(person: Moi) -> dict[str, list[StreamlitPage]]:
    """The pages of a person's roles, under their headings; the first one is where they land."""
    shown = person.pages
    menu: dict[str, list[StreamlitPage]] = {}
    for address, (heading, page, title, icon) in ENTRIES.items():
        if address in shown:
            landing = address == shown[0]
            entry = st.Page(
                page,
                title=title,
                icon=f":material/{icon}:",
                url_path="" if landing else address or HOME,
                default=landing,
                visibility="hidden" if UNDER.get(address) in shown else "visible",
            )
            remember_entry(address, entry)
            menu.setdefault(heading, []).append(entry)
            if landing and address:  # its own address works too: links are the same for everybody
                again = st.Page(page, title=title, url_path=address, visibility="hidden")
                menu[heading].append(again)
    if not menu:
        raise NotAllowed("Aucune page n'est ouverte à vos rôles : demandez à l'administrateur.")
    return menu


def _identity(etat: Etat) -> None:
    """The city by its name, its logo and the numbers of its office."""
    shown = client().reglages.identite()
    if shown.logo:
        st.image(base64.b64decode(shown.logo), width=140)
    st.markdown(f"**{etat.nom}**")
    for name, number in shown.telephones:
        st.caption(f"{name} : **{number}**")


def _frame(etat: Etat, person: Moi) -> None:
    """The city in the margin, who is logged in and, on every page of the fictional city, that it is fictional."""
    with st.sidebar:
        if started_by_owner():
            words = ", ".join(ROLES[role].split(" :")[0] for role in person.roles)
            field = "  \n[Terrain, sur un téléphone](/terrain/)" if FIELD & set(person.roles) else ""
            st.caption(f"**{person.nom}** · {words}  \n[Mon compte et déconnexion](/compte){field}")
        _identity(etat)
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
