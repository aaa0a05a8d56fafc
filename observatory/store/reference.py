"""What a city edits: its name, its nomenclature."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

from observatory.domain.errors import FormatError
from observatory.domain.records import Categorie
from observatory.store.database import Database

COLUMNS = ("code", "parent", "libelle", "service_code", "lieu", "mots")
CITY_NAME, FICTIONAL = "nom", "fictif"
"""Facts of a base under these names: its city, and whether that is the fictional one (oui, non)."""
OTHER = "autre"
"""The code of what fits nowhere: always there."""


def meta_set(cursor: duckdb.DuckDBPyConnection, cle: str, valeur: str) -> None:
    """Keep one fact about the base under a name."""
    cursor.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [cle, valeur])


def meta_get(database: Database, cle: str, default: str = "") -> str:
    """One fact about the base."""
    found = database.value("SELECT valeur FROM meta WHERE cle = ?", [cle])
    return default if found is None else str(found)


def read_nomenclature(path: Path) -> list[dict[str, str]]:
    """Read the nomenclature that the city keeps as CSV.

    Raises
    ------
    FormatError
        When a column is missing, a code repeats, a parent is unknown, or the code ``autre`` is absent.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    missing = [name for name in COLUMNS if rows and name not in rows[0]]
    if not rows or missing:
        raise FormatError(f"{path.name} : colonnes attendues {', '.join(COLUMNS)} ; il manque {', '.join(missing)}.")
    codes = [row["code"] for row in rows]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    orphans = sorted({row["parent"] for row in rows if row["parent"] and row["parent"] not in codes})
    if twice or orphans or OTHER not in codes:
        raise FormatError(
            f"{path.name} : codes répétés {twice or 'aucun'}, parents inconnus {orphans or 'aucun'}, "
            f"code « {OTHER} » {'présent' if OTHER in codes else 'absent (il est obligatoire)'}."
        )
    return rows


def nomenclature_write(cursor: duckdb.DuckDBPyConnection, rows: list[dict[str, str]]) -> None:
    """Put the nomenclature in the base, in the order of the file."""
    cursor.executemany(
        f"INSERT OR REPLACE INTO categorie ({', '.join(COLUMNS)}, rang) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [[*(row[name] or None for name in COLUMNS), rang] for rang, row in enumerate(rows)],
    )


def nomenclature_read(database: Database) -> list[Categorie]:
    """The categories in their order."""
    rows = database.cursor().execute("SELECT code, parent, libelle FROM categorie ORDER BY rang").fetchall()
    return [Categorie(*row) for row in rows]


def default_lieux(database: Database) -> dict[str, str]:
    """Where a trouble of each category usually is (public, parties communes, prive), for codes that say so."""
    rows = database.cursor().execute("SELECT code, lieu FROM categorie WHERE lieu IS NOT NULL").fetchall()
    return dict(rows)
