"""A base of a million signalements: the fictional city's, copied at places and on days of their own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from observatory.client import create_base
from observatory.domain.grid import positions_to_cells
from observatory.settings import PROJECT, Settings
from observatory.store.database import Cursor, Database
from observatory.store.territoires import territory_index

SPREAD_M = 150.0
"""Metres, north and east, within which a copied problème lies from the one it was copied from."""
SCATTER_M = 6.0
"""And each of its signalements from where that would put it."""
EARLIER_DAYS = 28
"""A copied problème happened as many days earlier, or fewer: so nothing is of the future."""
METRES_PER_DEGREE = 111_195.0
_SLICE = 200_000


def make_base(path: Path, signalements: int, seed: int) -> None:
    """Make the base of the fictional city at ``path``, with copies up to so many signalements.

    Each copy of a problème moves as a whole by up to ``SPREAD_M`` and ``EARLIER_DAYS``, drawn from the seed; its
    declarants and references are its own. Contacts and signalements are written in the order in which they were
    received, as an office would have.
    """
    settings = Settings(path, PROJECT / "data" / "reference", path.parent)
    create_base("demo", settings=settings, seed=seed)
    grow_base(path, signalements, seed)


def grow_base(path: Path, signalements: int, seed: int) -> None:
    """Add copies of what a base holds until it holds so many signalements. Nothing where it holds as many."""
    database = Database.open(path)
    try:
        count = int(str(database.value("SELECT count(*) FROM signalement")))
        if count < signalements:
            database.write(lambda cursor: _copies(cursor, count, signalements, seed))
            _memberships(database, count)
    finally:
        database.close()


def _copies(cursor: Cursor, count: int, wanted: int, seed: int) -> None:
    numbers = {
        name: cursor.execute(f"SELECT max(id) FROM {name}").fetchall()[0][0]
        for name in ("declarant", "probleme", "contact", "signalement")
    }
    cursor.execute(_DRAWN, {"seed": seed, "copies": -(-wanted // count) - 1, "wanted": wanted - count} | _SPANS)
    drawn = cursor.execute("SELECT rang, lat, lon FROM tirage WHERE lat IS NOT NULL").to_arrow_table()
    cells = positions_to_cells(drawn["lat"].to_numpy(), drawn["lon"].to_numpy())
    cursor.register("cellules", pa.table({"rang": drawn["rang"], "cell": cells}))
    for statement in _KEPT:
        named = {f"n_{name}": n for name, n in numbers.items() if f"$n_{name}" in statement}
        cursor.execute(statement, named)
    cursor.unregister("cellules")
    cursor.execute("DROP TABLE tirage")
    for name in numbers:
        cursor.execute(
            f"SELECT max(nextval('{name}_id')) FROM range((SELECT max(id) FROM {name}) - {numbers[name]})"
        ).fetchall()


_SPANS = {"days": EARLIER_DAYS, "spread": SPREAD_M / METRES_PER_DEGREE, "scatter": SCATTER_M / METRES_PER_DEGREE}

_DRAWN = """
    CREATE TEMP TABLE tirage AS
    WITH voulus AS (
        SELECT s.id AS modele, copie, s.probleme_id, s.declarant_id, s.lat, s.lon,
               to_days((hash($seed, copie, s.probleme_id, 1) % $days)::INTEGER) AS recul, s.recu_le,
               2 * $spread * ((hash($seed, copie, s.probleme_id, 2) % 1000003) / 1000003 - 0.5)
             + 2 * $scatter * ((hash($seed, copie, s.id, 3) % 1000003) / 1000003 - 0.5) AS nord,
               2 * $spread * ((hash($seed, copie, s.probleme_id, 4) % 1000003) / 1000003 - 0.5)
             + 2 * $scatter * ((hash($seed, copie, s.id, 5) % 1000003) / 1000003 - 0.5) AS est
        FROM signalement s CROSS JOIN range(1, $copies + 1) AS c(copie) ORDER BY copie, s.id LIMIT $wanted
    )
    SELECT row_number() OVER (ORDER BY recu_le - recul, copie, modele) AS rang, modele, copie, recul,
           lat + nord AS lat, lon + est / cos(radians(lat)) AS lon, probleme_id, declarant_id
    FROM voulus
"""

_KEPT = (
    """
    INSERT INTO declarant (id, cle, cree_le)
    SELECT d.id + t.copie * $n_declarant, d.cle || '-' || t.copie, d.cree_le - to_days(60)
    FROM (SELECT DISTINCT declarant_id, copie FROM tirage) t JOIN declarant d ON d.id = t.declarant_id
    """,
    """
    INSERT INTO probleme (id, cle, categorie, ouvert_le)
    SELECT p.id + t.copie * $n_probleme, p.cle || '-' || t.copie, p.categorie, p.ouvert_le - t.recul
    FROM (SELECT DISTINCT probleme_id, copie, recul FROM tirage) t JOIN probleme p ON p.id = t.probleme_id
    """,
    """
    INSERT INTO contact (id, recu_le, recu_jour, recu_heure, canal, issue, declarant_id)
    SELECT t.rang + $n_contact, s.recu_le - t.recul, s.recu_jour - t.recul, s.recu_heure, s.canal, 'signalement',
           s.declarant_id + t.copie * $n_declarant
    FROM tirage t JOIN signalement s ON s.id = t.modele ORDER BY t.rang
    """,
    """
    INSERT INTO signalement BY NAME
    SELECT s.* REPLACE (
        t.rang + $n_signalement AS id, s.reference || '-' || t.copie AS reference, t.rang + $n_contact AS contact_id,
        s.probleme_id + t.copie * $n_probleme AS probleme_id, s.declarant_id + t.copie * $n_declarant AS declarant_id,
        s.recu_le - t.recul AS recu_le, s.recu_jour - t.recul AS recu_jour, s.survenu_debut - t.recul AS survenu_debut,
        s.survenu_fin - t.recul AS survenu_fin, s.clos_le - t.recul AS clos_le, s.retour_le - t.recul AS retour_le,
        t.lat AS lat, t.lon AS lon, c.cell AS cell
    )
    FROM tirage t JOIN signalement s ON s.id = t.modele LEFT JOIN cellules c USING (rang) ORDER BY t.rang
    """,
)


def _memberships(database: Database, known: int) -> None:
    """In which territories the copies lie; the first ``known`` signalements have theirs."""
    order, index = territory_index(database)
    numbers = np.array(order, np.int64)
    placed = database.read(
        "SELECT id, cell, lat, lon FROM signalement WHERE lat IS NOT NULL AND id > "
        "(SELECT id FROM signalement ORDER BY id LIMIT 1 OFFSET ?) ORDER BY id",
        [known - 1],
    )
    for start in range(0, placed.num_rows, _SLICE):
        part = placed.slice(start, _SLICE)
        idents, cells, lats, lons = (part[name].to_numpy() for name in ("id", "cell", "lat", "lon"))
        points, owners = index.memberships(cells, lats, lons)
        links = pa.table({"signalement_id": idents[points], "territoire_id": numbers[owners]})

        def change(cursor: Cursor, links: pa.Table = links) -> None:
            cursor.register("liens", links)
            cursor.execute("INSERT INTO appartenance SELECT signalement_id, territoire_id FROM liens")
            cursor.unregister("liens")

        database.write(change)
