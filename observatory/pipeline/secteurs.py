"""Hot hexagons that touch make a sector: what a group reads before it walks, named by a street and a category."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from observatory.domain.grid import cell_to_position, cell_to_text
from observatory.domain.points_chauds import BADGES, Exposition
from observatory.domain.selection import Selection
from observatory.pipeline.office import Office
from observatory.pipeline.points_chauds import bilan_of, kept_hotspots
from observatory.pipeline.questions import cells_table, with_bounds
from observatory.store.reference import nomenclature_read

SECTORS = pa.schema(
    [
        ("secteur", pa.int64()),
        ("nom", pa.string()),
        ("n", pa.int64()),
        ("surtout", pa.string()),
        ("hexagones", pa.int64()),
        ("stabilite", pa.string()),
        ("cell", pa.int64()),
    ]
)


def sectors(office: Office, selection: Selection, resolution: int, rapport: Exposition | None = None) -> pa.Table:
    """The groups of hot hexagons that touch, the fullest first: secteur, nom, n, surtout, hexagones, stabilite, cell.

    ``nom`` is the street nearest to the fullest hexagon (``cell``), ``surtout`` the first-level category told of most
    in the group, ``stabilite`` that of its firmest hexagon, ``n`` the sum over its hexagons.
    """
    table = kept_hotspots(office, selection, resolution, rapport)
    hot = table.filter(pc.is_valid(table["secteur"]))
    bounds = with_bounds(office, selection)
    families = _families(office, bounds, resolution, hot)
    rows = []
    for rank in range(1, bilan_of(table).secteurs + 1):
        mine = hot.filter(pc.equal(hot["secteur"], rank)).sort_by([("n", "descending"), ("cell", "ascending")])
        fullest = mine["cell"][0].as_py()
        rows.append(
            {
                "secteur": rank,
                "nom": street_near(office, fullest),
                "n": pc.sum(mine["n"]).as_py(),
                "surtout": families.get(rank, ""),
                "hexagones": mine.num_rows,
                "stabilite": max(mine["stabilite"].to_pylist(), key=list(BADGES.values()).index),
                "cell": fullest,
            }
        )
    return pa.Table.from_pylist(rows, SECTORS)


def _families(office: Office, bounds: Selection, resolution: int, hot: pa.Table) -> dict[int, str]:
    """For each group the French name of the first-level category told of most."""
    told = cells_table(office, bounds, resolution, par_categorie=True)
    names = {one.code: one for one in nomenclature_read(office.database)}
    group = dict(zip(hot["cell"].to_pylist(), hot["secteur"].to_pylist(), strict=True))
    counts: dict[int, Counter[str]] = {}
    for row in told.filter(pc.is_in(told["cell"], hot["cell"])).to_pylist():
        one = names[row["categorie"]]
        family = names[one.parent] if one.parent else one
        counts.setdefault(group[row["cell"]], Counter())[family.libelle] += row["n"]
    return {rank: most.most_common(1)[0][0] for rank, most in counts.items()}


def street_near(office: Office, cell: int) -> str:
    """The street nearest to a cell's centre; without streets the cell itself."""
    near = office.geocoder().reverse(cell_to_position(cell), limit=1, kind="street")
    return near[0].name if near else cell_to_text(cell)
