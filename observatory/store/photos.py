"""Pictures that came with what a service answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from observatory.store.appels import Row, next_number
from observatory.store.database import Cursor, Database

COMPTE_RENDU = "compte_rendu"
"""The ``objet`` of a picture that shows what a service did."""
_OF_FILE = (
    "FROM photo p JOIN compte_rendu r ON r.id = p.objet_id AND p.objet = 'compte_rendu' "
    "JOIN signalement s ON s.id = r.signalement_id "
)
_TOLD = (
    "SELECT p.id AS ident, p.objet_id, p.le, p.visible, p.moderee_le IS NOT NULL AS moderee, s.reference, s.service, "
    "r.service AS repondant, r.auteur "
)


def photo_add(cursor: Cursor, row: Row) -> int:
    """Add a picture (its columns but ``id`` by name), not shown until it was looked at; gives its number."""
    ident = next_number(cursor, "photo_id")
    marks = ", ".join("?" * (len(row) + 1))
    cursor.execute(f"INSERT INTO photo (id, {', '.join(row)}) VALUES ({marks})", [ident, *row.values()])
    return ident


def photo_read(database: Database, ident: int) -> Row | None:
    """A picture of a compte rendu with its bytes (``contenu``), its file and the services concerned."""
    rows = database.read(f"{_TOLD}, p.contenu {_OF_FILE} WHERE p.id = ?", [ident]).to_pylist()
    return rows[0] if rows else None


def photos_of(database: Database, comptes_rendus: Sequence[int]) -> list[Row]:
    """The pictures of some comptes rendus, without their bytes."""
    found: list[Row] = database.read(
        f"{_TOLD} {_OF_FILE} WHERE list_contains(?::BIGINT[], p.objet_id) ORDER BY p.id", [list(comptes_rendus)]
    ).to_pylist()
    return found


def photos_waiting(database: Database, limit: int) -> list[Row]:
    """The pictures that nobody has looked at, the oldest first, without their bytes."""
    found: list[Row] = database.read(
        f"{_TOLD} {_OF_FILE} WHERE p.moderee_le IS NULL ORDER BY p.le, p.id LIMIT ?", [limit]
    ).to_pylist()
    return found


def photo_moderate(cursor: Cursor, ident: int, *, visible: bool, par: str, le: dt.datetime) -> None:
    """Say whether a picture is shown beyond the desk."""
    cursor.execute(
        "UPDATE photo SET visible = ?, moderee_par = ?, moderee_le = ? WHERE id = ?", [visible, par, le, ident]
    )
