"""News owed to callers: the queue, who is telling whom, attempts, what callers answer days later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import duckdb

from observatory.domain.retour import DONNE, DU, IMPOSSIBLE
from observatory.domain.statut import IN_HAND, WAITING, Statut
from observatory.store.appels import Row, next_number
from observatory.store.database import Cursor, Database

_RUNNING = ", ".join(
    f"'{one}'" for one in (*WAITING, *IN_HAND, Statut.INTERVENTION_FAITE) if one != Statut.NON_COMMUNIQUE
)
"""States of files whose callers will be owed news."""

_WITHIN = (
    "(len($bounds::VARCHAR[]) = 0 OR EXISTS (SELECT 1 FROM appartenance a JOIN territoire t ON t.id = a.territoire_id "
    "WHERE a.signalement_id = s.id AND list_contains($bounds::VARCHAR[], t.zonage || ':' || t.code)))"
)
_OF_FILE = (
    "s.id AS signalement, s.reference, s.canal, s.statut, s.echeance, coalesce(c.libelle, s.categorie) AS libelle, "
    "coalesce(s.adresse_trouvee, s.adresse, '') AS lieu, s.declarant_id AS declarant, s.probleme_id AS probleme, "
    "d.telephone, coalesce(d.nom, '') AS nom, coalesce(d.langue, '') AS langue"
)
_JOINED = (
    "JOIN signalement s ON s.id = r.signalement_id LEFT JOIN categorie c ON c.code = s.categorie "
    "LEFT JOIN declarant d ON d.id = s.declarant_id AND d.rappel "
    "LEFT JOIN retour_pris p ON p.retour_id = r.id AND p.le > $since "
    "LEFT JOIN (SELECT retour_id, count(*) AS tentatives, arg_max(issue, id) AS derniere, max(le) AS derniere_le, "
    "list(DISTINCT voie) FILTER (issue = 'numero_faux') AS fausses FROM retour_essai GROUP BY retour_id) e "
    "ON e.retour_id = r.id"
)
_RETOUR = (
    f"SELECT r.id AS ident, r.phrase, r.cree_le, r.du_le, r.etat, {_OF_FILE}, coalesce(p.auteur, '') AS en_cours, "
    "coalesce(e.tentatives, 0) AS tentatives, coalesce(e.derniere, '') AS derniere, e.derniere_le, "
    f"coalesce(e.fausses, []) AS fausses FROM retour r {_JOINED}"
)
_SATISFACTION = (
    f"SELECT r.id AS ident, r.phrase, r.donne_le, q.a_poser_le, q.resolu, q.le AS repondu_le, q.rouvert, {_OF_FILE}, "
    "coalesce(p.auteur, '') AS en_cours, coalesce(e.fausses, []) AS fausses "
    f"FROM satisfaction q JOIN retour r ON r.id = q.retour_id {_JOINED}"
)


def retours_due(database: Database, since: dt.datetime, bounds: Collection[str]) -> list[Row]:
    """The news that callers are owed, what is due first first; claims made before ``since`` no longer hold."""
    return _rows(
        database, f"{_RETOUR} WHERE r.etat = '{DU}' AND {_WITHIN} ORDER BY r.du_le, r.id",
        {"since": since, "bounds": sorted(bounds)},
    )  # fmt: skip


def retour_read(database: Database, ident: int, since: dt.datetime, bounds: Collection[str]) -> Row | None:
    """News owed to a caller, whatever became of it; None where there is none in the territories."""
    rows = _rows(
        database, f"{_RETOUR} WHERE r.id = $ident AND {_WITHIN}",
        {"ident": ident, "since": since, "bounds": sorted(bounds)},
    )  # fmt: skip
    return rows[0] if rows else None


def retours_counted(database: Database, now: dt.datetime, bounds: Collection[str]) -> tuple[int, int]:
    """How many callers are owed news, and how many of them should have had it by now."""
    row = _rows(
        database,
        "SELECT count(*) AS dus, count(*) FILTER (r.du_le < $now) AS tard FROM retour r "
        f"JOIN signalement s ON s.id = r.signalement_id WHERE r.etat = '{DU}' AND {_WITHIN}",
        {"now": now, "bounds": sorted(bounds)},
    )[0]
    return row["dus"], row["tard"]


def retour_state(cursor: Cursor, ident: int) -> str | None:
    """Where news owed to a caller stands, inside a transaction; None where there is none."""
    row = cursor.execute("SELECT etat FROM retour WHERE id = ?", [ident]).fetchone()
    return str(row[0]) if row else None


def claim_of(cursor: Cursor, ident: int, since: dt.datetime) -> str | None:
    """Who is telling this caller, since an instant at the earliest."""
    row = cursor.execute("SELECT auteur FROM retour_pris WHERE retour_id = ? AND le > ?", [ident, since]).fetchone()
    return str(row[0]) if row else None


def claim_write(cursor: Cursor, ident: int, auteur: str, le: dt.datetime) -> None:
    """Say who is telling a caller; of two at once, one runs again and finds the other."""
    try:
        cursor.execute("INSERT OR REPLACE INTO retour_pris VALUES (?, ?, ?)", [ident, auteur, le])
    except duckdb.ConstraintException as error:
        raise duckdb.TransactionException("conflict on a caller whom two operators took at once") from error


def claim_drop(cursor: Cursor, ident: int) -> None:
    """Let go of a caller."""
    cursor.execute("DELETE FROM retour_pris WHERE retour_id = ?", [ident])


def attempt_write(cursor: Cursor, retour: int, le: dt.datetime, auteur: str, voie: str, issue: str, note: str) -> None:
    """Keep an attempt to tell a caller."""
    ident = next_number(cursor, "retour_essai_id")
    cursor.execute(
        "INSERT INTO retour_essai (id, retour_id, le, auteur, voie, issue, note) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [ident, retour, le, auteur, voie, issue, note or None],
    )


def retour_given(cursor: Cursor, ident: int, le: dt.datetime, voie: str, auteur: str) -> None:
    """The caller was told: the news and the signalement say when."""
    cursor.execute(
        f"UPDATE retour SET etat = '{DONNE}', donne_le = ?, voie = ?, auteur = ? WHERE id = ?",
        [le, voie, auteur, ident],
    )
    cursor.execute(
        "UPDATE signalement SET retour_le = ?, version = coalesce(version, 1) + 1, modifie_par = ?, modifie_le = ? "
        "WHERE id = (SELECT signalement_id FROM retour WHERE id = ?)",
        [le, auteur, le, ident],
    )


def retour_dropped(cursor: Cursor, ident: int, auteur: str) -> None:
    """The caller cannot be told, or will not."""
    cursor.execute(f"UPDATE retour SET etat = '{IMPOSSIBLE}', auteur = ? WHERE id = ?", [auteur, ident])


def retours_withdrawn(cursor: Cursor, signalements: Sequence[int], auteur: str) -> list[Row]:
    """News of files that are opened again are not told any more, and nobody is asked whether the trouble is over.

    Who said « no » is answered by the reopening. Gives the news that were still due: ident, signalement.
    """
    ids = list(signalements)
    told = "retour_id IN (SELECT id FROM retour WHERE list_contains(?::BIGINT[], signalement_id))"
    cursor.execute(f"DELETE FROM satisfaction WHERE le IS NULL AND {told}", [ids])
    cursor.execute(f"UPDATE satisfaction SET rouvert = true WHERE resolu = false AND {told}", [ids])
    rows = cursor.execute(
        f"UPDATE retour SET etat = '{IMPOSSIBLE}', auteur = ? WHERE etat = '{DU}' "
        "AND list_contains(?::BIGINT[], signalement_id) RETURNING id, signalement_id",
        [auteur, ids],
    ).fetchall()
    return [{"ident": int(row[0]), "signalement": int(row[1])} for row in rows]


def only_planned(cursor: Cursor, ident: int) -> bool:
    """Whether the news tells of something planned: the trouble is not said to be over."""
    row = cursor.execute(
        "SELECT k.suite FROM retour r JOIN compte_rendu k ON k.id = r.compte_rendu_id WHERE r.id = ?", [ident]
    ).fetchone()
    return row is not None and row[0] == "prevu"


def question_add(cursor: Cursor, ident: int, a_poser_le: dt.datetime) -> None:
    """Remember to ask a caller, later, whether the trouble is over."""
    cursor.execute(
        "INSERT OR IGNORE INTO satisfaction (retour_id, a_poser_le, refusee, rouvert) VALUES (?, ?, false, false)",
        [ident, a_poser_le],
    )


def questions_due(
    database: Database, now: dt.datetime, since: dt.datetime, bounds: Collection[str], reopened_since: dt.datetime
) -> list[Row]:
    """The callers to be asked by now, and those who said « no » since an instant and whose file is not reopened."""
    return _rows(
        database,
        f"{_SATISFACTION} WHERE ((q.le IS NULL AND q.a_poser_le <= $now) "
        f"OR (q.resolu = false AND NOT q.rouvert AND q.le > $reopened)) AND {_WITHIN} ORDER BY q.a_poser_le, r.id",
        {"now": now, "since": since, "bounds": sorted(bounds), "reopened": reopened_since},
    )


def question_read(database: Database, ident: int, since: dt.datetime, bounds: Collection[str]) -> Row | None:
    """The question put to the caller of a retour; None where there is none in the territories."""
    rows = _rows(
        database, f"{_SATISFACTION} WHERE r.id = $ident AND {_WITHIN}",
        {"ident": ident, "since": since, "bounds": sorted(bounds)},
    )  # fmt: skip
    return rows[0] if rows else None


def question_answered(cursor: Cursor, ident: int) -> bool | None:
    """Whether a question was answered, inside a transaction; None where there is none."""
    row = cursor.execute("SELECT le IS NOT NULL FROM satisfaction WHERE retour_id = ?", [ident]).fetchone()
    return bool(row[0]) if row else None


def answer_write(
    cursor: Cursor, ident: int, le: dt.datetime, auteur: str, resolu: bool | None, note: int | None, refusee: bool
) -> None:
    """Keep what a caller answered."""
    cursor.execute(
        "UPDATE satisfaction SET le = ?, auteur = ?, resolu = ?, note = ?, refusee = ? WHERE retour_id = ?",
        [le, auteur, resolu, note, refusee, ident],
    )


def caller_owed(cursor: Cursor, declarant: int) -> bool:
    """Whether a caller is still owed something: news, a question, or a file of theirs on which somebody acts."""
    row = cursor.execute(
        "SELECT count(*) FROM signalement s LEFT JOIN retour r ON r.signalement_id = s.id "
        "LEFT JOIN satisfaction q ON q.retour_id = r.id WHERE s.declarant_id = ? AND "
        f"(r.etat = '{DU}' OR (q.retour_id IS NOT NULL AND q.le IS NULL) OR s.statut IN ({_RUNNING}))",
        [declarant],
    ).fetchone()
    return bool(row and row[0])


def latest_retours(database: Database, references: Sequence[str]) -> dict[str, Row]:
    """The latest news of each of some files, given or owed, by reference: phrase, etat, donne_le."""
    rows = database.read(
        "SELECT s.reference, r.phrase, r.etat, r.donne_le FROM retour r JOIN signalement s ON s.id = r.signalement_id "
        f"WHERE list_contains(?::VARCHAR[], s.reference) AND r.etat IN ('{DU}', '{DONNE}') AND r.phrase <> '' "
        "QUALIFY row_number() OVER (PARTITION BY s.reference ORDER BY r.id DESC) = 1",
        [list(references)],
    ).to_pylist()
    return {row["reference"]: row for row in rows}


def _rows(database: Database, query: str, parameters: dict[str, object]) -> list[Row]:
    found: list[Row] = database.read(query, parameters).to_pylist()
    return found
