"""The table of orientations: the city's own in the base, else the reference table."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from observatory.domain.errors import FormatError
from observatory.domain.orientation import Orientation
from observatory.store.database import Cursor, Database

COLUMNS = ("code", "libelle", "numero", "horaires", "consigne", "mots", "urgence")
YES = ("oui", "1", "vrai", "true")


def orientations_path(reference: Path) -> Path:
    """The file of orientations in the folder of reference tables."""
    return reference / "hors_champ.csv"


def orientations_file(path: Path) -> list[Orientation]:
    """Read the reference table.

    Raises
    ------
    FormatError
        When it is missing, is not UTF-8, or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} ne peut pas être lu ({error}) : remettez ce fichier, en « CSV UTF-8 ».") from error
    missing = [name for name in COLUMNS if not rows or rows[0].get(name) is None]
    if missing:
        raise FormatError(f"{path.name} : colonnes attendues {', '.join(COLUMNS)} ; il manque {', '.join(missing)}.")
    return [
        Orientation(**{name: (row[name] or "").strip() for name in COLUMNS[:-1]}, urgence=row["urgence"].lower() in YES)
        for row in rows
    ]


def orientations_read(database: Database) -> list[Orientation]:
    """The city's own table, empty where it never wrote one."""
    rows = database.read(f"SELECT {', '.join(COLUMNS)} FROM orientation ORDER BY rang").to_pylist()
    return [Orientation(**row) for row in rows]


def orientations_write(cursor: Cursor, table: Sequence[Orientation]) -> None:
    """Put a whole table in the place of the one before."""
    cursor.execute("DELETE FROM orientation")
    cursor.executemany(
        "INSERT INTO orientation (rang, code, libelle, numero, horaires, consigne, mots, urgence) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [[rang, *(getattr(one, name) for name in COLUMNS)] for rang, one in enumerate(table)],
    )
