"""Calls that are not saved yet: a small file of their own beside the base, which forgets what is deleted.

They hold what callers say, word by word. DuckDB keeps the bytes of deleted rows until the file is rewritten, and
backups would copy them; SQLite with ``secure_delete`` writes zeros over them, and no backup takes this file.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import threading
from pathlib import Path

from observatory.domain.appel import Brouillon

LASTS = dt.timedelta(days=1)
"""A draft that nobody touched for so long is gone."""

_TABLE = (
    "CREATE TABLE IF NOT EXISTS brouillon (auteur TEXT NOT NULL, cle TEXT NOT NULL, contenu TEXT NOT NULL, "
    "le REAL NOT NULL, PRIMARY KEY (auteur, cle)) WITHOUT ROWID"
)


class Brouillons:
    """The drafts of every operator. Safe to use from several threads."""

    def __init__(self, path: Path):
        self._lock = threading.Lock()
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._base.execute("PRAGMA secure_delete = ON")
        self._base.execute("PRAGMA journal_mode = TRUNCATE")
        self._base.execute("PRAGMA synchronous = FULL")
        self._base.execute(_TABLE)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._base.close()

    def keep(self, auteur: str, cle: str, contenu: str, le: dt.datetime) -> None:
        """Keep a draft as it is now."""
        with self._lock:
            self._base.execute("INSERT OR REPLACE INTO brouillon VALUES (?, ?, ?, ?)", [auteur, cle, contenu, _s(le)])

    def of(self, auteur: str, le: dt.datetime) -> list[Brouillon]:
        """The drafts of one operator, the oldest first; those of more than a day ago are gone."""
        self.forget_before(le - LASTS)
        with self._lock:
            rows = self._base.execute(
                "SELECT cle, contenu, le FROM brouillon WHERE auteur = ? ORDER BY le, cle", [auteur]
            ).fetchall()
        return [Brouillon(cle, contenu, dt.datetime.fromtimestamp(at, dt.UTC)) for cle, contenu, at in rows]

    def drop(self, auteur: str, cle: str) -> None:
        """Forget one draft: it was saved, or given up."""
        self._delete("auteur = ? AND cle = ?", auteur, cle)

    def clear(self, auteur: str) -> None:
        """Forget every draft of an operator: they logged out."""
        self._delete("auteur = ?", auteur)

    def forget_before(self, le: dt.datetime) -> None:
        """Forget what nobody touched since."""
        self._delete("le < ?", _s(le))

    def _delete(self, where: str, *values: object) -> None:
        with self._lock:
            self._base.execute(f"DELETE FROM brouillon WHERE {where}", values)


def _s(le: dt.datetime) -> float:
    return le.timestamp()
