"""What was noted on walks: answers, constats with their pictures, participants, how safe they felt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from observatory.store.appels import Row, next_number
from observatory.store.database import Cursor, Database
from observatory.store.photos import CONSTAT


def reponses_write(cursor: Cursor, row: Row, notes: Mapping[str, int | None]) -> None:
    """Keep one device's answers at a stop; of two answers to a question the one noted last stays.

    ``row`` gives marche_id, arret_id, appareil, le and recu_le.
    """
    for question, note in notes.items():
        cursor.execute(
            "INSERT INTO reponse (marche_id, arret_id, question, appareil, note, le, recu_le) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (arret_id, question, appareil) "
            "DO UPDATE SET note = excluded.note, le = excluded.le, recu_le = excluded.recu_le "
            "WHERE excluded.le >= reponse.le",
            [row["marche_id"], row["arret_id"], question, row["appareil"], note, row["le"], row["recu_le"]],
        )


def constat_write(cursor: Cursor, row: Row) -> int:
    """Add a constat (its columns but ``id`` by name); gives its number."""
    ident = next_number(cursor, "constat_id")
    marks = ", ".join("?" * (len(row) + 1))
    cursor.execute(f"INSERT INTO constat (id, {', '.join(row)}) VALUES ({marks})", [ident, *row.values()])
    return ident


def constats_count(cursor: Cursor, marche: int) -> int:
    """How many constats a walk has."""
    row = cursor.execute("SELECT count(*) FROM constat WHERE marche_id = ?", [marche]).fetchone()
    return int(row[0]) if row else 0


def constat_of_key(database: Database, cle: str) -> Row | None:
    """The constat that was sent with a key: id, marche_id, appareil; or None."""
    rows: list[Row] = database.read("SELECT id, marche_id, appareil FROM constat WHERE cle = ?", [cle]).to_pylist()
    return rows[0] if rows else None


def constat_photos_count(cursor: Cursor, constat: int) -> int:
    """How many pictures a constat has."""
    row = cursor.execute("SELECT count(*) FROM photo WHERE objet = ? AND objet_id = ?", [CONSTAT, constat]).fetchone()
    return int(row[0]) if row else 0


def participants_write(cursor: Cursor, marche: int, appareil: str, profils: Mapping[str, int], le: dt.datetime) -> None:
    """Make these the participants that a device counted, unless it counted later already."""
    if _counted_since(cursor, "participants", "true", [marche, appareil], le):
        return
    cursor.execute(
        "DELETE FROM participants WHERE marche_id = ? AND appareil = ? AND NOT list_contains(?::VARCHAR[], profil)",
        [marche, appareil, list(profils)],
    )
    for profil, n in profils.items():
        cursor.execute(
            "INSERT INTO participants (marche_id, appareil, profil, n, le) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (marche_id, appareil, profil) DO UPDATE SET n = excluded.n, le = excluded.le",
            [marche, appareil, profil, n, le],
        )


def ressenti_write(
    cursor: Cursor, marche: int, appareil: str, moment: str, notes: Mapping[int, int], le: dt.datetime
) -> None:
    """Make these the feelings that a device counted at a moment, unless it counted later already."""
    if _counted_since(cursor, "ressenti", "moment = ?", [marche, appareil, moment], le):
        return
    cursor.execute(
        "DELETE FROM ressenti WHERE marche_id = ? AND appareil = ? AND moment = ? "
        "AND NOT list_contains(?::TINYINT[], note)",
        [marche, appareil, moment, list(notes)],
    )
    for note, n in notes.items():
        cursor.execute(
            "INSERT INTO ressenti (marche_id, appareil, moment, note, n, le) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (marche_id, appareil, moment, note) DO UPDATE SET n = excluded.n, le = excluded.le",
            [marche, appareil, moment, note, n, le],
        )


def reponses_read(database: Database, marche: int) -> list[Row]:
    """Every answer of a walk: arret, question, note, appareil, le."""
    rows: list[Row] = database.read(
        "SELECT arret_id AS arret, question, note::INTEGER AS note, appareil, le FROM reponse WHERE marche_id = ? "
        "ORDER BY arret_id, question, appareil",
        [marche],
    ).to_pylist()
    return rows


def constats_read(database: Database, marche: int) -> list[Row]:
    """Every constat of a walk in the order of noting, with its signalement's reference and its pictures' numbers."""
    rows: list[Row] = database.read(
        "SELECT c.id AS ident, c.arret_id AS arret, c.positif, c.categorie, c.texte, c.lat, c.lon, c.situe_par, "
        "c.precision_m, c.appareil, c.le, c.recu_le, c.etat, s.reference AS signalement, "
        "coalesce((SELECT list(p.id ORDER BY p.id) FROM photo p WHERE p.objet = ? AND p.objet_id = c.id), []) "
        "AS photos "
        "FROM constat c LEFT JOIN signalement s ON s.id = c.signalement_id WHERE c.marche_id = ? ORDER BY c.le, c.id",
        [CONSTAT, marche],
    ).to_pylist()
    return rows


def participants_read(database: Database, marche: int) -> list[Row]:
    """Who walked, as each device counted: appareil, profil, n."""
    rows: list[Row] = database.read(
        "SELECT appareil, profil, n FROM participants WHERE marche_id = ? ORDER BY appareil, profil", [marche]
    ).to_pylist()
    return rows


def ressenti_read(database: Database, marche: int) -> list[Row]:
    """How safe walkers felt, as each device counted: appareil, moment, note, n."""
    rows: list[Row] = database.read(
        "SELECT appareil, moment, note::INTEGER AS note, n FROM ressenti WHERE marche_id = ? "
        "ORDER BY appareil, moment, note",
        [marche],
    ).to_pylist()
    return rows


def _counted_since(cursor: Cursor, table: str, more: str, values: list[object], le: dt.datetime) -> bool:
    row = cursor.execute(
        f"SELECT count(*) FROM {table} WHERE marche_id = ? AND appareil = ? AND {more} AND le > ?", [*values, le]
    ).fetchone()
    return bool(row and row[0])
