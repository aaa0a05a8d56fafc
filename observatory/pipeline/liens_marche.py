"""Links that open the phone page of a walk: made, listed, revoked, and what each still opens or takes."""

from __future__ import annotations

import datetime as dt
import secrets

from observatory.domain.constat import LATE
from observatory.domain.errors import NotAllowed, StateError
from observatory.domain.marche import Etat, LienMarche, Marche
from observatory.domain.roles import Account
from observatory.pipeline.marches import marche_of, marche_told, marche_unclosed
from observatory.pipeline.office import Office
from observatory.pipeline.sessions import token_to_mark
from observatory.store.appels import Row
from observatory.store.database import Cursor
from observatory.store.marches import marche_lien_add, marche_lien_read, marche_liens_read, marche_liens_revoke

LINK_HOURS = 12
"""How long after the planned start a link opens the phone page, unless it is revoked before."""
AHEAD = dt.timedelta(minutes=5)
"""How far the clock of a phone may run before that of the office."""
GONE = "Ce lien n'ouvre plus de marche : demandez-en un autre à la personne qui pilote la marche."
REVOKED = (
    "Ce lien a été retiré, ou la marche annulée : l'office ne prend plus rien de ce téléphone. Ce qu'il garde n'est "
    "pas perdu : montrez-le à la personne qui coordonne la marche."
)
TOO_LATE = (
    f"La marche est finie depuis plus de {LATE.days} jours : l'office ne prend plus rien de ce téléphone. Montrez ce "
    "qu'il garde à la personne qui coordonne la marche."
)


def lien_create(office: Office, ident: int, *, account: Account) -> LienMarche:
    """Make a link that opens the phone page of a walk; its address is told this once, and kept as a hash only.

    Raises
    ------
    StateError
        When the walk is not ready, or closed.
    """
    known = marche_unclosed(office, ident)
    if known.etat != Etat.PRETE:
        raise StateError("Déclarez d'abord la marche prête : le lien ouvre ce qui est prêt.")
    now = office.clock()
    token = secrets.token_urlsafe(24)
    ends = max(known.plan.prevue_le + dt.timedelta(hours=LINK_HOURS), now + dt.timedelta(hours=LINK_HOURS))

    def change(cursor: Cursor) -> None:
        marche_lien_add(cursor, token_to_mark(token), ident, account.name, now, ends)
        marche_told(cursor, now, account, "lien de marche", ident, {})

    office.database.write(change)
    return LienMarche(now, ends, None, account.name, f"{office.address.rstrip('/')}/marche/{token}")


def liens_list(office: Office, ident: int) -> list[LienMarche]:
    """The links that were made for a walk, the latest first, without their addresses."""
    return [LienMarche(**row) for row in marche_liens_read(office.database, ident)]


def liens_revoke(office: Office, ident: int, *, account: Account) -> int:
    """Revoke every link of a walk that still opens it; gives how many."""
    now = office.clock()

    def change(cursor: Cursor) -> int:
        n = marche_liens_revoke(cursor, ident, now)
        marche_told(cursor, now, account, "liens révoqués", ident, {"n": n})
        return n

    return office.database.write(change)


def lien_read(office: Office, token: str) -> Row | None:
    """What a link that was ever made is of: marche_id, expire_le, revoque_le; or None."""
    return marche_lien_read(office.database, token_to_mark(token))


def lien_marche(office: Office, token: str) -> Marche:
    """The walk that a link opens now.

    Raises
    ------
    NotAllowed
        When the link is unknown, expired or revoked, or its walk is closed or given up.
    """
    row = lien_read(office, token)
    if row is None or row["revoque_le"] is not None or row["expire_le"] <= office.clock():
        raise NotAllowed(GONE)
    known = marche_of(office, row["marche_id"])
    if known.etat != Etat.PRETE:
        raise NotAllowed(GONE)
    return known


def lien_depot(office: Office, token: str, le: dt.datetime | None = None) -> Marche:
    """The walk whose link still takes what a phone noted at an instant: until ``LATE`` after the link's end.

    ``le`` is None for what bears no hour of its own, as a picture.

    Raises
    ------
    NotAllowed
        When the link is unknown or was revoked, the walk was given up, it is too late, or this was noted after the
        link's end.
    StateError
        When the walk is prepared anew: a phone waits.
    """
    row = lien_read(office, token)
    if row is None:
        raise NotAllowed(GONE)
    known = marche_of(office, row["marche_id"])
    if row["revoque_le"] is not None or known.etat == Etat.ANNULEE:
        raise NotAllowed(REVOKED)
    if office.clock() >= row["expire_le"] + LATE:
        raise NotAllowed(TOO_LATE)
    if known.etat == Etat.PREPARATION:
        raise NotAllowed(
            "Cette marche est de nouveau en préparation : gardez ce que vous avez noté, réessayez plus tard."
        )
    if le is not None and le.tzinfo is not None and le > row["expire_le"] + AHEAD:
        raise NotAllowed("Ceci a été noté après la fin de la marche : montrez-le à la personne qui la coordonne.")
    return known
