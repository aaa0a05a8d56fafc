"""What services answered, whether it was taken, and their own figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from observatory.domain.statut import CLOSED_SQL, Statut
from observatory.store.appels import Row, next_number
from observatory.store.database import Cursor, Database
from observatory.store.transmissions import FICHE

_DONE = Statut.INTERVENTION_FAITE
_JOINED = (
    "SELECT r.id AS ident, r.voie, r.auteur, r.le, r.suite, r.motif, r.texte, r.prevu_le, r.surface_m2, r.cout_euros, "
    f"r.etat, r.remarque, r.service AS repondant, {FICHE} FROM compte_rendu r "
    "JOIN signalement s ON s.id = r.signalement_id LEFT JOIN categorie c ON c.code = s.categorie "
)


def compte_rendu_add(cursor: Cursor, row: Row) -> int:
    """Add an answer (its columns but ``id`` by name); gives its number."""
    ident = next_number(cursor, "compte_rendu_id")
    marks = ", ".join("?" * (len(row) + 1))
    cursor.execute(f"INSERT INTO compte_rendu (id, {', '.join(row)}) VALUES ({marks})", [ident, *row.values()])
    return ident


def compte_rendu_read(database: Database, ident: int) -> Row | None:
    """An answer with its file as it stands now (``FICHE``); ``ident`` is its number, ``id`` that of the file."""
    rows = database.read(_JOINED + "WHERE r.id = ?", [ident]).to_pylist()
    return rows[0] if rows else None


def comptes_rendus_in(database: Database, etat: str, limit: int) -> list[Row]:
    """The answers in a state, the oldest first, as :func:`compte_rendu_read` gives one."""
    found: list[Row] = database.read(
        _JOINED + "WHERE r.etat = ? ORDER BY r.le, r.id LIMIT ?", [etat, limit]
    ).to_pylist()
    return found


def compte_rendu_settle(
    cursor: Cursor, ident: int, etat: str, *, de: str, par: str, le: dt.datetime, remarque: str = ""
) -> bool:
    """Take an answer from state ``de`` to another; whether it still was there."""
    rows = cursor.execute(
        "UPDATE compte_rendu SET etat = ?, valide_par = ?, valide_le = ?, remarque = nullif(?, '') "
        "WHERE id = ? AND etat = ? RETURNING id",
        [etat, par, le, remarque, ident, de],
    ).fetchall()
    return bool(rows)


def waiting_set_aside(
    cursor: Cursor, probleme: int, *, par: str, le: dt.datetime, remarque: str, suite: str = "", service: str = ""
) -> None:
    """Set aside the answers on a problème that nobody has settled: all of them, or those of a suite or a service."""
    cursor.execute(
        "UPDATE compte_rendu SET etat = 'ecarte', valide_par = ?, valide_le = ?, remarque = ? "
        "WHERE etat = 'a_valider' AND suite = coalesce(nullif(?, ''), suite) "
        "AND service = coalesce(nullif(?, ''), service) "
        "AND signalement_id IN (SELECT id FROM signalement WHERE probleme_id = ?)",
        [par, le, remarque, suite, service, probleme],
    )


def entrusted_read(
    database: Database, services: Sequence[str], now: dt.datetime, *, clos: bool, limit: int
) -> list[Row]:
    """The files of some services (``FICHE``), the late first, then by promise; or those closed, the newest first.

    The last answer that its own service gave to each comes with it: suite, repondu_le, prevu_le, etat.
    """
    late = f"coalesce(s.echeance < $2, false) AND s.statut <> '{_DONE}'"
    order = "s.clos_le DESC NULLS LAST" if clos else f"({late}) DESC, s.echeance NULLS LAST"
    found: list[Row] = database.read(
        f"SELECT {FICHE}, r.suite, r.le AS repondu_le, r.prevu_le, r.etat FROM signalement s "
        "LEFT JOIN categorie c ON c.code = s.categorie "
        "LEFT JOIN (SELECT r.*, o.probleme_id AS trouble FROM compte_rendu r JOIN signalement o ON o.id = "
        "r.signalement_id QUALIFY row_number() OVER (PARTITION BY o.probleme_id, r.service "
        "ORDER BY r.le DESC, r.id DESC) = 1) r ON r.trouble = s.probleme_id AND r.service = s.service "
        f"WHERE list_contains($1::VARCHAR[], s.service) AND (s.statut IN ({CLOSED_SQL})) = $3 "
        f"AND $2::TIMESTAMPTZ IS NOT NULL ORDER BY {order}, s.recu_le, s.id LIMIT $4",
        [list(services), now, clos, limit],
    ).to_pylist()
    return found


def service_figures(database: Database, services: Sequence[str], since: dt.datetime, now: dt.datetime) -> Row:
    """en_cours, en_retard; recus, faits, tenues, manquees since an instant; surface_m2, cout_euros of what was taken.

    What was done and waits to be validated is late no more.

    A promise is kept where the first « fait » of the service, or the closing, comes by its instant; it is broken
    where that instant is past without it. Those whose time is not over are neither.
    """
    counted = database.read(
        f"""
        WITH siens AS (
            SELECT s.*, s.statut IN ({CLOSED_SQL}) AS clos,
                (SELECT min(r.le) FROM compte_rendu r JOIN signalement o ON o.id = r.signalement_id
                 WHERE o.probleme_id = s.probleme_id AND r.service = s.service AND r.suite = 'fait'
                 AND r.etat <> 'ecarte') AS fait_le
            FROM signalement s WHERE list_contains($1::VARCHAR[], s.service)
        ), dates AS (SELECT *, least(fait_le, CASE WHEN clos THEN clos_le END) AS agi_le FROM siens)
        SELECT count(*) FILTER (NOT clos) AS en_cours,
            count(*) FILTER (NOT clos AND statut <> '{_DONE}' AND echeance < $3) AS en_retard,
            count(*) FILTER (recu_le >= $2) AS recus,
            count(*) FILTER (recu_le >= $2 AND agi_le IS NOT NULL) AS faits,
            count(*) FILTER (recu_le >= $2 AND agi_le <= echeance) AS tenues,
            count(*) FILTER (recu_le >= $2 AND echeance < $3 AND coalesce(agi_le > echeance, true)) AS manquees
        FROM dates""",
        [list(services), since, now],
    ).to_pylist()[0]
    told = database.read(
        "SELECT sum(surface_m2) AS surface_m2, sum(cout_euros) AS cout_euros FROM compte_rendu "
        "WHERE list_contains(?::VARCHAR[], service) AND etat = 'valide' AND le >= ?",
        [list(services), since],
    ).to_pylist()[0]
    return {**counted, **told}
