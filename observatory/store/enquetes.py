"""Surveys, the links that open their form, and their answers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from observatory.store.appels import Row, next_number
from observatory.store.database import Cursor, Database

_PLAN = (
    "titre", "modele", "schema_id", "action_id", "moment", "precedente_id", "debut", "fin", "population",
)  # fmt: skip
_ABOUT = """
    SELECT e.id AS ident, e.etat, e.version, e.le, {plan}, a.zone_nom, a.titre AS action_titre,
        coalesce(a.territoire, s.territoire) AS territoire,
        (SELECT count(*) FROM enquete_reponse r WHERE r.enquete_id = e.id) AS n
    FROM enquete e LEFT JOIN action a ON a.id = e.action_id LEFT JOIN schema_local s ON s.id = e.schema_id
"""


def enquete_write(cursor: Cursor, row: Row) -> int:
    """Add a survey (its columns but ``id``); gives its number."""
    ident = next_number(cursor, "enquete_id")
    marks = ", ".join("?" * (len(row) + 1))
    cursor.execute(f"INSERT INTO enquete (id, {', '.join(row)}) VALUES ({marks})", [ident, *row.values()])
    return ident


def enquete_change(cursor: Cursor, ident: int, version: int, row: Row) -> bool:
    """Change columns of a survey that stands at ``version``; gives whether it still did."""
    settled = ", ".join(f"{name} = ?" for name in row)
    changed = cursor.execute(
        f"UPDATE enquete SET {settled}, version = version + 1 WHERE id = ? AND version = ?",
        [*row.values(), ident, version],
    ).fetchone()
    return bool(changed and changed[0])


def enquetes_read(
    database: Database, ident: int | None = None, *, schema: int | None = None, action: int | None = None
) -> list[Row]:
    """The surveys, the latest first: those of this number, of this plan, of this action.

    With the columns of the table come ``zone_nom``, ``action_titre``, ``territoire`` (of the action, else of the plan)
    and ``n``, how many answered.
    """
    wanted = {"e.id": ident, "e.schema_id": schema, "e.action_id": action}
    asked = {name: value for name, value in wanted.items() if value is not None}
    where = " AND ".join(f"{name} = ?" for name in asked) or "true"
    plan = ", ".join(f"e.{name}" for name in _PLAN)
    rows: list[Row] = database.read(
        f"{_ABOUT.format(plan=plan)} WHERE {where} ORDER BY e.debut DESC, e.id DESC", list(asked.values())
    ).to_pylist()
    return rows


def enquete_lien_add(
    cursor: Cursor, empreinte: str, enquete: int, auteur: str, cree_le: dt.datetime, expire_le: dt.datetime
) -> None:
    """Keep the mark of a link that opens a form until an instant."""
    cursor.execute(
        "INSERT INTO enquete_lien VALUES (?, ?, ?, ?, ?, NULL)", [empreinte, enquete, auteur, cree_le, expire_le]
    )


def enquete_lien_read(database: Database, empreinte: str) -> Row | None:
    """What a link opens: enquete_id, expire_le, revoque_le; or None."""
    rows: list[Row] = database.read(
        "SELECT enquete_id, expire_le, revoque_le FROM enquete_lien WHERE empreinte = ?", [empreinte]
    ).to_pylist()
    return rows[0] if rows else None


def enquete_liens_read(database: Database, enquete: int) -> list[Row]:
    """The links of a survey, the latest first: cree_le, expire_le, revoque_le, auteur."""
    rows: list[Row] = database.read(
        "SELECT cree_le, expire_le, revoque_le, auteur FROM enquete_lien WHERE enquete_id = ? ORDER BY cree_le DESC",
        [enquete],
    ).to_pylist()
    return rows


def enquete_liens_revoke(cursor: Cursor, enquete: int, le: dt.datetime) -> int:
    """Revoke the links of a survey that still open it; gives how many."""
    row = cursor.execute(
        "UPDATE enquete_lien SET revoque_le = ? WHERE enquete_id = ? AND revoque_le IS NULL AND expire_le > ?",
        [le, enquete, le],
    ).fetchone()
    return int(row[0]) if row else 0


def enquete_reponse_add(
    cursor: Cursor, enquete: int, cle: str, voie: str, jour: dt.date, reponses: Mapping[str, str], commentaire: str,
    auteur: str | None,
) -> bool:  # fmt: skip
    """Keep a sheet once for its key; gives whether it was new. ``auteur`` is who typed it, none for a link."""
    known = cursor.execute("SELECT 1 FROM enquete_reponse WHERE cle = ?", [cle]).fetchone()
    if known:
        return False
    told = json.dumps(dict(reponses), ensure_ascii=False)
    cursor.execute(
        "INSERT INTO enquete_reponse VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [next_number(cursor, "enquete_reponse_id"), cle, enquete, voie, jour, told, commentaire, auteur],
    )
    return True


def enquete_reponses_read(database: Database, enquete: int) -> list[Row]:
    """The sheets of a survey, in no order that tells when they came: voie, reponses by code, commentaire."""
    rows = database.read(
        "SELECT voie, reponses::VARCHAR AS reponses, commentaire FROM enquete_reponse WHERE enquete_id = ? "
        "ORDER BY hash(cle)",
        [enquete],
    ).to_pylist()
    return [{**row, "reponses": json.loads(row["reponses"])} for row in rows]


def sheets_known(database: Database, enquete: int, prefix: str) -> list[str]:
    """The keys of the sheets of a survey that begin so."""
    found = database.read(
        "SELECT cle FROM enquete_reponse WHERE enquete_id = ? AND starts_with(cle, ?)", [enquete, prefix]
    )
    return [str(one) for one in found["cle"].to_pylist()]
