"""Sheets of paper brought back from a walk: typed, placed by their stop, an address or the picture itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from observatory.domain.constat import SituePar
from observatory.domain.errors import ValueRefused
from observatory.domain.marche import Marche
from observatory.domain.mediation import Rendu
from observatory.domain.position import Position
from observatory.domain.saisie import MOST_SHEETS, Feuille, LieuPhoto, Saisie, sheet_name, sheet_rank
from observatory.pipeline.marches import marche_of
from observatory.pipeline.office import Office
from observatory.pipeline.photos import picture_instant, picture_place, read_pictures
from observatory.pipeline.releves import (
    questions_of,
    releve_constat,
    releve_participants,
    releve_photo,
    releve_reponses,
    releve_ressenti,
    releves_of,
)
from observatory.pipeline.rues import street_at

FARTHEST_M = 5_000.0
"""A picture taken farther from every stop was not taken on this walk."""
SAME_WALK = dt.timedelta(hours=12)
"""How far from the hour that was planned a picture of the walk may be."""


def sheets_of(office: Office, ident: int) -> Saisie:
    """A walk with its grid and what is typed of its sheets already.

    Raises
    ------
    NotFound
        When there is no such walk.
    """
    known = marche_of(office, ident)
    noted = releves_of(office, ident)
    devices = {one.appareil for one in noted.reponses} | {one.appareil for one in noted.constats}
    devices |= {*noted.participants, *noted.ressenti}
    last = max((sheet_rank(one) for one in devices), default=0)
    names = [sheet_name(rank) for rank in range(1, max(last, 1) + 1)]
    return Saisie(
        known,
        tuple(questions_of(office, known.plan.genre)),
        tuple(
            Feuille(
                name,
                tuple(one for one in noted.reponses if one.appareil == name),
                tuple(one for one in noted.constats if one.appareil == name),
                noted.participants.get(name, {}),
                noted.ressenti.get(name, {}),
            )
            for name in names
        ),
    )


def sheet_answers(
    office: Office, ident: int, feuille: str, cle: str, notes: Mapping[int, Mapping[str, int | None]]
) -> Rendu:
    """Keep the answers of a sheet, by stop and question; what was typed before of these questions is replaced.

    Raises
    ------
    ValueRefused
        When a stop, a question or a note cannot be.
    StateError
        When the walk is closed or given up.
    """
    known = _sheet(office, ident, feuille)
    told = {stop: answers for stop, answers in notes.items() if answers}
    if not told:
        raise ValueRefused("Aucune réponse à enregistrer : remplissez au moins une case.")
    done = [
        releve_reponses(
            office, known, feuille, f"{cle}-a{stop}", arret=stop, notes=dict(answers), le=_walked(office, known)
        )
        for stop, answers in told.items()
    ]
    n = sum(map(len, told.values()))
    message = f"{n} réponse{'s' if n > 1 else ''} enregistrée{'s' if n > 1 else ''}."
    return Rendu(ident, message, deja=all(one.deja for one in done))


def sheet_constat(
    office: Office, ident: int, feuille: str, cle: str, *, arret: int | None, positif: bool, categorie: str | None,
    texte: str, adresse: str = "", lat: float | None = None, lon: float | None = None,
    le: dt.datetime | None = None,
) -> Rendu:  # fmt: skip
    """Keep a constat of a sheet: where its picture was taken (``lat``, ``lon``), else at its address, else at its stop.

    Raises
    ------
    ValueRefused
        When it has no place, its address is not found for sure, or something else cannot be.
    StateError
        When the walk is closed or given up.
    """
    known = _sheet(office, ident, feuille)
    stop = next((one for one in known.plan.arrets if one.ident == arret), None)
    precise: float | None = None
    if lat is not None and lon is not None:
        where, how = Position(lat=lat, lon=lon), SituePar.PHOTO
    elif adresse.strip():
        where, precise = _address(office, adresse)
        how = SituePar.CARTE
    elif stop is not None:
        where, how = Position(lat=stop.lat, lon=stop.lon), SituePar.ARRET
    else:
        raise ValueRefused("Dites où : choisissez l'arrêt, ou tapez une adresse.")
    return releve_constat(
        office, known, feuille, cle, arret=arret, positif=positif, categorie=categorie, texte=texte, lat=where.lat,
        lon=where.lon, situe_par=how, precision_m=precise, le=_taken(office, known, le),
    )  # fmt: skip


def sheet_photo(office: Office, ident: int, feuille: str, cle: str, *, constat_cle: str, contenu: bytes) -> Rendu:
    """Keep a picture of the constat that was typed under a key; its place and hour are left behind.

    Raises
    ------
    ValueRefused, TooMuch
        When it is no picture, too large, or one too many.
    """
    return releve_photo(office, _sheet(office, ident, feuille), feuille, cle, constat_cle=constat_cle, contenu=contenu)


def sheet_participants(office: Office, ident: int, feuille: str, cle: str, profils: Mapping[str, int]) -> Rendu:
    """Keep who walked, as a sheet counts them."""
    known = _sheet(office, ident, feuille)
    return releve_participants(office, known, feuille, cle, profils=dict(profils), le=_walked(office, known))


def sheet_ressenti(office: Office, ident: int, feuille: str, cle: str, moment: str, notes: Mapping[int, int]) -> Rendu:
    """Keep how safe walkers felt at a moment, as a sheet counts them."""
    known = _sheet(office, ident, feuille)
    return releve_ressenti(office, known, feuille, cle, moment=moment, notes=dict(notes), le=_walked(office, known))


def photo_place(office: Office, ident: int, contenu: bytes) -> LieuPhoto:
    """Where a picture says that it was taken, the nearest stop of the walk, and when; nothing is kept.

    A place that is far from every stop, or an hour far from that of the walk, is not believed: None.

    Raises
    ------
    ValueRefused, TooMuch
        When it is no picture that can be read, or too large.
    """
    read_pictures([contenu])
    known = marche_of(office, ident)
    taken = picture_instant(contenu)
    le = taken if taken and abs(taken - known.plan.prevue_le) <= SAME_WALK else None
    here = picture_place(contenu)
    if here is None:
        return LieuPhoto(None, None, "", le, None, None)
    away = sorted(
        (here.metres_to(Position(lat=stop.lat, lon=stop.lon)), stop.rang, stop.ident) for stop in known.plan.arrets
    )
    if away and away[0][0] > FARTHEST_M:
        return LieuPhoto(None, None, "", le, None, None)
    metres, _, stop = away[0] if away else (None, 0, None)
    return LieuPhoto(round(here.lat, 5), round(here.lon, 5), street_at(office, here), le, stop, metres)


def _sheet(office: Office, ident: int, feuille: str) -> Marche:
    if not sheet_rank(feuille):
        raise ValueRefused(f"Cette feuille n'existe pas : de 1 à {MOST_SHEETS} feuilles. Rechargez la page.")
    return marche_of(office, ident)


def _walked(office: Office, known: Marche) -> dt.datetime:
    """When a sheet was filled, as far as anybody knows: at the hour of the walk."""
    return min(known.plan.prevue_le, office.clock())


def _taken(office: Office, known: Marche, le: dt.datetime | None) -> dt.datetime:
    """The hour of a picture, where it is that of the walk."""
    near = le is not None and le.tzinfo is not None and abs(le - known.plan.prevue_le) <= SAME_WALK
    return min(le, office.clock()) if near and le is not None else _walked(office, known)


def _address(office: Office, adresse: str) -> tuple[Position, float]:
    """The place of an address that is found for sure, and how well it is known (metres)."""
    geocoder = office.geocoder()
    found = geocoder.surest(geocoder.search(adresse))
    if found is None:
        raise ValueRefused(
            f"« {adresse.strip()[:80]} » n'est pas trouvé à coup sûr : précisez l'adresse, ou laissez le constat à son "
            "arrêt."
        )
    return Position(lat=found.lat, lon=found.lon), found.precision_m
