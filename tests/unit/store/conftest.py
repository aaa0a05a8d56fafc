"""Bases of earlier versions, made from the schema that each had."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from observatory.settings import PROJECT
from observatory.store.database import Database

SCHEMAS = PROJECT / "tests" / "data" / "schema"
VERSIONS = sorted(int(path.stem[1:]) for path in SCHEMAS.glob("v*.sql"))


def base_of_version(path: Path, version: int) -> Path:
    """A base as the program of that version left it, with a few rows."""
    with duckdb.connect(str(path)) as connection:
        connection.execute((SCHEMAS / f"v{version}.sql").read_text(encoding="utf-8"))
    return path


def tables_of(base: Database) -> dict[str, pa.Table]:
    """Every table of a base."""
    names = base.cursor().execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
    return {name: base.read(f"SELECT * FROM {name} ORDER BY ALL") for (name,) in names}
