"""Accounts, sessions, keys of programs and invitations. Secrets are kept as hashes only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from observatory.domain.records import CleApi, Compte
from observatory.domain.roles import Role
from observatory.store.database import Cursor, Database

SERVICE, TERRITOIRE = "service", "territoire"
"""Kinds of what bounds an account."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What opens an account: the hash of its password, or its subject at an OpenID provider."""

    compte_id: int
    mot_de_passe: str | None
    actif: bool
    emetteur: str | None
    sujet: str | None


@dataclass(frozen=True, slots=True)
class SessionKept:
    """A session as it is kept."""

    empreinte: str
    compte_id: int
    vue_le: dt.datetime
    expire_le: dt.datetime
    fermee_le: dt.datetime | None


@dataclass(frozen=True, slots=True)
class KeyKept:
    """A key of a program as it is kept: ``empreinte`` is the hash of the whole of it."""

    ident: int
    empreinte: str
    nom: str
    droits: frozenset[str]
    par_minute: int
    expire_le: dt.datetime | None
    revoquee_le: dt.datetime | None


def accounts_read(database: Database) -> list[Compte]:
    """Every account, by name."""
    rows = database.read(
        "SELECT c.id AS ident, identifiant, nom, coalesce(list_sort(r.roles), []) AS roles, "
        "coalesce(list_sort(s.valeurs), []) AS services, coalesce(list_sort(t.valeurs), []) AS territoires, "
        "actif, a_changer, demo, mot_de_passe IS NOT NULL AS par_mot_de_passe, coalesce(emetteur, '') AS emetteur, "
        "vue AS vu_le "
        "FROM compte c "
        "LEFT JOIN (SELECT compte_id, list(role) AS roles FROM compte_role GROUP BY 1) r ON r.compte_id = c.id "
        "LEFT JOIN (SELECT compte_id, list(valeur) AS valeurs FROM compte_portee WHERE genre = 'service' GROUP BY 1) s "
        "ON s.compte_id = c.id "
        "LEFT JOIN (SELECT compte_id, list(valeur) AS valeurs FROM compte_portee WHERE genre = 'territoire' GROUP BY 1)"
        " t ON t.compte_id = c.id "
        "LEFT JOIN (SELECT compte_id, max(vue_le) AS vue FROM session GROUP BY 1) v ON v.compte_id = c.id "
        "ORDER BY identifiant"
    )
    return [
        Compte(**one | {name: tuple(one[name]) for name in ("roles", "services", "territoires")})
        for one in rows.to_pylist()
    ]


def account_add(
    cursor: Cursor,
    *,
    identifiant: str,
    nom: str,
    mot_de_passe: str | None,
    a_changer: bool,
    demo: bool,
    le: dt.datetime,
) -> int:
    """Add an account without roles; its id."""
    row = cursor.execute(
        "INSERT INTO compte VALUES (nextval('compte_id'), ?, ?, ?, ?, true, ?, NULL, NULL, ?) RETURNING id",
        [identifiant, nom, mot_de_passe, a_changer, demo, le],
    ).fetchone()
    return int(row[0]) if row else 0


def account_rights(
    cursor: Cursor, ident: int, roles: Iterable[Role], services: Iterable[str], territoires: Iterable[str]
) -> None:
    """Replace the roles of an account and what bounds it."""
    cursor.execute("DELETE FROM compte_role WHERE compte_id = ?", [ident])
    cursor.execute("DELETE FROM compte_portee WHERE compte_id = ?", [ident])
    for role in sorted(set(roles)):
        cursor.execute("INSERT INTO compte_role VALUES (?, ?)", [ident, str(role)])
    for genre, values in ((SERVICE, services), (TERRITOIRE, territoires)):
        for value in sorted(set(values)):
            cursor.execute("INSERT INTO compte_portee VALUES (?, ?, ?)", [ident, genre, value])


def account_password(cursor: Cursor, ident: int, mot_de_passe: str, *, a_changer: bool) -> None:
    """Replace the hash of a password."""
    cursor.execute("UPDATE compte SET mot_de_passe = ?, a_changer = ? WHERE id = ?", [mot_de_passe, a_changer, ident])


def account_active(cursor: Cursor, ident: int, *, actif: bool) -> None:
    """Open or shut an account."""
    cursor.execute("UPDATE compte SET actif = ? WHERE id = ?", [actif, ident])


def account_link(cursor: Cursor, ident: int, emetteur: str, sujet: str) -> None:
    """Tie an account to a subject of an OpenID provider."""
    cursor.execute("UPDATE compte SET emetteur = ?, sujet = ? WHERE id = ?", [emetteur, sujet, ident])


def identity_of(database: Database, identifiant: str) -> Identity | None:
    """What opens the account of that name."""
    return _identity(database, "identifiant = ?", [identifiant])


def identity_of_subject(database: Database, emetteur: str, sujet: str) -> Identity | None:
    """The account tied to a subject of a provider."""
    return _identity(database, "emetteur = ? AND sujet = ?", [emetteur, sujet])


def _identity(database: Database, condition: str, values: list[object]) -> Identity | None:
    query = f"SELECT id, mot_de_passe, actif, emetteur, sujet FROM compte WHERE {condition}"
    with database.in_use():  # the door asks, outside of any operation
        row = database.cursor().execute(query, values).fetchone()
    return Identity(*row) if row else None


def session_add(cursor: Cursor, session: SessionKept) -> None:
    """Keep a new session."""
    cursor.execute(
        "INSERT INTO session VALUES (?, ?, ?, ?, ?, NULL)",
        [session.empreinte, session.compte_id, session.vue_le, session.vue_le, session.expire_le],
    )


def session_read(database: Database, empreinte: str) -> SessionKept | None:
    """A session by its hash."""
    found = database.read(
        "SELECT empreinte, compte_id, vue_le, expire_le, fermee_le FROM session WHERE empreinte = ?", [empreinte]
    ).to_pylist()
    return SessionKept(**found[0]) if found else None


def session_seen(cursor: Cursor, empreinte: str, le: dt.datetime) -> None:
    """Note that a session is in use."""
    cursor.execute("UPDATE session SET vue_le = ? WHERE empreinte = ?", [le, empreinte])


def sessions_close(
    cursor: Cursor, le: dt.datetime, *, empreinte: str | None = None, compte_id: int | None = None
) -> None:
    """End one session, or all of an account."""
    condition, value = ("empreinte = ?", empreinte) if empreinte is not None else ("compte_id = ?", compte_id)
    cursor.execute(f"UPDATE session SET fermee_le = ? WHERE fermee_le IS NULL AND {condition}", [le, value])


def attempt_add(cursor: Cursor, empreinte: str, le: dt.datetime, *, reussie: bool) -> None:
    """Note an attempt to log in; what is older than a day is forgotten."""
    cursor.execute("DELETE FROM tentative WHERE le < ?", [le - dt.timedelta(days=1)])
    cursor.execute("INSERT INTO tentative VALUES (?, ?, ?)", [empreinte, le, reussie])


def failures_since(database: Database, empreinte: str, since: dt.datetime) -> list[dt.datetime]:
    """The instants of the failed attempts since then and since the last one that did not fail, oldest first."""
    rows = database.read(
        "SELECT le FROM tentative WHERE identifiant = ? AND NOT reussie AND le > greatest(?, coalesce("
        "(SELECT max(le) FROM tentative WHERE identifiant = ? AND reussie), ?)) ORDER BY le",
        [empreinte, since, empreinte, since],
    )
    instants: list[dt.datetime] = rows["le"].to_pylist()
    return instants


def key_add(cursor: Cursor, kept: KeyKept, prefixe: str, par: str, le: dt.datetime) -> int:
    """Keep a key; its id."""
    row = cursor.execute(
        "INSERT INTO cle_api VALUES (nextval('cle_api_id'), ?, ?, ?, ?, ?, ?, ?, ?, NULL) RETURNING id",
        [prefixe, kept.empreinte, kept.nom, " ".join(sorted(kept.droits)), kept.par_minute, par, le, kept.expire_le],
    ).fetchone()
    return int(row[0]) if row else 0


def key_read(database: Database, prefixe: str) -> KeyKept | None:
    """A key by its public part."""
    found = database.read(
        "SELECT id AS ident, empreinte, nom, droits, par_minute, expire_le, revoquee_le FROM cle_api WHERE prefixe = ?",
        [prefixe],
    ).to_pylist()
    return KeyKept(**found[0] | {"droits": frozenset(found[0]["droits"].split())}) if found else None


def key_revoke(cursor: Cursor, ident: int, le: dt.datetime) -> bool:
    """Revoke a key; whether there was one in force."""
    row = cursor.execute(
        "UPDATE cle_api SET revoquee_le = ? WHERE id = ? AND revoquee_le IS NULL RETURNING id", [le, ident]
    ).fetchone()
    return row is not None


def keys_read(database: Database) -> list[CleApi]:
    """Every key, newest first, without its secret."""
    rows = database.read(
        "SELECT id AS ident, prefixe, nom, droits, par_minute, cree_par, cree_le, expire_le, revoquee_le FROM cle_api "
        "ORDER BY id DESC"
    )
    return [CleApi(**one | {"droits": tuple(one["droits"].split())}) for one in rows.to_pylist()]


def invitation_add(cursor: Cursor, empreinte: str, roles: Sequence[Role], le: dt.datetime, expire: dt.datetime) -> None:
    """Keep an invitation by the hash of its token."""
    cursor.execute("INSERT INTO invitation VALUES (?, ?, ?, ?, NULL)", [empreinte, " ".join(roles), le, expire])


def invitation_roles(database: Database, empreinte: str, now: dt.datetime) -> list[Role] | None:
    """The roles that an invitation gives, or None where it is unknown, used or expired."""
    query = "SELECT roles FROM invitation WHERE empreinte = ? AND utilisee_le IS NULL AND expire_le > ?"
    roles = database.value(query, [empreinte, now])
    return None if roles is None else [Role(one) for one in str(roles).split()]


def invitation_use(cursor: Cursor, empreinte: str, le: dt.datetime) -> bool:
    """Use an invitation up; whether it could still be used."""
    row = cursor.execute(
        "UPDATE invitation SET utilisee_le = ? WHERE empreinte = ? AND utilisee_le IS NULL AND expire_le > ? "
        "RETURNING empreinte",
        [le, empreinte, le],
    ).fetchone()
    return row is not None


def invitations_cancel(cursor: Cursor, le: dt.datetime) -> None:
    """Use up every invitation that is still open."""
    cursor.execute("UPDATE invitation SET utilisee_le = ? WHERE utilisee_le IS NULL", [le])


def has_accounts(database: Database, *, demo: bool | None = None) -> bool:
    """Whether there is an account that is open; of the fictional city (or not) where ``demo`` says so."""
    condition = "" if demo is None else f" AND demo = {demo}"
    return bool(database.value(f"SELECT count(*) FROM compte WHERE actif{condition}"))
