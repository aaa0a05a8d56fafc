"""Who looked at which personal data, when and why: lines are added, never changed, each sealed with the one before.

A line holds keys of files, never what is in them. Its hash covers the hash of the line before, so that a line that is
changed, taken out or put in breaks the chain (Schneier & Kelsey, 1999).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

import pyarrow as pa

from observatory.store.database import Cursor, Database

FIRST = "0" * 64
"""What stands before the first line."""
MOST_KEYS = 500
"""Keys that one line names; of more, the first ones and how many there are."""


def access_append(
    cursor: Cursor, *, le: dt.datetime, auteur: str, operation: str, motif: str, cles: Sequence[str]
) -> None:
    """Add a line in a transaction of its own; two at once make one of them run again."""
    last = cursor.execute("SELECT seq, empreinte FROM acces ORDER BY seq DESC LIMIT 1").fetchone()
    seq, before = (int(last[0]) + 1, str(last[1])) if last else (1, FIRST)
    shown = " ".join(cles[:MOST_KEYS])
    instant = le.astimezone(dt.UTC).replace(tzinfo=dt.UTC)
    seal = _seal(before, seq, instant, auteur, operation, motif, len(cles), shown)
    cursor.execute(
        "INSERT INTO acces VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [seq, instant, auteur, operation, motif, len(cles), shown, before, seal],
    )


def access_read(database: Database, limit: int, offset: int = 0) -> pa.Table:
    """The lines, newest first: seq, le, auteur, operation, motif, n, cles."""
    return database.read(
        "SELECT seq, le, auteur, operation, motif, n, cles FROM acces ORDER BY seq DESC LIMIT ? OFFSET ?",
        [limit, offset],
    )


def access_broken(database: Database) -> int | None:
    """The number of the first line that is not as it was written, or None where the chain holds."""
    before, expected = FIRST, 1
    rows = database.read("SELECT * FROM acces ORDER BY seq")
    for one in rows.to_pylist():
        told = (one["auteur"], one["operation"], one["motif"], one["n"], one["cles"])
        sealed = _seal(before, one["seq"], one["le"].astimezone(dt.UTC), *told)
        if one["seq"] != expected or one["precedente"] != before or one["empreinte"] != sealed:
            return int(one["seq"])
        before, expected = sealed, expected + 1
    return None


def _seal(before: str, *parts: object) -> str:
    text = "\x1f".join([before, *(p.isoformat() if isinstance(p, dt.datetime) else str(p) for p in parts)])
    return hashlib.sha256(text.encode()).hexdigest()
