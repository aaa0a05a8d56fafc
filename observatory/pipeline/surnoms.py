"""Nicknames of places on their way in: checked against the gazetteer before they are kept."""

from __future__ import annotations

import numpy as np

from observatory.domain.errors import NotFound, ValueRefused
from observatory.domain.position import Position
from observatory.domain.records import Surnom, SurnomConnu, SurnomsConnus
from observatory.pipeline.fiction import refuse_outside_fiction
from observatory.pipeline.office import Office
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.surnoms import (
    check_surnom,
    read_surnoms,
    surnom_delete,
    surnom_insert,
    surnoms_origin,
    surnoms_path,
    surnoms_read,
)

BASE, FILE = "base", "fichier"
"""Where a nickname is kept: those of the base win over those of the file."""
_NAMED_CANDIDATES = 3


def surnoms_list(office: Office) -> SurnomsConnus:
    """Every nickname in force, those of the base first; one of the file that the base has too is left out."""
    origin = surnoms_origin(office.database)
    found = {
        _key(one.surnom): SurnomConnu(one.surnom, one.designe, one.lat, one.lon, BASE, *origin[one.surnom])
        for one in surnoms_read(office.database)
    }
    in_file, remarques = read_surnoms(surnoms_path(office.settings.reference))
    for one in in_file:
        found.setdefault(_key(one.surnom), SurnomConnu(one.surnom, one.designe, one.lat, one.lon, FILE))
    return SurnomsConnus(list(found.values()), remarques)


def surnom_add(office: Office, surnom: Surnom, *, auteur: str) -> Surnom:
    """Keep a nickname in the base. Where it has a position, that is where it lies; else where ``designe`` is found.

    Raises
    ------
    ValueRefused
        When it is empty, stands for nothing that is surely found, or is in the base already.
    StateError
        When the base is the fictional city's and the position lies elsewhere.
    """
    kept = Surnom(surnom.surnom.strip(), surnom.designe.strip(), surnom.lat, surnom.lon)
    check_surnom(kept)
    if kept.lat is not None and kept.lon is not None:
        refuse_outside_fiction(office, np.array([kept.lat]), np.array([kept.lon]))
        _check_position(office, kept, Position(lat=kept.lat, lon=kept.lon))
    else:
        _check_target(office, kept)

    def change(cursor: Cursor) -> None:
        known = _kept_as(office, kept.surnom)
        if known is not None:
            raise ValueRefused(
                f"« {known.surnom} » est déjà un surnom de {_meaning(known)} : retirez-le d'abord pour le changer."
            )
        le = office.clock()
        number = surnom_insert(cursor, kept, auteur=auteur, le=le)
        journal_append(cursor, le=le, auteur=auteur, evenement="ajout", objet="surnom", cle=str(number))

    office.database.write(change)
    office.surnoms_changed()
    return kept


def surnom_remove(office: Office, name: str, *, auteur: str) -> Surnom:
    """Forget a nickname of the base, however it is written; gives what it was.

    Raises
    ------
    NotFound
        When nobody uses it.
    ValueRefused
        When it comes from the file: it is to be taken out there.
    """

    def change(cursor: Cursor) -> Surnom:
        known = _kept_as(office, name)
        if known is None:
            raise NotFound(f"« {name} » n'est pas un surnom connu : « observatory surnoms » en donne la liste.")
        number = surnom_delete(cursor, known.surnom)
        journal_append(cursor, le=office.clock(), auteur=auteur, evenement="retrait", objet="surnom", cle=str(number))
        return known

    path = surnoms_path(office.settings.reference)
    if _kept_as(office, name) is None and _key(name) in {_key(one.surnom) for one in read_surnoms(path)[0]}:
        raise ValueRefused(f"« {name} » vient du fichier {path.name} : retirez sa ligne de ce fichier.")
    removed = office.database.write(change)
    office.surnoms_changed()
    return removed


def _kept_as(office: Office, name: str) -> Surnom | None:
    """The nickname of the base that compares equal."""
    return next((one for one in surnoms_read(office.database) if _key(one.surnom) == _key(name)), None)


def _check_position(office: Office, surnom: Surnom, position: Position) -> None:
    if not office.geocoder().reverse(position):
        raise ValueRefused(
            f"« {surnom.surnom} » : rien n'est connu près de {position.lat:.5f}, {position.lon:.5f} ; vérifiez la "
            "position, ou importez les adresses de la commune."
        )


def _check_target(office: Office, surnom: Surnom) -> None:
    geocoder = office.geocoder()
    if geocoder.search_many([surnom.designe])[0] is None:
        candidates = geocoder.search(surnom.designe, limit=_NAMED_CANDIDATES)
        named = " ; ".join(one.label for one in candidates)
        advice = f"écrivez l'un de ces lieux en entier : {named}" if named else "aucun lieu ne ressemble à ce texte"
        raise ValueRefused(
            f"« {surnom.surnom} » : « {surnom.designe} » n'est pas trouvé avec certitude ; {advice}, ou donnez une "
            "position (lat et lon)."
        )
    known = {_key(one.surnom) for one in surnoms_list(office).surnoms} | {_key(surnom.surnom)}
    if _key(surnom.designe) in known:
        raise ValueRefused(f"« {surnom.designe} » est lui-même un surnom : écrivez l'adresse ou le nom du lieu.")


def _meaning(surnom: Surnom) -> str:
    return surnom.designe or f"{surnom.lat:.5f}, {surnom.lon:.5f}"


def _key(name: str) -> str:
    """A nickname as the geocoder compares it."""
    from observatory.geocode.normalise import text_to_key

    return " ".join(text_to_key(name))
