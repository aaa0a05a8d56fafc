"""The journal: what happened, when, by whom. Rows are added, never changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

import duckdb
import pyarrow as pa

from observatory.store.database import Database


def journal_append(
    cursor: duckdb.DuckDBPyConnection,
    *,
    le: dt.datetime,
    auteur: str,
    evenement: str,
    objet: str,
    cle: str,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Add one event, in the transaction of the change that it tells of.

    ``objet`` is the kind of thing, ``cle`` its key; ``detail`` holds counts and keys, never personal values.
    """
    cursor.execute(
        "INSERT INTO journal VALUES (nextval('journal_seq'), ?, ?, ?, ?, ?, ?)",
        [le, auteur, evenement, objet, cle, json.dumps(detail or {}, ensure_ascii=False, default=str)],
    )


def journal_read(database: Database, limit: int, offset: int = 0) -> pa.Table:
    """The events, newest first: seq, le, auteur, evenement, objet, cle, detail."""
    return database.read(
        "SELECT seq, le, auteur, evenement, objet, cle, detail::VARCHAR AS detail FROM journal "
        "ORDER BY seq DESC LIMIT ? OFFSET ?",
        [limit, offset],
    )


def journal_last(database: Database) -> int:
    """The number of the last event, 0 where there is none: it changes with every change of the base."""
    found = database.value("SELECT max(seq) FROM journal")
    return found if isinstance(found, int) else 0
