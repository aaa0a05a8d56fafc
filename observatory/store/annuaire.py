"""The directory: the city's own in the base, else the reference table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path

from observatory.domain.annuaire import Ligne
from observatory.settings import PROJECT
from observatory.store.database import Cursor, Database
from observatory.store.fichier_csv import read_table, text_to_day, text_to_table

COLUMNS = tuple(one.name for one in fields(Ligne))
_DAYS = ("verifie_le", "retire_le")


def annuaire_path(reference: Path) -> Path:
    """The file of the directory in the folder of reference tables; the program's own where that has none."""
    own = reference / "annuaire.csv"
    return own if own.exists() else PROJECT / "data" / "reference" / own.name


def annuaire_file(path: Path) -> list[Ligne]:
    """Read the reference table.

    Raises
    ------
    FormatError
        When it is missing, is not UTF-8, lacks a column, or a day cannot be read.
    """
    return _lines(read_table(path, COLUMNS), path.name)


def annuaire_text(text: str) -> list[Ligne]:
    """The lines of a text of CSV that somebody brings.

    Raises
    ------
    FormatError
    """
    return _lines(text_to_table(text, COLUMNS, "Ce fichier"), "Ce fichier")


def annuaire_read(database: Database) -> list[Ligne]:
    """The city's own directory, retired lines with the others; empty where it never wrote one."""
    rows = database.read(f"SELECT {', '.join(COLUMNS)} FROM annuaire ORDER BY rang").to_pylist()
    return [Ligne(**{**row, "verifie_par": row["verifie_par"] or ""}) for row in rows]


def annuaire_write(cursor: Cursor, table: Sequence[Ligne]) -> None:
    """Put a whole directory in the place of the one before; it holds the lines that are no longer in service too."""
    cursor.execute("DELETE FROM annuaire")
    cursor.executemany(
        f"INSERT INTO annuaire (rang, {', '.join(COLUMNS)}) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})",
        [[rang, *(getattr(one, name) for name in COLUMNS)] for rang, one in enumerate(table)],
    )


def _lines(rows: Iterable[dict[str, str]], name: str) -> list[Ligne]:
    return [
        Ligne(**{**row, **{one: text_to_day(f"{name}, ligne {line}", one, row[one]) for one in _DAYS}})  # type: ignore[arg-type]
        for line, row in enumerate(rows, 2)
    ]
