"""Operations of effects and bilan: effects measured and kept, pictures of actions, the bilan of a plan, its tables."""

from __future__ import annotations

import pyarrow as pa

from observatory.domain.action import Evaluation
from observatory.domain.bilan import Bilan
from observatory.domain.effet import USUAL_MONTHS, USUAL_RING_M
from observatory.domain.transmission import Photo
from observatory.operations.core import Context, operation
from observatory.pipeline import bilan_schema, effet_action, photos_action
from observatory.present.bilan_schema import TableBilan, funding_table, measures_table


@operation("actions.evaluer")
def actions_evaluer(
    context: Context, ident: int, avant: int = USUAL_MONTHS, apres: int = USUAL_MONTHS, anneau_m: int = USUAL_RING_M
) -> Evaluation:
    """Measure the effect of an action on its zone from the day it serves, and keep it."""
    return effet_action.evaluer(context.office, ident, context.account, avant, apres, anneau_m)


@operation("actions.photos")
def actions_photos(context: Context, ident: int) -> list[Photo]:
    """The pictures of an action that are open to the account, before then after."""
    return photos_action.action_photos(context.office, ident, context.account)


@operation("actions.photo")
def actions_photo(context: Context, ident: int, moment: str, contenu: bytes) -> Photo:
    """Keep a picture of the place of an action (``avant`` or ``apres``), shown once it was looked at."""
    return photos_action.action_photo_add(context.office, ident, moment, contenu, account=context.account)


@operation("actions.retirer_photo")
def actions_retirer_photo(context: Context, ident: int, photo: int) -> None:
    """Take a picture of an action away."""
    photos_action.action_photo_remove(context.office, ident, photo, account=context.account)


@operation("schemas.bilan")
def schemas_bilan(context: Context, ident: int) -> Bilan:
    """The bilan of a plan today."""
    return bilan_schema.bilan_of(context.office, ident, context.account)


@operation("schemas.bilan_table")
def schemas_bilan_table(context: Context, ident: int, table: TableBilan) -> pa.Table:
    """A table of the bilan as it is handed on: the measures with their indicators, or the funding."""
    known = bilan_schema.bilan_of(context.office, ident, context.account)
    return measures_table(known) if table == "mesures" else funding_table(known)
