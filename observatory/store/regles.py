"""Rules of routing: the city's own in the base, else those of the reference table; and the open files they apply to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from observatory.domain.envoi import Regle
from observatory.domain.errors import FormatError
from observatory.domain.statut import CLOSED_SQL
from observatory.store.database import Cursor, Database
from observatory.store.fichier_csv import read_table, table_to_text, text_to_table

COLUMNS = ("rang", "categorie", "lieu", "territoire", "jours", "heures", "service", "promesse_h", "ouvre", "escalade",
           "astreinte")  # fmt: skip
YES, NO = "oui", "non"
NOTHING = Regle(0)


def regles_path(reference: Path) -> Path:
    """The file of rules in the folder of reference tables."""
    return reference / "regles.csv"


def read_rules(path: Path) -> list[Regle]:
    """Read the rules of the reference table, in the order of their ranks.

    Raises
    ------
    FormatError
        When the file or a column is missing, or a rank, a promise or a yes cannot be read.
    """
    return _rows_to_rules(read_table(path, COLUMNS), path.name)


def text_to_rules(text: str) -> list[Regle]:
    """The rules of a text of CSV that somebody brings, in the order of their ranks.

    Raises
    ------
    FormatError
    """
    return _rows_to_rules(text_to_table(text, COLUMNS, "Ce fichier"), "Ce fichier")


def rules_to_text(regles: Sequence[Regle]) -> str:
    """Rules as CSV."""
    rows = [{name: getattr(one, name) for name in COLUMNS} | {"ouvre": YES if one.ouvre else NO} for one in regles]
    return table_to_text(rows, COLUMNS)


def _rows_to_rules(rows: Sequence[dict[str, str]], name: str) -> list[Regle]:
    return sorted((_row_to_rule(name, line, row) for line, row in enumerate(rows, 2)), key=lambda one: one.rang)


def rules_read(database: Database) -> list[Regle]:
    """The rules of the base in their order; none where the reference table answers."""
    rows = database.read(f"SELECT {', '.join(COLUMNS)} FROM regle ORDER BY rang").to_pylist()
    return [replace(NOTHING, **{name: value for name, value in row.items() if value is not None}) for row in rows]


def rules_write(cursor: Cursor, regles: Sequence[Regle]) -> None:
    """Put a whole table of rules in the place of that of the base."""
    cursor.execute("DELETE FROM regle WHERE rang NOT IN (SELECT unnest(?::INTEGER[]))", [[one.rang for one in regles]])
    for one in regles:
        values = [getattr(one, name) for name in COLUMNS]
        cursor.execute(
            f"INSERT OR REPLACE INTO regle VALUES ({', '.join('?' * len(COLUMNS))})",
            [None if value == "" else value for value in values],
        )


def open_files(database: Database, zonages: Sequence[str]) -> pa.Table:
    """The signalements that are not closed, oldest first, with their territories of some zonages.

    Columns: id, reference, categorie, libelle, lieu, recu_le, service, echeance, territoires (a list of
    ``zonage:code``, those in force on the day of reception).
    """
    return database.read(
        f"WITH ouvert AS (SELECT * FROM signalement WHERE clos_le IS NULL AND statut NOT IN ({CLOSED_SQL})), "
        "ou AS (SELECT o.id, list(DISTINCT t.zonage || ':' || t.code) AS territoires FROM ouvert o "
        "JOIN appartenance a ON a.signalement_id = o.id JOIN territoire t ON t.id = a.territoire_id "
        "WHERE list_contains($1::VARCHAR[], t.zonage) AND coalesce(t.valid_from, o.recu_jour) <= o.recu_jour "
        "AND coalesce(t.valid_to, o.recu_jour) >= o.recu_jour GROUP BY o.id) "
        "SELECT o.id, o.reference, o.categorie, c.libelle, o.lieu, o.recu_le, o.service, o.echeance, "
        "coalesce(ou.territoires, []) AS territoires FROM ouvert o LEFT JOIN ou USING (id) "
        "LEFT JOIN categorie c ON c.code = o.categorie ORDER BY o.recu_le, o.id",
        [list(zonages)],
    )


def file_send(
    cursor: Cursor, ident: int, *, service: str, echeance: dt.datetime, moved: bool, par: str, le: dt.datetime
) -> None:
    """Entrust a signalement to a service until an instant; one that moves is said to be on its way there."""
    cursor.execute(
        "UPDATE signalement SET service = ?, echeance = ?, statut = CASE WHEN ? THEN 'transmis' ELSE statut END, "
        "version = coalesce(version, 1) + 1, modifie_par = ?, modifie_le = ? WHERE id = ?",
        [service, echeance, moved, par, le, ident],
    )


def _row_to_rule(name: str, line: int, cells: dict[str, str]) -> Regle:
    where = f"{name}, ligne {line}"
    if cells["ouvre"] not in (YES, NO):
        raise FormatError(f"{where} : « ouvre » vaut {YES} (heures ouvrées) ou {NO}, pas « {cells['ouvre']} ».")
    numbers = {}
    for column in ("rang", "promesse_h"):
        if not (cells[column].isascii() and cells[column].isdigit()):
            raise FormatError(f"{where} : « {column} » est un nombre entier, pas « {cells[column]} ».")
        numbers[column] = int(cells[column])
    return Regle(
        numbers["rang"], cells["categorie"], cells["lieu"], cells["territoire"], cells["jours"], cells["heures"],
        cells["service"], numbers["promesse_h"], cells["ouvre"] == YES, cells["escalade"], cells["astreinte"],
    )  # fmt: skip
