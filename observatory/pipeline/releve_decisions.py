"""The record of a meeting on paper: who came, what was said, found in common and decided, for partners to keep."""

from __future__ import annotations

import base64

from observatory.domain.errors import StateError
from observatory.domain.reglage import LOGO
from observatory.domain.reunion import EtatReunion
from observatory.domain.roles import Account, Role
from observatory.domain.transmission import Document
from observatory.pipeline.actions import action_of
from observatory.pipeline.office import Office
from observatory.pipeline.reglages import setting
from observatory.pipeline.schemas import schema_of, territory_name
from observatory.pipeline.tenue_reunion import reunion_read
from observatory.store.reference import CITY_NAME, meta_get, nomenclature_read


def releve_of(office: Office, ident: int, account: Account) -> Document:
    """The record of a meeting as PDF, the same whoever prints it: counts as anybody may read them.

    Raises
    ------
    NotFound
        When the meeting is unknown or not open to the account.
    StateError
        When it was not held.
    """
    from observatory.present.releve_decisions import Releve, releve_decisions  # typst is for those who ask for paper

    anybody = Account(account.name, frozenset({Role.PRESENTATEUR}), territoires=account.territoires)
    known = reunion_read(office, ident, anybody)
    if known.etat != EtatReunion.TENUE:
        raise StateError("Cette réunion n'a pas eu lieu : le relevé s'imprime une fois qu'elle est tenue.")
    about = {one.action for one in known.decisions if one.action is not None}
    actions = {one: action_of(office, one) for one in about}
    said = Releve(
        ville=meta_get(office.database, CITY_NAME, "Ma ville"),
        logo=base64.b64decode(setting(office, LOGO, {}).get("png", "")),
        reunion=known,
        schema=schema_of(office, known.schema) if known.schema is not None else None,
        territoire=territory_name(office, known.territoire) if known.territoire else "",
        actions={one: (action.reference, action.titre) for one, action in actions.items()},
        categories={one.code: one.libelle for one in nomenclature_read(office.database)},
        jour=office.today(),
    )
    return Document(f"reunion-{known.ident}", releve_decisions(said))
