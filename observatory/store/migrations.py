"""Versions of the base: a new one is made from ``schema.sql``, an older one is taken forward step by step."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from observatory.domain.errors import BaseTooNew, FormatError

SCHEMA_VERSION = 9
SCHEMA = Path(__file__).with_name("schema.sql")
STEPS = Path(__file__).with_name("migrations")


def create_schema(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the newest schema into an empty base."""
    connection.execute(SCHEMA.read_text(encoding="utf-8"))
    connection.execute("INSERT INTO meta VALUES ('version', ?)", [str(SCHEMA_VERSION)])


def schema_version(connection: duckdb.DuckDBPyConnection) -> int:
    """The version that the base was written with.

    Raises
    ------
    FormatError
        When the file is a DuckDB base but not one of the observatory.
    """
    try:
        row = connection.execute("SELECT valeur FROM meta WHERE cle = 'version'").fetchone()
    except duckdb.CatalogException as error:
        raise FormatError(
            "Ce fichier DuckDB n'est pas une base de l'observatoire : choisissez un autre fichier avec --db, "
            "ou créez une base avec « observatory init »."
        ) from error
    if row is None:
        raise FormatError("La base ne dit pas sa version : restaurez une sauvegarde.")
    return int(row[0])


def migrate(connection: duckdb.DuckDBPyConnection, steps: Path = STEPS, newest: int = SCHEMA_VERSION) -> list[int]:
    """Take the base forward to ``newest``, each step in a transaction of its own; the steps done come back.

    Raises
    ------
    BaseTooNew
        When the base was written by a newer program.
    """
    version = schema_version(connection)
    if version > newest:
        raise BaseTooNew(
            f"La base est à la version {version}, plus récente que ce programme (version {newest}) : "
            "mettez le programme à jour, rien n'a été modifié."
        )
    done: list[int] = []
    for path in sorted(steps.glob("*.sql")):
        number = int(re.sub(r"\D", "", path.stem))
        if version < number <= newest:
            connection.begin()
            try:
                connection.execute(path.read_text(encoding="utf-8"))
                connection.execute("UPDATE meta SET valeur = ? WHERE cle = 'version'", [str(number)])
                connection.commit()
            except duckdb.Error:
                connection.rollback()
                raise
            done.append(number)
    return done
