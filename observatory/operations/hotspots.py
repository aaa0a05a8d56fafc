"""Operations on hotspots: the map of a selection. They change nothing."""

from __future__ import annotations

import pyarrow as pa

from observatory.domain.points_chauds import Exposition
from observatory.domain.roles import INTERNAL
from observatory.domain.selection import Selection
from observatory.operations.core import Context, operation
from observatory.pipeline.assez import longer_period, repeated_places
from observatory.pipeline.points_chauds import kept_hotspots, rounded, shareable
from observatory.pipeline.secteurs import sectors, street_near


@operation("hotspots.carte")
def hotspots_carte(
    context: Context, selection: Selection, resolution: int, rapport: Exposition | None = None
) -> pa.Table:
    """Every hexagon of the city with what the test says of it; see :func:`observatory.pipeline.points_chauds.hotspots`.

    To roles that see no unrounded count it gives classes alone.
    """
    table = kept_hotspots(context.office, selection, resolution, rapport)
    return table if context.account.holds_any(INTERNAL) else shareable(table)


@operation("hotspots.secteurs")
def hotspots_secteurs(
    context: Context, selection: Selection, resolution: int, rapport: Exposition | None = None
) -> pa.Table:
    """The groups of hot hexagons that touch, the fullest first, with the street and the category that name them."""
    table = sectors(context.office, selection, resolution, rapport)
    return table if context.account.holds_any(INTERNAL) else rounded(table, ("n",))


@operation("hotspots.lieux_repetes")
def hotspots_lieux_repetes(context: Context, selection: Selection, limit: int = 20) -> pa.Table:
    """Places that were told of again and again, most often first: lieu, cell, n, problemes, voix, premier, dernier.

    To roles that see no unrounded count no address is named, and counts are rounded.
    """
    exact = context.account.holds_any(INTERNAL)
    table = repeated_places(context.office, selection, limit, exact=exact)
    named = [
        row["lieu"] or f"Près de : {street_near(context.office, row['cell'])}"
        for row in table.select(["lieu", "cell"]).to_pylist()
    ]
    table = table.set_column(0, "lieu", pa.array(named, pa.string()))
    return table if exact else rounded(table, ("n", "problemes", "voix"))


@operation("hotspots.periode")
def hotspots_periode(context: Context, selection: Selection, minimum: int) -> Selection | None:
    """The selection over the shortest period, with the same end, on which it counts so many; None where none does."""
    return longer_period(context.office, selection, minimum)
