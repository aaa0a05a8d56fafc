"""Plans: the schéma local, the seats of its group, what its bilan says, and the walks that belong to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from observatory.store.appels import Row, next_number
from observatory.store.database import Cursor, Database

_COLUMNS = ("titre", "territoire", "formation", "debut", "fin", "pilote", "designe_le")


def schema_write(cursor: Cursor, row: Row, auteur: str, le: dt.datetime) -> int:
    """Add a plan that runs; gives its number."""
    ident = next_number(cursor, "schema_id")
    marks = ", ".join("?" * len(_COLUMNS))
    cursor.execute(
        f"INSERT INTO schema_local (id, {', '.join(_COLUMNS)}, etat, version, auteur, le) "
        f"VALUES (?, {marks}, 'en_cours', 1, ?, ?)",
        [ident, *(row[one] for one in _COLUMNS), auteur, le],
    )
    return ident


def schema_change(cursor: Cursor, ident: int, version: int, row: Row) -> bool:
    """Change columns of a plan that stands at ``version``; gives whether it did."""
    settled = ", ".join(f"{name} = ?" for name in row)
    done = cursor.execute(
        f"UPDATE schema_local SET {settled}, version = version + 1 WHERE id = ? AND version = ?",
        [*row.values(), ident, version],
    ).fetchone()
    return bool(done and done[0])


def schemas_read(database: Database, ident: int | None = None) -> list[Row]:
    """The plans, the latest first, or the one of this number."""
    where = "" if ident is None else " WHERE id = ?"
    rows: list[Row] = database.read(
        f"SELECT id AS ident, {', '.join(_COLUMNS)}, etat, clos_le, version FROM schema_local{where} "
        "ORDER BY debut DESC, id DESC",
        [] if ident is None else [ident],
    ).to_pylist()
    return rows


def membres_write(cursor: Cursor, schema: int, membres: Sequence[tuple[str, str]]) -> None:
    """Set the seats of a group: (qualité, organisme), in their order."""
    cursor.execute("DELETE FROM schema_membre WHERE schema_id = ?", [schema])
    for rank, (qualite, organisme) in enumerate(membres, 1):
        cursor.execute("INSERT INTO schema_membre VALUES (?, ?, ?, ?)", [schema, rank, qualite, organisme])


def membres_read(database: Database) -> list[Row]:
    """The seats of every group: schema_id, qualite, organisme, in their order."""
    rows: list[Row] = database.read(
        "SELECT schema_id, qualite, organisme FROM schema_membre ORDER BY schema_id, rang"
    ).to_pylist()
    return rows


def schema_texte_add(cursor: Cursor, schema: int, genre: str, texte: str, auteur: str, le: dt.datetime) -> int:
    """Add a strong point or a recommendation; gives its number."""
    ident = next_number(cursor, "schema_texte_id")
    cursor.execute("INSERT INTO schema_texte VALUES (?, ?, ?, ?, ?, ?)", [ident, schema, genre, texte, auteur, le])
    return ident


def schema_texte_remove(cursor: Cursor, schema: int, ident: int) -> bool:
    """Take one away; gives whether it was there."""
    row = cursor.execute("DELETE FROM schema_texte WHERE id = ? AND schema_id = ?", [ident, schema]).fetchone()
    return bool(row and row[0])


def schema_textes_read(database: Database) -> list[Row]:
    """What every bilan says: id, schema_id, genre, texte, in the order of writing."""
    rows: list[Row] = database.read("SELECT id, schema_id, genre, texte FROM schema_texte ORDER BY id").to_pylist()
    return rows


def schema_marche_set(cursor: Cursor, marche: int, schema: int | None) -> None:
    """Say to which plan a walk belongs, or to none."""
    cursor.execute("DELETE FROM schema_marche WHERE marche_id = ?", [marche])
    if schema is not None:
        cursor.execute("INSERT INTO schema_marche VALUES (?, ?)", [marche, schema])


def schema_marches_read(database: Database) -> list[Row]:
    """Which walk belongs to which plan: schema_id, marche_id."""
    rows: list[Row] = database.read(
        "SELECT schema_id, marche_id FROM schema_marche ORDER BY schema_id, marche_id"
    ).to_pylist()
    return rows
