"""Walks and their stops, and the links that open their phone page."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from observatory.store.appels import Row, next_number
from observatory.store.database import Cursor, Database

_COLUMNS = (
    "genre", "titre", "prevue_le", "nuit", "ferme", "accessible", "inopinee", "minutes_max", "metres_max", "pilote",
    "invites", "consigne", "territoire", "depuis", "jusqua", "rendez_vous", "lat", "lon", "trace", "metres", "minutes",
    "methode", "reunion_id", "precedente_id",
)  # fmt: skip
"""What a plan fills; ``trace`` is a list of [lat, lon], ``invites`` codes with commas between."""
_STOP = ("rang", "nom", "lat", "lon", "cell", "origine", "motif", "precedent_id")
_READ = f"SELECT id AS ident, reference, etat, version, auteur, close_le, close_par, {', '.join(_COLUMNS)} FROM marche"


def marche_write(cursor: Cursor, row: Row, stops: Sequence[Row]) -> int:
    """Add a walk (its columns but ``id``) with its stops; gives its number."""
    ident = next_number(cursor, "marche_id")
    kept = _kept(row)
    marks = ", ".join("?" * (len(kept) + 1))
    cursor.execute(f"INSERT INTO marche (id, {', '.join(kept)}) VALUES ({marks})", [ident, *kept.values()])
    arrets_write(cursor, ident, stops)
    return ident


def reference_next(cursor: Cursor, year: int) -> str:
    """« M2026-03 »: after the last reference of a year, whatever became of the days of those walks."""
    row = cursor.execute(
        "SELECT max(try_cast(split_part(reference, '-', 2) AS INTEGER)) FROM marche WHERE starts_with(reference, ?)",
        [f"M{year}-"],
    ).fetchone()
    return f"M{year}-{1 + (row[0] or 0 if row else 0):02d}"


def marche_change(cursor: Cursor, ident: int, version: int, row: Row) -> bool:
    """Change columns of a walk that stands at ``version``; gives whether it still did."""
    kept = _kept(row)
    settled = ", ".join(f"{name} = ?" for name in kept)
    changed = cursor.execute(
        f"UPDATE marche SET {settled}, version = version + 1 WHERE id = ? AND version = ?",
        [*kept.values(), ident, version],
    ).fetchone()
    return bool(changed and changed[0])


def arrets_write(cursor: Cursor, marche: int, stops: Sequence[Row]) -> None:
    """Make these the stops of a walk, in this order: its own keep their ``id``, others are new or gone."""
    own = {int(ident) for (ident,) in cursor.execute("SELECT id FROM arret WHERE marche_id = ?", [marche]).fetchall()}
    kept = [stop["id"] for stop in stops if stop.get("id") in own]
    cursor.execute("DELETE FROM arret WHERE marche_id = ? AND NOT list_contains(?::BIGINT[], id)", [marche, kept])
    settled = ", ".join(f"{name} = ?" for name in _STOP)
    for stop in stops:
        values = [stop[name] for name in _STOP]
        if stop.get("id") in own:
            cursor.execute(f"UPDATE arret SET {settled} WHERE id = ? AND marche_id = ?", [*values, stop["id"], marche])
        else:
            marks = ", ".join("?" * (len(_STOP) + 2))
            cursor.execute(
                f"INSERT INTO arret (id, marche_id, {', '.join(_STOP)}) VALUES ({marks})",
                [next_number(cursor, "arret_id"), marche, *values],
            )


def arrets_noted(cursor: Cursor, marche: int, kept: Sequence[int]) -> list[str]:
    """The names of a walk's stops, but for those that are kept, where somebody noted something already."""
    rows = cursor.execute(
        "SELECT nom FROM arret a WHERE marche_id = ? AND NOT list_contains(?::BIGINT[], id) "
        "AND (EXISTS (FROM reponse r WHERE r.arret_id = a.id) OR EXISTS (FROM constat c WHERE c.arret_id = a.id)) "
        "ORDER BY rang",
        [marche, list(kept)],
    ).fetchall()
    return [str(nom) for (nom,) in rows]


def marches_read(database: Database, ident: int | None = None) -> list[Row]:
    """The walks, the latest first, or the one of this number; ``trace`` as a list of [lat, lon]."""
    where = "" if ident is None else " WHERE id = ?"
    values: list[object] = [] if ident is None else [ident]
    rows: list[Row] = database.read(f"{_READ}{where} ORDER BY prevue_le DESC, id DESC", values).to_pylist()
    return [{**row, "trace": json.loads(row["trace"])} for row in rows]


def arrets_read(database: Database, marches: Sequence[int]) -> list[Row]:
    """The stops of some walks in their order, each with its ``id`` and ``marche_id``."""
    rows: list[Row] = database.read(
        f"SELECT id, marche_id, {', '.join(_STOP)} FROM arret WHERE list_contains(?::BIGINT[], marche_id) "
        "ORDER BY marche_id, rang, id",
        [list(marches)],
    ).to_pylist()
    return rows


def marche_lien_add(
    cursor: Cursor, empreinte: str, marche: int, auteur: str, cree_le: dt.datetime, expire_le: dt.datetime
) -> None:
    """Keep the mark of a link that opens a walk until an instant."""
    cursor.execute(
        "INSERT INTO marche_lien VALUES (?, ?, ?, ?, ?, NULL)", [empreinte, marche, auteur, cree_le, expire_le]
    )


def marche_lien_read(database: Database, empreinte: str) -> Row | None:
    """What a link opens: marche_id, expire_le, revoque_le; or None."""
    rows: list[Row] = database.read(
        "SELECT marche_id, expire_le, revoque_le FROM marche_lien WHERE empreinte = ?", [empreinte]
    ).to_pylist()
    return rows[0] if rows else None


def marche_liens_read(database: Database, marche: int) -> list[Row]:
    """The links of a walk, the latest first: cree_le, expire_le, revoque_le, auteur."""
    rows: list[Row] = database.read(
        "SELECT cree_le, expire_le, revoque_le, auteur FROM marche_lien WHERE marche_id = ? ORDER BY cree_le DESC",
        [marche],
    ).to_pylist()
    return rows


def marche_liens_revoke(cursor: Cursor, marche: int, le: dt.datetime) -> int:
    """Revoke the links of a walk that still open it; gives how many."""
    row = cursor.execute(
        "UPDATE marche_lien SET revoque_le = ? WHERE marche_id = ? AND revoque_le IS NULL AND expire_le > ?",
        [le, marche, le],
    ).fetchone()
    return int(row[0]) if row else 0


def _kept(row: Row) -> Row:
    return {**row, "trace": json.dumps(row["trace"])} if "trace" in row else row
