"""What phones sent, by the key that each sending drew, and what was answered."""

from __future__ import annotations

import datetime as dt
import json

import duckdb

from observatory.store.appels import Row
from observatory.store.database import Cursor, Database


def depot_read(database: Database, cle: str) -> Row | None:
    """An earlier sending with this key (auteur, operation, reponse), or None."""
    rows: list[Row] = database.read(
        "SELECT auteur, operation, reponse::VARCHAR AS reponse FROM depot WHERE cle = ?", [cle]
    ).to_pylist()
    return {**rows[0], "reponse": json.loads(rows[0]["reponse"])} if rows else None


def depot_meanwhile(cursor: Cursor, cle: str) -> Row | None:
    """The same, as this transaction sees it."""
    row = cursor.execute("SELECT auteur, operation, reponse::VARCHAR FROM depot WHERE cle = ?", [cle]).fetchone()
    return {"auteur": row[0], "operation": row[1], "reponse": json.loads(row[2])} if row else None


def depot_write(cursor: Cursor, cle: str, auteur: str, operation: str, reponse: Row, le: dt.datetime) -> None:
    """Remember the answer to a sending; of two at once with one key, one runs again and finds the other's."""
    try:
        cursor.execute("INSERT INTO depot VALUES (?, ?, ?, ?, ?)", [cle, auteur, operation, json.dumps(reponse), le])
    except duckdb.ConstraintException as error:  # written since this transaction began
        raise duckdb.TransactionException("conflict on a key that was sent twice at once") from error


def depots_forget(cursor: Cursor, before: dt.datetime) -> int:
    """Take away what was sent before an instant; gives how many."""
    row = cursor.execute("DELETE FROM depot WHERE le < ?", [before]).fetchone()
    return int(row[0]) if row else 0
