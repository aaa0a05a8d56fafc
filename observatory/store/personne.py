"""Everything that the base holds about one person, and its erasure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from observatory.store.database import Database
from observatory.store.retention import TEXTS, erased_write

_NO_WORDS = ", ".join(f"{name} = NULL" for names in TEXTS.values() for name in names)


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a person is in the base: their number and key if known, and the keys of what they told.

    ``merged`` are the other numbers under which the same person was recorded.
    """

    declarant: int | None
    cle: str | None
    signalements: list[int]
    contacts: list[int]
    references: list[str]
    merged: list[int] = field(default_factory=list)


def person_by_key(database: Database, cle: str) -> Trace | None:
    """The person who has this key, or None."""
    found = database.value("SELECT coalesce(fusionne_dans, id) FROM declarant WHERE cle = ?", [cle])
    return None if found is None else _trace(database, int(str(found)), cle)


def person_by_reference(database: Database, reference: str) -> list[Trace]:
    """Who told the signalements of this reference, one for each source: the person, or nobody and the signalement."""
    rows = database.read(
        "SELECT s.id, s.reference, s.contact_id, s.declarant_id, d.cle FROM signalement s "
        "LEFT JOIN declarant d ON d.id = s.declarant_id WHERE s.reference = ? ORDER BY s.id",
        [reference],
    ).to_pylist()
    return [
        Trace(None, None, [row["id"]], [row["contact_id"]], [row["reference"]])
        if row["declarant_id"] is None
        else _trace(database, row["declarant_id"], row["cle"])
        for row in rows
    ]


def person_held(database: Database, trace: Trace) -> dict[str, Any]:
    """All that the base holds about a person, table by table, as plain values (instants in Europe/Paris)."""
    return {
        "declarant": _rows(database, "declarant", _numbers(trace), "cree_le"),
        "contacts": _rows(database, "contact", trace.contacts, "recu_le"),
        "signalements": database.read(
            "SELECT s.*, c.libelle AS categorie_libelle FROM signalement s "
            "LEFT JOIN categorie c ON c.code = s.categorie WHERE s.id IN (SELECT unnest(?)) ORDER BY s.recu_le, s.id",
            [trace.signalements],
        ).to_pylist(),
        "territoires": database.read(
            "SELECT a.signalement_id, t.zonage, t.code, t.nom FROM appartenance a JOIN territoire t "
            "ON t.id = a.territoire_id WHERE a.signalement_id IN (SELECT unnest(?)) ORDER BY ALL",
            [trace.signalements],
        ).to_pylist(),
        "retours": database.read(
            "SELECT r.*, q.le AS satisfaction_le, q.resolu, q.note AS satisfaction_note, q.refusee AS "
            "satisfaction_refusee, list(e.note) FILTER (e.note IS NOT NULL) AS notes "
            "FROM retour r LEFT JOIN satisfaction q ON q.retour_id = r.id "
            "LEFT JOIN retour_essai e ON e.retour_id = r.id WHERE r.signalement_id IN (SELECT unnest(?)) "
            "GROUP BY ALL ORDER BY r.id",
            [trace.signalements],
        ).to_pylist(),
        **{
            name: database.read(query.format(siens="(SELECT unnest($1::BIGINT[]))"), [trace.signalements]).to_pylist()
            for name, query in _FOLLOWED.items()
        },
        "journal": database.read(
            "SELECT seq, le, evenement, objet, cle FROM journal "
            "WHERE (objet = 'declarant' AND cle IN (SELECT unnest(?::BIGINT[])::VARCHAR)) "
            "OR (objet = 'signalement' AND cle IN (SELECT unnest(?::BIGINT[])::VARCHAR)) ORDER BY seq",
            [_numbers(trace), trace.signalements],
        ).to_pylist(),
    }


_FOLLOWED = {
    "transmissions": "SELECT signalement_id, service, voie, destinataire, note, le, remise_le FROM transmission "
    "WHERE signalement_id IN {siens} ORDER BY id",
    "comptes_rendus": "SELECT signalement_id, service, voie, le, suite, motif, texte, prevu_le, surface_m2, "
    "cout_euros, etat, remarque, (SELECT count(*) FROM photo p WHERE p.objet = 'compte_rendu' AND p.objet_id = r.id) "
    "AS photos FROM compte_rendu r WHERE signalement_id IN {siens} ORDER BY id",
    "mediations": "SELECT signalement_id, confiee_le, consigne, issue, parties, duree_min, note, close_le "
    "FROM mediation WHERE signalement_id IN {siens} ORDER BY id",
    "rendez_vous": "SELECT m.signalement_id, v.le, v.lieu, v.parties, v.etat FROM rendez_vous v JOIN mediation m "
    "ON m.id = v.mediation_id WHERE m.signalement_id IN {siens} ORDER BY v.id",
}
"""What was done about what a person told, table by table; ``siens`` stands for the numbers of their signalements."""
_WORDS = (
    ("transmission", "SELECT id FROM transmission WHERE signalement_id IN (SELECT unnest(?::BIGINT[]))", "note = NULL"),
    (
        "compte_rendu", "SELECT id FROM compte_rendu WHERE signalement_id IN (SELECT unnest(?::BIGINT[]))",
        "texte = NULL, motif = NULL, remarque = NULL",
    ),
    (
        "photo", "SELECT p.id FROM photo p JOIN compte_rendu r ON r.id = p.objet_id WHERE p.objet = 'compte_rendu' "
        "AND r.signalement_id IN (SELECT unnest(?::BIGINT[]))", "",
    ),
    (
        "mediation", "SELECT id FROM mediation WHERE signalement_id IN (SELECT unnest(?::BIGINT[]))",
        "consigne = NULL, note = NULL",
    ),
    (
        "rendez_vous", "SELECT v.id FROM rendez_vous v JOIN mediation m ON m.id = v.mediation_id "
        "WHERE m.signalement_id IN (SELECT unnest(?::BIGINT[]))", "lieu = ''",
    ),
)  # fmt: skip
"""Where words on what a person told stand besides: a table, its rows, and what they become; of "" the row goes."""


def person_erase(cursor: duckdb.DuckDBPyConnection, trace: Trace, le: dt.datetime) -> None:
    """Take a person out: words, addresses and the links between what they told go; the key goes."""
    cursor.register("siens", pa.table({"cle": pa.array(trace.signalements, pa.int64())}))
    cursor.execute(f"UPDATE signalement SET {_NO_WORDS}, declarant_id = NULL WHERE id IN (SELECT cle FROM siens)")
    cursor.unregister("siens")
    cursor.register("appels", pa.table({"cle": pa.array(trace.contacts, pa.int64())}))
    cursor.execute("UPDATE contact SET declarant_id = NULL, note = NULL WHERE id IN (SELECT cle FROM appels)")
    cursor.unregister("appels")
    _retours_erase(cursor, trace.signalements, le)
    for table, query, values in _WORDS:
        ids = [int(row[0]) for row in cursor.execute(query, [trace.signalements]).fetchall()]
        change = f"UPDATE {table} SET {values}" if values else f"DELETE FROM {table}"
        cursor.execute(f"{change} WHERE id IN (SELECT unnest(?::BIGINT[]))", [ids])
        erased_write(cursor, "personne", table, ids, le)
    erased_write(cursor, "personne", "signalement", trace.signalements, le)
    erased_write(cursor, "position", "signalement", trace.signalements, le)
    erased_write(cursor, "personne", "contact", trace.contacts, le)
    numbers = _numbers(trace)
    if numbers:
        cursor.execute("DELETE FROM declarant WHERE id IN (SELECT unnest(?::BIGINT[]))", [numbers])
        erased_write(cursor, "personne", "declarant", numbers, le)


def _retours_erase(cursor: duckdb.DuckDBPyConnection, signalements: list[int], le: dt.datetime) -> None:
    """Take out what was said to a person and what was noted of the attempts; their answers stay counted."""
    told = "SELECT id FROM retour WHERE signalement_id IN (SELECT unnest(?::BIGINT[]))"
    ids = [int(row[0]) for row in cursor.execute(told, [signalements]).fetchall()]
    tried = "UPDATE retour_essai SET note = NULL WHERE retour_id IN (SELECT unnest(?::BIGINT[])) RETURNING id"
    notes = [int(row[0]) for row in cursor.execute(tried, [ids]).fetchall()]
    cursor.execute("UPDATE retour SET phrase = '' WHERE id IN (SELECT unnest(?::BIGINT[]))", [ids])
    erased_write(cursor, "personne", "retour", ids, le)
    erased_write(cursor, "personne", "retour_essai", notes, le)


def _trace(database: Database, declarant: int, cle: str) -> Trace:
    told = database.read("SELECT id, reference FROM signalement WHERE declarant_id = ? ORDER BY id", [declarant])
    called = database.read("SELECT id FROM contact WHERE declarant_id = ? ORDER BY id", [declarant])
    merged = database.read("SELECT id FROM declarant WHERE fusionne_dans = ? ORDER BY id", [declarant])
    return Trace(
        declarant,
        cle,
        told["id"].to_pylist(),
        called["id"].to_pylist(),
        told["reference"].to_pylist(),
        merged["id"].to_pylist(),
    )


def _numbers(trace: Trace) -> list[int]:
    """Every number under which a person is recorded; none for who is not known."""
    return [] if trace.declarant is None else [trace.declarant, *trace.merged]


def _rows(database: Database, table: str, ids: list[int], order: str) -> list[dict[str, Any]]:
    query = f"SELECT * FROM {table} WHERE id IN (SELECT unnest(?)) ORDER BY {order}, id"
    found: list[dict[str, Any]] = database.read(query, [ids]).to_pylist()
    return found
