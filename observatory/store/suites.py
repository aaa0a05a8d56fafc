"""The follow-up of a whole history, written at once: what the fictional city begins with."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence

import pyarrow as pa

from observatory.domain.statut import MOVED
from observatory.store.appels import Row
from observatory.store.database import Cursor, Database

_NUMBERED = ("transmission", "compte_rendu", "retour", "retour_essai", "mediation", "rendez_vous", "ambiance")
_WALKED = ("reunion", "reunion_probleme", "marche", "arret", "reponse", "constat", "engagement")
CALLER_COLUMNS = ("telephone", "rappel")
FILE_COLUMNS = ("statut", "service", "clos_le", "retour_le")


def files_to_follow(database: Database) -> list[Row]:
    """Every signalement, in the order of their numbers, with what its follow-up depends on."""
    rows: list[Row] = database.read(
        "SELECT s.id, probleme_id, declarant_id, recu_le, categorie, libelle, service, statut, clos_le, retour_le, "
        "echeance, coalesce(adresse_trouvee, adresse) AS adresse, lat, lon, cell FROM signalement s "
        "LEFT JOIN categorie c ON c.code = s.categorie ORDER BY s.id"
    ).to_pylist()
    return rows


def files_of_walk(database: Database, jour: dt.date) -> list[Row]:
    """The located signalements of channel ``marche`` of a day: id, categorie, lat, lon, by their numbers."""
    rows: list[Row] = database.read(
        "SELECT id, categorie, lat, lon FROM signalement WHERE canal = 'marche' AND recu_jour = ? AND lat IS NOT NULL "
        "ORDER BY id",
        [jour],
    ).to_pylist()
    return rows


def rows_written(database: Database) -> dict[str, int]:
    """How many rows the walks and meetings have, by table."""
    return {table: int(str(database.value(f"SELECT count(*) FROM {table}"))) for table in _WALKED}


def suites_write(
    cursor: Cursor,
    tables: Mapping[str, Sequence[Row]],
    moves: Sequence[Row],
    files: Mapping[int, Row],
    callers: Mapping[int, Row],
    felt_at: Sequence[int],
) -> None:
    """Write rows by table (numbered from 1 on where the table is), lines of the journal, changed files and callers.

    A signalement in ``files`` takes all of ``FILE_COLUMNS``, a caller in ``callers`` all of ``CALLER_COLUMNS``.
    Ambiances lie in the territories of the signalements ``felt_at``, in the same order.
    """
    for table, rows in tables.items():
        numbered = table in _NUMBERED
        _add(cursor, table, [{"id": number, **row} for number, row in enumerate(rows, 1)] if numbered else rows)
        if numbered:
            cursor.execute(f"SELECT max(nextval('{table}_id')) FROM range({len(rows)})").fetchall()
    lines = [
        {**one, "detail": json.dumps(one["detail"], ensure_ascii=False)}
        for one in sorted(moves, key=lambda one: (one["le"], one["cle"]))
    ]
    first = cursor.execute("SELECT coalesce(max(seq), 0) + 1 FROM journal").fetchall()[0][0]
    cursor.execute(f"SELECT max(nextval('journal_seq')) FROM range({len(lines)})").fetchall()
    event = {"evenement": MOVED, "objet": "signalement"}
    _add(cursor, "journal", [{"seq": first + number, **event, **one} for number, one in enumerate(lines)])
    cursor.register("sentis", pa.table({"id": pa.array(range(1, len(felt_at) + 1)), "la": pa.array(felt_at)}))
    cursor.execute(
        "INSERT INTO ambiance_appartenance SELECT s.id, a.territoire_id FROM sentis s "
        "JOIN appartenance a ON a.signalement_id = s.la"
    )
    cursor.unregister("sentis")
    _change(cursor, "signalement", FILE_COLUMNS, files)
    _change(cursor, "declarant", CALLER_COLUMNS, callers)


def _change(cursor: Cursor, table: str, names: Sequence[str], rows: Mapping[int, Row]) -> None:
    cursor.register("suivis", pa.Table.from_pylist([{"id": ident, **row} for ident, row in rows.items()]))
    assigned = ", ".join(f"{name} = suivis.{name}" for name in names)
    cursor.execute(f"UPDATE {table} SET {assigned} FROM suivis WHERE suivis.id = {table}.id")
    cursor.unregister("suivis")


def _add(cursor: Cursor, table: str, rows: Sequence[Row]) -> None:
    cursor.register("suites", pa.Table.from_pylist(list(rows)))
    cursor.execute(f"INSERT INTO {table} BY NAME SELECT * FROM suites")
    cursor.unregister("suites")
