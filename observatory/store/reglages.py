"""Settings as the base keeps them: every value with its instant and author, the latest in force."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from observatory.domain.reglage import Reglage
from observatory.store.database import Cursor, Database

_COLUMNS = "cle, valeur::VARCHAR AS valeur, depuis, auteur"


def settings_read(database: Database, at: dt.datetime) -> dict[str, Reglage]:
    """Every setting in force at an instant, by its key."""
    rows = database.read(
        f"SELECT {_COLUMNS} FROM reglage WHERE depuis <= ? "
        "QUALIFY row_number() OVER (PARTITION BY cle ORDER BY depuis DESC) = 1 ORDER BY cle",
        [at],
    ).to_pylist()
    return {row["cle"]: _reglage(row) for row in rows}


def setting_history(database: Database, cle: str) -> list[Reglage]:
    """Every value that a setting had or will have, newest first."""
    rows = database.read(f"SELECT {_COLUMNS} FROM reglage WHERE cle = ? ORDER BY depuis DESC", [cle]).to_pylist()
    return [_reglage(row) for row in rows]


def setting_write(cursor: Cursor, cle: str, valeur: Any, depuis: dt.datetime, auteur: str) -> None:
    """Add a value of a setting; one of the same instant is replaced."""
    cursor.execute(
        "INSERT OR REPLACE INTO reglage (cle, depuis, valeur, auteur) VALUES (?, ?, ?, ?)",
        [cle, depuis, json.dumps(valeur, ensure_ascii=False), auteur],
    )


def _reglage(row: dict[str, Any]) -> Reglage:
    return Reglage(row["cle"], json.loads(row["valeur"]), row["depuis"], row["auteur"])
