"""Accounts of people and keys of programs, for the administrateur."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from observatory.client import Client
from observatory.domain.errors import ObservatoryError
from observatory.domain.records import Compte, Secret
from observatory.domain.roles import SCOPES, Role
from observatory.present.labels import ROLES, label
from observatory.ui.session import client

_TOLD = "comptes-secret"


def page() -> None:
    """Lay out the accounts, then the keys."""
    st.title("Comptes et clés")
    here = client()
    _show_secret()
    people, programs = st.tabs(["Personnes", "Programmes"])
    with people:
        _people(here)
    with programs:
        _programs(here)


def _people(here: Client) -> None:
    known = here.comptes.liste()
    st.dataframe(
        [_row(one) for one in known],
        hide_index=True,
        column_config={
            "vu": st.column_config.DatetimeColumn("Vu pour la dernière fois", format="DD/MM/YYYY HH:mm"),
        },
    )
    with st.expander("Créer un compte", icon=":material/person_add:"), st.form("creer", border=False):
        name = st.text_input("Identifiant", max_chars=100, help="Adresse de courriel, ou nom court comme « c.martin ».")
        shown = st.text_input("Nom affiché", max_chars=100)
        roles, services, places = _ask_rights("creer")
        openid = st.checkbox("Se connecte seulement par ProConnect ou un autre fournisseur d'identité")
        if st.form_submit_button("Créer le compte", type="primary"):
            _done(lambda: here.comptes.creer(name, shown, roles, services, places, openid), f"Compte « {name} » créé.")
    with st.expander("Inviter sans choisir l'identifiant", icon=":material/mail:"), st.form("inviter", border=False):
        invited = st.multiselect("Rôles", list(Role), format_func=_role, key="inviter-roles", placeholder="Choisir")
        if st.form_submit_button("Créer un lien d'invitation"):
            _done(lambda: here.comptes.inviter(invited), "Lien d'invitation créé.")
    if known:
        _change(here, known)


def _change(here: Client, known: list[Compte]) -> None:
    st.subheader("Modifier un compte")
    one = st.selectbox("Compte", known, format_func=lambda c: f"{c.identifiant} ({c.nom})")
    if one is None:
        return
    with st.form(f"roles-{one.ident}", border=True):
        roles, services, places = _ask_rights(f"roles-{one.ident}", one)
        if st.form_submit_button("Enregistrer les rôles"):
            _done(lambda: here.comptes.roles(one.identifiant, roles, services, places), "Rôles enregistrés.")
    first, second, third = st.columns(3)
    words = "Fermer le compte" if one.actif else "Rouvrir le compte"
    if first.button(words, icon=":material/block:" if one.actif else ":material/lock_open:", width="stretch"):
        _done(lambda: here.comptes.activer(one.identifiant, not one.actif), "C'est fait.")
    if second.button("Déconnecter partout", icon=":material/logout:", width="stretch"):
        _done(lambda: here.comptes.deconnecter(one.identifiant), f"« {one.identifiant} » est déconnecté partout.")
    if third.button("Nouveau mot de passe", icon=":material/key:", width="stretch", disabled=not one.par_mot_de_passe):
        _done(lambda: here.comptes.mot_de_passe(one.identifiant), "Mot de passe provisoire créé.")


def _programs(here: Client) -> None:
    keys = here.cles.liste()
    st.write("Une clé ouvre l'interface HTTP à un programme : `Authorization: Bearer CLÉ`. Elle n'a aucun rôle.")
    st.dataframe(
        [
            {
                "numéro": one.ident, "programme": one.nom, "début": f"otp_{one.prefixe}…",
                "ouvre": ", ".join(one.droits), "par minute": one.par_minute,
                "expire": one.expire_le, "révoquée": one.revoquee_le,
            }
            for one in keys
        ],
        hide_index=True,
    )  # fmt: skip
    with st.form("cle", border=True):
        name = st.text_input("À quel programme sert-elle ?", max_chars=80)
        rights = st.multiselect("Elle ouvre", list(SCOPES), default=list(SCOPES)[:1])
        rate = st.number_input("Demandes par minute au plus", 1, 6_000, 600)
        days = st.number_input("Jours de validité", 1, 3_650, 365)
        if st.form_submit_button("Créer la clé", type="primary"):
            _done(lambda: here.cles.creer(name, rights, int(rate), int(days)), "Clé créée.")
    open_keys = [one for one in keys if one.revoquee_le is None]
    if open_keys:
        chosen = st.selectbox("Révoquer", open_keys, format_func=lambda k: f"{k.ident} · {k.nom}", index=None)
        if chosen and st.button("Révoquer la clé", icon=":material/key_off:"):
            _done(lambda: here.cles.revoquer(chosen.ident), f"Clé de « {chosen.nom} » révoquée.")


def _ask_rights(key: str, one: Compte | None = None) -> tuple[list[Role], list[str], list[str]]:
    held = [Role(role) for role in one.roles] if one else []
    roles = st.multiselect("Rôles", list(Role), held, format_func=_role, key=f"{key}-r", placeholder="Choisir")
    services = st.text_input(
        "Services (partenaire)", ", ".join(one.services) if one else "", key=f"{key}-s",
        help="Les services dont le compte voit les dossiers, séparés par des virgules.",
    )  # fmt: skip
    places = st.text_input(
        "Limité aux territoires", ", ".join(one.territoires) if one else "", key=f"{key}-t",
        help="Écrits zonage:code, séparés par des virgules, par exemple quartier:Q03. Vide : toute la ville.",
    )  # fmt: skip
    return list(roles), _parts(services), _parts(places)


def _parts(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _role(role: str) -> str:
    return label(ROLES, role)


def _row(one: Compte) -> dict[str, Any]:
    return {
        "identifiant": one.identifiant,
        "nom": one.nom,
        "rôles": ", ".join(one.roles),
        "limites": ", ".join((*one.services, *one.territoires)),
        "état": "fermé" if not one.actif else "mot de passe à changer" if one.a_changer else "ouvert",
        "vu": one.vu_le,
    }


def _done(change: Callable[[], object], words: str) -> None:
    """Carry a change out; what it gives to be told once is kept for the next display."""
    try:
        result = change()
    except ObservatoryError as error:
        st.error(error.message, icon=":material/error:")
        return
    st.session_state[_TOLD] = (words, result if isinstance(result, Secret) else None)
    st.rerun()


def _show_secret() -> None:
    told: tuple[str, Secret | None] | None = st.session_state.pop(_TOLD, None)
    if told is None:
        return
    words, secret = told
    st.success(words, icon=":material/check_circle:")
    if secret and secret.secret:
        until = f" Valable jusqu'au {secret.expire_le:%d/%m/%Y}." if secret.expire_le else ""
        st.write(
            f"À transmettre à « {secret.pour} » par un autre moyen que le courriel ; montré cette seule fois.{until}"
        )
        st.code(secret.secret, language=None)
