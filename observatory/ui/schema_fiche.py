"""One action: its header, its zone, what it answers, where it stands, and its parts one under the other."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from observatory.client import Client
from observatory.domain.action import RED, Action, EtatAction, GenreObjet, Objet
from observatory.domain.errors import ObservatoryError
from observatory.domain.schema import AXES, WITHOUT_PERSONS, Axe, EtatSchema, Schema
from observatory.present.labels import plural
from observatory.present.schema import ALERTES, ETATS_ACTION, OBJETS, ORIGINES_ACTION
from observatory.present.schema_actions import calendar_line, mesure_name
from observatory.ui.action_effet import action_effect
from observatory.ui.action_photos import action_photos
from observatory.ui.schema_adresse import ACTION, TWO_LINES, go
from observatory.ui.schema_carte import draw_zone, zone_map
from observatory.ui.schema_enquetes import action_surveys
from observatory.ui.schema_formulaire import action_form
from observatory.ui.schema_suivi_action import indicators, money, news
from observatory.ui.schema_territoires import territory_names
from observatory.ui.session import act_and_rerun

_NO_PLACE: dict[str, str] = {GenreObjet.PROBLEME: "gardé par l'office"}
"""What is said of a place that is not told."""


def action_part(here: Client, plan: Schema, ident: int, may: bool) -> None:
    """Lay out an action; who leads the plan changes it, while the plan runs."""
    st.button(
        "Toutes les actions", icon=":material/arrow_back:", on_click=lambda: go(**{ACTION: ""}), key="schema-retour"
    )
    try:
        one = here.actions.lire(ident)
    except ObservatoryError as error:
        st.warning(error.message, icon=":material/info:")
        return
    writes = may and plan.etat == EtatSchema.EN_COURS and one.schema == plan.ident
    _head(one)
    left, right = st.columns([3, 4], gap="medium")
    with left:
        _facts(here, one)
    with right:
        zone_map(here, one)
    if writes:
        _changes(here, one)
    _answers(here, one, writes)
    indicators(here, one, writes)
    money(here, one, writes)
    action_effect(here, one, writes)
    if one.axe not in WITHOUT_PERSONS:
        action_photos(here, one, writes)
    action_surveys(here, one)
    news(here, one, writes)


def _head(one: Action) -> None:
    st.caption(f"{AXES[Axe(one.axe)]}  ›  {one.reference}")
    st.subheader(one.titre, anchor=False)
    badges = [f":blue-badge[{ETATS_ACTION[one.etat]}]"]
    badges += [f":{'red' if code in RED else 'orange'}-badge[{ALERTES[code]}]" for code in one.alertes]
    st.markdown(" ".join(badges))


def _facts(here: Client, one: Action) -> None:
    mesures = {m.code: m for m in here.actions.mesures()}
    names = {line.code: line.libelle for line in here.nomenclature.categories()}
    rows = [
        ("Mesure", mesure_name(one, mesures)),
        ("Objectif", one.objectif or "à écrire"),
        ("Service pilote", one.service or "aucun : désignez-en un"),
        ("Partenaires", ", ".join(one.partenaires) or "aucun"),
        ("Origine", ORIGINES_ACTION[one.origine]),
        ("Zone", one.zone_nom or territory_names(here).get(one.territoire, "") or "toute la ville"),
        ("Calendrier", calendar_line(one)),
    ]
    if one.axe not in WITHOUT_PERSONS:
        codes = ", ".join(names.get(code, code) for code in one.categories)
        rows.append(("Effet mesuré sur", codes or "aucune catégorie choisie"))
    st.markdown("\n\n".join(f"**{name}** : {text}" for name, text in rows))


def _changes(here: Client, one: Action) -> None:
    """What the coordonnateur changes: where the action stands, what it is, its zone."""
    with st.expander("Faire avancer l'action", icon=":material/trending_up:"):
        _move(here, one)
    with st.expander("Modifier la fiche", icon=":material/edit:"):
        made = action_form(here, one, key=f"schema-fiche-{one.ident}-{one.version}", button="Enregistrer la fiche")
        if made is not None:
            act_and_rerun(lambda: here.actions.enregistrer(made))
    drawn = one.axe not in WITHOUT_PERSONS
    if drawn and st.toggle("Dessiner la zone", key=f"schema-zone-{one.ident}-{one.version}"):
        draw_zone(here, one)  # on demand: a map drawn where nobody sees it knows no size


def _move(here: Client, one: Action) -> None:
    """Its state and the days on which things were really done."""
    st.caption(
        "L'état est tenu par le coordonnateur. Une action décidée a un service pilote ; réalisée, elle a une date."
    )
    key = f"schema-etat-{one.ident}-{one.version}"
    with st.form(key, border=False):
        first, second, third = st.columns(3)
        states = list(EtatAction)
        etat = first.selectbox(
            "État", states, index=states.index(EtatAction(one.etat)), format_func=lambda code: ETATS_ACTION[code],
            key=f"{key}-etat",
        )  # fmt: skip
        served = second.date_input(
            "Mise en service le", one.en_service_le, format="DD/MM/YYYY", key=f"{key}-service",
            help="Le jour à partir duquel un effet peut se voir.",
        )  # fmt: skip
        done = third.date_input("Terminée le", one.terminee_le, format="DD/MM/YYYY", key=f"{key}-fin")
        if st.form_submit_button("Enregistrer", icon=":material/save:"):
            moved = replace(one, etat=etat, en_service_le=served, terminee_le=done)
            act_and_rerun(lambda: here.actions.enregistrer(moved))


def _answers(here: Client, one: Action, may: bool) -> None:
    """What the action answers."""
    if one.axe in WITHOUT_PERSONS:
        return
    st.subheader(f"À quoi elle répond ({plural(len(one.objets), 'constat')})", anchor=False)
    if not one.objets:
        st.caption("Aucun constat ne lui est rattaché : groupez-en depuis « Constats ».")
        return
    st.dataframe(
        [
            {
                "Vient de": OBJETS[o.genre], "Catégorie": o.categorie or "non classé",
                "Où": o.lieu or _NO_PLACE.get(o.genre, "non dit"),
                "Ce qui est noté": o.texte,
            }
            for o in one.objets
        ],
        hide_index=True, key="schema-objets", row_height=TWO_LINES, height="content",
        column_config={
            name: st.column_config.TextColumn(width=width)
            for name, width in (("Vient de", 130), ("Catégorie", 170), ("Où", 170), ("Ce qui est noté", 340))
        },
    )  # fmt: skip
    if not may:
        return
    left, right = st.columns(2)
    if right.button("Prendre pour zone ce qui entoure ces constats", icon=":material/crop_free:", key="schema-autour"):
        objets = [(o.genre, o.ident) for o in one.objets]
        act_and_rerun(lambda: here.actions.enregistrer(_around(here, one, objets)))
    with left.popover("Détacher un constat", icon=":material/link_off:"):
        by_key = {f"{o.genre}-{o.ident}": o for o in one.objets}
        chosen = st.selectbox(
            "Constat", list(by_key), format_func=lambda key: _named(by_key[key]), key=f"schema-detacher-{one.ident}"
        )
        if st.button("Détacher", key="schema-detacher-oui") and chosen:
            gone = by_key[chosen]
            act_and_rerun(lambda: here.actions.detacher(one.ident, gone.genre, gone.ident))


def _around(here: Client, one: Action, objets: list[tuple[str, int]]) -> Action:
    place = next((o.lieu for o in one.objets if o.lieu), "")
    return replace(one, contour=here.schemas.zone(one.schema, objets), zone_nom=place)


def _named(one: Objet) -> str:
    return " · ".join(part for part in (OBJETS[one.genre], one.categorie, one.lieu, one.texte[:60]) if part)
