"""Contacts of every kind: those that make no signalement, and the keys by which what was sent twice is kept once."""

from __future__ import annotations

import datetime as dt

import duckdb

IMPORTED = "import:"
"""How the keys begin by which a second import of one file is recognised: they are kept for good."""


def envois_forget(cursor: duckdb.DuckDBPyConnection, before: dt.datetime) -> int:
    """Forget the keys of what browsers sent before an instant; gives how many."""
    gone = cursor.execute(
        f"DELETE FROM envoi WHERE le < ? AND NOT starts_with(cle, '{IMPORTED}') RETURNING cle", [before]
    )
    return len(gone.fetchall())
