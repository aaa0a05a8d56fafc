"""What was sent to services, and the links by which they answer once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from observatory.store.appels import Row, next_number
from observatory.store.database import Cursor, Database

FICHE = (
    "s.id, s.reference, s.probleme_id, s.service, s.statut, s.categorie, s.recu_le, s.echeance, s.clos_le, "
    "s.description, s.adresse, s.adresse_trouvee, s.residence, s.batiment, s.hall, s.etage, s.plaque, s.lat, s.lon, "
    "coalesce(c.libelle, s.categorie) AS libelle, coalesce(c.parent, s.categorie) AS famille"
)
"""The columns of a signalement that a service may need, and its category's words."""


def transmission_add(cursor: Cursor, row: Row) -> int:
    """Add a sending (its columns but ``id`` by name); gives its number."""
    ident = next_number(cursor, "transmission_id")
    marks = ", ".join("?" * (len(row) + 1))
    cursor.execute(f"INSERT INTO transmission (id, {', '.join(row)}) VALUES ({marks})", [ident, *row.values()])
    return ident


def transmission_settle(cursor: Cursor, ident: int, *, remise_le: dt.datetime | None, erreur: str | None) -> None:
    """Say what became of a sending: taken at an instant, or refused."""
    cursor.execute("UPDATE transmission SET remise_le = ?, erreur = ? WHERE id = ?", [remise_le, erreur, ident])


def transmissions_of(database: Database, probleme: int) -> list[Row]:
    """The sendings of a problème with their links, the newest first."""
    found: list[Row] = database.read(
        "SELECT t.*, s.reference, l.empreinte, l.cree_le, l.expire_le, l.utilise_le, l.revoque_le FROM transmission t "
        "JOIN signalement s ON s.id = t.signalement_id LEFT JOIN lien l ON l.transmission_id = t.id "
        "WHERE s.probleme_id = ? ORDER BY t.le DESC, t.id DESC",
        [probleme],
    ).to_pylist()
    return found


def link_add(cursor: Cursor, empreinte: str, transmission: int, cree_le: dt.datetime, expire_le: dt.datetime) -> None:
    """Keep the mark of a link."""
    cursor.execute("INSERT INTO lien VALUES (?, ?, ?, ?, NULL, NULL)", [empreinte, transmission, cree_le, expire_le])


def link_read(database: Database, empreinte: str) -> Row | None:
    """A link with the file that it opens, as it stands now (``FICHE``); ``envoye_a`` is whom it was sent to."""
    rows = database.read(
        f"SELECT {FICHE}, t.service AS envoye_a, l.expire_le, l.utilise_le, l.revoque_le FROM lien l "
        "JOIN transmission t ON t.id = l.transmission_id JOIN signalement s ON s.id = t.signalement_id "
        "LEFT JOIN categorie c ON c.code = s.categorie WHERE l.empreinte = ?",
        [empreinte],
    ).to_pylist()
    return rows[0] if rows else None


def link_use(cursor: Cursor, empreinte: str, le: dt.datetime) -> bool:
    """Use a link up; whether it could be."""
    row = cursor.execute(
        "UPDATE lien SET utilise_le = ? WHERE empreinte = ? AND utilise_le IS NULL AND revoque_le IS NULL "
        "AND expire_le > ? RETURNING transmission_id",
        [le, empreinte, le],
    ).fetchall()
    return bool(row)


def links_revoke(cursor: Cursor, probleme: int, le: dt.datetime, *, but: int | None = None) -> int:
    """Revoke the links of a problème that could still be used, but that of the sending ``but``; gives how many."""
    rows = cursor.execute(
        "UPDATE lien SET revoque_le = ? WHERE utilise_le IS NULL AND revoque_le IS NULL AND expire_le > ? "
        "AND transmission_id IS DISTINCT FROM ? AND transmission_id IN "
        "(SELECT t.id FROM transmission t JOIN signalement s ON s.id = t.signalement_id WHERE s.probleme_id = ?) "
        "RETURNING transmission_id",
        [le, le, but, probleme],
    ).fetchall()
    return len(rows)


def links_revoke_of(cursor: Cursor, transmission: int, le: dt.datetime) -> None:
    """Revoke the link of one sending."""
    cursor.execute("UPDATE lien SET revoque_le = ? WHERE transmission_id = ?", [le, transmission])


def waiting_read(database: Database, statuts: Sequence[str], limit: int) -> list[Row]:
    """Troubles of which a file waits in one of these states with a service: the oldest such file of each (``FICHE``).

    ``signalements`` is how many files of the trouble wait; the earliest promise comes first.
    """
    found: list[Row] = database.read(
        f"SELECT {FICHE}, count(*) OVER (PARTITION BY s.probleme_id) AS signalements "
        "FROM signalement s LEFT JOIN categorie c ON c.code = s.categorie "
        "WHERE list_contains(?::VARCHAR[], s.statut) AND s.service <> '' "
        "QUALIFY row_number() OVER (PARTITION BY s.probleme_id ORDER BY s.recu_le, s.id) = 1 "
        "ORDER BY s.echeance NULLS LAST, s.recu_le, s.id LIMIT ?",
        [list(statuts), limit],
    ).to_pylist()
    return found


def fiche_read(database: Database, ident: int) -> Row:
    """One signalement as a service may need it (``FICHE``)."""
    rows: list[Row] = database.read(
        f"SELECT {FICHE} FROM signalement s LEFT JOIN categorie c ON c.code = s.categorie WHERE s.id = ?", [ident]
    ).to_pylist()
    return rows[0]


def services_known(database: Database) -> list[str]:
    """Services that files name, that rules of the base name, or that stand in the directory."""
    rows = database.read(
        "SELECT DISTINCT nom FROM (SELECT service AS nom FROM signalement UNION ALL SELECT service FROM regle "
        "UNION ALL SELECT nom FROM annuaire WHERE retire_le IS NULL AND genre IN ('service', 'partenaire')) "
        "WHERE nom <> '' ORDER BY nom"
    )
    return [str(one) for one in rows["nom"].to_pylist()]
