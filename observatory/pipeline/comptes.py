"""Accounts at work: passwords checked, attempts counted, invitations kept, rights read."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from observatory.domain.errors import NotAllowed, NotFound, TooMuch, ValueRefused
from observatory.domain.mots_de_passe import check_password
from observatory.domain.records import Compte
from observatory.domain.roles import Role
from observatory.pipeline.office import Office
from observatory.pipeline.sessions import token_to_mark
from observatory.store.comptes import (
    Identity,
    account_active,
    account_add,
    account_link,
    account_password,
    account_rights,
    accounts_read,
    attempt_add,
    failures_since,
    has_accounts,
    identity_of,
    identity_of_subject,
    invitation_add,
    invitation_roles,
    invitation_use,
    invitations_cancel,
)
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.reference import FICTIONAL, meta_get

MOST_FAILURES = 5
"""Failed attempts after which an account waits, twice as long after each further one."""
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(minutes=30)
MEMORY_OF_FAILURES = dt.timedelta(hours=1)
INVITATION_LASTS = dt.timedelta(days=3)
DEMO_PASSWORD = "clairval-les-flots"  # noqa: S105 - shown on the page of the fictional city  # nosec B105
_LONGEST_TYPED = 256
_AT_ONCE = threading.BoundedSemaphore(2)
"""Passwords hashed at the same time: each takes 64 MiB."""
_HASHER = PasswordHasher()
_IDENTIFIANT = re.compile(r"[\w.@+\-]{2,100}")
_WRONG = (
    "Identifiant ou mot de passe inconnu, ou compte fermé. Vérifiez les majuscules ; sinon demandez à l'administrateur."
)


def find_account(office: Office, identifiant: str) -> Compte:
    """The account of that name.

    Raises
    ------
    NotFound
    """
    wanted = identifiant.strip().casefold()
    for one in accounts_read(office.database):
        if one.identifiant == wanted:
            return one
    raise NotFound(f"Aucun compte ne porte l'identifiant « {identifiant} ». La liste : observatory account list.")


@cache
def _nobody() -> str:
    """A password of nobody, checked where there is no such account, so that the answer takes as long.

    It is made when somebody first signs in: a tenth of a second and 64 MiB, which no command should pay.
    """
    return _HASHER.hash(secrets.token_urlsafe(16))


def authenticate(office: Office, identifiant: str, password: str) -> int:
    """The id of the account that a name and a password open.

    Raises
    ------
    NotAllowed
        When they open none: the reason is not told.
    TooMuch
        When the account waits after too many failures; the same for a name that no account has.
    """
    now = office.clock()
    wanted = identifiant.strip().casefold()[:_LONGEST_TYPED]
    typed = token_to_mark(wanted)
    wait = waiting(failures_since(office.database, typed, now - MEMORY_OF_FAILURES), now)
    if wait:
        minutes = -(-int(wait.total_seconds()) // 60)
        raise TooMuch(f"Trop d'essais : attendez {minutes} minute{'s' if minutes > 1 else ''}, puis recommencez.")
    found = identity_of(office.database, wanted)
    nobody = _nobody()  # made whoever asks: the first answer tells no more than the others
    kept = found.mot_de_passe if found and found.mot_de_passe else nobody
    right = _matches(kept, password[:_LONGEST_TYPED]) and found is not None and found.actif and kept is not nobody
    office.database.write(lambda cursor: attempt_add(cursor, typed, now, reussie=right))
    if not right or found is None:
        raise NotAllowed(_WRONG)
    if _HASHER.check_needs_rehash(kept):
        hashed = hash_password(password)
        office.database.write(lambda cursor: account_password(cursor, found.compte_id, hashed, a_changer=False))
    return found.compte_id


def waiting(failures: Sequence[dt.datetime], now: dt.datetime) -> dt.timedelta:
    """How long an account still waits after failed attempts, given oldest first; zero where it does not."""
    over = len(failures) - MOST_FAILURES
    if over < 0:
        return dt.timedelta(0)
    wait: dt.timedelta = min(FIRST_WAIT * 2**over, LONGEST_WAIT)
    until = failures[-1] + wait
    return max(until - now, dt.timedelta(0))


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its own salt and parameters."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def _matches(kept: str, password: str) -> bool:
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


def create_account(
    office: Office,
    identifiant: str,
    nom: str,
    roles: Iterable[Role],
    *,
    password: str | None,
    auteur: str,
    services: Iterable[str] = (),
    territoires: Iterable[str] = (),
    a_changer: bool = False,
    demo: bool = False,
) -> int:
    """Add an account; without a password an OpenID provider alone opens it.

    Raises
    ------
    ValueRefused
        When the name is taken or cannot be one, the password is weak, or a partenaire has no service.
    """
    name, held = identifiant.strip().casefold(), frozenset(roles)
    if not _IDENTIFIANT.fullmatch(name):
        raise ValueRefused(
            f"« {identifiant} » ne peut pas être un identifiant : prenez de 2 à 100 lettres, chiffres, points ou "
            "tirets, ou une adresse de courriel."
        )
    if identity_of(office.database, name):
        raise ValueRefused(f"L'identifiant « {name} » est déjà pris : choisissez-en un autre.")
    bounds = check_rights(held, services, territoires)
    if password is not None:
        check_password(password, name, nom)
    hashed = hash_password(password) if password is not None else None
    now = office.clock()

    def change(cursor: Cursor) -> int:
        ident = account_add(
            cursor,
            identifiant=name,
            nom=nom.strip() or name,
            mot_de_passe=hashed,
            a_changer=a_changer,
            demo=demo,
            le=now,
        )
        account_rights(cursor, ident, held, *bounds)
        note(cursor, office, auteur, "compte créé", name, {"roles": sorted(held)})
        return ident

    ident = office.database.write(change)
    office.sessions.forget_accounts()
    return ident


def check_rights(
    roles: frozenset[Role], services: Iterable[str], territoires: Iterable[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """What bounds an account, checked: its services and its territoires.

    Raises
    ------
    ValueRefused
    """
    if not roles:
        raise ValueRefused(f"Un compte a besoin d'un rôle au moins : {', '.join(Role)}.")
    own, places = (frozenset(one.strip() for one in some if one.strip()) for some in (services, territoires))
    if Role.PARTENAIRE in roles and not own:
        raise ValueRefused("Un partenaire ne voit que ce qui est confié à son service : donnez-lui un service.")
    for place in places:
        if not all(place.partition(":")[::2]):
            raise ValueRefused(f"Le territoire « {place} » s'écrit zonage:code, par exemple quartier:Q03.")
    if len({place.partition(":")[0] for place in places}) > 1:
        raise ValueRefused("Les territoires d'un compte sont d'un seul zonage : choisissez-le.")
    return own, places


def change_password(office: Office, ident: int, old: str, new: str) -> None:
    """Change one's own password; every other session of the account ends.

    Raises
    ------
    NotAllowed
        When the old one is wrong.
    ValueRefused
        When the new one is weak, or is the old one.
    """
    compte = next(one for one in accounts_read(office.database) if one.ident == ident)
    authenticate(office, compte.identifiant, old)
    if old == new:
        raise ValueRefused("Le nouveau mot de passe est l'ancien : choisissez-en un autre.")
    check_password(new, compte.identifiant, compte.nom)
    set_password(office, compte, new, a_changer=False, auteur=compte.identifiant)


def set_password(office: Office, compte: Compte, password: str, *, a_changer: bool, auteur: str) -> None:
    """Replace a password; every session of the account ends."""
    hashed = hash_password(password)

    def change(cursor: Cursor) -> None:
        account_password(cursor, compte.ident, hashed, a_changer=a_changer)
        note(cursor, office, auteur, "mot de passe changé", compte.identifiant)

    office.database.write(change)
    office.sessions.end_account(compte.ident)


def provisional_password() -> str:
    """A password to be told once and changed at first use: about 77 bits."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


def rights_changed(
    office: Office, compte: Compte, roles: frozenset[Role], bounds: Sequence[frozenset[str]], auteur: str
) -> None:
    """Replace the roles of an account: its open pages follow at once.

    Raises
    ------
    ValueRefused
        When nobody would be left to look after the accounts.
    """
    if Role.ADMINISTRATEUR not in roles:
        refuse_last(office, compte)

    def change(cursor: Cursor) -> None:
        account_rights(cursor, compte.ident, roles, *bounds)
        note(cursor, office, auteur, "rôles changés", compte.identifiant, {"roles": sorted(roles)})

    office.database.write(change)
    office.sessions.forget_accounts()


def set_active(office: Office, compte: Compte, *, actif: bool, auteur: str) -> None:
    """Open or shut an account; shut, its sessions end."""
    if not actif:
        refuse_last(office, compte)

    def change(cursor: Cursor) -> None:
        account_active(cursor, compte.ident, actif=actif)
        note(cursor, office, auteur, "compte ouvert" if actif else "compte fermé", compte.identifiant)

    office.database.write(change)
    office.sessions.end_account(compte.ident)


def refuse_last(office: Office, compte: Compte) -> None:
    """Refuse to take away the last account that looks after the others."""
    keepers = [one for one in accounts_read(office.database) if one.actif and Role.ADMINISTRATEUR in one.roles]
    if [one.ident for one in keepers] == [compte.ident]:
        raise ValueRefused(
            f"« {compte.identifiant} » est le dernier administrateur : donnez d'abord ce rôle à un autre compte."
        )


def invite(office: Office, roles: Sequence[Role], auteur: str) -> tuple[str, dt.datetime]:
    """A token with which one person creates an account of those roles, and when it expires."""
    token, now = secrets.token_urlsafe(24), office.clock()

    def change(cursor: Cursor) -> None:
        invitation_add(cursor, token_to_mark(token), roles, now, now + INVITATION_LASTS)
        note(cursor, office, auteur, "invitation", token_to_mark(token)[:12], {"roles": sorted(roles)})

    office.database.write(change)
    return token, now + INVITATION_LASTS


def first_invitation(office: Office) -> str | None:
    """The token that creates the first administrator, anew at each start; None once there is an account."""
    if has_accounts(office.database):
        return None
    now = office.clock()
    office.database.write(lambda cursor: invitations_cancel(cursor, now))
    return invite(office, [Role.ADMINISTRATEUR], "ouverture")[0]


def invited_roles(office: Office, token: str) -> list[Role] | None:
    """The roles that an invitation gives; None where it cannot be used any more."""
    return invitation_roles(office.database, token_to_mark(token), office.clock())


def accept_invitation(office: Office, token: str, identifiant: str, nom: str, password: str) -> int:
    """Create the account of an invitation, which is used up.

    Raises
    ------
    NotAllowed
        When the invitation is unknown, used or expired.
    ValueRefused
        When the account cannot be made; the invitation can then be used again.
    """
    roles = invited_roles(office, token)
    if roles is None:
        raise NotAllowed("Cette invitation a déjà servi ou a expiré : demandez-en une autre à l'administrateur.")
    services = ["à préciser"] if Role.PARTENAIRE in roles else []
    ident = create_account(office, identifiant, nom, roles, password=password, auteur="invitation", services=services)
    if not office.database.write(lambda cursor: invitation_use(cursor, token_to_mark(token), office.clock())):
        office.database.write(lambda cursor: account_active(cursor, ident, actif=False))
        raise NotAllowed("Cette invitation vient de servir : demandez-en une autre à l'administrateur.")
    return ident


def account_of_subject(office: Office, emetteur: str, claims: Mapping[str, object]) -> int:
    """The account that an OpenID provider's subject opens.

    Tied to the subject at the first log-in, by the e-mail address that the provider answers for: the account must have
    been created with that address as its name.

    Raises
    ------
    NotAllowed
        When no open account is that person's.
    """
    sujet = str(claims["sub"])
    found: Identity | None = identity_of_subject(office.database, emetteur, sujet)
    if found is None:
        email = str(claims.get("email") or "").strip().casefold()
        named = identity_of(office.database, email) if email and claims.get("email_verified") is not False else None
        if named is not None and named.sujet is None:
            office.database.write(lambda cursor: account_link(cursor, named.compte_id, emetteur, sujet))
            found = named
    if found is None or not found.actif:
        raise NotAllowed(
            "Vous êtes bien identifié, mais l'office ne vous connaît pas encore : demandez à l'administrateur un "
            "compte à votre adresse de courriel professionnelle."
        )
    return found.compte_id


def demo_accounts(office: Office) -> list[Compte]:
    """The accounts of the fictional city, one for each role, made where the city is fictional and has none."""
    if meta_get(office.database, FICTIONAL) != "oui":
        return []
    if not accounts_read(office.database):
        hashed = hash_password(DEMO_PASSWORD)
        now = office.clock()

        def change(cursor: Cursor) -> None:
            for role in Role:
                ident = account_add(
                    cursor, identifiant=str(role), nom=f"Démonstration ({role})", mot_de_passe=hashed, a_changer=False,
                    demo=True, le=now,
                )  # fmt: skip
                services = [DEMO_SERVICE] if role is Role.PARTENAIRE else []
                account_rights(cursor, ident, [role], services, [])

        office.database.write(change)
    return [one for one in accounts_read(office.database) if one.demo and one.actif]


DEMO_SERVICE = "Clairval Habitat"
"""The service of the fictional partner."""


def note(
    cursor: Cursor, office: Office, auteur: str, evenement: str, cle: str, detail: Mapping[str, object] | None = None
) -> None:
    """Tell the journal of a change of accounts."""
    journal_append(
        cursor, le=office.clock(), auteur=auteur, evenement=evenement, objet="compte", cle=cle, detail=detail
    )
