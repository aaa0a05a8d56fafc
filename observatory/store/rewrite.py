"""Writing the base's file anew: what was erased stays in the bytes of a file until then."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import duckdb

from observatory.domain.errors import DiskFailed, StateError
from observatory.store.backup import quoted
from observatory.store.database import Cursor, Database


def rewrite(database: Database, seconds: float) -> tuple[int, int]:
    """Copy all that lives into a new file, verify it, and let it take the place of the old one, the base open.

    Other threads wait meanwhile; those at work are waited for, ``seconds`` at most.

    Returns
    -------
    The bytes of the file before and after.

    Raises
    ------
    BaseBusy
        When others are still at work by then.
    DiskFailed, StateError
        When the new file cannot be written or is not the same: the old one stays.
    """
    with database.in_use(), database.alone(seconds):
        database.settle()
        for left in database.path.parent.glob(f".{database.path.name}.*"):  # by an interruption
            shutil.rmtree(left, ignore_errors=True)
        before = database.path.stat().st_size
        try:
            _replace(database)
        except OSError as error:
            raise DiskFailed(
                f"Impossible d'écrire près de {database.path} ({error.strerror}) : son fichier n'est pas réécrit."
            ) from error
        return before, database.path.stat().st_size


def _replace(database: Database) -> None:
    place = Path(tempfile.mkdtemp(dir=database.path.parent, prefix=f".{database.path.name}."))
    try:
        new = place / database.path.name
        _copy(database.cursor(), new)
        new.chmod(database.path.stat().st_mode & 0o777)
        database.replace_file(new)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _copy(cursor: Cursor, new: Path) -> None:
    row = cursor.execute("SELECT current_database()").fetchone()
    name = str(row[0]) if row else ""
    cursor.execute(f"ATTACH {quoted(new)} AS neuve")
    try:
        cursor.execute(f'COPY FROM DATABASE "{name}" TO neuve')
        tables = _tables(cursor, name)
        different = [one for one in tables if _sum(cursor, name, one) != _sum(cursor, "neuve", one)]
        if different or tables != _tables(cursor, "neuve"):
            raise StateError(f"Le fichier réécrit n'est pas le même ({', '.join(different)}) : l'ancien est gardé.")
    finally:
        cursor.execute("DETACH neuve")
    with duckdb.connect(str(new), read_only=True) as written:  # as it stands on the disk
        written.execute("SELECT valeur FROM meta WHERE cle = 'version'").fetchone()


def _tables(cursor: Cursor, database: str) -> list[str]:
    rows = cursor.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND NOT temporary ORDER BY 1", [database]
    )
    return [str(row[0]) for row in rows.fetchall()]


def _sum(cursor: Cursor, database: str, table: str) -> tuple[object, ...] | None:
    """The rows of a table and the sum of their hashes."""
    found: tuple[object, ...] | None = cursor.execute(
        f'SELECT count(*), sum(hash(t)::HUGEINT) FROM "{database}"."{table}" t'
    ).fetchone()
    return found
