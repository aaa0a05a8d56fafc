"""The table of orientations: that of the base, or the reference table where the base has none of its own."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import duckdb

from observatory.domain.errors import FormatError, ValueRefused
from observatory.domain.orientation import Orientation, check_orientations
from observatory.store.database import Database

COLUMNS = ("code", "libelle", "numero", "horaires", "consigne", "mots", "urgence")
SEPARATOR = ";"
"""Between the words of a line."""


def orientations_path(reference: Path) -> Path:
    """The file of orientations in the folder of reference tables."""
    return reference / "hors_champ.csv"


def read_orientations(path: Path) -> list[Orientation]:
    """Read the reference table.

    Raises
    ------
    FormatError
        When the file or a column is missing, or a line cannot serve.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(
            f"{path} ne peut pas être lu ({error}) : remettez ce fichier, enregistré en « CSV UTF-8 »."
        ) from error
    missing = [name for name in COLUMNS if not rows or rows[0].get(name) is None]
    if missing:
        raise FormatError(f"{path.name} : colonnes attendues {', '.join(COLUMNS)} ; il manque {', '.join(missing)}.")
    table = [_line(path.name, number, row) for number, row in enumerate(rows, start=2)]
    try:
        check_orientations(table)
    except ValueRefused as error:
        raise FormatError(f"{path.name} : {error.message}") from error
    return table


def orientations_read(database: Database, path: Path) -> list[Orientation]:
    """The lines in force, in their order: those of the base, else those of the reference table at ``path``.

    Raises
    ------
    FormatError
        When the base has none and the reference table cannot be read.
    """
    rows = database.read(f"SELECT {', '.join(COLUMNS)} FROM orientation ORDER BY rang").to_pylist()
    if not rows:
        return read_orientations(path)
    return [Orientation(**{**row, "mots": _words(row["mots"])}) for row in rows]


def orientations_write(cursor: duckdb.DuckDBPyConnection, table: Sequence[Orientation]) -> None:
    """Put a whole table in the place of that of the base, in this order."""
    cursor.execute("DELETE FROM orientation")
    cursor.executemany(
        "INSERT INTO orientation VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            [one.code, rang, one.libelle, one.numero, one.horaires, one.consigne, SEPARATOR.join(one.mots), one.urgence]
            for rang, one in enumerate(table)
        ],
    )


def _line(name: str, number: int, row: dict[str, str]) -> Orientation:
    if None in row or None in row.values():
        raise FormatError(
            f"{name}, ligne {number} : {len(COLUMNS)} cellules attendues ; mettez entre guillemets un texte à virgule."
        )
    value = {column: row[column].strip() for column in COLUMNS}
    urgence = {"oui": True, "non": False}.get(value["urgence"].lower())
    if urgence is None:
        raise FormatError(f"{name}, ligne {number} : urgence = « {value['urgence']} » ; écrivez oui ou non.")
    return Orientation(
        value["code"],
        value["libelle"],
        value["numero"],
        value["horaires"],
        value["consigne"],
        _words(value["mots"]),
        urgence,
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(SEPARATOR) if word.strip())
