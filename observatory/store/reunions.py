"""Meetings and the problems raised there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from observatory.store.appels import Row, next_number
from observatory.store.database import Cursor, Database

_MEETING = ("genre", "titre", "jour", "lieu", "territoire", "etat", "schema_id", "marche_id", "auteur", "le")
_HELD = ("presents", "compte_rendu", "diagnostic")
"""What is written of a meeting once it was held."""
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
        f"SELECT id AS ident, {', '.join((*_MEETING, *_HELD))} FROM reunion{where} ORDER BY jour DESC, id DESC",
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


def reunion_change(cursor: Cursor, ident: int, row: Row) -> bool:
    """Change columns of a meeting; gives whether it is there."""
    settled = ", ".join(f"{name} = ?" for name in row)
    done = cursor.execute(f"UPDATE reunion SET {settled} WHERE id = ?", [*row.values(), ident]).fetchone()
    return bool(done and done[0])


def presences_write(cursor: Cursor, reunion: int, counts: Mapping[str, int]) -> None:
    """Set who came by profile (``age:18_24``); profiles of nobody are left out."""
    cursor.execute("DELETE FROM reunion_presence WHERE reunion_id = ?", [reunion])
    for profil, n in counts.items():
        if n:
            cursor.execute("INSERT INTO reunion_presence VALUES (?, ?, ?)", [reunion, profil, n])


def presences_read(database: Database, reunions: Sequence[int]) -> list[Row]:
    """Who came to some meetings: reunion_id, profil, n."""
    rows: list[Row] = database.read(
        "SELECT reunion_id, profil, n FROM reunion_presence WHERE list_contains(?::BIGINT[], reunion_id) ORDER BY ALL",
        [list(reunions)],
    ).to_pylist()
    return rows


_DECISION = ("reunion_id", "action_id", "genre", "service", "texte", "pour_le", "evaluation_id")


def decision_write(cursor: Cursor, row: Row, auteur: str, le: dt.datetime) -> int:
    """Add what a meeting decided; gives its number."""
    ident = next_number(cursor, "decision_id")
    marks = ", ".join("?" * len(_DECISION))
    cursor.execute(
        f"INSERT INTO decision (id, {', '.join(_DECISION)}, auteur, le) VALUES (?, {marks}, ?, ?)",
        [ident, *(row[one] for one in _DECISION), auteur, le],
    )
    return ident


def decision_remove(cursor: Cursor, reunion: int, ident: int) -> bool:
    """Take a decision out of a meeting; gives whether it was there."""
    row = cursor.execute("DELETE FROM decision WHERE id = ? AND reunion_id = ?", [ident, reunion]).fetchone()
    return bool(row and row[0])


def decisions_read(
    database: Database, *, reunions: Sequence[int] | None = None, actions: Sequence[int] | None = None
) -> list[Row]:
    """What some meetings decided, or what was decided of some actions, with the day of the meeting (``jour``)."""
    column, wanted = ("reunion_id", reunions) if reunions is not None else ("action_id", actions or ())
    rows: list[Row] = database.read(
        f"SELECT d.id AS ident, {', '.join(f'd.{one}' for one in _DECISION)}, r.jour FROM decision d "
        f"JOIN reunion r ON r.id = d.reunion_id WHERE list_contains(?::BIGINT[], d.{column}) ORDER BY r.jour, d.id",
        [list(wanted)],
    ).to_pylist()
    return rows
