"""How much the base holds, and the questions about its integrity whose right answer is zero."""

from __future__ import annotations

import datetime as dt

from observatory.domain.statut import CLOSED_SQL
from observatory.store.database import Database

_COUNTED = ("contact", "signalement", "probleme", "declarant", "adresse", "voie", "lieu")
_COUNTED_ROWS = {"probleme": "probleme WHERE fusionne_dans IS NULL"}
"""What is left out of a count: a problème that is merged is counted as the one that stands for it."""

_ORPHANS = (
    ("Signalements sans contact", "signalement s ANTI JOIN contact o ON o.id = s.contact_id"),
    ("Signalements sans problème", "signalement s ANTI JOIN probleme o ON o.id = s.probleme_id"),
    (
        "Signalements d'un déclarant absent",
        "(FROM signalement WHERE declarant_id IS NOT NULL) s ANTI JOIN declarant o ON o.id = s.declarant_id",
    ),
    ("Signalements d'une catégorie inconnue", "signalement s ANTI JOIN categorie o ON o.code = s.categorie"),
    (
        "Problèmes sans signalement",
        "(FROM probleme WHERE fusionne_dans IS NULL) s ANTI JOIN signalement o ON o.probleme_id = s.id",
    ),
    (
        "Signalements d'un problème fusionné",
        "signalement s JOIN probleme o ON o.id = s.probleme_id AND o.fusionne_dans IS NOT NULL",
    ),
    (
        "Problèmes fusionnés dans un problème absent ou fusionné",
        "(FROM probleme WHERE fusionne_dans IS NOT NULL) s "
        "ANTI JOIN (FROM probleme WHERE fusionne_dans IS NULL) o ON o.id = s.fusionne_dans",
    ),
    ("Appartenances à un territoire absent", "appartenance s ANTI JOIN territoire o ON o.id = s.territoire_id"),
    ("Appartenances d'un signalement absent", "appartenance s ANTI JOIN signalement o ON o.id = s.signalement_id"),
    ("Cellules d'un territoire absent", "territoire_cellule s ANTI JOIN territoire o ON o.id = s.territoire_id"),
    (
        "Périodes à l'envers",
        "(FROM territoire WHERE valid_to < valid_from) s",
    ),
    (
        "Versions d'un territoire qui se chevauchent",
        "territoire s JOIN territoire o ON s.zonage = o.zonage AND s.code = o.code AND s.id < o.id "
        "AND coalesce(s.valid_from, DATE '0001-01-01') <= coalesce(o.valid_to, DATE '9999-12-31') "
        "AND coalesce(o.valid_from, DATE '0001-01-01') <= coalesce(s.valid_to, DATE '9999-12-31')",
    ),
)

_MORE_ORPHANS = (
    *(
        (f"{words} d'un signalement absent", f"{table} s ANTI JOIN signalement o ON o.id = s.signalement_id")
        for table, words in (
            ("transmission", "Transmissions"),
            ("compte_rendu", "Comptes rendus"),
            ("retour", "Retours"),
            ("mediation", "Médiations"),
        )
    ),
    ("Liens d'une transmission absente", "lien s ANTI JOIN transmission o ON o.id = s.transmission_id"),
    ("Essais d'un retour absent", "retour_essai s ANTI JOIN retour o ON o.id = s.retour_id"),
    ("Satisfactions d'un retour absent", "satisfaction s ANTI JOIN retour o ON o.id = s.retour_id"),
    ("Rendez-vous d'une médiation absente", "rendez_vous s ANTI JOIN mediation o ON o.id = s.mediation_id"),
    ("Problèmes d'une réunion absente", "reunion_probleme s ANTI JOIN reunion o ON o.id = s.reunion_id"),
    ("Arrêts d'une marche absente", "arret s ANTI JOIN marche o ON o.id = s.marche_id"),
    ("Liens d'une marche absente", "marche_lien s ANTI JOIN marche o ON o.id = s.marche_id"),
    ("Réponses à un arrêt absent", "reponse s ANTI JOIN arret o ON o.id = s.arret_id"),
    ("Constats d'une marche absente", "constat s ANTI JOIN marche o ON o.id = s.marche_id"),
    ("Actions d'un schéma absent", "action s ANTI JOIN schema_local o ON o.id = s.schema_id"),
    ("Constats groupés d'une action absente", "action_objet s ANTI JOIN action o ON o.id = s.action_id"),
    ("Financements d'une action absente", "action_financement s ANTI JOIN action o ON o.id = s.action_id"),
    ("Indicateurs d'une action absente", "action_indicateur s ANTI JOIN action o ON o.id = s.action_id"),
    ("Valeurs d'un indicateur absent", "action_valeur s ANTI JOIN action_indicateur o ON o.id = s.indicateur_id"),
    ("Évaluations d'une action absente", "action_evaluation s ANTI JOIN action o ON o.id = s.action_id"),
    ("Décisions d'une réunion absente", "decision s ANTI JOIN reunion o ON o.id = s.reunion_id"),
    ("Présences à une réunion absente", "reunion_presence s ANTI JOIN reunion o ON o.id = s.reunion_id"),
    ("Marches d'un schéma absent", "schema_marche s ANTI JOIN schema_local o ON o.id = s.schema_id"),
    ("Réponses à une enquête absente", "enquete_reponse s ANTI JOIN enquete o ON o.id = s.enquete_id"),
    ("Liens d'une enquête absente", "enquete_lien s ANTI JOIN enquete o ON o.id = s.enquete_id"),
    ("Nouvelles d'une action absente", "action_nouvelle s ANTI JOIN action o ON o.id = s.action_id"),
    ("Membres d'un schéma absent", "schema_membre s ANTI JOIN schema_local o ON o.id = s.schema_id"),
    ("Phrases du bilan d'un schéma absent", "schema_texte s ANTI JOIN schema_local o ON o.id = s.schema_id"),
    (
        "Réunions d'un schéma absent",
        "(FROM reunion WHERE schema_id IS NOT NULL) s ANTI JOIN schema_local o ON o.id = s.schema_id",
    ),
    (
        "Décisions sur une action d'un autre schéma",
        "decision s JOIN reunion r ON r.id = s.reunion_id LEFT JOIN action a ON a.id = s.action_id "
        "WHERE s.action_id IS NOT NULL AND a.schema_id IS DISTINCT FROM r.schema_id",
    ),
    ("Engagements d'une marche absente", "engagement s ANTI JOIN marche o ON o.id = s.marche_id"),
    (
        "Dossiers clos sans date de clôture",
        f"(FROM signalement WHERE statut IN ({CLOSED_SQL}) AND clos_le IS NULL AND source = 'bureau') s",
    ),
    (
        "Problèmes fusionnés sans trace",
        "(FROM probleme WHERE fusionne_dans IS NOT NULL) s ANTI JOIN fusion o ON o.retire = s.id",
    ),
    (
        "Contacts d'un déclarant absent",
        "(FROM contact WHERE declarant_id IS NOT NULL) s ANTI JOIN declarant o ON o.id = s.declarant_id",
    ),
    ("Problèmes d'une catégorie inconnue", "probleme s ANTI JOIN categorie o ON o.code = s.categorie"),
    (
        "Catégories d'un parent absent",
        "(FROM categorie WHERE parent IS NOT NULL) s ANTI JOIN categorie o ON o.code = s.parent",
    ),
    (
        "Signalements et contacts de déclarants différents",
        "signalement s JOIN contact o ON o.id = s.contact_id AND o.declarant_id IS DISTINCT FROM s.declarant_id",
    ),
    (
        "Lignes d'appartenance en double",
        "(SELECT 1 FROM appartenance GROUP BY signalement_id, territoire_id HAVING count(*) > 1) s",
    ),
)
_NUMBERED = (
    ("declarant_id", "declarant", "id"),
    ("contact_id", "contact", "id"),
    ("probleme_id", "probleme", "id"),
    ("signalement_id", "signalement", "id"),
    ("territoire_id", "territoire", "id"),
    ("surnom_id", "surnom", "id"),
    ("journal_seq", "journal", "seq"),
    ("compte_id", "compte", "id"),
    ("cle_api_id", "cle_api", "id"),
    ("publication_id", "publication", "id"),
    ("consigne_id", "consigne", "id"),
    ("transmission_id", "transmission", "id"),
    ("compte_rendu_id", "compte_rendu", "id"),
    ("photo_id", "photo", "id"),
    ("retour_id", "retour", "id"),
    ("mediation_id", "mediation", "id"),
    ("rendez_vous_id", "rendez_vous", "id"),
    ("ambiance_id", "ambiance", "id"),
    ("retour_essai_id", "retour_essai", "id"),
    ("reunion_id", "reunion", "id"),
    ("reunion_probleme_id", "reunion_probleme", "id"),
    ("marche_id", "marche", "id"),
    ("arret_id", "arret", "id"),
    ("constat_id", "constat", "id"),
    ("engagement_id", "engagement", "id"),
    ("schema_id", "schema_local", "id"),
    ("schema_texte_id", "schema_texte", "id"),
    ("action_id", "action", "id"),
    ("action_nouvelle_id", "action_nouvelle", "id"),
    ("action_indicateur_id", "action_indicateur", "id"),
    ("action_valeur_id", "action_valeur", "id"),
    ("action_evaluation_id", "action_evaluation", "id"),
    ("decision_id", "decision", "id"),
    ("enquete_id", "enquete", "id"),
    ("enquete_reponse_id", "enquete_reponse", "id"),
    ("edition_id", "edition", "id"),
)
"""Sequences, and the columns that they number."""
_OWN_TABLES = "FROM duckdb_tables() WHERE database_name = current_database() AND NOT temporary ORDER BY table_name"


def table_counts(database: Database) -> dict[str, int]:
    """The number of rows of each table that counts, and ``non_localises``: signalements without a position."""
    columns = ", ".join(f"(SELECT count(*) FROM {_COUNTED_ROWS.get(name, name)})" for name in _COUNTED)
    missing = "(SELECT count(*) FROM signalement WHERE cell IS NULL)"
    row = database.cursor().execute(f"SELECT {columns}, {missing}").fetchone() or ()
    return dict(zip((*_COUNTED, "non_localises"), row, strict=True))


def data_span(database: Database) -> tuple[dt.date | None, dt.date | None]:
    """The first and last day on which a signalement was received."""
    row = database.cursor().execute("SELECT min(recu_jour), max(recu_jour) FROM signalement").fetchone()
    return (row[0], row[1]) if row else (None, None)


def orphan_counts(database: Database) -> list[tuple[str, int]]:
    """Each question about integrity, in French, and how many rows break it."""
    cursor = database.cursor()
    found = []
    for name, source in _ORPHANS:
        row = cursor.execute(f"SELECT count(*) FROM {source}").fetchone()
        found.append((name, int(row[0]) if row else 0))
    return found


def memberships_kept(database: Database) -> list[tuple[int, int]]:
    """Every kept pair (signalement, territoire)."""
    return database.cursor().execute("SELECT signalement_id, territoire_id FROM appartenance").fetchall()


def outlines_kept(database: Database) -> list[bytes]:
    """Every outline, as WKB."""
    return [row[0] for row in database.cursor().execute("SELECT contour FROM territoire").fetchall()]


def more_orphan_counts(database: Database) -> list[tuple[str, int]]:
    """Relations that the short check leaves out, in French, and how many rows break each."""
    return [(name, _count_of(database, source)) for name, source in _MORE_ORPHANS]


def values_read(database: Database) -> dict[str, int]:
    """Read every value of every table (DuckDB verifies the checksum of each block): the rows of each."""
    names = database.read(f"SELECT table_name AS nom {_OWN_TABLES}")["nom"].to_pylist()
    found = {}
    for name in names:
        row = database.cursor().execute(f'SELECT count(*), sum(hash(t)::HUGEINT) FROM "{name}" t').fetchone()
        found[str(name)] = int(row[0]) if row else 0
    return found


def late_sequences(database: Database) -> list[str]:
    """The sequences that would give out a number that is taken. Asking takes one number of each: gaps do no harm."""
    late = []
    for sequence, table, column in _NUMBERED:
        taken = int(str(database.value(f"SELECT coalesce(max({column}), 0) FROM {table}")))
        given = int(str(database.value(f"SELECT nextval('{sequence}')")))
        if given <= taken:
            late.append(f"{sequence} ({given} pour {taken})")
    return late


def journal_disorder(database: Database) -> tuple[int, int, int]:
    """Lines of the journal, numbers given twice, and lines that are over a minute older than the line before."""
    row = (
        database.cursor()
        .execute(
            "SELECT count(*), count(*) - count(DISTINCT seq), count(*) FILTER (le < avant - INTERVAL 1 MINUTE) "
            "FROM (SELECT seq, le, lag(le) OVER (ORDER BY seq) AS avant FROM journal)"
        )
        .fetchone()
    )
    return (int(row[0]), int(row[1]), int(row[2])) if row else (0, 0, 0)


def wrong_days(database: Database) -> int:
    """Signalements and contacts whose day or hour is not that of their instant in Europe/Paris."""
    wrong = (
        "recu_jour <> (recu_le AT TIME ZONE 'Europe/Paris')::DATE "
        "OR recu_heure <> hour(recu_le AT TIME ZONE 'Europe/Paris')"
    )
    return sum(_count_of(database, f"(FROM {table} WHERE {wrong}) s") for table in ("signalement", "contact"))


def outline_ids(database: Database) -> list[int]:
    """The number of every territory."""
    ids: list[int] = database.read("SELECT id FROM territoire ORDER BY id")["id"].to_pylist()
    return ids


def _count_of(database: Database, source: str) -> int:
    return int(str(database.value(f"SELECT count(*) FROM {source}")))
