"""Territories: dated outlines, the cells that cover them, and which signalement lies where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import shapely
from shapely.geometry.base import BaseGeometry

from observatory.domain.cover import Cover, TerritoryIndex
from observatory.domain.grid import Cells, Floats
from observatory.domain.records import TerritoireInfo, Zonage
from observatory.store.database import Database

_CLOSED = "coalesce(valid_to, DATE '9999-12-31')"
_OPENED = "coalesce(valid_from, DATE '0001-01-01')"
_INFO = "id, zonage, code, nom, population, valid_from, valid_to"


@dataclass(frozen=True, slots=True)
class NewTerritoire:
    """A territory to be kept, with its cover."""

    code: str
    nom: str
    population: float | None
    geometry: BaseGeometry
    cover: Cover


def territoires_write(
    cursor: duckdb.DuckDBPyConnection,
    zonage: str,
    items: Sequence[NewTerritoire],
    depuis: dt.date | None,
    jusqua: dt.date | None,
) -> tuple[list[int], int, int]:
    """Add territories of a zonage, valid from ``depuis`` to ``jusqua`` (both included, None unbounded).

    The version of a code that begins on the same day is replaced; an open earlier one ends the day before.

    Returns
    -------
    The new ids in order, how many were replaced, how many were ended.
    """
    codes = [item.code for item in items]
    replaced = _delete(
        cursor,
        "zonage = ? AND code IN (SELECT unnest(?)) AND valid_from IS NOT DISTINCT FROM ?",
        [zonage, codes, depuis],
    )
    ended = 0
    if depuis is not None:
        rows = cursor.execute(
            "UPDATE territoire SET valid_to = ? WHERE zonage = ? AND code IN (SELECT unnest(?)) "
            f"AND {_OPENED} < ? AND {_CLOSED} >= ? RETURNING id",
            [depuis - dt.timedelta(days=1), zonage, codes, depuis, depuis],
        ).fetchall()
        ended = len(rows)
    ids = [row[0] for row in cursor.execute("SELECT nextval('territoire_id') FROM range(?)", [len(items)]).fetchall()]
    for ident, item in zip(ids, items, strict=True):
        contour = shapely.to_wkb(item.geometry)
        cursor.execute(
            "INSERT INTO territoire VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [ident, zonage, item.code, item.nom, item.population, depuis, jusqua, contour],
        )
    cells = _cover_table(ids, [item.cover for item in items])
    cursor.register("couverture", cells)
    cursor.execute("INSERT INTO territoire_cellule SELECT * FROM couverture")
    cursor.unregister("couverture")
    return ids, replaced, ended


def _delete(cursor: duckdb.DuckDBPyConnection, where: str, parameters: list[object]) -> int:
    gone = cursor.execute(f"SELECT id FROM territoire WHERE {where}", parameters).fetchall()
    ids = [row[0] for row in gone]
    for table, column in (
        ("appartenance", "territoire_id"),
        ("ambiance_appartenance", "territoire_id"),
        ("territoire_cellule", "territoire_id"),
        ("territoire", "id"),
    ):
        cursor.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT unnest(?))", [ids])
    return len(ids)


def _cover_table(ids: Sequence[int], covers: Sequence[Cover]) -> pa.Table:
    sizes = [(len(c.inside), len(c.edge)) for c in covers]
    cells = [part for c in covers for part in (c.inside, c.edge)]
    return pa.table(
        {
            "territoire_id": np.repeat(ids, [a + b for a, b in sizes]).astype(np.int64),
            "cell": np.concatenate(cells) if cells else np.array([], np.int64),
            "inside": np.concatenate([np.repeat([True, False], size) for size in sizes] or [np.array([], bool)]),
        }
    )


def territory_index(database: Database, ids: Sequence[int] | None = None) -> tuple[list[int], TerritoryIndex]:
    """The territories (all, or those of ``ids``) ready for look-ups: their ids, and the index in that order."""
    wanted = list(ids) if ids is not None else None
    where = "" if wanted is None else " WHERE id IN (SELECT unnest($1))"
    known = database.read(f"SELECT id, contour FROM territoire{where} ORDER BY id", [wanted] if wanted else None)
    if wanted == []:
        known = known.slice(0, 0)
    order = known["id"].to_pylist()
    geometries = [shapely.from_wkb(contour) for contour in known["contour"].to_pylist()]
    return order, TerritoryIndex.build(geometries, [territory_cover(database, ident) for ident in order])


@dataclass(frozen=True, slots=True)
class Place:
    """A territory by its number, its zonage and code, and the days on which it is in force."""

    ident: int
    zonage: str
    code: str
    valid_from: dt.date | None
    valid_to: dt.date | None

    def in_force(self, day: dt.date) -> bool:
        """Whether it is in force on a day, both bounds included."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def places_read(database: Database) -> list[Place]:
    """Every territory without its outline."""
    rows = database.read("SELECT id, zonage, code, valid_from, valid_to FROM territoire ORDER BY id").to_pylist()
    return [Place(*row.values()) for row in rows]


def territoires_stamp(database: Database) -> tuple[object, ...]:
    """What changes whenever a territory is added or taken out."""
    row = database.read("SELECT count(*) AS n, max(id) AS dernier, sum(id) AS somme FROM territoire").to_pylist()[0]
    return tuple(row.values())


def territory_cover(database: Database, ident: int) -> Cover:
    """The cells of one territory."""
    cells = database.read("SELECT cell, inside FROM territoire_cellule WHERE territoire_id = ?", [ident])
    cell, inside = cells["cell"].to_numpy(), cells["inside"].to_numpy(zero_copy_only=False).astype(bool)
    return Cover(np.sort(cell[inside]), np.sort(cell[~inside]))


def territory_codes(database: Database) -> list[str]:
    """Every territory of whatever date, written ``zonage:code``."""
    rows = database.cursor().execute("SELECT DISTINCT zonage || ':' || code FROM territoire ORDER BY 1").fetchall()
    return [str(one) for (one,) in rows]


def located_points(database: Database) -> tuple[Cells, Cells, Floats, Floats]:
    """Every located signalement: ids, cells, latitudes, longitudes."""
    table = database.read("SELECT id, cell, lat, lon FROM signalement WHERE cell IS NOT NULL")
    ids, cells, lats, lons = (table[name].to_numpy() for name in ("id", "cell", "lat", "lon"))
    return ids, cells, lats, lons


def cells_told_of(database: Database, ids: Sequence[int]) -> Cells:
    """The distinct cells (resolution 12) of the signalements that lie in one of some territories."""
    found = database.read(
        "SELECT DISTINCT cell FROM signalement WHERE cell IS NOT NULL AND id IN "
        "(SELECT signalement_id FROM appartenance WHERE territoire_id IN (SELECT unnest(?)))",
        [list(ids)],
    )
    return np.asarray(found["cell"].to_numpy(), np.int64)


def appartenance_write(cursor: duckdb.DuckDBPyConnection, signalements: Cells, territoires: Cells) -> None:
    """Keep that signalements lie in territories; two id arrays of equal length."""
    cursor.register("liens", pa.table({"signalement_id": signalements, "territoire_id": territoires}))
    cursor.execute("INSERT INTO appartenance SELECT * FROM liens")
    cursor.unregister("liens")


def zonages_list(database: Database, today: dt.date) -> list[Zonage]:
    """The layers of the base with the number of territories in force on ``today`` and their days of change."""
    rows = (
        database.cursor()
        .execute(
            f"SELECT zonage, count(*) FILTER ({_OPENED} <= $1 AND {_CLOSED} >= $1), "
            "list(DISTINCT valid_from ORDER BY valid_from) FILTER (valid_from IS NOT NULL) "
            "FROM territoire GROUP BY zonage ORDER BY zonage",
            [today],
        )
        .fetchall()
    )
    return [Zonage(zonage, n, versions or []) for zonage, n, versions in rows]


def territoire_names(database: Database, zonage: str) -> list[str]:
    """The names of the territories of a zonage, of whatever date."""
    rows = database.cursor().execute("SELECT DISTINCT nom FROM territoire WHERE zonage = ? ORDER BY nom", [zonage])
    return [str(nom) for (nom,) in rows.fetchall()]


def territoire_labels(database: Database) -> dict[str, str]:
    """The latest name of every territory, by ``zonage:code``."""
    rows = database.read("SELECT zonage || ':' || code AS cle, nom FROM territoire ORDER BY valid_from NULLS FIRST, id")
    return dict(zip(rows["cle"].to_pylist(), rows["nom"].to_pylist(), strict=True))


def territoires_in_force(database: Database, zonage: str, day: dt.date) -> list[TerritoireInfo]:
    """The territories of a zonage in force on one day, by code."""
    rows = (
        database.cursor()
        .execute(
            f"SELECT {_INFO} FROM territoire WHERE zonage = ? AND {_OPENED} <= ? AND {_CLOSED} >= ? ORDER BY code",
            [zonage, day, day],
        )
        .fetchall()
    )
    return [TerritoireInfo(*row) for row in rows]


def contours_read(database: Database, ids: Sequence[int]) -> list[BaseGeometry]:
    """The outlines of territories, in the order of ``ids``."""
    rows = database.cursor().execute("SELECT id, contour FROM territoire WHERE id IN (SELECT unnest(?))", [list(ids)])
    found = {ident: shapely.from_wkb(contour) for ident, contour in rows.fetchall()}
    return [found[ident] for ident in ids]
