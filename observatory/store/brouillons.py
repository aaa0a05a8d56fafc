"""Calls that are not saved yet: a small file of their own beside the base, which forgets what is deleted.

They hold what callers say, word by word. DuckDB keeps the bytes of deleted rows until the file is rewritten, and
backups would copy them; SQLite with ``secure_delete`` writes zeros over them, and no backup takes this file.

A draft is written at each pause of each operator: with a log (WAL) one flush to the disk keeps it, where a rollback
journal takes four. What was deleted stays in the log until that is emptied: at log-out, when a draft is given up, and
within ``WIPED_EVERY`` of any other deletion while people work.
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
WIPED_EVERY = dt.timedelta(minutes=1)

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
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = FULL")
        self._base.execute(_TABLE)
        self._wiped = dt.datetime.min.replace(tzinfo=dt.UTC)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._base.close()

    def keep(self, auteur: str, cle: str, contenu: str, le: dt.datetime, most: int | None = None) -> bool:
        """Keep a draft as it is now, unless its operator would have more than ``most``; whether it is kept."""
        with self._lock:
            self._forget(le)
            if most is not None:
                others = "SELECT count(*) FROM brouillon WHERE auteur = ? AND cle <> ?"
                if self._base.execute(others, [auteur, cle]).fetchone()[0] >= most:
                    return False
            self._base.execute("INSERT OR REPLACE INTO brouillon VALUES (?, ?, ?, ?)", [auteur, cle, contenu, _s(le)])
        return True

    def of(self, auteur: str, le: dt.datetime) -> list[Brouillon]:
        """The drafts of one operator, the oldest first; none that nobody touched for a day."""
        with self._lock:
            self._forget(le)
            rows = self._base.execute(
                "SELECT cle, contenu, le FROM brouillon WHERE auteur = ? AND le >= ? ORDER BY le, cle",
                [auteur, _s(le - LASTS)],
            ).fetchall()
        return [Brouillon(cle, contenu, dt.datetime.fromtimestamp(at, dt.UTC)) for cle, contenu, at in rows]

    def drop(self, auteur: str, cle: str) -> None:
        """Forget one draft: it was saved. Its bytes are overwritten within ``WIPED_EVERY``."""
        with self._lock:
            self._base.execute("DELETE FROM brouillon WHERE auteur = ? AND cle = ?", [auteur, cle])

    def give_up(self, auteur: str, cle: str) -> None:
        """Forget one draft that nothing else keeps: its bytes are gone."""
        with self._lock:
            self._base.execute("DELETE FROM brouillon WHERE auteur = ? AND cle = ?", [auteur, cle])
            self._wipe()

    def clear(self, auteur: str) -> None:
        """Forget every draft of an operator: they logged out."""
        with self._lock:
            self._base.execute("DELETE FROM brouillon WHERE auteur = ?", [auteur])
            self._wipe()

    def forget_old(self, le: dt.datetime) -> None:
        """Forget what nobody touched for a day, even where nobody uses the desk."""
        with self._lock:
            self._forget(le, now=True)

    def _forget(self, le: dt.datetime, *, now: bool = False) -> None:
        """Now and then, forget what nobody touched for a day, and leave no byte of what was deleted."""
        if not now and abs(le - self._wiped) < WIPED_EVERY:
            return
        self._base.execute("DELETE FROM brouillon WHERE le < ?", [_s(le - LASTS)])
        self._wipe()
        self._wiped = le

    def _wipe(self) -> None:
        """Empty the log: what is kept goes to the file, where the place of what was deleted holds zeros."""
        self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _s(le: dt.datetime) -> float:
    return le.timestamp()
