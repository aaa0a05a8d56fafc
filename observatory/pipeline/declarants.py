"""Who calls: recognised by a keyed hash of their number, anonymous by default, one person where two were recorded."""

from __future__ import annotations

import datetime as dt
import json
import uuid

from observatory.domain.appelant import Historique
from observatory.domain.errors import NotFound, StateError, ValueRefused
from observatory.domain.telephone import phone_trouble, read_phone, shown_phone
from observatory.pipeline.office import Office
from observatory.pipeline.secret import phone_key
from observatory.store.database import Cursor
from observatory.store.declarants import (
    Declarant,
    contacts_of,
    declarant_add,
    declarant_by_key,
    declarant_called,
    declarant_read,
    declarant_tell,
    declarants_behind,
    declarants_point,
    merge_detail,
    problemes_of,
    told_by,
    told_move,
)
from observatory.store.journal import journal_append

MERGED, PARTED, CALLED_BACK = "fusion_declarants", "separation_declarants", "rappel_fait"
"""Events of the journal."""
LONGEST_NAME = 80
_SHOWN = 50


def declarant_for(
    office: Office,
    cursor: Cursor,
    *,
    phone: str = "",
    nom: str = "",
    langue: str = "",
    rappel: bool = False,
    le: dt.datetime,
) -> int | None:
    """The number of the caller, found or kept, inside a transaction; None for who gives neither number nor name.

    The number itself is kept only for who wishes to be called back; otherwise its keyed hash alone, by which the same
    caller is recognised. A name without a number makes a caller who will not be recognised.

    Raises
    ------
    ValueRefused
        When the number is none, or a call back is wished without one.
    """
    e164 = read_phone(phone)
    nom, langue = " ".join(nom.split()), " ".join(langue.split())
    if e164 is None and (trouble := phone_trouble(phone)):
        raise ValueRefused(trouble)
    if rappel and e164 is None:
        raise ValueRefused("Pour être rappelé il faut un numéro : demandez-le, ou décochez « souhaite être rappelé ».")
    if len(nom) > LONGEST_NAME:
        raise ValueRefused(f"Le nom du déclarant a {len(nom)} caractères : {LONGEST_NAME} au plus.")
    if e164 is None and not nom:
        return None
    cle = phone_key(office.settings, e164) if e164 else f"nom:{uuid.uuid4().hex}"
    ident = declarant_by_key(cursor, cle)
    if ident is None:
        ident = declarant_add(cursor, cle, le)
    declarant_tell(cursor, ident, telephone=e164 if rappel else None, nom=nom or None, langue=langue or None)
    return ident


def declarant_of_phone(office: Office, phone: str) -> int | None:
    """The caller who has this number, or None; nothing is kept."""
    e164 = read_phone(phone)
    if e164 is None:
        return None
    return declarant_by_key(office.database.cursor(), phone_key(office.settings, e164))


def history(office: Office, declarant_id: int, limit: int = _SHOWN) -> Historique:
    """What a caller told before: their contacts and their problèmes, newest first, ``limit`` of each at most.

    Raises
    ------
    NotFound
        When there is no such caller.
    """
    one = _known(office.database.cursor(), declarant_id)
    return Historique(
        one.id,
        one.nom,
        one.langue,
        shown_phone(one.telephone) if one.telephone else None,
        bool(one.rappel),
        one.cree_le,
        contacts_of(office.database, one.id, limit),
        problemes_of(office.database, one.id, limit),
    )


def merge_declarants(office: Office, garde: int, retire: int, *, auteur: str) -> int:
    """Make one person of two who were recorded: all that ``retire`` told is now ``garde``'s; gives the one who stays.

    The key of ``retire`` goes on leading to ``garde``. The journal holds what was moved, by which
    :func:`part_declarants` undoes it.

    Raises
    ------
    NotFound
        When one of them does not exist.
    ValueRefused
        When they are one person already.
    """
    le = office.clock()

    def change(cursor: Cursor) -> int:
        stays, goes = _known(cursor, garde), _known(cursor, retire)
        if stays.id == goes.id:
            raise ValueRefused("Ces deux déclarants sont déjà une seule personne : il n'y a rien à fusionner.")
        behind = declarants_behind(cursor, goes.id)
        contacts, signalements = told_by(cursor, goes.id)
        told_move(cursor, contacts, signalements, goes.id, stays.id)
        declarants_point(cursor, [goes.id, *behind], stays.id)
        declarant_tell(
            cursor,
            stays.id,
            telephone=None if stays.telephone else goes.telephone,
            nom=None if stays.nom else goes.nom,
            langue=None if stays.langue else goes.langue,
        )
        detail = {"garde": stays.id, "contacts": contacts, "signalements": signalements, "derriere": behind}
        _note(cursor, le, auteur, MERGED, goes.id, detail)
        return stays.id

    return office.database.write(change)


def part_declarants(office: Office, retire: int, *, auteur: str) -> int:
    """Undo a merging: what ``retire`` had told is theirs again; gives the number of the one with whom they were one.

    What came in since stays with the other. Of the name or number that the other took over nothing is taken back.

    Raises
    ------
    NotFound, StateError
        When they were not merged, or the journal no longer says what was moved.
    """
    le = office.clock()

    def change(cursor: Cursor) -> int:
        one = declarant_read(cursor, retire)
        if one is None or one.fusionne_dans is None:
            raise NotFound(f"Le déclarant {retire} n'est fusionné avec personne : il n'y a rien à séparer.")
        detail = json.loads(merge_detail(cursor, MERGED, retire) or "{}")
        if not detail:
            raise StateError(
                "Cette fusion est trop ancienne : le journal ne dit plus ce qui a été réuni. Les deux déclarants "
                "restent un seul."
            )
        declarants_point(cursor, [one.id], None)
        declarants_point(cursor, detail["derriere"], one.id)
        told_move(cursor, detail["contacts"], detail["signalements"], one.fusionne_dans, one.id)
        _note(cursor, le, auteur, PARTED, one.id, {"garde": one.fusionne_dans})
        return one.fusionne_dans

    return office.database.write(change)


def called_back(office: Office, declarant_id: int, *, auteur: str) -> None:
    """Say that a caller has been called back: their number is forgotten, they are still recognised.

    Raises
    ------
    NotFound
        When there is no such caller.
    """
    le = office.clock()

    def change(cursor: Cursor) -> None:
        one = _known(cursor, declarant_id)
        declarant_called(cursor, one.id)
        _note(cursor, le, auteur, CALLED_BACK, one.id, {})

    office.database.write(change)


def _known(cursor: Cursor, ident: int) -> Declarant:
    """The caller of this number, or the one who stands for them."""
    one = declarant_read(cursor, ident)
    if one is not None and one.fusionne_dans is not None:
        one = declarant_read(cursor, one.fusionne_dans)
    if one is None:
        raise NotFound(f"Il n'y a pas de déclarant {ident} : il a peut-être été effacé.")
    return one


def _note(cursor: Cursor, le: dt.datetime, auteur: str, event: str, ident: int, detail: dict[str, object]) -> None:
    journal_append(cursor, le=le, auteur=auteur, evenement=event, objet="declarant", cle=str(ident), detail=detail)
