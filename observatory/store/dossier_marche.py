"""What a walk left, as the dossier of the next one tells it."""

from __future__ import annotations

from observatory.store.appels import Row
from observatory.store.database import Database


def answers_left(database: Database, marche: int) -> list[Row]:
    """The mean answer to each question at each stop, over phones: arret_id, question, note."""
    rows: list[Row] = database.read(
        "SELECT arret_id, question, avg(note) AS note FROM reponse WHERE marche_id = ? AND note IS NOT NULL "
        "GROUP BY ALL ORDER BY arret_id, question",
        [marche],
    ).to_pylist()
    return rows


def findings_left(database: Database, marche: int) -> list[Row]:
    """The constats that were kept: arret_id, positif, categorie (its name), texte, statut of its signalement."""
    rows: list[Row] = database.read(
        "SELECT c.arret_id, c.positif, coalesce(k.libelle, '') AS categorie, c.texte, s.statut FROM constat c "
        "LEFT JOIN signalement s ON s.id = c.signalement_id LEFT JOIN categorie k ON k.code = c.categorie "
        "WHERE c.marche_id = ? AND c.etat = 'garde' ORDER BY c.positif, c.id",
        [marche],
    ).to_pylist()
    return rows


def promises_left(database: Database, marche: int) -> list[Row]:
    """What was promised: arret_id, service, texte, pour_le, tenu_le."""
    rows: list[Row] = database.read(
        "SELECT arret_id, service, texte, pour_le, tenu_le FROM engagement WHERE marche_id = ? ORDER BY pour_le, id",
        [marche],
    ).to_pylist()
    return rows
