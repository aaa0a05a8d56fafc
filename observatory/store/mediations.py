"""Mediations, their appointments, and the compte rendu that each outcome makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from observatory.store.appels import VOICES, Row, next_number
from observatory.store.database import Cursor, Database

_COLUMNS = """
    m.id AS ident, m.signalement_id, s.probleme_id, s.reference, s.statut, coalesce(c.libelle, '') AS libelle,
    coalesce(s.adresse_trouvee, s.adresse, '') AS adresse,
    coalesce(s.adresse_trouvee, '') AS adresse_trouvee, s.residence, s.batiment, s.hall, s.etage, s.lat, s.lon,
    coalesce(s.description, '') AS recit, s.echeance, coalesce(m.consigne, '') AS consigne,
    coalesce(m.mediateur, '') AS mediateur, m.confiee_le, coalesce(m.issue, '') AS issue,
    coalesce(m.parties, '') AS parties, m.duree_min, coalesce(m.note, '') AS note, m.close_le,
    coalesce(m.close_par, '') AS close_par
"""
_FROM = """
    FROM mediation m JOIN signalement s ON s.id = m.signalement_id LEFT JOIN categorie c ON c.code = s.categorie
"""
_WITHIN = """
    (len($1::VARCHAR[]) = 0 OR s.id IN (
        SELECT a.signalement_id FROM appartenance a JOIN territoire t ON t.id = a.territoire_id
        WHERE list_contains($1::VARCHAR[], t.zonage || ':' || t.code)))
"""


def mediations_open(database: Database, territoires: Collection[str], mediateur: str | None) -> list[Row]:
    """The mediations that go on within territories (``zonage:code``; none is everywhere), the first due first.

    Those of one médiateur and those of nobody; of everybody where ``mediateur`` is None.
    """
    found: list[Row] = database.read(
        f"SELECT {_COLUMNS}, v.voix {_FROM} "
        f"JOIN (SELECT s.probleme_id, {VOICES} AS voix FROM signalement s WHERE s.probleme_id IN (SELECT s.probleme_id "
        "FROM mediation m JOIN signalement s ON s.id = m.signalement_id WHERE m.close_le IS NULL) "
        "GROUP BY s.probleme_id) v ON v.probleme_id = s.probleme_id "
        f"WHERE m.close_le IS NULL AND s.statut = 'mediation' AND {_WITHIN} "
        "AND ($2::VARCHAR IS NULL OR coalesce(m.mediateur, $2) = $2) ORDER BY s.echeance NULLS LAST, m.id",
        [sorted(territoires), mediateur],
    ).to_pylist()
    return found


def mediation_read(database: Database, ident: int, territoires: Collection[str]) -> Row | None:
    """One mediation of any state, with the file that it began with, if that lies within the territories."""
    rows: list[Row] = database.read(
        f"SELECT {_COLUMNS} {_FROM} WHERE m.id = $2 AND {_WITHIN}", [sorted(territoires), ident]
    ).to_pylist()
    return rows[0] if rows else None


def mediations_of(database: Database, probleme: int) -> list[Row]:
    """Every mediation of a problème, the latest first."""
    rows: list[Row] = database.read(
        f"SELECT {_COLUMNS} {_FROM} WHERE s.probleme_id = ? ORDER BY m.confiee_le DESC, m.id DESC", [probleme]
    ).to_pylist()
    return rows


def mediation_going_on(cursor: Cursor, probleme: int) -> int | None:
    """The number of the mediation of a problème that is not ended, or None."""
    row = cursor.execute(
        "SELECT max(m.id) FROM mediation m JOIN signalement s ON s.id = m.signalement_id "
        "WHERE s.probleme_id = ? AND m.close_le IS NULL",
        [probleme],
    ).fetchone()
    return None if row is None or row[0] is None else int(row[0])


def mediation_write(cursor: Cursor, row: Row) -> int:
    """Add a mediation (its columns but ``id`` by name); gives its number."""
    ident = next_number(cursor, "mediation_id")
    marks = ", ".join("?" * (len(row) + 1))
    cursor.execute(f"INSERT INTO mediation (id, {', '.join(row)}) VALUES ({marks})", [ident, *row.values()])
    return ident


def mediation_change(cursor: Cursor, ident: int, values: Row) -> bool:
    """Give one that goes on other values; whether it went on."""
    names = ", ".join(f"{name} = ?" for name in values)
    row = cursor.execute(
        f"UPDATE mediation SET {names} WHERE id = ? AND close_le IS NULL", [*values.values(), ident]
    ).fetchone()
    return bool(row and row[0])


def appointments_of(database: Database, mediations: Sequence[int]) -> list[Row]:
    """The appointments of mediations, the first first."""
    rows: list[Row] = database.read(
        "SELECT id AS ident, mediation_id AS mediation, le, lieu, parties, etat FROM rendez_vous "
        "WHERE list_contains(?::BIGINT[], mediation_id) ORDER BY le, id",
        [list(mediations)],
    ).to_pylist()
    return rows


def appointment_write(cursor: Cursor, mediation: int, le: dt.datetime, lieu: str, parties: str, auteur: str) -> int:
    """Make an appointment; gives its number."""
    ident = next_number(cursor, "rendez_vous_id")
    cursor.execute(
        "INSERT INTO rendez_vous VALUES (?, ?, ?, ?, ?, 'prevu', ?)", [ident, mediation, le, lieu, parties, auteur]
    )
    return ident


def appointment_mediation(database: Database, ident: int) -> int | None:
    """The mediation of an appointment, or None where there is no such appointment."""
    found = database.value("SELECT mediation_id FROM rendez_vous WHERE id = ?", [ident])
    return None if found is None else int(str(found))


def appointment_set(cursor: Cursor, ident: int, etat: str) -> None:
    """Say what became of an appointment."""
    cursor.execute("UPDATE rendez_vous SET etat = ? WHERE id = ?", [etat, ident])
