"""Signalements with their contacts, problèmes and declarants: written together, read by question."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from observatory.domain.appel import PLATE_SERVICES
from observatory.store.database import Database

BATCH_SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("reference", pa.string()),
        ("recu_le", pa.timestamp("us", "UTC")),
        ("recu_jour", pa.date32()),
        ("recu_heure", pa.int8()),
        ("canal", pa.string()),
        ("categorie", pa.string()),
        ("categorie_origine", pa.string()),
        ("description", pa.string()),
        ("adresse", pa.string()),
        ("adresse_trouvee", pa.string()),
        ("lieu", pa.string()),
        ("residence", pa.string()),
        ("batiment", pa.string()),
        ("hall", pa.string()),
        ("etage", pa.string()),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("cell", pa.int64()),
        ("precision_m", pa.float64()),
        ("methode", pa.string()),
        ("survenu_debut", pa.timestamp("us", "UTC")),
        ("survenu_fin", pa.timestamp("us", "UTC")),
        ("statut", pa.string()),
        ("service", pa.string()),
        ("clos_le", pa.timestamp("us", "UTC")),
        ("retour_le", pa.timestamp("us", "UTC")),
        ("remarque", pa.string()),
        ("probleme", pa.string()),
        ("declarant", pa.string()),
        ("echeance", pa.timestamp("us", "UTC")),
    ]
)
"""A batch to be written: one row a signalement; ``probleme`` and ``declarant`` are opaque keys or null."""

_OWN = [name for name in BATCH_SCHEMA.names if name not in ("probleme", "declarant")]

LISTED = (
    "s.id, s.reference, s.recu_le, s.recu_jour, s.recu_heure, s.categorie, c.libelle, s.canal, s.statut, s.lieu, "
    "s.adresse, s.adresse_trouvee, s.description, s.probleme_id AS probleme, s.precision_m, s.remarque"
)


def known_references(database: Database, source: str) -> set[str]:
    """References of a source that the base holds already."""
    rows = database.cursor().execute("SELECT reference FROM signalement WHERE source = ?", [source]).fetchall()
    return {row[0] for row in rows}


def signalements_write(cursor: duckdb.DuckDBPyConnection, batch: pa.Table) -> pa.Table:
    """Add a batch (``BATCH_SCHEMA``), in the transaction of ``cursor``.

    Each row makes a contact and a signalement. Rows with the same ``probleme`` key tell of one trouble, a row
    without a key is a trouble of its own; the same holds for ``declarant``, but without a key nobody is kept.
    A row whose (source, reference) is known is left out.

    Returns
    -------
    The rows added: id, cell, lat, lon.
    """
    cursor.register("lot_lu", batch.select(BATCH_SCHEMA.names))
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE lot AS SELECT l.*, nextval('signalement_id') AS sid, "
        "nextval('contact_id') AS cid, CASE WHEN l.probleme IS NULL THEN nextval('probleme_id') END AS pid "
        "FROM lot_lu l ANTI JOIN signalement s ON s.source = l.source AND s.reference = l.reference"
    )
    cursor.unregister("lot_lu")
    cursor.execute(
        "INSERT INTO declarant (id, cle, cree_le) SELECT nextval('declarant_id'), declarant, premier FROM "
        "(SELECT declarant, min(recu_le) AS premier FROM lot WHERE declarant IS NOT NULL GROUP BY declarant) l "
        "ANTI JOIN declarant d ON d.cle = l.declarant"
    )
    cursor.execute(
        "INSERT INTO probleme (id, cle, categorie, ouvert_le) "
        "SELECT nextval('probleme_id'), probleme, categorie, premier FROM "
        "(SELECT probleme, arg_min(categorie, recu_le) AS categorie, min(recu_le) AS premier FROM lot "
        "WHERE probleme IS NOT NULL GROUP BY probleme) l ANTI JOIN probleme p ON p.cle = l.probleme"
    )
    cursor.execute(
        "INSERT INTO probleme (id, cle, categorie, ouvert_le) "
        "SELECT pid, NULL, categorie, recu_le FROM lot WHERE pid IS NOT NULL"
    )
    cursor.execute(
        "INSERT INTO contact (id, recu_le, recu_jour, recu_heure, canal, issue, declarant_id) "
        "SELECT cid, recu_le, recu_jour, recu_heure, canal, 'signalement', coalesce(d.fusionne_dans, d.id) "
        "FROM lot LEFT JOIN declarant d ON d.cle = lot.declarant"
    )
    columns = ", ".join(_OWN)
    cursor.execute(
        f"INSERT INTO signalement (id, contact_id, probleme_id, declarant_id, {columns}) "
        "SELECT sid, cid, coalesce(pid, p.fusionne_dans, p.id), coalesce(d.fusionne_dans, d.id), "
        f"{', '.join('lot.' + name for name in _OWN)} FROM lot "
        "LEFT JOIN probleme p ON p.cle = lot.probleme LEFT JOIN declarant d ON d.cle = lot.declarant"
    )
    added = cursor.execute("SELECT sid AS id, cell, lat, lon FROM lot ORDER BY sid").to_arrow_table()
    cursor.execute("DROP TABLE lot")
    return added


def signalements_by_id(database: Database, ids: pa.Table, limit: int, offset: int = 0) -> pa.Table:
    """The signalements of a one-column table ``id``, newest first, with the words of their category."""
    cursor = database.cursor()
    cursor.register("choisis", ids)
    found = cursor.execute(
        f"SELECT {LISTED} FROM signalement s JOIN choisis USING (id) "
        "LEFT JOIN categorie c ON c.code = s.categorie ORDER BY s.recu_le DESC, s.id DESC LIMIT ? OFFSET ?",
        [limit, offset],
    ).to_arrow_table()
    cursor.unregister("choisis")
    return found


def signalements_of_services(database: Database, services: Sequence[str], limit: int, offset: int = 0) -> pa.Table:
    """The signalements entrusted to some services, newest first, without anything of who told of them.

    The plate of an abandoned vehicle is shown to the services that take it away, and to nobody else.
    """
    return database.read(
        "SELECT s.id, s.reference, s.recu_le, c.libelle, s.service, s.statut, s.lieu, s.adresse_trouvee, s.residence, "
        "s.batiment, s.hall, s.etage, s.description, s.clos_le, s.echeance, "
        "CASE WHEN list_contains(?::VARCHAR[], s.service) THEN s.plaque END AS plaque FROM signalement s "
        "LEFT JOIN categorie c ON c.code = s.categorie WHERE list_contains(?::VARCHAR[], s.service) "
        "ORDER BY s.recu_le DESC, s.id DESC LIMIT ? OFFSET ?",
        [sorted(PLATE_SERVICES), list(services), limit, offset],
    )


def signalements_export(database: Database, ids: pa.Table) -> pa.Table:
    """The signalements of a one-column table ``id`` in the columns of the preset « observatoire »."""
    cursor = database.cursor()
    cursor.register("choisis", ids)
    columns = ", ".join("s." + name for name in _OWN if name not in ("recu_jour", "recu_heure", "cell"))
    found = cursor.execute(
        f"SELECT {columns}, s.recu_jour, s.recu_heure, s.cell, p.cle AS probleme, d.cle AS declarant "
        "FROM signalement s JOIN choisis USING (id) JOIN probleme p ON p.id = s.probleme_id "
        "LEFT JOIN declarant d ON d.id = s.declarant_id ORDER BY s.recu_le, s.source, s.reference"
    ).to_arrow_table()
    cursor.unregister("choisis")
    return found


def channels(database: Database) -> Sequence[str]:
    """The channels that the base knows, the most used first."""
    rows = database.cursor().execute("SELECT canal FROM signalement GROUP BY canal ORDER BY count(*) DESC, canal")
    return [row[0] for row in rows.fetchall()]
