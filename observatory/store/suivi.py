"""Files on their way: the signalements of a problème as they stand, moved together, and the moves of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import ibis.expr.types as ir

from observatory.store.appels import Row
from observatory.store.database import ZONE, Cursor, Database

FILE_COLUMNS = (
    "id, reference, probleme_id, declarant_id, statut, version, service, categorie, recu_le, echeance, clos_le"
)

_FACTS = (
    ("contact", "recu_le"),
    ("signalement", "recu_le"),
    ("signalement", "clos_le"),
    ("signalement", "retour_le"),
    ("signalement", "modifie_le"),
    ("compte_rendu", "le"),
    ("retour_essai", "le"),
)
"""Where instants stand at which the office, or the source of its data, was seen at work."""


def problem_files(cursor: Cursor, probleme: int) -> list[Row]:
    """The signalements of a problème, the oldest first (``FILE_COLUMNS``)."""
    query = f"SELECT {FILE_COLUMNS} FROM signalement WHERE probleme_id = ? ORDER BY recu_le, id"
    found: list[Row] = cursor.execute(query, [probleme]).to_arrow_table().to_pylist()
    return found


def files_move(cursor: Cursor, ids: Sequence[int], values: Row) -> None:
    """Give signalements the values of some columns; their version goes up."""
    assigned = ", ".join(f"{name} = ?" for name in values)
    cursor.execute(
        f"UPDATE signalement SET {assigned}, version = coalesce(version, 1) + 1 "
        "WHERE id IN (SELECT unnest(?::BIGINT[]))",
        [*values.values(), list(ids)],
    )


def moves_read(database: Database, evenement: str, ids: Sequence[int]) -> list[Row]:
    """The events of this name about signalements, the oldest first: seq, le, auteur, cle, detail (JSON)."""
    found: list[Row] = database.read(
        "SELECT seq, le, auteur, cle, detail::VARCHAR AS detail FROM journal "
        "WHERE evenement = ? AND objet = 'signalement' AND list_contains(?::VARCHAR[], cle) ORDER BY seq",
        [evenement, [str(one) for one in ids]],
    ).to_pylist()
    return found


def latest_fact(database: Database) -> dt.datetime | None:
    """The last instant at which anything is known to have happened: a contact, a closing, a call back, a change."""
    latest = " UNION ALL ".join(f"SELECT max({name}) AS le FROM {table}" for table, name in _FACTS)
    found: dt.datetime | None = database.read(f"SELECT max(le) AS le FROM ({latest})")["le"][0].as_py()
    return found


def facts_span(database: Database) -> tuple[dt.date | None, dt.date | None]:
    """The day in Paris of the first contact, and that of the latest fact; None of an empty base."""
    latest = latest_fact(database)
    first: dt.date | None = database.read("SELECT min(recu_jour) AS jour FROM contact")["jour"][0].as_py()
    return first, None if latest is None else latest.astimezone(ZoneInfo(ZONE)).date()


def with_day(database: Database, table: str, column: str) -> ir.Table:
    """A table with a column ``jour``: the day in Paris of one of its instants. Ibis alone would take the day in UTC."""
    query = f"SELECT *, ({column} AT TIME ZONE '{ZONE}')::DATE AS jour FROM {table}"
    return database.ibis().sql(query, dialect="duckdb")
