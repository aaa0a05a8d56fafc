"""Operations on hotspots: the map of a selection. They change nothing."""

from __future__ import annotations

import pyarrow as pa

from observatory.domain.roles import INTERNAL
from observatory.domain.selection import Selection
from observatory.operations.core import Context, operation
from observatory.pipeline.points_chauds import kept_hotspots, rounded, sectors, shareable


@operation("hotspots.carte")
def hotspots_carte(context: Context, selection: Selection, resolution: int) -> pa.Table:
    """Every hexagon of the city with what the test says of it; see :func:`observatory.pipeline.points_chauds.hotspots`.

    To roles that see no unrounded count it gives classes alone.
    """
    table = kept_hotspots(context.office, selection, resolution)
    return table if context.account.holds_any(INTERNAL) else shareable(table)


@operation("hotspots.secteurs")
def hotspots_secteurs(context: Context, selection: Selection, resolution: int) -> pa.Table:
    """The groups of hot hexagons that touch, the fullest first, with the street and the category that name them."""
    table = sectors(context.office, selection, resolution)
    return table if context.account.holds_any(INTERNAL) else rounded(table, ("n",))
