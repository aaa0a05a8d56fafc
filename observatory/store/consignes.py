"""Instructions and notes of the shifts, and who has read them."""

from __future__ import annotations

import datetime as dt

from observatory.domain.appel import Consigne
from observatory.store.appels import next_number
from observatory.store.database import Cursor, Database


def consignes_read(database: Database, auteur: str, le: dt.datetime, since: dt.datetime) -> list[Consigne]:
    """Those in force at an instant and written after ``since``, the newest first."""
    rows = database.read(
        "SELECT c.id AS ident, c.genre, c.texte, c.auteur, c.le, c.jusqua, "
        "coalesce(bool_or(l.auteur = $1), false) AS lue, count(l.auteur) AS lecteurs "
        "FROM consigne c LEFT JOIN consigne_lue l ON l.consigne_id = c.id "
        "WHERE c.le >= $3 AND coalesce(c.jusqua > $2, true) GROUP BY ALL ORDER BY c.le DESC, c.id DESC",
        [auteur, le, since],
    ).to_pylist()
    return [Consigne(**row) for row in rows]


def consigne_add(
    cursor: Cursor, genre: str, texte: str, auteur: str, le: dt.datetime, jusqua: dt.datetime | None
) -> int:
    """Add one, which its author has read; gives its number."""
    ident = next_number(cursor, "consigne_id")
    cursor.execute("INSERT INTO consigne VALUES (?, ?, ?, ?, ?, ?)", [ident, genre, texte, auteur, le, jusqua])
    consigne_seen(cursor, ident, auteur, le)
    return ident


def consigne_seen(cursor: Cursor, ident: int, auteur: str, le: dt.datetime) -> None:
    """Remember that somebody has read one."""
    cursor.execute("INSERT OR IGNORE INTO consigne_lue VALUES (?, ?, ?)", [ident, auteur, le])


def consigne_exists(database: Database, ident: int) -> bool:
    """Whether one has this number."""
    return database.value("SELECT 1 FROM consigne WHERE id = ?", [ident]) is not None


def consigne_end(cursor: Cursor, ident: int, le: dt.datetime) -> None:
    """One is in force no longer."""
    cursor.execute("UPDATE consigne SET jusqua = ? WHERE id = ?", [le, ident])


def consignes_forget(cursor: Cursor, before: dt.datetime) -> int:
    """Take away those that ended before an instant, and who read them; gives how many."""
    cursor.execute(
        "DELETE FROM consigne_lue WHERE consigne_id IN (SELECT id FROM consigne WHERE coalesce(jusqua, le) < ?)",
        [before],
    )
    row = cursor.execute("DELETE FROM consigne WHERE coalesce(jusqua, le) < ?", [before]).fetchone()
    return int(row[0]) if row else 0
