"""Operations about who calls."""

from __future__ import annotations

from observatory.domain.errors import NotAllowed
from observatory.operations.core import Context, operation
from observatory.pipeline.declarants import merge_declarants, part_declarants


@operation("declarants.fusionner")
def declarants_fusionner(context: Context, garde: int, retire: int) -> int:
    """Make one person of two who were recorded; gives the number of the one who stays.

    Raises
    ------
    NotAllowed
        When the account is bounded to territories: a person is not.
    """
    if context.account.territoires:
        raise NotAllowed("Votre compte est limité à des territoires : demandez au régulateur de réunir ces fiches.")
    return merge_declarants(context.office, garde, retire, auteur=context.account.name)


@operation("declarants.separer")
def declarants_separer(context: Context, retire: int) -> int:
    """Undo a merging of two callers; gives the number of the other."""
    return part_declarants(context.office, retire, auteur=context.account.name)
