"""Putting a new file in the place of a base's file, in one step that a power cut cannot halve."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import duckdb

from observatory.domain.errors import BaseBusy, StateError

if os.name != "nt":
    import fcntl


def put_in_place(new: Path, path: Path) -> None:
    """Replace ``path``, which nobody has open any more, by ``new``; both are on one disk.

    Raises
    ------
    StateError
        When this process still has the base open, or its log would be mixed with the new file.
    BaseBusy
        When another program opened it in the meantime.
    """
    _check_closed(path)
    with _held(path):
        log = path.with_name(path.name + ".wal")
        if log.exists():
            raise StateError(f"{log} n'a pas été rangé dans la base : son fichier n'est pas remplacé. Recommencez.")
        flush(new)
        new.replace(path)
        flush(path.parent)


def flush(path: Path) -> None:
    """Wait until a file, or the names of a folder, are on the disk."""
    if path.is_dir() and os.name == "nt":  # there, a folder cannot be opened
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _check_closed(path: Path) -> None:
    """A base that is open here refuses to be opened with other options; so this tells whether it still is."""
    try:
        duckdb.connect(str(path), read_only=True).close()
    except duckdb.ConnectionException as error:
        raise StateError(
            f"La base {path} est encore en usage : son fichier n'est pas remplacé. Recommencez."
        ) from error
    except duckdb.IOException as error:
        raise BaseBusy(f"Un autre programme vient d'ouvrir {path} : son fichier n'est pas remplacé.") from error


@contextlib.contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold the lock that DuckDB takes, so that no other program opens the file while it is replaced."""
    if os.name == "nt":
        yield
        return
    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BaseBusy(f"Un autre programme vient d'ouvrir {path} : son fichier n'est pas remplacé.") from error
        yield
