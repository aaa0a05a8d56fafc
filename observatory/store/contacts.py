"""Contacts of every kind: those that make no signalement, and the keys by which what was sent twice is kept once."""

from __future__ import annotations

import datetime as dt

import duckdb
import pyarrow as pa

from observatory.store.database import Database

IMPORTED = "import:"
"""How the keys begin by which a second import of one file is recognised: they are kept for good."""


def contact_key(source: str, reference: str) -> str:
    """The key under which an imported contact is known."""
    return f"{IMPORTED}{source}:{reference}"


def known_contacts(database: Database) -> set[str]:
    """The keys of the contacts that were imported."""
    return set(database.read("SELECT cle FROM envoi WHERE starts_with(cle, ?)", [IMPORTED])["cle"].to_pylist())


def probleme_keys(database: Database) -> set[str]:
    """The keys of the problèmes that came from a file."""
    return set(database.read("SELECT cle FROM probleme WHERE cle IS NOT NULL")["cle"].to_pylist())


def contacts_write(cursor: duckdb.DuckDBPyConnection, batch: pa.Table, le: dt.datetime) -> int:
    """Add contacts of no signalement, in the transaction of ``cursor``; gives how many.

    ``batch``: cle (see :func:`contact_key`), recu_le, recu_jour, recu_heure, canal, issue, orientation, duree_s,
    declarant and probleme (opaque keys or null). One whose key is known is left out. A problème or a declarant that was
    merged gives way to the one that stands for it.
    """
    cursor.register("lot_lu", batch)
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE lot AS SELECT l.*, nextval('contact_id') AS cid FROM lot_lu l "
        "ANTI JOIN envoi e ON e.cle = l.cle"
    )
    cursor.unregister("lot_lu")
    cursor.execute(
        "INSERT INTO declarant (id, cle, cree_le) SELECT nextval('declarant_id'), declarant, premier FROM "
        "(SELECT declarant, min(recu_le) AS premier FROM lot WHERE declarant IS NOT NULL GROUP BY declarant) l "
        "ANTI JOIN declarant d ON d.cle = l.declarant"
    )
    cursor.execute(
        "INSERT INTO contact (id, recu_le, recu_jour, recu_heure, canal, issue, declarant_id, duree_s, probleme_id, "
        "orientation) SELECT cid, recu_le, recu_jour, recu_heure, canal, issue, coalesce(d.fusionne_dans, d.id), "
        "duree_s, coalesce(p.fusionne_dans, p.id), orientation FROM lot LEFT JOIN declarant d ON d.cle = lot.declarant "
        "LEFT JOIN probleme p ON p.cle = lot.probleme"
    )
    cursor.execute("INSERT INTO envoi SELECT cle, cid, '{}', ? FROM lot", [le])
    count = cursor.execute("SELECT count(*) FROM lot").fetchall()
    cursor.execute("DROP TABLE lot")
    return int(count[0][0])


def envois_forget(cursor: duckdb.DuckDBPyConnection, before: dt.datetime) -> int:
    """Forget the keys of what browsers sent before an instant; gives how many."""
    gone = cursor.execute(
        "DELETE FROM envoi WHERE le < ? AND NOT starts_with(cle, ?) RETURNING cle", [before, IMPORTED]
    )
    return len(gone.fetchall())
