"""The base's only door: one file, one process, a cursor and an ibis backend for each thread."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import duckdb
import pyarrow as pa

from observatory.domain.errors import BaseBusy, BaseExists, BaseMissing, FormatError
from observatory.store.migrations import create_schema, migrate

if TYPE_CHECKING:
    import ibis

T = TypeVar("T")
Cursor: TypeAlias = duckdb.DuckDBPyConnection
"""What a change is written through."""

CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "true",
}
ZONE = "Europe/Paris"
_ATTEMPTS = 8


class Database:
    """An open base. Safe to use from several threads; each gets its own cursor.

    Use :meth:`create` or :meth:`open`, then :meth:`read` for queries and :meth:`write` for changes.
    """

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection):
        self.path = path
        self._connection = connection
        self._local = threading.local()

    @classmethod
    def create(cls, path: Path) -> Database:
        """Make a new, empty base.

        Raises
        ------
        BaseExists
            When something stands at ``path``: a base is never overwritten.
        """
        if path.exists():
            raise BaseExists(
                f"Une base existe déjà : {path}. Elle n'est jamais écrasée : choisissez un autre fichier avec --db, "
                "ou déplacez celui-ci."
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(path)
        connection.begin()
        create_schema(connection)
        connection.commit()
        return cls(path, connection)

    @classmethod
    def open(cls, path: Path) -> Database:
        """Open a base that exists, taken forward to the newest version.

        Raises
        ------
        BaseMissing, BaseBusy, BaseTooNew, FormatError
        """
        if not path.exists():
            raise BaseMissing(
                f"Il n'y a pas de base à {path}. Créez-la : « observatory --db {path} init --city demo » "
                "(ville fictive) ou « --city vide »."
            )
        connection = _connect(path)
        try:
            migrate(connection)
        except BaseException:
            connection.close()
            raise
        return cls(path, connection)

    def close(self) -> None:
        """Write everything to the file and let go of it."""
        self._connection.execute("CHECKPOINT")
        self._connection.close()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's cursor."""
        found: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if found is None:
            found = self._connection.cursor()
            self._local.cursor = found
        return found

    def ibis(self) -> ibis.BaseBackend:
        """This thread's ibis backend, over a cursor of its own (a shared backend fails under threads)."""
        found: ibis.BaseBackend | None = getattr(self._local, "backend", None)
        if found is None:
            import ibis  # half a second to import: only what aggregates pays it

            found = ibis.duckdb.from_connection(self._connection.cursor())
            self._local.backend = found
        return found

    def read(self, sql: str, parameters: list[object] | None = None) -> pa.Table:
        """The answer of a query as an Arrow table."""
        return self.cursor().execute(sql, parameters).to_arrow_table()

    def value(self, sql: str, parameters: list[object] | None = None) -> object:
        """The first value of the first row of a query, or None."""
        row = self.cursor().execute(sql, parameters).fetchone()
        return row[0] if row else None

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self.cursor()
        cursor.begin()
        try:
            yield cursor
            cursor.commit()
        except BaseException:
            cursor.rollback()
            raise

    def write(self, change: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """Run ``change`` in one transaction: all of it or nothing.

        It is run again when another thread changed the same rows meanwhile, so it must not keep state.
        """
        for attempt in range(_ATTEMPTS):
            try:
                with self._transaction() as cursor:
                    return change(cursor)
            except duckdb.TransactionException:
                if attempt == _ATTEMPTS - 1:
                    raise
                time.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - no secret depends on it  # nosec B311
        raise AssertionError("unreachable")


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the file, telling a busy base from a broken one."""
    try:
        connection = duckdb.connect(str(path), config=dict(CONFIG))
        connection.execute(f"SET GLOBAL TimeZone = '{ZONE}'")
        return connection
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise BaseBusy(
                f"La base {path} est ouverte par un autre programme qui ne répond pas aux commandes (import en cours, "
                "autre logiciel) : attendez qu'il finisse ou fermez-le."
            ) from error
        raise FormatError(
            f"{path} ne peut pas être lu comme une base DuckDB 1.5 ({error}). Vérifiez le fichier ou restaurez une "
            "sauvegarde ; rien n'a été modifié."
        ) from error
    except (duckdb.SerializationException, duckdb.InvalidInputException, duckdb.FatalException) as error:
        raise FormatError(f"{path} est une base abîmée ({error}). Restaurez une sauvegarde.") from error
