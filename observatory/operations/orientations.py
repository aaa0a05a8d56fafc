"""Operations about whom callers are sent to."""

from __future__ import annotations

from observatory.domain.orientation import Orientation
from observatory.operations.core import Context, operation
from observatory.pipeline.orientations import orientations_of, orientations_save


@operation("orientations.liste")
def orientations_liste(context: Context) -> list[Orientation]:
    """The table in force, in its order."""
    return orientations_of(context.office)


@operation("orientations.enregistrer")
def orientations_enregistrer(context: Context, table: list[Orientation]) -> list[Orientation]:
    """Keep a whole table as the city's own."""
    return orientations_save(context.office, table, context.account.name)
