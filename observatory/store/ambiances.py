"""Observations d'ambiance: kept, listed, counted. They are in no count of signalements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pyarrow as pa

from observatory.store.appels import Row, next_number
from observatory.store.database import ZONE, Cursor, Database


def ambiance_write(cursor: Cursor, row: Row, territoires: Sequence[int]) -> int:
    """Add an observation (its columns but ``id``) that lies in these territories; gives its number."""
    ident = next_number(cursor, "ambiance_id")
    marks = ", ".join("?" * (len(row) + 1))
    cursor.execute(f"INSERT INTO ambiance (id, {', '.join(row)}) VALUES ({marks})", [ident, *row.values()])
    if territoires:
        cursor.execute("INSERT INTO ambiance_appartenance SELECT ?, unnest(?::BIGINT[])", [ident, list(territoires)])
    return ident


def ambiances_read(
    database: Database,
    *,
    depuis: dt.date | None = None,
    jusqua: dt.date | None = None,
    heures: tuple[int, int] | None = None,
    territoire_ids: Sequence[int] | None = None,
    genres: Sequence[str] = (),
    auteur: str | None = None,
    limit: int | None = None,
) -> pa.Table:
    """Observations that began on these days (Paris, both included), the latest first.

    Columns ident, lieu, lat, lon, cell, debut, fin, genre, intensite. ``heures`` is the band [first, last[ in which
    they began, which may pass midnight.
    """
    here = f"timezone('{ZONE}', debut)"
    where: list[str] = ["true"]
    values: list[object] = []
    if depuis:
        where.append(f"{here}::DATE >= ?")
        values.append(depuis)
    if jusqua:
        where.append(f"{here}::DATE <= ?")
        values.append(jusqua)
    if heures and heures[0] != heures[1] and heures != (0, 24):
        joined = "AND" if heures[0] < heures[1] else "OR"
        where.append(f"(hour({here}) >= ? {joined} hour({here}) < ?)")
        values += heures
    if territoire_ids is not None:
        where.append(
            "id IN (SELECT ambiance_id FROM ambiance_appartenance WHERE list_contains(?::BIGINT[], territoire_id))"
        )
        values.append(list(territoire_ids))
    if genres:
        where.append("list_contains(?::VARCHAR[], genre)")
        values.append(list(genres))
    if auteur:
        where.append("auteur = ?")
        values.append(auteur)
    bound = "" if limit is None else f" LIMIT {int(limit)}"
    return database.read(
        "SELECT id AS ident, lieu, lat, lon, cell, debut, fin, genre, intensite::INTEGER AS intensite FROM ambiance "
        f"WHERE {' AND '.join(where)} ORDER BY debut DESC, id DESC{bound}",
        values,
    )
