"""What the sorting by category learns from: texts that were told, with the category that people chose."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from observatory.domain.tri import Rubrique
from observatory.store.database import Database
from observatory.store.reference import OTHER


def rubriques_read(database: Database) -> list[Rubrique]:
    """The categories in use with their words, in the order of the nomenclature: what is retired is never suggested."""
    rows = (
        database.cursor()
        .execute("SELECT code, parent, libelle, mots FROM categorie WHERE retiree_le IS NULL ORDER BY rang")
        .fetchall()
    )
    return [
        Rubrique(code, parent, libelle, tuple(mot for one in (mots or "").split(";") if (mot := one.strip())))
        for code, parent, libelle, mots in rows
    ]


def told_and_sorted(database: Database, jusqua: dt.date | None, most: int) -> pa.Table:
    """Descriptions with the category that people chose, oldest first: jour, categorie, description, personne.

    The latest ``most`` of them, up to and including the day ``jusqua``. ``personne`` is one key for all that a known
    declarant told, and one for each signalement of somebody unknown. A word of a source that the nomenclature does not
    know was put under ``autre`` by the import, which nobody chose: those are left out, and so are unknown codes. A
    retired code teaches the one that stands for it, or nothing.
    """
    return database.read(
        "SELECT * FROM (SELECT s.recu_jour AS jour, coalesce(c.remplacee_par, s.categorie) AS categorie, "
        "s.description, s.recu_le, s.id, "
        "coalesce('d' || s.declarant_id, 's' || s.id) AS personne "
        "FROM signalement s JOIN categorie c ON c.code = s.categorie "
        "WHERE (c.retiree_le IS NULL OR c.remplacee_par IS NOT NULL) "
        "AND trim(s.description) <> '' AND s.recu_jour <= coalesce($1, s.recu_jour) "
        "AND (s.categorie <> $2 OR coalesce(s.categorie_origine, $2) = $2) "
        "ORDER BY s.recu_jour DESC, s.recu_le DESC, s.id DESC LIMIT $3) ORDER BY jour, recu_le, id",
        [jusqua, OTHER, most],
    ).select(["jour", "categorie", "description", "personne"])
