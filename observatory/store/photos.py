"""Pictures that came with what a service answered, and those of what was found on a walk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from observatory.store.appels import Row, next_number
from observatory.store.database import Cursor, Database

COMPTE_RENDU = "compte_rendu"
"""The ``objet`` of a picture that shows what a service did."""
CONSTAT = "constat"
"""The ``objet`` of a picture that was taken on a walk."""
ACTION_AVANT, ACTION_APRES = "action_avant", "action_apres"
"""The ``objet`` of a picture of an action: the place before, and after."""
OF_ACTION = (ACTION_AVANT, ACTION_APRES)
_OF_FILE = (
    "FROM photo p JOIN compte_rendu r ON r.id = p.objet_id AND p.objet = 'compte_rendu' "
    "JOIN signalement s ON s.id = r.signalement_id "
)
_TOLD = (
    "SELECT p.id AS ident, p.objet_id, p.le, p.visible, p.moderee_le IS NOT NULL AS moderee, s.reference, s.service, "
    "r.service AS repondant, r.auteur, p.objet "
)
_OF_WALK = (
    "FROM photo p JOIN constat k ON k.id = p.objet_id AND p.objet = 'constat' JOIN marche m ON m.id = k.marche_id "
    "LEFT JOIN signalement s ON s.id = k.signalement_id "
)
_NOTED = (
    "SELECT p.id AS ident, p.objet_id, p.le, p.visible, p.moderee_le IS NOT NULL AS moderee, m.reference, s.service, "
    "s.service AS repondant, p.auteur, p.objet, k.lat, k.lon, k.cell "
)
_OF_PLAN = "FROM photo p JOIN action a ON a.id = p.objet_id AND starts_with(p.objet, 'action_') "
_SHOWN = (
    "SELECT p.id AS ident, p.objet_id, p.le, p.visible, p.moderee_le IS NOT NULL AS moderee, a.reference, "
    "NULL AS service, NULL AS repondant, p.auteur, p.objet "
)
_SOURCES = ((_TOLD, _OF_FILE), (_NOTED, _OF_WALK), (_SHOWN, _OF_PLAN))


def photo_add(cursor: Cursor, row: Row) -> int:
    """Add a picture (its columns but ``id`` by name), not shown until it was looked at; gives its number."""
    ident = next_number(cursor, "photo_id")
    marks = ", ".join("?" * (len(row) + 1))
    cursor.execute(f"INSERT INTO photo (id, {', '.join(row)}) VALUES ({marks})", [ident, *row.values()])
    return ident


def photo_read(database: Database, ident: int) -> Row | None:
    """A picture with its bytes (``contenu``), its ``objet``, the services concerned and a reference.

    The reference is that of the file, of the action, or of the walk, where it was taken on one: ``lat``, ``lon`` and
    ``cell`` are then those of the constat.
    """
    for told, source in _SOURCES:
        rows = database.read(f"{told}, p.contenu {source} WHERE p.id = ?", [ident]).to_pylist()
        if rows:
            found: Row = rows[0]
            return found
    return None


def photos_of(database: Database, comptes_rendus: Sequence[int]) -> list[Row]:
    """The pictures of some comptes rendus, without their bytes."""
    found: list[Row] = database.read(
        f"{_TOLD} {_OF_FILE} WHERE list_contains(?::BIGINT[], p.objet_id) ORDER BY p.id", [list(comptes_rendus)]
    ).to_pylist()
    return found


def photos_waiting(database: Database, limit: int) -> list[Row]:
    """The pictures that nobody has looked at, the oldest first, without their bytes."""
    waiting = " WHERE p.moderee_le IS NULL ORDER BY p.le, p.id LIMIT ?"
    found: list[Row] = [
        row for told, source in _SOURCES for row in database.read(f"{told} {source}{waiting}", [limit]).to_pylist()
    ]
    return sorted(found, key=lambda row: (row["le"], row["ident"]))[:limit]


def walk_photos_of(database: Database, reference: str) -> list[Row]:
    """The pictures that walks took of the trouble of a file, those that are fit to be shown, without their bytes."""
    found: list[Row] = database.read(
        f"{_NOTED} {_OF_WALK} WHERE p.visible AND s.reference = ? ORDER BY p.id", [reference]
    ).to_pylist()
    return found


def action_photos_of(database: Database, action: int) -> list[Row]:
    """The pictures of an action, before then after, the oldest first, without their bytes."""
    found: list[Row] = database.read(
        f"{_SHOWN} {_OF_PLAN} WHERE p.objet_id = ? ORDER BY p.objet DESC, p.le, p.id", [action]
    ).to_pylist()
    return found


def photo_remove(cursor: Cursor, ident: int) -> None:
    """Take a picture away."""
    cursor.execute("DELETE FROM photo WHERE id = ?", [ident])


def photo_moderate(cursor: Cursor, ident: int, *, visible: bool, par: str, le: dt.datetime) -> None:
    """Say whether a picture is shown beyond the desk."""
    cursor.execute(
        "UPDATE photo SET visible = ?, moderee_par = ?, moderee_le = ? WHERE id = ?", [visible, par, le, ident]
    )
