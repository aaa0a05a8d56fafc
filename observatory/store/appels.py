"""Calls of the desk: a contact with or without a signalement, written in one transaction; files read and corrected."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import duckdb

from observatory.store.database import Cursor, Database

SOURCE = "bureau"
"""The source of the signalements that the desk writes."""

Row = dict[str, Any]
T = TypeVar("T")

OF_SIGNALEMENT = (
    "reference", "contact_id", "probleme_id", "declarant_id", "recu_le", "recu_jour", "recu_heure", "canal",
    "categorie", "description", "adresse", "adresse_trouvee", "lieu", "residence", "batiment", "hall", "etage", "lat",
    "lon", "cell", "precision_m", "methode", "survenu_debut", "survenu_fin", "statut", "service", "plaque", "echeance",
    "modifie_par",
)  # fmt: skip
"""The columns of a signalement that the desk fills."""

VOICES = "count(DISTINCT s.declarant_id) + count(*) FILTER (s.declarant_id IS NULL)"
"""How many people tell of a problème: those known, and each anonymous one."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was answered to a sending."""

    contact: int
    reponse: Row


def sent_before(database: Database, cle: str) -> Sent | None:
    """The answer to an earlier sending with this key, or None."""
    rows = database.read("SELECT contact_id, reponse::VARCHAR AS reponse FROM envoi WHERE cle = ?", [cle]).to_pylist()
    return Sent(rows[0]["contact_id"], json.loads(rows[0]["reponse"])) if rows else None


def sent_meanwhile(cursor: Cursor, cle: str) -> str | None:
    """The answer, as JSON, that another transaction gave to this key since; None where there is none."""
    row = cursor.execute("SELECT reponse::VARCHAR FROM envoi WHERE cle = ?", [cle]).fetchone()
    return str(row[0]) if row else None


def sending_write(cursor: Cursor, cle: str, contact: int, reponse: str, le: dt.datetime) -> None:
    """Remember the answer to a sending; of two at once with one key, one runs again and finds the other's."""
    try:
        cursor.execute("INSERT INTO envoi VALUES (?, ?, ?, ?)", [cle, contact, reponse, le])
    except duckdb.ConstraintException as error:  # written since this transaction began
        raise duckdb.TransactionException("conflict on a key that was sent twice at once") from error


def rows_by(rows: Iterable[Row], column: str, make: Callable[[Row], T]) -> dict[int, list[T]]:
    """What is made of each row, by the number in one of its columns, in the order of the rows."""
    found: dict[int, list[T]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(make(row))
    return found


def next_number(cursor: Cursor, sequence: str) -> int:
    """The next number of a sequence."""
    row = cursor.execute(f"SELECT nextval('{sequence}')").fetchone()
    return int(row[0]) if row else 0


def contact_write(cursor: Cursor, row: Row) -> int:
    """Add a contact (its columns but ``id`` by name); gives its number."""
    ident = next_number(cursor, "contact_id")
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    cursor.execute(f"INSERT INTO contact (id, {names}) VALUES (?, {marks})", [ident, *row.values()])
    return ident


def probleme_write(cursor: Cursor, categorie: str, le: dt.datetime) -> int:
    """Open a problème; gives its number."""
    ident = next_number(cursor, "probleme_id")
    cursor.execute("INSERT INTO probleme (id, categorie, ouvert_le) VALUES (?, ?, ?)", [ident, categorie, le])
    return ident


def probleme_standing(cursor: Cursor, probleme: int) -> int:
    """The problème that stands for one now: itself, unless it was merged."""
    row = cursor.execute("SELECT coalesce(fusionne_dans, id) FROM probleme WHERE id = ?", [probleme]).fetchone()
    return int(row[0]) if row else probleme


def probleme_since(cursor: Cursor, probleme: int, le: dt.datetime) -> None:
    """A problème is open since the earliest account of it, whatever was entered first."""
    cursor.execute("UPDATE probleme SET ouvert_le = ? WHERE id = ? AND ouvert_le > ?", [le, probleme, le])


def signalement_write(cursor: Cursor, row: Row, territoires: Sequence[int], source: str = SOURCE) -> int:
    """Add a signalement (``OF_SIGNALEMENT`` by name) that lies in these territories; gives its number."""
    ident = next_number(cursor, "signalement_id")
    marks = ", ".join("?" * (len(OF_SIGNALEMENT) + 2))
    cursor.execute(
        f"INSERT INTO signalement (id, source, {', '.join(OF_SIGNALEMENT)}) VALUES ({marks})",
        [ident, source, *(row.get(name) for name in OF_SIGNALEMENT)],
    )
    _memberships_add(cursor, ident, territoires)
    return ident


def memberships_set(cursor: Cursor, ident: int, territoires: Sequence[int]) -> None:
    """Say in which territories a signalement lies; gone are those said before."""
    cursor.execute("DELETE FROM appartenance WHERE signalement_id = ?", [ident])
    _memberships_add(cursor, ident, territoires)


def _memberships_add(cursor: Cursor, ident: int, territoires: Sequence[int]) -> None:
    if territoires:
        cursor.execute("INSERT INTO appartenance SELECT ?, unnest(?::BIGINT[])", [ident, list(territoires)])


def reference_taken(database: Database, reference: str) -> bool:
    """Whether a signalement bears this reference, whatever its source."""
    return database.value("SELECT 1 FROM signalement WHERE reference = ? LIMIT 1", [reference]) is not None


def probleme_state(database: Database, probleme: int) -> Row | None:
    """A problème (the one that stands for it, where merged) with its latest signalement; None where there is none."""
    rows = database.read(
        "SELECT p.id, s.categorie, s.lieu, s.adresse, s.adresse_trouvee, s.lat, s.lon, s.cell, s.precision_m, "
        "s.residence, s.batiment, s.hall, s.etage, s.reference, s.service, s.echeance, s.statut, s.methode "
        "FROM probleme q JOIN probleme p ON p.id = coalesce(q.fusionne_dans, q.id) "
        "JOIN signalement s ON s.probleme_id = p.id WHERE q.id = ? ORDER BY s.recu_le DESC, s.id DESC LIMIT 1",
        [probleme],
    ).to_pylist()
    return rows[0] if rows else None


def voices_of(cursor: Cursor, probleme: int) -> int:
    """How many people tell of a problème."""
    row = cursor.execute(f"SELECT {VOICES} FROM signalement s WHERE s.probleme_id = ?", [probleme]).fetchone()
    return int(row[0]) if row else 0


def is_a_voice(database: Database, probleme: int, declarant: int) -> bool:
    """Whether a declarant already told of a problème."""
    query = "SELECT 1 FROM signalement WHERE probleme_id = ? AND declarant_id = ? LIMIT 1"
    return database.value(query, [probleme, declarant]) is not None


RELANCES = (
    "(SELECT coalesce(p.fusionne_dans, p.id) AS probleme_id, count(*) AS relances FROM contact k JOIN probleme p "
    "ON p.id = k.probleme_id WHERE k.issue = 'relance' GROUP BY ALL)"
)
"""How many callers asked for news of each problème, or of one that was merged into it."""
_FILE = f"""
    SELECT s.*, c.libelle, v.voix, v.autres, coalesce(r.relances, 0) AS relances FROM signalement s
    LEFT JOIN categorie c ON c.code = s.categorie
    JOIN (SELECT s.probleme_id, {VOICES} AS voix, list(s.reference ORDER BY s.recu_le DESC) AS autres
          FROM signalement s GROUP BY s.probleme_id) v ON v.probleme_id = s.probleme_id
    LEFT JOIN {RELANCES} r
        ON r.probleme_id = s.probleme_id
"""


def file_read(database: Database, reference: str) -> Row | None:
    """A signalement of the desk, or any other of that reference, with what is known of its problème."""
    found = database.read(
        "SELECT id, probleme_id FROM signalement WHERE reference = ? ORDER BY source <> ?, id LIMIT 1",
        [reference, SOURCE],
    ).to_pylist()
    if not found:
        return None
    ident, probleme = found[0]["id"], found[0]["probleme_id"]
    rows = database.read(
        f"{_FILE.replace('GROUP BY s.probleme_id', 'WHERE s.probleme_id = $2 GROUP BY s.probleme_id')} WHERE s.id = $1",
        [ident, probleme],
    ).to_pylist()
    if not rows:
        return None
    merged = database.read("SELECT id FROM probleme WHERE fusionne_dans = ? ORDER BY id", [probleme])
    return {**rows[0], "fusionnes": merged["id"].to_pylist()}


def references_within(database: Database, references: Sequence[str], territoires: Collection[str]) -> set[str]:
    """Those of some references whose signalement lies in one of the territories (``zonage:code``)."""
    rows = database.read(
        "SELECT DISTINCT s.reference FROM signalement s JOIN appartenance a ON a.signalement_id = s.id "
        "JOIN territoire t ON t.id = a.territoire_id WHERE list_contains(?::VARCHAR[], s.reference) "
        "AND list_contains(?::VARCHAR[], t.zonage || ':' || t.code)",
        [list(references), sorted(territoires)],
    )
    return set(rows["reference"].to_pylist())


def contacts_of_day(database: Database, day: dt.date) -> dict[str, int]:
    """How many contacts were received on a day, by what they ended in."""
    rows = database.read("SELECT issue, count(*) AS n FROM contact WHERE recu_jour = ? GROUP BY issue", [day])
    return dict(zip(rows["issue"].to_pylist(), rows["n"].to_pylist(), strict=True))


def file_change(cursor: Cursor, ident: int, version: int, values: Row) -> bool:
    """Give a signalement new values, if it still is at ``version``; whether it was."""
    row = cursor.execute("SELECT version FROM signalement WHERE id = ?", [ident]).fetchone()
    if row is None or int(row[0] or 1) != version:
        return False
    names = ", ".join(f"{name} = ?" for name in values)
    cursor.execute(f"UPDATE signalement SET {names}, version = ? WHERE id = ?", [*values.values(), version + 1, ident])
    return True


_FOUND = (
    "SELECT s.reference, s.probleme_id AS probleme, s.recu_le, c.libelle, "
    "coalesce(s.adresse_trouvee, s.adresse, '') AS adresse, s.statut, coalesce(s.description, '') AS extrait "
    "FROM signalement s LEFT JOIN categorie c ON c.code = s.categorie WHERE "
)
_NEWEST = " ORDER BY s.recu_le DESC, s.id DESC LIMIT ?"


def found_by_reference(database: Database, references: Sequence[str], limit: int) -> list[Row]:
    """The signalements that bear one of these references."""
    rows: list[Row] = database.read(
        _FOUND + "list_contains(?::VARCHAR[], s.reference)" + _NEWEST, [list(references), limit]
    ).to_pylist()
    return rows


def found_by_caller(database: Database, declarant: int, limit: int) -> list[Row]:
    """What one person told."""
    rows: list[Row] = database.read(_FOUND + "s.declarant_id = ?" + _NEWEST, [declarant, limit]).to_pylist()
    return rows


def found_by_words(database: Database, words: Sequence[str], since: dt.datetime, limit: int) -> list[Row]:
    """What was told since an instant in which every word stands: in the story, the address or the category.

    Accents and capitals do not count.
    """
    told = "strip_accents(lower(concat_ws(' ', s.description, s.adresse, s.adresse_trouvee, s.residence, c.libelle)))"
    every = " AND ".join(f"contains({told}, ?)" for _ in words)
    rows: list[Row] = database.read(f"{_FOUND}s.recu_le >= ? AND {every}{_NEWEST}", [since, *words, limit]).to_pylist()
    return rows
