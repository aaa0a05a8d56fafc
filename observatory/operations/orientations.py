"""Operations about what the office does not do, and who does."""

from __future__ import annotations

from observatory.domain.orientation import Orientation
from observatory.operations.core import Context, operation
from observatory.pipeline.orientations import orientations_list, orientations_save


@operation("orientations.liste")
def orientations_liste(context: Context) -> list[Orientation]:
    """Who answers for what the office does not, in the order of the table."""
    return orientations_list(context.office)


@operation("orientations.enregistrer")
def orientations_enregistrer(context: Context, table: list[Orientation]) -> list[Orientation]:
    """Keep a whole table of orientations in the place of the one in force; gives it as it is kept."""
    return orientations_save(context.office, table, auteur=context.account.name)
