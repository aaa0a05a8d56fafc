"""Operations about who calls."""

from __future__ import annotations

from observatory.operations.core import Context, operation
from observatory.pipeline.declarants import merge_declarants, part_declarants


@operation("declarants.fusionner")
def declarants_fusionner(context: Context, garde: int, retire: int) -> int:
    """Make one person of two who were recorded; gives the number of the one who stays."""
    return merge_declarants(context.office, garde, retire, auteur=context.account.name)


@operation("declarants.separer")
def declarants_separer(context: Context, retire: int) -> int:
    """Undo a merging of two callers; gives the number of the other."""
    return part_declarants(context.office, retire, auteur=context.account.name)
