"""What is done to a survey: prepared, changed, opened, handed out by a link or on paper, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from observatory.client import Client
from observatory.domain.enquete import (
    LONGEST_TITLE,
    MODELES,
    MOST_PEOPLE,
    Enquete,
    EtatEnquete,
    LienEnquete,
    Moment,
    PlanEnquete,
)
from observatory.domain.errors import ObservatoryError
from observatory.domain.schema import Axe
from observatory.present.code_qr import qr_svg
from observatory.present.enquete import MOMENTS, survey_title
from observatory.present.labels import instant
from observatory.ui.components.remise import hand_over
from observatory.ui.session import act_and_rerun
from observatory.ui.standalone import started_by_owner

_LINK, _PAPER = "enquete-lien", "enquete-papier"
_PDF = "application/pdf"


def new_survey(here: Client, found: list[Enquete], *, opened: bool) -> None:
    """The form of a new survey."""
    with st.expander("Préparer une enquête", icon=":material/add:", expanded=opened):
        plan = _fields(here, found, None)
        if st.button("Préparer cette enquête", type="primary", key="enquete-creer"):
            if plan is None:
                st.warning("Choisissez le premier et le dernier jour.", icon=":material/info:")
            else:
                _made(lambda: here.enquetes.creer(plan))


def _made(act: Callable[[], Enquete]) -> None:
    """Keep a survey and show it."""
    try:
        st.query_params["enquete"] = str(act().ident)
    except ObservatoryError as error:
        st.warning(error.message, icon=":material/info:")
        return
    st.rerun()


def _fields(here: Client, found: list[Enquete], known: Enquete | None) -> PlanEnquete | None:
    """The fields of a plan, as it stands; None while a day is missing. What can change no more is not shown."""
    at = f"enquete-{known.ident}-{known.version}" if known else f"enquete-nouvelle-{len(found)}"
    plan = known.plan if known else None
    free = known is None or known.etat == EtatEnquete.PREPARATION
    title = st.text_input("Titre", plan.titre if plan else "", max_chars=LONGEST_TITLE, key=f"{at}-titre")
    model, moment, before = (
        (plan.modele, plan.moment, plan.precedente) if plan else ("satisfaction", Moment.UNIQUE, None)
    )
    if free:
        left, right = st.columns(2)
        models = list(MODELES)
        model = left.selectbox(
            "Modèle", models, models.index(model), format_func=lambda one: MODELES[one], key=f"{at}-modele"
        )
        moments = list(Moment)
        moment = right.selectbox(
            "Moment", moments, moments.index(Moment(moment)), format_func=lambda one: MOMENTS[one], key=f"{at}-moment"
        )
        earlier = {one.ident: survey_title(one) for one in found if known is None or one.ident != known.ident}
        choices = [None, *earlier]
        before = st.selectbox(
            "Vague d'avant", choices, choices.index(before) if before in choices else 0,
            format_func=lambda one: "aucune" if one is None else earlier[one], key=f"{at}-avant",
        )  # fmt: skip
    left, middle, right = st.columns(3)
    first: dt.date | None = plan.debut if plan else None
    if free:
        first = left.date_input("Premier jour", first, format="DD/MM/YYYY", key=f"{at}-debut")
    last = middle.date_input("Dernier jour", plan.fin if plan else None, format="DD/MM/YYYY", key=f"{at}-fin")
    people = right.number_input(
        "Population visée", 1, MOST_PEOPLE, plan.population if plan else None, key=f"{at}-population",
        help="Combien de personnes l'enquête vise, si on le sait : les marges en tiennent compte.",
    )  # fmt: skip
    schema, action = _attached(here, plan, at) if free or plan is None else (plan.schema, plan.action)
    if first is None or last is None:
        return None
    return PlanEnquete(title, model, first, last, schema, action, moment, before, int(people) if people else None)


def _attached(here: Client, plan: PlanEnquete | None, at: str) -> tuple[int | None, int | None]:
    """The plan and the action that a survey is about."""
    schemas = {one.ident: one.titre for one in here.schemas.liste()}
    if not schemas:
        return None, None
    left, right = st.columns(2)
    choices = [*schemas, None]
    kept = plan.schema if plan else next(iter(schemas))
    schema = left.selectbox(
        "Schéma local", choices, choices.index(kept) if kept in choices else 0,
        format_func=lambda one: "aucun" if one is None else schemas[one], key=f"{at}-schema",
    )  # fmt: skip
    known = here.actions.liste(schema) if schema is not None else []
    actions = {one.ident: f"{one.reference} · {one.titre}" for one in known if one.axe == Axe.TRANQUILLITE}
    offered = [None, *actions]
    chosen = plan.action if plan else None
    action = right.selectbox(
        "Sur une action (son lieu)", offered, offered.index(chosen) if chosen in offered else 0,
        format_func=lambda one: "aucune" if one is None else actions[one], key=f"{at}-action",
    )  # fmt: skip
    return schema, action


def keeping(here: Client, one: Enquete, found: list[Enquete]) -> None:
    """What may be done with a survey as it stands."""
    with st.container(horizontal=True):
        if one.etat == EtatEnquete.PREPARATION and st.button(
            "Ouvrir l'enquête", icon=":material/play_arrow:", type="primary", key="enquete-ouvrir"
        ):
            act_and_rerun(lambda: here.enquetes.ouvrir(one.ident))
        if one.etat == EtatEnquete.OUVERTE:
            with st.popover("Clore l'enquête", icon=":material/lock:"):
                st.write("On n'y répond plus, les liens se ferment, les résultats s'ouvrent. Elle ne se rouvre pas.")
                if st.button("Oui, clore cette enquête", key="enquete-clore"):
                    st.session_state.pop(_LINK, None)
                    act_and_rerun(lambda: here.enquetes.clore(one.ident))
        with st.popover("Modifier", icon=":material/edit:"):
            _edit(here, one, found)
    _paper(here, one)
    if one.etat == EtatEnquete.OUVERTE:
        _links(here, one)


def _edit(here: Client, one: Enquete, found: list[Enquete]) -> None:
    if one.etat == EtatEnquete.CLOSE:
        st.caption("Cette enquête est close : seule la population visée change encore.")
        people = st.number_input("Population visée", 1, MOST_PEOPLE, one.plan.population, key=f"enquete-{one.ident}-n")
        plan: PlanEnquete | None = replace(one.plan, population=int(people) if people else None)
    else:
        plan = _fields(here, found, one)
    if st.button("Enregistrer", key="enquete-modifier") and plan is not None:
        act_and_rerun(lambda: here.enquetes.modifier(one.ident, plan, one.version))


def _paper(here: Client, one: Enquete) -> None:
    with st.expander("Le questionnaire sur papier", icon=":material/print:"):
        st.caption("Une page à remplir à la main. Numérotez chaque feuille : le numéro évite de la saisir deux fois.")
        if st.button("Faire le questionnaire (PDF)", key="enquete-papier-faire"):
            st.session_state[_PAPER] = one.ident, here.enquetes.papier(one.ident).contenu
        made = st.session_state.get(_PAPER)
        if made is not None and made[0] == one.ident:
            hand_over("Télécharger le questionnaire", made[1], f"enquete-{one.ident}.pdf", key=_PAPER, media=_PDF)


def _links(here: Client, one: Enquete) -> None:
    """Links of the form: the address of one is shown once, when it is made, with its posters."""
    made = st.session_state.get(_LINK)
    mine = made is not None and made[0] == one.ident
    with st.expander("Le lien et l'affiche", icon=":material/qr_code_2:", expanded=mine):
        if mine and made is not None:
            _show_link(here, one, made[1])
        links = here.enquetes.liens(one.ident)
        if not started_by_owner():
            st.caption("Pour un lien qui s'ouvre sur un téléphone, tenez l'office avec « observatory serve ».")
        if st.button("Faire un lien", icon=":material/add_link:", key="enquete-lien-faire"):
            try:
                st.session_state[_LINK] = (one.ident, here.enquetes.ouvrir_lien(one.ident))
            except ObservatoryError as error:
                st.warning(error.message, icon=":material/info:")
            else:
                st.rerun()
        st.caption(
            "Qui a le lien peut répondre, et plus d'une fois : affichez-le là où passent les personnes visées. Faites "
            "un lien par lieu d'affichage ; retirez-les s'ils ont trop circulé."
        )
        if links:
            st.dataframe(
                [
                    {
                        "Fait": instant(link.cree_le), "Par": link.auteur, "S'ouvre jusqu'au": instant(link.expire_le),
                        "État": "retiré" if link.revoque_le else "valable jusqu'à sa fin",
                    }
                    for link in links
                ],
                hide_index=True,
                key="enquete-liens",
            )  # fmt: skip
        living = any(link.revoque_le is None for link in links)
        if living and st.button("Retirer tous les liens", icon=":material/link_off:", key="enquete-lien-retirer"):
            st.session_state.pop(_LINK, None)
            act_and_rerun(lambda: here.enquetes.revoquer_liens(one.ident))


def _show_link(here: Client, one: Enquete, link: LienEnquete) -> None:
    st.success(
        f"Ce lien s'ouvre jusqu'au {instant(link.expire_le)}. Son adresse n'est montrée qu'ici, et une seule fois : "
        "copiez-la, ou imprimez l'affiche maintenant."
    )
    left, right = st.columns([3, 2], vertical_alignment="center")
    left.code(link.adresse, language=None, wrap_lines=True)
    right.image(qr_svg(link.adresse), width=200)
    with left:
        for size in ("a4", "a5"):
            try:
                poster = here.enquetes.affiche(one.ident, link.adresse, size)
            except ObservatoryError as error:
                st.caption(error.message)
                return
            name = f"affiche-enquete-{one.ident}-{size}.pdf"
            hand_over(f"Affiche {size.upper()} (PDF)", poster.contenu, name, key=f"enquete-affiche-{size}", media=_PDF)
