"""Operations on how readily residents tell: the silent zones, by territory and by hexagon. They change nothing."""

from __future__ import annotations

import pyarrow as pa

from observatory.domain.roles import INTERNAL
from observatory.domain.selection import Selection
from observatory.operations.core import Context, operation
from observatory.pipeline.propension import Zones, zones


@operation("propension.zones")
def propension_zones(context: Context, selection: Selection) -> pa.Table:
    """By territory: code, nom, classe, rapport, bas, haut, estime, par_adresse, comparables, problemes, signalements,
    suivants, attendus. The metadata of the table say depuis, jusqua, problemes, suivants and perimetre.

    For an account without an internal role lines that rest on fewer than five have no figure, and counts are rounded.
    """
    found = _zones(context, selection)
    said = {name: str(getattr(found, name)) for name in ("depuis", "jusqua", "problemes", "suivants", "perimetre")}
    return found.territoires.replace_schema_metadata(said)


@operation("propension.hexagones")
def propension_hexagones(context: Context, selection: Selection) -> pa.Table:
    """By hexagon: cell, classe; for an internal role also rapport, bas, haut, signalements."""
    return _zones(context, selection).hexagones


def _zones(context: Context, selection: Selection) -> Zones:
    return zones(context.office, selection, exact=context.account.holds_any(INTERNAL))
