"""Operations about accounts, keys of programs and the journals."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

import pyarrow as pa

from observatory.domain.errors import NotFound, ValueRefused
from observatory.domain.pages import pages_of
from observatory.domain.records import CleApi, Compte, Moi, Secret
from observatory.domain.roles import SCOPES, Role
from observatory.operations.core import Context, operation
from observatory.pipeline.comptes import (
    check_rights,
    create_account,
    find_account,
    invite,
    note,
    provisional_password,
    rights_changed,
    set_active,
    set_password,
)
from observatory.store.acces import access_broken, access_read
from observatory.store.comptes import KeyKept, accounts_read, key_add, key_revoke, keys_read
from observatory.store.database import Cursor
from observatory.store.journal import journal_read

KEY_MARK = "otp"
"""What every key begins with, so that it is known for one wherever it is found."""
_MOST_A_MINUTE = 6_000


@operation("comptes.moi")
def comptes_moi(context: Context) -> Moi:
    """Who asks: the name, the roles, the pages."""
    account = context.account
    roles = tuple(role for role in Role if role in account.roles)
    return Moi(account.name, account.nom or account.name, roles, tuple(pages_of(account)))


@operation("comptes.liste")
def comptes_liste(context: Context) -> list[Compte]:
    """Every account, by name, without what opens it."""
    return accounts_read(context.office.database)


@operation("comptes.creer")
def comptes_creer(
    context: Context,
    identifiant: str,
    nom: str,
    roles: list[Role],
    services: list[str] | None = None,
    territoires: list[str] | None = None,
    openid: bool = False,
) -> Secret:
    """Create an account: with a provisional password, to be changed at first use; or, with ``openid``, with none."""
    password = None if openid else provisional_password()
    create_account(
        context.office, identifiant, nom, roles, password=password, auteur=context.account.name,
        services=services or [], territoires=territoires or [], a_changer=not openid,
    )  # fmt: skip
    return Secret(identifiant.strip().casefold(), password or "")


@operation("comptes.roles")
def comptes_roles(
    context: Context,
    identifiant: str,
    roles: list[Role],
    services: list[str] | None = None,
    territoires: list[str] | None = None,
) -> Compte:
    """Replace the roles of an account and what bounds it."""
    compte = find_account(context.office, identifiant)
    held = frozenset(roles)
    bounds = check_rights(
        held,
        compte.services if services is None else services,
        compte.territoires if territoires is None else territoires,
    )
    rights_changed(context.office, compte, held, bounds, context.account.name)
    return find_account(context.office, identifiant)


@operation("comptes.activer")
def comptes_activer(context: Context, identifiant: str, actif: bool) -> Compte:
    """Open or shut an account; shut, its sessions end at once."""
    compte = find_account(context.office, identifiant)
    set_active(context.office, compte, actif=actif, auteur=context.account.name)
    return find_account(context.office, identifiant)


@operation("comptes.mot_de_passe")
def comptes_mot_de_passe(context: Context, identifiant: str) -> Secret:
    """Give an account a provisional password, to be changed at first use; its sessions end."""
    compte = find_account(context.office, identifiant)
    password = provisional_password()
    set_password(context.office, compte, password, a_changer=True, auteur=context.account.name)
    return Secret(compte.identifiant, password)


@operation("comptes.deconnecter")
def comptes_deconnecter(context: Context, identifiant: str) -> Compte:
    """End every session of an account."""
    compte = find_account(context.office, identifiant)
    context.office.sessions.end_account(compte.ident)
    return compte


@operation("comptes.inviter")
def comptes_inviter(context: Context, roles: list[Role]) -> Secret:
    """The path of a link with which one person creates an account of those roles, within three days."""
    check_rights(frozenset(roles), ["à préciser"], [])
    token, expire = invite(context.office, roles, context.account.name)
    return Secret(" ".join(sorted(roles)), f"/invitation/{token}", expire)


@operation("cles.liste")
def cles_liste(context: Context) -> list[CleApi]:
    """Every key, newest first, without its secret."""
    return keys_read(context.office.database)


@operation("cles.creer")
def cles_creer(context: Context, nom: str, droits: list[str], par_minute: int = 600, jours: int | None = 365) -> Secret:
    """Make a key for a program; it is shown this once."""
    unknown = sorted(set(droits) - set(SCOPES))
    if unknown or not droits:
        raise ValueRefused(f"Droits inconnus : {', '.join(unknown) or 'aucun'}. Une clé ouvre : {', '.join(SCOPES)}.")
    if not nom.strip():
        raise ValueRefused("Dites à quel programme sert la clé : c'est ce nom que le journal retiendra.")
    if not 1 <= par_minute <= _MOST_A_MINUTE or (jours is not None and not 1 <= jours <= 3650):
        raise ValueRefused(f"Une clé sert de 1 à {_MOST_A_MINUTE} fois par minute, de 1 à 3 650 jours.")
    now = context.office.clock()
    expire = now + dt.timedelta(days=jours) if jours is not None else None
    prefix = secrets.token_hex(4)
    key = f"{KEY_MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    kept = KeyKept(
        0, hashlib.sha256(key.encode()).hexdigest(), nom.strip(), frozenset(droits), par_minute, expire, None
    )

    def change(cursor: Cursor) -> None:
        key_add(cursor, kept, prefix, context.account.name, now)
        note(cursor, context.office, context.account.name, "clé créée", prefix, {"droits": sorted(droits)})

    context.office.database.write(change)
    return Secret(kept.nom, key, expire)


@operation("cles.revoquer")
def cles_revoquer(context: Context, ident: int) -> CleApi:
    """Revoke a key at once."""
    now = context.office.clock()

    def change(cursor: Cursor) -> bool:
        done = key_revoke(cursor, ident, now)
        if done:
            note(cursor, context.office, context.account.name, "clé révoquée", str(ident))
        return done

    if not context.office.database.write(change):
        raise NotFound(f"Aucune clé en vigueur ne porte le numéro {ident}. La liste : observatory key list.")
    return next(one for one in keys_read(context.office.database) if one.ident == ident)


@operation("journal.acces")
def journal_acces(context: Context, limit: int = 200, offset: int = 0) -> pa.Table:
    """Who looked at which files, newest first: seq, le, auteur, operation, motif, n, cles."""
    return access_read(context.office.database, limit, offset)


@operation("journal.evenements")
def journal_evenements(context: Context, limit: int = 200, offset: int = 0) -> pa.Table:
    """What happened to the base, newest first: seq, le, auteur, evenement, objet, cle, detail."""
    return journal_read(context.office.database, limit, offset)


@operation("journal.verifier")
def journal_verifier(context: Context) -> int | None:
    """The number of the first line of the journal of accesses that was tampered with; None where the chain holds."""
    return access_broken(context.office.database)
