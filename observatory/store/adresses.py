"""Addresses, streets and places: the city's gazetteer as it was imported."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from observatory.store.database import Database

ADRESSE_COLUMNS = (
    "id",
    "numero",
    "rep",
    "nom_voie",
    "code_postal",
    "code_insee",
    "nom_commune",
    "lon",
    "lat",
)


def adresses_write(cursor: duckdb.DuckDBPyConnection, table: pa.Table) -> tuple[int, int]:
    """Add addresses; one whose id is known replaces the former. Gives (new, already known)."""
    cursor.register("nouvelles", table.select(list(ADRESSE_COLUMNS)))
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE adresse_lue AS SELECT * FROM nouvelles "
        "QUALIFY row_number() OVER (PARTITION BY id, numero, rep, nom_voie ORDER BY 1) = 1"
    )
    cursor.unregister("nouvelles")
    before = _count(cursor, "adresse")
    cursor.execute("DELETE FROM adresse USING adresse_lue WHERE adresse.id = adresse_lue.id")
    cursor.execute("INSERT INTO adresse SELECT * FROM adresse_lue")
    cursor.execute("DROP TABLE adresse_lue")
    added = _count(cursor, "adresse") - before
    return added, table.num_rows - added


def voies_write(cursor: duckdb.DuckDBPyConnection, table: pa.Table) -> tuple[int, int]:
    """Add street lines (columns nom, contour as WKB); the same line twice is kept once."""
    return _add_distinct(cursor, "voie", table)


def lieux_write(cursor: duckdb.DuckDBPyConnection, table: pa.Table) -> tuple[int, int]:
    """Add places (columns nom, genre, lat, lon); the same place twice is kept once."""
    return _add_distinct(cursor, "lieu", table)


def adresses_read(database: Database) -> pa.Table:
    """Every address, in the order of import."""
    return database.read("SELECT * FROM adresse")


def voies_read(database: Database) -> pa.Table:
    """Every street line: nom, contour (WKB, degrees WGS84)."""
    return database.read("SELECT nom, contour FROM voie")


def lieux_read(database: Database) -> pa.Table:
    """Every place: nom, genre, lat, lon."""
    return database.read("SELECT nom, genre, lat, lon FROM lieu")


def gazetteer_stamp(database: Database) -> str:
    """A text that changes with any address, street line or place: counts and sums of the hashes of the rows."""
    parts = [
        database.value(f"SELECT count(*) || ':' || coalesce(sum(hash({name})::HUGEINT), 0) FROM {name}")
        for name in ("adresse", "voie", "lieu")
    ]
    return " ".join(map(str, parts))


def _add_distinct(cursor: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> tuple[int, int]:
    cursor.register("nouveaux", table)
    before = _count(cursor, name)
    columns = ", ".join(table.column_names)
    cursor.execute(
        f"INSERT INTO {name} ({columns}) SELECT DISTINCT ON ({columns}) {columns} FROM nouveaux "
        f"EXCEPT SELECT {columns} FROM {name}"
    )
    cursor.unregister("nouveaux")
    added = _count(cursor, name) - before
    return added, table.num_rows - added


def _count(cursor: duckdb.DuckDBPyConnection, name: str) -> int:
    row = cursor.execute(f"SELECT count(*) FROM {name}").fetchone()
    return int(row[0]) if row else 0
