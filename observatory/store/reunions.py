"""Meetings and the problems raised there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from observatory.store.appels import Row, next_number
from observatory.store.database import Cursor, Database

_MEETING = ("genre", "titre", "jour", "lieu", "territoire", "auteur", "le")
_PROBLEM = ("categorie", "texte", "adresse", "lat", "lon", "cell", "voix")


def reunion_write(cursor: Cursor, row: Row) -> int:
    """Add a meeting; gives its number."""
    ident = next_number(cursor, "reunion_id")
    marks = ", ".join("?" * (len(_MEETING) + 1))
    cursor.execute(
        f"INSERT INTO reunion (id, {', '.join(_MEETING)}) VALUES ({marks})", [ident, *(row[one] for one in _MEETING)]
    )
    return ident


def reunions_read(database: Database, ident: int | None = None) -> list[Row]:
    """The meetings, the latest first, or the one of this number."""
    where = "" if ident is None else " WHERE id = ?"
    rows: list[Row] = database.read(
        f"SELECT id AS ident, {', '.join(_MEETING)} FROM reunion{where} ORDER BY jour DESC, id DESC",
        [] if ident is None else [ident],
    ).to_pylist()
    return rows


def reunion_problemes_write(
    cursor: Cursor, reunion: int, rows: Sequence[Row], auteur: str, le: dt.datetime
) -> list[int]:
    """Add problems to a meeting; gives their numbers."""
    idents = []
    marks = ", ".join("?" * (len(_PROBLEM) + 4))
    for row in rows:
        ident = next_number(cursor, "reunion_probleme_id")
        cursor.execute(
            f"INSERT INTO reunion_probleme (id, reunion_id, {', '.join(_PROBLEM)}, auteur, le) VALUES ({marks})",
            [ident, reunion, *(row[one] for one in _PROBLEM), auteur, le],
        )
        idents.append(ident)
    return idents


def reunion_probleme_remove(cursor: Cursor, reunion: int, ident: int) -> bool:
    """Take a problem out of a meeting; gives whether it was there."""
    row = cursor.execute("DELETE FROM reunion_probleme WHERE id = ? AND reunion_id = ?", [ident, reunion]).fetchone()
    return bool(row and row[0])


def reunion_problemes_read(database: Database, reunions: Sequence[int]) -> list[Row]:
    """The problems of some meetings, in the order in which they were noted, each with its ``id`` and ``reunion_id``."""
    rows: list[Row] = database.read(
        f"SELECT id, reunion_id, {', '.join(_PROBLEM)} FROM reunion_probleme "
        "WHERE list_contains(?::BIGINT[], reunion_id) ORDER BY reunion_id, id",
        [list(reunions)],
    ).to_pylist()
    return rows
