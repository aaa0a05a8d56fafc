"""A base of about a million signalements: the fictional city forty times, side by side at sea."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa

from observatory.domain.grid import positions_to_cells
from observatory.store.database import Cursor, Database

COPIES, ACROSS, APART_DEGREES = 40, 8, 0.2
_FAR = 10_000_000
"""Added to the numbers of each copy."""

_MOVED = {
    "id": "row_number() OVER (ORDER BY s.recu_le, k)",
    "contact_id": "row_number() OVER (ORDER BY s.recu_le, k)",
    "probleme_id": f"s.probleme_id + k * {_FAR}",
    "declarant_id": f"s.declarant_id + k * {_FAR}",
    "reference": "s.reference || '-' || k",
    "lat": f"s.lat + (k // {ACROSS}) * {APART_DEGREES}",
    "lon": f"s.lon + (k % {ACROSS}) * {APART_DEGREES}",
    "cell": "NULL::BIGINT",
}


def million_base(city: Path, path: Path) -> int:
    """Write the base at ``path`` from that of the fictional city; gives its number of signalements.

    Rows lie in the order in which they were received, as in a base that has lived. One contact in twenty is called
    back about. Memberships of territories are left out.
    """
    shutil.copyfile(city, path)
    base = Database.open(path)
    try:
        base.write(_multiply)
        places = base.read("SELECT id, lat, lon FROM grand WHERE lat IS NOT NULL")
        cells = positions_to_cells(places["lat"].to_numpy(), places["lon"].to_numpy())
        table = pa.table({"id": places["id"], "cell": cells})
        base.write(lambda cursor: _fill(cursor, table))
        return int(str(base.value("SELECT count(*) FROM signalement")))
    finally:
        base.close()


def _multiply(cursor: Cursor) -> None:
    names = [
        row[0]
        for row in cursor.execute(
            "SELECT column_name FROM duckdb_columns() WHERE table_name = 'signalement' ORDER BY column_index"
        ).fetchall()
    ]
    columns = ", ".join(f"{_MOVED.get(name, 's.' + name)} AS {name}" for name in names)
    copies = f"range({COPIES}) r(k)"
    cursor.execute(f"CREATE TABLE grand AS SELECT {columns} FROM signalement s, {copies} ORDER BY 1")
    cursor.execute(
        f"CREATE TABLE troubles AS SELECT p.id + k * {_FAR} AS id, p.cle || '-' || k AS cle, categorie, ouvert_le "
        f"FROM probleme p, {copies}"
    )
    cursor.execute(
        f"CREATE TABLE voix AS SELECT d.id + k * {_FAR} AS id, d.cle || '-' || k AS cle, cree_le "
        f"FROM declarant d, {copies}"
    )
    for table in ("appartenance", "signalement", "probleme", "declarant", "contact"):
        cursor.execute(f"DELETE FROM {table}")


def _fill(cursor: Cursor, cells: pa.Table) -> None:
    cursor.register("cellules", cells)
    cursor.execute("INSERT INTO probleme (id, cle, categorie, ouvert_le) SELECT * FROM troubles")
    cursor.execute("INSERT INTO declarant (id, cle, cree_le) SELECT * FROM voix")
    cursor.execute(
        "INSERT INTO signalement SELECT g.* REPLACE (c.cell AS cell) FROM grand g LEFT JOIN cellules c USING (id) "
        "ORDER BY g.id"
    )
    cursor.unregister("cellules")
    common = "(id, recu_le, recu_jour, recu_heure, canal, issue, declarant_id, probleme_id)"
    cursor.execute(
        f"INSERT INTO contact {common} SELECT contact_id, recu_le, recu_jour, recu_heure, canal, 'signalement', "
        "declarant_id, NULL FROM signalement ORDER BY id"
    )
    cursor.execute(
        f"INSERT INTO contact {common} SELECT {_FAR} + id, recu_le, recu_jour, recu_heure, canal, 'relance', "
        "declarant_id, probleme_id FROM signalement WHERE id % 20 = 0 ORDER BY id"
    )
    for table in ("grand", "troubles", "voix"):
        cursor.execute(f"DROP TABLE {table}")
