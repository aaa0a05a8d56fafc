"""Counts that the groupe opérationnel reads: what was found or said, and what of it no action answers."""

from __future__ import annotations

from observatory.store.database import Database

_ANSWERED = (
    "(SELECT o.objet_id FROM action_objet o JOIN action a ON a.id = o.action_id "
    "WHERE o.genre = ? AND a.schema_id = ? AND a.etat <> 'abandonnee')"
)


def constats_answered(database: Database, schema: int) -> tuple[int, int]:
    """What troubles on the walks of a plan, and how much of it an action of that plan answers."""
    table = "constat t JOIN schema_marche m ON m.marche_id = t.marche_id"
    return _counted(
        database, "constat", schema, f"{table} WHERE m.schema_id = ? AND t.etat = 'garde' AND NOT t.positif"
    )


def said_answered(database: Database, schema: int) -> tuple[int, int]:
    """The problems raised at the meetings of a plan, and how many of them an action of that plan answers."""
    table = "reunion_probleme t JOIN reunion r ON r.id = t.reunion_id"
    return _counted(database, "reunion_probleme", schema, f"{table} WHERE r.schema_id = ?")


def _counted(database: Database, genre: str, schema: int, rows: str) -> tuple[int, int]:
    found = (
        database.cursor()
        .execute(f"SELECT count(*), count(*) FILTER (t.id IN {_ANSWERED}) FROM {rows}", [genre, schema, schema])
        .fetchone()
    )
    return (int(found[0]), int(found[1])) if found else (0, 0)
