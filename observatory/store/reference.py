"""What a city edits: its name, its nomenclature."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from observatory.domain.errors import FormatError
from observatory.domain.nomenclature import LigneNomenclature
from observatory.domain.records import Categorie
from observatory.store.database import Database
from observatory.store.fichier_csv import read_table, text_to_day, text_to_table

_CATEGORIE = "code, parent, libelle, retiree_le, remplacee_par"
COLUMNS = ("code", "parent", "libelle", "service_code", "lieu", "mots")
NOMENCLATURE_COLUMNS = (*COLUMNS, "retiree_le", "remplacee_par")
"""As it is edited on screen and travels as CSV."""
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
    rows = read_table(path, COLUMNS)
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
    """The categories in their order, retired ones too."""
    rows = database.cursor().execute(f"SELECT {_CATEGORIE} FROM categorie ORDER BY rang").fetchall()
    return [Categorie(*row) for row in rows]


def nomenclature_lines(database: Database) -> list[LigneNomenclature]:
    """The nomenclature as it is edited, with how many signalements bear each code."""
    rows = database.read(
        "SELECT c.code, coalesce(parent, '') AS parent, libelle, coalesce(service_code, '') AS service_code, "
        "coalesce(c.lieu, '') AS lieu, coalesce(mots, '') AS mots, retiree_le, coalesce(remplacee_par, '') AS "
        "remplacee_par, coalesce(s.n, 0) AS dossiers FROM categorie c "
        "LEFT JOIN (SELECT categorie, count(*) AS n FROM signalement GROUP BY 1) s ON s.categorie = c.code "
        "ORDER BY rang"
    ).to_pylist()
    return [LigneNomenclature(**row) for row in rows]


def nomenclature_text(text: str) -> list[LigneNomenclature]:
    """The nomenclature of a text of CSV that somebody brings.

    Raises
    ------
    FormatError
        When a column is missing or a day cannot be read.
    """
    rows = text_to_table(text, NOMENCLATURE_COLUMNS, "Ce fichier")
    return [
        LigneNomenclature(
            row["code"],
            row["parent"],
            row["libelle"],
            row["service_code"],
            row["lieu"],
            row["mots"],
            text_to_day(f"Ce fichier, ligne {line}", "retiree_le", row["retiree_le"]),
            row["remplacee_par"],
        )
        for line, row in enumerate(rows, 2)
    ]


def nomenclature_replace(cursor: duckdb.DuckDBPyConnection, lines: Sequence[LigneNomenclature]) -> None:
    """Put whole lines in the place of those of the same codes, and number them in their order."""
    names = NOMENCLATURE_COLUMNS
    cursor.executemany(
        f"INSERT OR REPLACE INTO categorie ({', '.join(names)}, rang) VALUES ({', '.join('?' * (len(names) + 1))})",
        [[*(getattr(one, name) or None for name in names), rang] for rang, one in enumerate(lines)],
    )


def default_lieux(database: Database) -> dict[str, str]:
    """Where a trouble of each category usually is (public, parties communes, prive), for codes that say so."""
    rows = database.cursor().execute("SELECT code, lieu FROM categorie WHERE lieu IS NOT NULL").fetchall()
    return dict(rows)
