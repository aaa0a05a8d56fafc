"""Pictures of an action: the place before and after, made anew, shown once somebody has looked at them."""

from __future__ import annotations

from observatory.domain.errors import NotFound, TooMuch, ValueRefused
from observatory.domain.roles import Account
from observatory.domain.schema import AXES, WITHOUT_PERSONS, Axe
from observatory.domain.transmission import Photo
from observatory.pipeline.action_saisie import action_told
from observatory.pipeline.actions import action_for
from observatory.pipeline.office import Office
from observatory.pipeline.photos import may_see_action_photo, read_pictures, row_to_photo
from observatory.pipeline.schemas import schema_running
from observatory.store.database import Cursor
from observatory.store.photos import ACTION_APRES, ACTION_AVANT, action_photos_of, photo_add, photo_remove

MOMENTS = {"avant": ACTION_AVANT, "apres": ACTION_APRES}
MOST_OF_ACTION = 8
"""Pictures of one action, before and after together."""


def action_photo_add(office: Office, action: int, moment: str, contenu: bytes, *, account: Account) -> Photo:
    """Keep a picture of the place of an action, ``avant`` or ``apres``; shown to nobody before it was looked at.

    Raises
    ------
    NotFound, StateError
    ValueRefused
        When it is no picture, the moment is none, or the axe carries no place.
    TooMuch
        When it is too large, or the action has ``MOST_OF_ACTION`` already.
    """
    known = action_for(office, action, account)
    schema_running(office, known.schema)
    if moment not in MOMENTS:
        raise ValueRefused("Dites si la photo montre le lieu avant ou après l'action.")
    if known.axe in WITHOUT_PERSONS:
        raise ValueRefused(
            f"L'axe « {AXES[Axe(known.axe)]} » porte des mesures et des indicateurs : aucune photo n'y est jointe."
        )
    if len(action_photos_of(office.database, action)) >= MOST_OF_ACTION:
        raise TooMuch(f"Cette action a déjà {MOST_OF_ACTION} photos : retirez-en une, puis ajoutez celle-ci.")
    made = read_pictures([contenu])[0]
    now = office.clock()
    row = {
        "objet": MOMENTS[moment], "objet_id": action, "contenu": made.contenu, "largeur": made.largeur,
        "hauteur": made.hauteur, "auteur": account.name, "le": now, "visible": False,
    }  # fmt: skip

    def change(cursor: Cursor) -> int:
        ident = photo_add(cursor, row)
        action_told(cursor, now, account, "photo ajoutée", action, {"photo": ident, "moment": moment})
        return ident

    ident = office.database.write(change)
    return next(one for one in action_photos(office, action, account) if one.ident == ident)


def action_photos(office: Office, action: int, account: Account) -> list[Photo]:
    """The pictures of an action that are open to an account, before then after.

    Raises
    ------
    NotFound
    """
    action_for(office, action, account)
    rows = action_photos_of(office.database, action)
    return [row_to_photo(row) for row in rows if may_see_action_photo(office, row, account)]


def action_photo_remove(office: Office, action: int, photo: int, *, account: Account) -> None:
    """Take a picture of an action away.

    Raises
    ------
    NotFound, StateError
    """
    known = action_for(office, action, account)
    schema_running(office, known.schema)
    if photo not in {row["ident"] for row in action_photos_of(office.database, action)}:
        raise NotFound("Cette photo n'est plus jointe à l'action : rechargez la page.")

    def change(cursor: Cursor) -> None:
        photo_remove(cursor, photo)
        action_told(cursor, office.clock(), account, "photo retirée", action, {"photo": photo})

    office.database.write(change)
