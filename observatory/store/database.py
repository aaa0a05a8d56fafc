"""The base's only door: one file, one process, a cursor and an ibis backend for each thread."""

from __future__ import annotations

import logging
import os
import random
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import duckdb
import pyarrow as pa

from observatory.domain.errors import BaseBusy, BaseExists, BaseMissing
from observatory.store.gate import Gate
from observatory.store.header import check_length
from observatory.store.log import check_log
from observatory.store.migrations import create_schema, migrate
from observatory.store.trouble import disk_trouble, is_conflict, opening_trouble

if TYPE_CHECKING:
    import ibis

log = logging.getLogger(__name__)

T = TypeVar("T")
Cursor: TypeAlias = duckdb.DuckDBPyConnection
"""What a change is written through."""

CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "true",
    "threads": str(max(1, (os.cpu_count() or 1) - 1)),
}
"""One processor is left to those who do not count: a query that is spread over all of them waits for the busiest."""
ZONE = "Europe/Paris"
_ATTEMPTS = 8
_MENDING_SECONDS = 5.0


class Database:
    """An open base. Safe to use from several threads; each gets its own cursor.

    Use :meth:`create` or :meth:`open`, then :meth:`read` for queries and :meth:`write` for changes.
    """

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection):
        self.path = path
        self._connection = connection
        self._local = threading.local()
        self._gate = Gate()
        self._lock = threading.Lock()
        self._cursors: weakref.WeakSet[duckdb.DuckDBPyConnection] = weakref.WeakSet()
        self._broken = False
        self.writes = 0
        """How often something was written, but for what was written aside: what was read before may be another."""

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
        """Write everything to the file and let go of it.

        Raises
        ------
        DiskFailed
            When the disk does not take it: it stays in the log beside the base, which the next opening reads.
        """
        try:
            self._connection.execute("CHECKPOINT")
        except duckdb.TransactionException:
            log.warning("a transaction is still open: the next opening reads the log")
        except duckdb.Error as error:
            told = disk_trouble(error, self.path)
            if told is None:
                raise
            raise told from error
        finally:
            self._connection.close()

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """While inside, the file is not replaced under this thread; what goes wrong with the disk is told in French.

        Raises
        ------
        DiskFailed, FormatError
        """
        self._mend()
        with self._gate.together():
            try:
                yield
            except duckdb.Error as error:
                self._broken = self._broken or isinstance(error, duckdb.FatalException | duckdb.InternalException)
                told = disk_trouble(error, self.path)
                if told is None:
                    raise
                raise told from error

    @contextmanager
    def alone(self, seconds: float) -> Iterator[None]:
        """While inside, no other thread uses the base; those inside are waited for, so many seconds at most.

        Raises
        ------
        BaseBusy
            When others are still at work by then.
        """
        with self._gate.alone(seconds):
            yield

    def settle(self) -> None:
        """Bring all that was written into the file. To be called inside :meth:`alone`: every cursor is let go."""
        self._let_go()
        self._reopen()
        self.cursor().execute("CHECKPOINT")

    def replace_file(self, new: Path) -> None:
        """Let ``new``, a whole base, take the place of the file and open it. To be called inside :meth:`alone`.

        Raises
        ------
        StateError
            When the file cannot be let go of; the base then goes on with it as it was.
        """
        from observatory.store.swap import put_in_place

        self._let_go()
        try:
            put_in_place(new, self.path)
        finally:
            self._reopen()

    def _mend(self) -> None:
        """Open the base again once DuckDB refuses everything: its log holds what was acknowledged."""
        if not self._broken:
            return
        with self._gate.alone(_MENDING_SECONDS):
            if self._broken:
                log.warning("the base is opened again after a failure of the disk")
                self._let_go()
                self._reopen()
                self._broken = False

    def _let_go(self) -> None:
        with self._lock:
            for cursor in list(self._cursors):
                cursor.close()
            self._cursors = weakref.WeakSet()
            self._local = threading.local()
        with suppress(duckdb.Error):  # one that cannot be written any more closes with an error, its log stays
            self._connection.close()

    def _reopen(self) -> None:
        self._connection = _connect(self.path)

    def _new_cursor(self) -> duckdb.DuckDBPyConnection:
        cursor = self._connection.cursor()
        self._cursors.add(cursor)
        return cursor

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's cursor. What runs for long holds :meth:`in_use` meanwhile, as every operation does."""
        with self._gate.together(), self._lock:
            found: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
            if found is None:
                found = self._local.cursor = self._new_cursor()
            return found

    def ibis(self) -> ibis.BaseBackend:
        """This thread's ibis backend, over a cursor of its own (a shared backend fails under threads)."""
        import ibis  # half a second to import: only what aggregates pays it

        with self._gate.together():
            found: ibis.BaseBackend | None = getattr(self._local, "backend", None)
            if found is None:
                with self._lock:
                    cursor = self._new_cursor()
                found = self._local.backend = ibis.duckdb.from_connection(cursor)
            return found

    def read(self, sql: str, parameters: list[object] | dict[str, object] | None = None) -> pa.Table:
        """The answer of a query as an Arrow table."""
        with self.in_use():
            return self.cursor().execute(sql, parameters).to_arrow_table()

    def value(self, sql: str, parameters: list[object] | None = None) -> object:
        """The first value of the first row of a query, or None."""
        with self.in_use():
            rows = self.cursor().execute(sql, parameters).fetchall()  # to its end: a query half read stays open
        return rows[0][0] if rows else None

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """This thread's cursor inside one transaction: what it reads is of one instant, what it writes is whole."""
        cursor = self.cursor()
        cursor.begin()
        try:
            yield cursor
            cursor.commit()
        except BaseException:
            with suppress(duckdb.TransactionException, duckdb.FatalException):  # a failed commit leaves none to undo
                cursor.rollback()
            raise

    def write(self, change: Callable[[duckdb.DuckDBPyConnection], T], *, aside: bool = False) -> T:
        """Run ``change`` in one transaction: all of it or nothing.

        It is run again when another thread changed the same rows meanwhile, so it must not keep state. ``aside``: it
        changes nothing that is kept of problèmes near a place, or sees to that itself.

        Raises
        ------
        DiskFailed
            When the disk does not take it: nothing of it is kept.
        BaseBusy
            When others keep changing the same rows.
        """
        with self.in_use():
            for attempt in range(_ATTEMPTS):
                try:
                    with self.transaction() as cursor:
                        done = change(cursor)
                    self.writes += not aside
                    return done
                except duckdb.TransactionException as error:
                    if not is_conflict(error):
                        raise
                    if attempt == _ATTEMPTS - 1:
                        raise BaseBusy(
                            "D'autres écritures ont changé les mêmes données en même temps : rien n'a été écrit, "
                            "recommencez."
                        ) from error
                    time.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - no secret depends on it  # nosec B311
        raise AssertionError("unreachable")


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the file, telling a busy base from a broken one."""
    check_log(path)
    check_length(path)
    try:
        connection = duckdb.connect(str(path), config=dict(CONFIG))
        connection.execute(f"SET GLOBAL TimeZone = '{ZONE}'")
        return connection
    except duckdb.Error as error:
        raise opening_trouble(error, path) from error
