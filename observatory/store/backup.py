"""Backups of the base: a folder with each table as Parquet, the schema, and a manifest with checksums."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from observatory.domain.errors import BaseExists, BaseTooNew, FormatError, NotFound, ObservatoryError, WriteRefused
from observatory.store.database import ZONE, Cursor, Database
from observatory.store.manifest import (
    FORMAT,
    MANIFEST,
    SCHEMA,
    File,
    Manifest,
    damages,
    describe_file,
    read_manifest,
    write_manifest,
)
from observatory.store.migrations import SCHEMA_VERSION, migrate, schema_version
from observatory.store.swap import flush

Progress = Callable[[str, int, int], None]

_TABLES = (
    "SELECT table_name, sql FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal "
    "AND NOT temporary ORDER BY table_oid"
)
_SEQUENCES = (
    "SELECT sequence_name, coalesce(last_value + increment_by, start_value) FROM duckdb_sequences() "
    "WHERE database_name = current_database() AND NOT temporary ORDER BY sequence_oid"
)
_INDEXES = "SELECT sql FROM duckdb_indexes() WHERE database_name = current_database() AND sql IS NOT NULL"
_VIEWS = (
    "SELECT sql FROM duckdb_views() WHERE database_name = current_database() AND NOT internal AND NOT temporary "
    "ORDER BY view_oid"
)


def backup_write(database: Database, into: Path, le: dt.datetime, progress: Progress) -> Path:
    """Write a backup of one instant of the base into a new folder of ``into``, while others go on writing.

    It bears its name (``<base>-<instant>``) only once it is whole and on the disk.

    Raises
    ------
    BaseExists
        When a backup of that instant stands there.
    WriteRefused, DiskFailed
        When the folder cannot be written to, or is full.
    """
    final = into / f"{database.path.stem}-{le.astimezone(dt.UTC):%Y-%m-%dT%H-%M-%SZ}"
    with new_folder(final) as draft:
        with database.in_use(), database.transaction() as cursor:
            fichiers = _write_tables(cursor, draft, progress)
            version = schema_version(cursor)
            erased = cursor.execute("SELECT count(*) FROM effacement").fetchone()
            (draft / SCHEMA).write_text(_schema_text(cursor), encoding="utf-8")
        fichiers.append(describe_file(draft / SCHEMA))
        manifest = Manifest(FORMAT, database.path.stem, version, le, int(erased[0]) if erased else 0, fichiers)
        write_manifest(draft, manifest)
    return final


@contextmanager
def new_folder(final: Path) -> Iterator[Path]:
    """A folder to fill that becomes ``final`` at the end, on the disk; nothing is left of it where it fails.

    Raises
    ------
    BaseExists, WriteRefused
    """
    if final.exists():
        raise BaseExists(f"{final} existe déjà : une sauvegarde n'est jamais écrasée. Recommencez dans une seconde.")
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=final.parent, prefix=f".{final.name}."))  # of mode 0700
    except OSError as error:
        raise _refused(final.parent, error) from error
    try:
        yield draft
        for path in draft.iterdir():
            path.chmod(0o600)
            flush(path)
        flush(draft)
        draft.rename(final)
        flush(final.parent)
    except OSError as error:
        raise _refused(final.parent, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def backups_in(folder: Path, base: str | None = None) -> list[Path]:
    """The whole backups in a folder (of one base), the oldest first."""
    if not folder.is_dir():
        return []
    found = []
    for path in folder.iterdir():
        if not path.name.startswith(".") and (path / MANIFEST).is_file():
            manifest = read_manifest(path)
            if base in (None, manifest.base):
                found.append((manifest.le, path.name, path))
    return [path for _, _, path in sorted(found)]


def backup_choose(folder: Path) -> Path:
    """``folder`` itself where it is a backup, else the latest in it.

    Raises
    ------
    NotFound
        When there is none.
    """
    if (folder / MANIFEST).is_file():
        return folder
    found = backups_in(folder)
    if not found:
        raise NotFound(
            f"Il n'y a pas de sauvegarde dans {folder} : donnez le dossier que « observatory backup » a écrit."
        )
    return found[-1]


def backup_restore(folder: Path, path: Path, progress: Progress) -> Manifest:
    """Make a new base at ``path`` from a backup, taken forward to the newest version; it is there only once whole.

    Raises
    ------
    BaseExists
        When something stands at ``path``: it is never overwritten.
    FormatError
        When a file of the backup is missing or is not as it was written.
    BaseTooNew
        When the backup was written by a newer program.
    """
    log = path.with_name(path.name + ".wal")
    for taken in (path, log):
        if taken.exists():
            raise BaseExists(f"{taken} existe déjà et n'est jamais écrasé : choisissez un autre fichier avec --db.")
    manifest = read_manifest(folder)
    if manifest.version > SCHEMA_VERSION:
        raise BaseTooNew(
            f"La sauvegarde {folder.name} est à la version {manifest.version}, plus récente que ce programme (version "
            f"{SCHEMA_VERSION}) : mettez le programme à jour."
        )
    wrong = damages(folder, manifest)
    if wrong:
        raise FormatError(
            f"La sauvegarde {folder.name} est abîmée ({' ; '.join(wrong)}) : prenez-en une autre. Rien n'a été écrit."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    except OSError as error:
        raise _refused(path.parent, error) from error
    try:
        draft = place / path.name
        _fill(draft, folder, manifest, progress)
        flush(draft)
        os.link(draft, path) if hasattr(os, "link") else draft.rename(path)  # unlike a renaming, never overwrites
        flush(path.parent)
    except FileExistsError as error:
        raise BaseExists(f"{path} vient d'être créé par un autre programme : rien n'a été écrasé.") from error
    except OSError as error:
        raise _refused(path.parent, error) from error
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return manifest


def _write_tables(cursor: Cursor, folder: Path, progress: Progress) -> list[File]:
    names = [str(row[0]) for row in cursor.execute(_TABLES).fetchall()]
    files = []
    for number, name in enumerate(names):
        progress(f"Sauvegarde de {name}", number, len(names))
        path = folder / f"{name}.parquet"
        rows = cursor.execute(f'COPY "{name}" TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)').fetchone()
        files.append(describe_file(path, name, int(rows[0]) if rows else 0))
    progress("Sauvegarde", len(names), len(names))
    return files


def _schema_text(cursor: Cursor) -> str:
    """Statements that make the base anew. Sequences go on after every number that was given out."""
    sequences = [
        f'CREATE SEQUENCE "{name}" START WITH {start};' for name, start in cursor.execute(_SEQUENCES).fetchall()
    ]
    others = [str(row[-1]) for query in (_TABLES, _INDEXES, _VIEWS) for row in cursor.execute(query).fetchall()]
    return "\n".join([*sequences, *others]) + "\n"


def _fill(draft: Path, folder: Path, manifest: Manifest, progress: Progress) -> None:
    """Make the base of a backup. Its schema may only create, and its files are the only ones that can be read."""
    connection = duckdb.connect(str(draft))
    try:
        connection.execute(f"SET GLOBAL TimeZone = '{ZONE}'")
        connection.execute(f"SET allowed_directories = [{quoted(folder.absolute())}, {quoted(draft.parent)}]")
        connection.execute("SET enable_external_access = false")
        connection.begin()
        for statement in duckdb.extract_statements((folder / SCHEMA).read_text(encoding="utf-8")):
            if statement.type != duckdb.StatementType.CREATE:
                raise FormatError(f"{folder.name}/{SCHEMA} fait autre chose que créer des tables : il est refusé.")
            connection.execute(statement)
        tables = [one for one in manifest.fichiers if one.table]
        for number, one in enumerate(tables):
            progress(f"Restauration de {one.table}", number, len(tables))
            source = quoted(folder.absolute() / one.nom)
            done = connection.execute(f'INSERT INTO "{one.table}" BY NAME FROM read_parquet({source})').fetchone()
            if done is None or done[0] != one.lignes:
                raise FormatError(f"{one.nom} : {done and done[0]} lignes au lieu de {one.lignes}. Rien n'a été écrit.")
        connection.commit()
        if schema_version(connection) != manifest.version:
            raise FormatError(f"{folder.name} : le manifeste et la base ne disent pas la même version.")
        migrate(connection)
        connection.execute("DELETE FROM session")  # one that was ended since must not open the office again
        connection.execute("CHECKPOINT")
        progress("Restauration", len(tables), len(tables))
    except duckdb.Error as error:
        raise FormatError(
            f"La sauvegarde {folder.name} ne peut pas être relue ({str(error).splitlines()[0]}). Rien n'a été écrit."
        ) from error
    finally:
        connection.close()


def quoted(path: Path) -> str:
    """A path as a text of SQL."""
    return "'" + str(path).replace("'", "''") + "'"


def _refused(folder: Path, error: OSError) -> ObservatoryError:
    return WriteRefused(
        f"Impossible d'écrire dans {folder} ({error.strerror}) : vérifiez la place et les droits, ou choisissez un "
        "autre dossier."
    )
