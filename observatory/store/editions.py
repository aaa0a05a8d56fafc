"""Editions of documents: their rows, the pictures of their content, the files as they were published."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence

from observatory.domain.support import Image
from observatory.store.appels import Row
from observatory.store.database import Cursor, Database

_SEEN = (
    "id AS ident, genre, titre, periode, territoire, schema_id, action_id, etat, sections, "
    "donnees_le, auteur, cree_le, valide_par, valide_le, publie_par, publie_le, "
    "retire_le"
)
_LARGEST = 2**63 - 1
"""The largest number of an edition."""
_WRITTEN = (
    "genre", "titre", "periode", "territoire", "schema_id", "action_id", "etat", "sections", "contenu", "donnees_le",
    "publications", "auteur", "cree_le",
)  # fmt: skip
_CHANGED = frozenset(
    (*_WRITTEN, "valide_par", "valide_le", "publie_par", "publie_le", "retire_le")
)  # fmt: skip


def editions_read(database: Database, ident: int | None = None) -> list[Row]:
    """Every edition, newest first, or one, without its content."""
    if ident is not None and not 0 < ident <= _LARGEST:
        return []
    rows: list[Row] = database.read(
        f"SELECT {_SEEN} FROM edition WHERE id = coalesce(?, id) ORDER BY id DESC", [ident]
    ).to_pylist()
    return rows


def edition_content(database: Database, ident: int) -> str:
    """The content of an edition as JSON, without its pictures; "" where there is no such edition."""
    return str(database.value("SELECT contenu::VARCHAR FROM edition WHERE id = ?", [ident]) or "")


def edition_images(database: Database, ident: int) -> list[Image]:
    """The pictures of an edition."""
    rows = database.read("SELECT nom, contenu, media FROM edition_image WHERE edition_id = ? ORDER BY nom", [ident])
    return [Image(**row) for row in rows.to_pylist()]


def edition_file(database: Database, ident: int, fmt: str) -> bytes | None:
    """A file as it was published; None where none was kept."""
    rows = database.read(
        "SELECT contenu FROM edition_fichier WHERE edition_id = ? AND format = ?", [ident, fmt]
    ).to_pylist()
    return rows[0]["contenu"] if rows else None


def edition_sizes(database: Database, ident: int) -> dict[str, int]:
    """The formats in which an edition was published, with the bytes of each."""
    rows = database.read(
        "SELECT format, octet_length(contenu) AS octets FROM edition_fichier WHERE edition_id = ?", [ident]
    ).to_pylist()
    return {one["format"]: one["octets"] for one in rows}


def edition_files_damaged(database: Database) -> tuple[int, list[str]]:
    """How many files are kept as they were published, and those whose SHA-256 is another now (« 3.pdf »)."""
    rows = database.read(
        "SELECT edition_id || '.' || format AS nom, sha256(contenu) = empreinte AS juste FROM edition_fichier "
        "ORDER BY edition_id, format"
    ).to_pylist()
    return len(rows), [one["nom"] for one in rows if not one["juste"]]


def edition_add(cursor: Cursor, row: Row) -> int:
    """Keep an edition; its number."""
    marks = ", ".join("?" for _ in _WRITTEN)
    made = cursor.execute(
        f"INSERT INTO edition (id, {', '.join(_WRITTEN)}) VALUES (nextval('edition_id'), {marks}) RETURNING id",
        [row[name] for name in _WRITTEN],
    ).fetchone()
    return int(made[0]) if made else 0


def edition_change(cursor: Cursor, ident: int, etat: str, cree_le: dt.datetime, row: Mapping[str, object]) -> bool:
    """Change columns of an edition that still has the state and the content that were read; whether there was one."""
    names = sorted(row)
    if not _CHANGED.issuperset(names):
        raise ValueError(f"no columns of an edition: {sorted(set(names) - _CHANGED)}")
    sets = ", ".join(f"{name} = ?" for name in names)
    found = cursor.execute(
        f"UPDATE edition SET {sets} WHERE id = ? AND etat = ? AND cree_le = ? RETURNING id",
        [*(row[name] for name in names), ident, etat, cree_le],
    ).fetchall()
    return bool(found)


def edition_images_write(cursor: Cursor, ident: int, images: Sequence[Image]) -> None:
    """Put the pictures of an edition in the place of those it had."""
    cursor.execute("DELETE FROM edition_image WHERE edition_id = ?", [ident])
    for one in images:
        cursor.execute("INSERT INTO edition_image VALUES (?, ?, ?, ?)", [ident, one.nom, one.media, one.contenu])


def edition_files_write(cursor: Cursor, ident: int, files: Mapping[str, bytes]) -> None:
    """Keep the files of an edition as they are published, each with its SHA-256."""
    for fmt, content in files.items():
        cursor.execute(
            "INSERT INTO edition_fichier VALUES (?, ?, ?, ?)",
            [ident, fmt, content, hashlib.sha256(content).hexdigest()],
        )


def edition_remove(cursor: Cursor, ident: int) -> None:
    """Take an edition away with its pictures."""
    cursor.execute("DELETE FROM edition_image WHERE edition_id = ?", [ident])
    cursor.execute("DELETE FROM edition WHERE id = ?", [ident])
