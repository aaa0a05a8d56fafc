"""Actions of a plan: what they answer, what they cost, their news, their indicators and their measured effects."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from observatory.store.appels import Row, next_number
from observatory.store.database import Cursor, Database

_COLUMNS = (
    "axe", "titre", "mesure", "objectif", "etat", "service", "partenaires", "origine", "territoire", "zone_nom",
    "contour", "categories", "debut_prevu", "fin_prevue", "en_service_le", "terminee_le",
)  # fmt: skip
_ASKED = "list_contains(?::BIGINT[], o.action_id)"


def action_reference_next(cursor: Cursor, year: int) -> str:
    """The next reference of a year: ``A-2026-003``."""
    row = cursor.execute(
        "SELECT coalesce(max(TRY_CAST(split_part(reference, '-', 3) AS INTEGER)), 0) FROM action "
        "WHERE starts_with(reference, ?)",
        [f"A-{year}-"],
    ).fetchone()
    return f"A-{year}-{(int(row[0]) if row else 0) + 1:03d}"


def action_write(cursor: Cursor, schema: int, reference: str, row: Row, auteur: str, le: dt.datetime) -> int:
    """Add an action; gives its number."""
    ident = next_number(cursor, "action_id")
    marks = ", ".join("?" * len(_COLUMNS))
    cursor.execute(
        f"INSERT INTO action (id, reference, schema_id, {', '.join(_COLUMNS)}, version, auteur, le) "
        f"VALUES (?, ?, ?, {marks}, 1, ?, ?)",
        [ident, reference, schema, *(row[one] for one in _COLUMNS), auteur, le],
    )
    return ident


def action_change(cursor: Cursor, ident: int, version: int, row: Row) -> bool:
    """Change columns of an action that stands at ``version``; gives whether it did."""
    settled = ", ".join(f"{name} = ?" for name in row)
    done = cursor.execute(
        f"UPDATE action SET {settled}, version = version + 1 WHERE id = ? AND version = ?",
        [*row.values(), ident, version],
    ).fetchone()
    return bool(done and done[0])


def actions_read(database: Database, *, schema: int | None = None, ident: int | None = None) -> list[Row]:
    """Actions in the order of their references: all, those of a plan, or one; ``nouvelle_le`` is the latest word."""
    where: list[str] = []
    values: list[object] = []
    for column, value in (("schema_id", schema), ("id", ident)):
        if value is not None:
            where.append(f"a.{column} = ?")
            values.append(value)
    told = f" WHERE {' AND '.join(where)}" if where else ""
    rows: list[Row] = database.read(
        f"SELECT a.id AS ident, a.reference, a.schema_id, {', '.join(f'a.{one}' for one in _COLUMNS)}, a.version, "
        "a.le, greatest(a.le, (SELECT max(n.le) FROM action_nouvelle n WHERE n.action_id = a.id)) AS nouvelle_le "
        f"FROM action a{told} ORDER BY a.reference",
        values,
    ).to_pylist()
    return rows


def objets_write(cursor: Cursor, action: int, objets: Sequence[tuple[str, int]]) -> None:
    """Add what an action answers: (genre, number); what is there already stays once."""
    for genre, ident in objets:
        cursor.execute("INSERT OR IGNORE INTO action_objet VALUES (?, ?, ?)", [action, genre, ident])


def objet_remove(cursor: Cursor, action: int, genre: str, ident: int) -> bool:
    """Take one away; gives whether it was there."""
    row = cursor.execute(
        "DELETE FROM action_objet WHERE action_id = ? AND genre = ? AND objet_id = ?", [action, genre, ident]
    ).fetchone()
    return bool(row and row[0])


_OBJETS = f"""
    SELECT o.action_id, o.genre, o.objet_id, c.categorie, c.texte, coalesce(a.nom, '') AS lieu, c.lat, c.lon,
        c.etat = 'garde' AND m.etat = 'close'
            AND (m.close_le IS NULL OR c.signalement_id IS NOT NULL OR c.recu_le <= m.close_le) AS relu
    FROM action_objet o JOIN constat c ON o.genre = 'constat' AND c.id = o.objet_id
    JOIN marche m ON m.id = c.marche_id
    LEFT JOIN arret a ON a.id = c.arret_id WHERE {_ASKED}
    UNION ALL
    SELECT o.action_id, o.genre, o.objet_id, r.categorie, r.texte, r.adresse, r.lat, r.lon, true
    FROM action_objet o JOIN reunion_probleme r ON o.genre = 'reunion_probleme' AND r.id = o.objet_id WHERE {_ASKED}
    UNION ALL
    SELECT o.action_id, o.genre, o.objet_id, p.categorie, '', '', NULL, NULL, true
    FROM action_objet o JOIN probleme p ON o.genre = 'probleme' AND p.id = o.objet_id WHERE {_ASKED}
"""


def objets_read(database: Database, actions: Sequence[int]) -> list[Row]:
    """What some actions answer, with the French name of its category; ``relu``: who leads the plan has read it over.

    Of a problème of the office its category alone: where it lies and what was told of it stays with the desk.
    """
    wanted = list(actions)
    rows: list[Row] = database.read(
        f"SELECT t.*, coalesce(c.libelle, '') AS libelle FROM ({_OBJETS}) t LEFT JOIN categorie c "
        "ON c.code = t.categorie ORDER BY t.action_id, t.genre, t.objet_id",
        [wanted, wanted, wanted],
    ).to_pylist()
    return rows


_OF_PLAN = {
    "constat": "constat o JOIN schema_marche p ON p.marche_id = o.marche_id AND p.schema_id = $2",
    "reunion_probleme": "reunion_probleme o JOIN reunion p ON p.id = o.reunion_id AND p.schema_id = $2",
    "probleme": "probleme o JOIN schema_local p ON p.id = $2 AND o.fusionne_dans IS NULL",
}
"""What a plan's actions may answer: constats of its walks, problems raised at its meetings, problèmes of the office."""


def objets_known(cursor: Cursor, schema: int, genre: str, idents: Sequence[int]) -> set[int]:
    """Those of some numbers that a plan's actions may answer; a problème that was merged into another is none."""
    rows = cursor.execute(
        f"SELECT o.id FROM {_OF_PLAN[genre]} WHERE list_contains($1::BIGINT[], o.id)", [list(idents), schema]
    ).fetchall()
    return {int(one) for (one,) in rows}


def financements_write(cursor: Cursor, action: int, rows: Sequence[Row]) -> None:
    """Set what an action costs, by payer and year."""
    cursor.execute("DELETE FROM action_financement WHERE action_id = ?", [action])
    for row in rows:
        cursor.execute(
            "INSERT INTO action_financement VALUES (?, ?, ?, ?, ?)",
            [action, row["source"], row["annee"], row["prevu"], row["depense"]],
        )


def financements_read(database: Database, actions: Sequence[int]) -> list[Row]:
    """What some actions cost: action_id, source, annee, prevu, depense."""
    rows: list[Row] = database.read(
        "SELECT action_id, source, annee, prevu, depense FROM action_financement "
        "WHERE list_contains(?::BIGINT[], action_id) ORDER BY action_id, annee, source",
        [list(actions)],
    ).to_pylist()
    return rows


def nouvelle_add(cursor: Cursor, action: int, genre: str, texte: str, auteur: str, le: dt.datetime) -> int:
    """Add a word about an action; gives its number."""
    ident = next_number(cursor, "action_nouvelle_id")
    cursor.execute("INSERT INTO action_nouvelle VALUES (?, ?, ?, ?, ?, ?)", [ident, action, genre, texte, auteur, le])
    return ident


def nouvelles_read(database: Database, action: int) -> list[Row]:
    """The news of an action, the latest first."""
    rows: list[Row] = database.read(
        "SELECT id AS ident, genre, texte, auteur, le FROM action_nouvelle WHERE action_id = ? "
        "ORDER BY le DESC, id DESC",
        [action],
    ).to_pylist()
    return rows


_INDICATEUR = ("genre", "libelle", "unite", "cible", "service", "du_le")


def indicateur_write(cursor: Cursor, action: int, row: Row, auteur: str, le: dt.datetime) -> int:
    """Add an indicator to an action; gives its number."""
    ident = next_number(cursor, "action_indicateur_id")
    marks = ", ".join("?" * len(_INDICATEUR))
    cursor.execute(
        f"INSERT INTO action_indicateur (id, action_id, {', '.join(_INDICATEUR)}, auteur, le) "
        f"VALUES (?, ?, {marks}, ?, ?)",
        [ident, action, *(row[one] for one in _INDICATEUR), auteur, le],
    )
    return ident


def indicateur_remove(cursor: Cursor, ident: int) -> bool:
    """Take an indicator away with its values; gives whether it was there."""
    cursor.execute("DELETE FROM action_valeur WHERE indicateur_id = ?", [ident])
    row = cursor.execute("DELETE FROM action_indicateur WHERE id = ?", [ident]).fetchone()
    return bool(row and row[0])


def indicateurs_read(
    database: Database, *, actions: Sequence[int] | None = None, ident: int | None = None
) -> list[Row]:
    """The indicators of some actions, or one, or all: ident, action_id and their columns, by day due."""
    where = ""
    values: list[object] = []
    if actions is not None:
        where, values = " WHERE list_contains(?::BIGINT[], action_id)", [list(actions)]
    elif ident is not None:
        where, values = " WHERE id = ?", [ident]
    rows: list[Row] = database.read(
        f"SELECT id AS ident, action_id, {', '.join(_INDICATEUR)} FROM action_indicateur{where} ORDER BY du_le, id",
        values,
    ).to_pylist()
    return rows


def valeur_add(cursor: Cursor, indicateur: int, row: Row, auteur: str, le: dt.datetime) -> int:
    """Add what was answered of an indicator; gives its number."""
    ident = next_number(cursor, "action_valeur_id")
    cursor.execute(
        "INSERT INTO action_valeur VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [ident, indicateur, row["nombre"], row["phrase"], row["source"], row["jour"], auteur, le],
    )
    return ident


def valeurs_read(database: Database, indicateurs: Sequence[int]) -> list[Row]:
    """What was answered of some indicators, the latest first: indicateur_id and the columns of a value."""
    rows: list[Row] = database.read(
        "SELECT id AS ident, indicateur_id, nombre, phrase, source, jour, auteur FROM action_valeur "
        "WHERE list_contains(?::BIGINT[], indicateur_id) ORDER BY indicateur_id, jour DESC, id DESC",
        [list(indicateurs)],
    ).to_pylist()
    return rows


def evaluation_write(cursor: Cursor, action: int, row: Row, auteur: str, le: dt.datetime) -> int:
    """Keep a measured effect; gives its number."""
    ident = next_number(cursor, "action_evaluation_id")
    cursor.execute(
        "INSERT INTO action_evaluation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            ident, action, row["depuis"], row["date"], row["jusqua"], row["verdict"], row["phrase"],
            json.dumps(row["detail"]), auteur, le,
        ],
    )  # fmt: skip
    return ident


def evaluations_read(database: Database, actions: Sequence[int]) -> list[Row]:
    """The measured effects of some actions, the latest first; ``detail`` as a dict."""
    rows: list[Row] = database.read(
        "SELECT id AS ident, action_id, depuis, date, jusqua, verdict, phrase, detail, le FROM action_evaluation "
        "WHERE list_contains(?::BIGINT[], action_id) ORDER BY action_id, le DESC, id DESC",
        [list(actions)],
    ).to_pylist()
    return [{**row, "detail": json.loads(row["detail"])} for row in rows]
