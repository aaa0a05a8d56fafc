"""One walk: what it is, its map and stops, and for who prepares it what comes next: ready, link, dossier, given up."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from observatory.client import Client
from observatory.domain.errors import ObservatoryError
from observatory.domain.marche import INVITES, OPEN, Etat, LienMarche, Marche
from observatory.present.code_qr import qr_svg
from observatory.present.labels import first_upper, instant
from observatory.present.marches import ETATS, GENRES, ORIGINES
from observatory.ui.marche_brouillon import begin
from observatory.ui.marche_carte import length_line, walk_map
from observatory.ui.session import act_and_rerun
from observatory.ui.standalone import started_by_owner

_LINK = "marche-lien"


def one_walk(here: Client, one: Marche, *, may: bool, on_change: Callable[[], None]) -> None:
    """Lay out a walk; ``on_change`` leads to its preparation."""
    plan = one.plan
    st.subheader(f"{one.reference} : {plan.titre}", anchor=False)
    st.caption(f"{GENRES[plan.genre]}, {ETATS[one.etat]}. {first_upper(instant(plan.prevue_le, year=True))}.")
    if plan.inopinee:
        st.warning("Marche inopinée : ne diffusez ni sa date ni son parcours.", icon=":material/visibility_off:")
    if may:
        _acts(here, one, on_change)
    left, right = st.columns([5, 3], gap="medium")
    with left:
        walk_map(here, plan, key="marche-carte", view=f"{one.ident}-{one.version}")
        st.caption(length_line(plan))
    with right:
        _facts(one)
    _stops(one)


def _facts(one: Marche) -> None:
    plan = one.plan
    shape = "une boucle" if plan.ferme else "un aller simple"
    guests = ", ".join(INVITES[code] for code in plan.invites) or "personne pour l'instant"
    st.markdown(f"**Rendez-vous**  \n{plan.rendez_vous or 'à choisir'}")
    st.markdown(f"**Parcours**  \n{shape}{', accessible' if plan.accessible else ''}{', de nuit' if plan.nuit else ''}")
    st.markdown(f"**Qui pilote**  \n{plan.pilote or 'à dire'}")
    st.markdown(f"**Qui est invité**  \n{guests}")
    st.markdown(f"**Consigne de sécurité**  \n{plan.consigne or 'à écrire'}")


def _stops(one: Marche) -> None:
    if not one.plan.arrets:
        st.caption("Pas encore d'arrêt.")
        return
    st.subheader("Les arrêts", anchor=False)
    for stop in one.plan.arrets:
        st.markdown(f"**{stop.rang}. {stop.nom}** ({ORIGINES[stop.origine]})  \n{stop.motif or 'Arrêt choisi.'}")


def _acts(here: Client, one: Marche, on_change: Callable[[], None]) -> None:
    """What may be done with the walk as it stands."""
    with st.container(horizontal=True):
        if one.etat in OPEN and st.button("Modifier", icon=":material/edit:", key="marche-modifier"):
            begin(one.plan, one)
            on_change()
            st.rerun()
        if one.etat == Etat.PREPARATION and st.button(
            "Déclarer prête", icon=":material/check_circle:", type="primary", key="marche-prete"
        ):
            act_and_rerun(lambda: here.marches.prete(one.ident, one.version))
        if started_by_owner():
            st.link_button("Dossier (PDF)", f"/marches/{one.ident}/dossier.pdf", icon=":material/print:")
            if one.etat == Etat.PRETE:
                st.link_button(
                    "Dossier avec code pour téléphone", f"/marches/{one.ident}/dossier.pdf?lien=1",
                    icon=":material/qr_code_2:",
                )  # fmt: skip
        if one.etat in OPEN:
            with st.popover("Annuler la marche", icon=":material/cancel:"):
                st.write("Les liens des téléphones ne s'ouvriront plus. La marche reste dans la liste.")
                if st.button("Oui, annuler cette marche", key="marche-annuler"):
                    act_and_rerun(lambda: here.marches.annuler(one.ident, one.version))
    if one.etat == Etat.PRETE:
        _links(here, one)


def _links(here: Client, one: Marche) -> None:
    """Links for the phones: the address of one is shown once, when it is made."""
    made = st.session_state.get(_LINK)
    with st.expander("Le lien pour les téléphones", icon=":material/smartphone:", expanded=made is not None):
        if isinstance(made, tuple) and made[0] == one.ident:
            _show_link(made[1])
        links = here.marches.liens(one.ident)
        living = [link for link in links if link.revoque_le is None]
        if st.button("Faire un lien", icon=":material/add_link:", key="marche-lien-faire"):
            _make_link(here, one)
        st.caption("Le lien ouvre la marche sur un téléphone, sans compte. Donnez-le à ceux qui notent.")
        if links:
            st.dataframe(
                [
                    {
                        "Fait": instant(link.cree_le), "Par": link.auteur, "S'ouvre jusqu'au": instant(link.expire_le),
                        "État": "révoqué" if link.revoque_le else "valable jusqu'à sa fin",
                    }
                    for link in links
                ],
                hide_index=True,
                key="marche-liens",
            )  # fmt: skip
        if living and st.button("Révoquer tous les liens", icon=":material/link_off:", key="marche-lien-revoquer"):
            st.session_state.pop(_LINK, None)
            act_and_rerun(lambda: here.marches.revoquer_liens(one.ident))


def _make_link(here: Client, one: Marche) -> None:
    try:
        st.session_state[_LINK] = (one.ident, here.marches.ouvrir_lien(one.ident))
    except ObservatoryError as error:
        st.warning(error.message, icon=":material/info:")
        return
    st.rerun()


def _show_link(link: LienMarche) -> None:
    st.success(
        f"Ce lien s'ouvre jusqu'au {instant(link.expire_le)}. Son adresse n'est montrée qu'ici, et une seule fois : "
        "copiez-la, ou faites lire le code."
    )
    left, right = st.columns([3, 2], vertical_alignment="center")
    left.code(link.adresse, language=None, wrap_lines=True)
    right.image(qr_svg(link.adresse), width=200)
