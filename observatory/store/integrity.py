"""How much the base holds, and the questions about its integrity whose right answer is zero."""

from __future__ import annotations

import datetime as dt

from observatory.store.database import Database

_COUNTED = ("contact", "signalement", "probleme", "declarant", "adresse", "voie", "lieu")

_ORPHANS = (
    ("Signalements sans contact", "signalement s ANTI JOIN contact o ON o.id = s.contact_id"),
    ("Signalements sans problème", "signalement s ANTI JOIN probleme o ON o.id = s.probleme_id"),
    (
        "Signalements d'un déclarant absent",
        "(FROM signalement WHERE declarant_id IS NOT NULL) s ANTI JOIN declarant o ON o.id = s.declarant_id",
    ),
    ("Signalements d'une catégorie inconnue", "signalement s ANTI JOIN categorie o ON o.code = s.categorie"),
    ("Problèmes sans signalement", "probleme s ANTI JOIN signalement o ON o.probleme_id = s.id"),
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


def table_counts(database: Database) -> dict[str, int]:
    """The number of rows of each table that counts, and ``non_localises``: signalements without a position."""
    columns = ", ".join(f"(SELECT count(*) FROM {name})" for name in _COUNTED)
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
