"""What walkers note: taken from each phone and each sheet once, kept apart by device, read together."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import re
from collections.abc import Callable, Iterable, Mapping

import numpy as np

from observatory.domain.constat import (
    GARDE,
    LONGEST_TEXT,
    MOMENTS,
    MOST_CONSTATS,
    MOST_PARTICIPANTS,
    MOST_PHOTOS,
    NOTES,
    OLDEST,
    OLDEST_ON_PAPER,
    PAPIER,
    PROFILS,
    RESSENTIS,
    Constat,
    Question,
    Releves,
    Reponse,
    SituePar,
)
from observatory.domain.errors import NotFound, StateError, TooMuch, ValueRefused
from observatory.domain.garde import names_nobody
from observatory.domain.grid import position_to_cell
from observatory.domain.marche import GRILLES, Etat, Genre, Marche
from observatory.domain.mediation import Rendu
from observatory.domain.position import Position
from observatory.domain.roles import Account
from observatory.pipeline.depots import Work, sent_once
from observatory.pipeline.fiction import refuse_outside_fiction
from observatory.pipeline.liens_marche import AHEAD
from observatory.pipeline.marches import marche_told
from observatory.pipeline.office import Office
from observatory.pipeline.photos import read_pictures
from observatory.pipeline.reglages import value_of
from observatory.pipeline.rues import street_at
from observatory.store.appels import Row
from observatory.store.database import Cursor
from observatory.store.photos import CONSTAT, photo_add
from observatory.store.releves import (
    constat_of_key,
    constat_photos_count,
    constat_write,
    constats_count,
    constats_read,
    participants_read,
    participants_write,
    reponses_read,
    reponses_write,
    ressenti_read,
    ressenti_write,
)

_PLACES = 5
"""Decimals of a degree that are kept: one metre."""
_COARSEST_M = 10_000.0
_DEVICE = re.compile(r"[0-9A-Za-z-]{4,64}")
_ALL_PROFILES = {f"{kind}:{code}" for kind, codes in PROFILS.items() for code in codes}


def questions_of(office: Office, genre: str) -> list[Question]:
    """The grid of a kind of walk, as the city set it."""
    return [Question(**{name: str(row[name]) for name in _COLUMNS}) for row in value_of(office, GRILLES[Genre(genre)])]


_COLUMNS = ("code", "principe", "question", "zero", "trois")


def releve_reponses(
    office: Office, marche: Marche, appareil: str, cle: str, *, arret: int, notes: Mapping[str, int | None],
    le: dt.datetime,
) -> Rendu:  # fmt: skip
    """Keep one device's answers to questions of the grid at a stop; one given again takes the earlier's place.

    Raises
    ------
    ValueRefused
        When the stop, a question, a note or the hour cannot be.
    StateError
        When the walk was given up, or is closed and this comes from paper.
    """

    def prepare() -> Work:
        _check(office, marche, appareil, le)
        nom = _stop_name(marche, arret)
        known = {one.code for one in questions_of(office, marche.plan.genre)}
        strange = [code for code in notes if code not in known]
        if strange:
            raise ValueRefused(f"La question « {strange[0][:40]} » n'est plus dans la grille : rechargez la page.")
        if not notes or any(note is not None and not _whole(note, len(NOTES) - 1) for note in notes.values()):
            raise ValueRefused(f"Une réponse va de 0 à {len(NOTES) - 1}, ou « je ne sais pas ».")
        row = {**_head(office, marche, appareil, le), "arret_id": arret}

        def work(cursor: Cursor) -> Rendu:
            reponses_write(cursor, row, notes)
            _told(cursor, office, marche, "grille d'un arrêt", {"arret": arret, "n": len(notes)})
            n = len(notes)
            return Rendu(arret, f"{n} réponse{'s' if n > 1 else ''} notée{'s' if n > 1 else ''} : {nom}.")

        return work

    sent = {"appareil": appareil, "arret": arret, "notes": dict(notes), "le": le}
    return _once(office, marche, "releves.reponses", cle, sent, prepare)


def releve_constat(
    office: Office, marche: Marche, appareil: str, cle: str, *, arret: int | None, positif: bool, categorie: str | None,
    texte: str, lat: float, lon: float, situe_par: str, precision_m: float | None, le: dt.datetime,
) -> Rendu:  # fmt: skip
    """Keep something that was found at a place; gives its number. What goes well needs no category.

    Raises
    ------
    ValueRefused
        When the stop, the category, the place or the hour cannot be, or the text names somebody.
    StateError
        When the walk was given up, or is closed and this comes from paper.
    """

    def prepare() -> Work:
        _check(office, marche, appareil, le)
        if arret is not None:
            _stop_name(marche, arret)
        plain = names_nobody(" ".join(texte.split()), LONGEST_TEXT, "Un constat")
        if categorie is None and not positif:
            raise ValueRefused("Dites de quoi il s'agit : choisissez une catégorie.")
        if categorie is not None and categorie not in office.codes():
            raise ValueRefused(f"La catégorie « {categorie[:40]} » n'est plus en usage : choisissez-en une autre.")
        if situe_par not in set(SituePar):
            raise ValueRefused(f"« {situe_par[:40]} » n'est pas une façon de situer : {', '.join(SituePar)}.")
        if precision_m is not None and not (math.isfinite(precision_m) and 0 <= precision_m <= _COARSEST_M):
            raise ValueRefused("La précision de la position ne se lit pas : situez ce constat à son arrêt.")
        here = _here(office, lat, lon)
        row = {
            **_head(office, marche, appareil, le), "cle": cle, "arret_id": arret, "positif": positif,
            "categorie": categorie, "texte": plain, "lat": here.lat, "lon": here.lon, "cell": position_to_cell(here),
            "situe_par": situe_par, "precision_m": precision_m, "etat": GARDE,
        }  # fmt: skip

        def work(cursor: Cursor) -> Rendu:
            if constats_count(cursor, marche.ident) >= MOST_CONSTATS:
                raise TooMuch(f"Cette marche a déjà {MOST_CONSTATS} constats : gardez les plus utiles.")
            ident = constat_write(cursor, row | {"recu_le": office.clock()})  # its turn to write may have come late
            _told(cursor, office, marche, "constat", {"constat": ident, "positif": positif})
            return Rendu(ident, f"Constat noté{', il va bien' if positif else ''}.")

        return work

    sent = {
        "appareil": appareil, "arret": arret, "positif": positif, "categorie": categorie, "texte": texte, "lat": lat,
        "lon": lon, "situe_par": situe_par, "precision_m": precision_m, "le": le,
    }  # fmt: skip
    return _once(office, marche, "releves.constat", cle, sent, prepare)


def releve_photo(office: Office, marche: Marche, appareil: str, cle: str, *, constat_cle: str, contenu: bytes) -> Rendu:
    """Keep a picture of the constat that this device sent with a key; made anew, shown to nobody before it was seen.

    Raises
    ------
    ValueRefused
        When it is no picture.
    TooMuch
        When it is too large, or the constat has ``MOST_PHOTOS`` already.
    NotFound
        When this device sent no such constat on this walk.
    StateError
        When the walk was given up, or is closed and this comes from paper.
    """

    def prepare() -> Work:
        _check(office, marche, appareil, None)
        constat = constat_of_key(office.database, constat_cle)
        if constat is None or (constat["marche_id"], constat["appareil"]) != (marche.ident, appareil):
            raise NotFound("Le constat de cette photo n'est pas arrivé : envoyez-le d'abord.")
        (made,) = read_pictures([contenu])
        row = {
            "objet": CONSTAT, "objet_id": constat["id"], "contenu": made.contenu, "largeur": made.largeur,
            "hauteur": made.hauteur, "auteur": _account(marche).name, "le": office.clock(), "visible": False,
        }  # fmt: skip

        def work(cursor: Cursor) -> Rendu:
            if constat_photos_count(cursor, constat["id"]) >= MOST_PHOTOS:
                raise TooMuch(f"Un constat a {MOST_PHOTOS} photos au plus : gardez celles qui montrent le mieux.")
            ident = photo_add(cursor, row)
            _told(cursor, office, marche, "photo de constat", {"constat": constat["id"], "photo": ident})
            return Rendu(ident, "Photo reçue. Elle sera relue avant d'être montrée.")

        return work

    sent = {"appareil": appareil, "constat": constat_cle, "contenu": hashlib.sha256(contenu).hexdigest()}
    return _once(office, marche, "releves.photo", cle, sent, prepare)


def releve_participants(
    office: Office, marche: Marche, appareil: str, cle: str, *, profils: Mapping[str, int], le: dt.datetime
) -> Rendu:
    """Keep how many of each profile (``age:18_24``) walk, in the place of what this device counted before.

    Raises
    ------
    ValueRefused
        When a profile, a count or the hour cannot be.
    StateError
        When the walk was given up, or is closed and this comes from paper.
    """

    def prepare() -> Work:
        _check(office, marche, appareil, le)
        strange = [code for code in profils if code not in _ALL_PROFILES]
        if strange:
            raise ValueRefused(f"Le profil « {strange[0][:40]} » n'existe pas : rechargez la page.")
        _counts(profils.values())
        for kind in PROFILS:
            _counts([sum(n for code, n in profils.items() if code.startswith(f"{kind}:"))])
        kept = {code: n for code, n in profils.items() if n}

        def work(cursor: Cursor) -> Rendu:
            participants_write(cursor, marche.ident, appareil, kept, le)
            _told(cursor, office, marche, "participants", {})
            return Rendu(marche.ident, "Participants comptés.")

        return work

    sent = {"appareil": appareil, "profils": dict(profils), "le": le}
    return _once(office, marche, "releves.participants", cle, sent, prepare)


def releve_ressenti(
    office: Office, marche: Marche, appareil: str, cle: str, *, moment: str, notes: Mapping[int, int], le: dt.datetime
) -> Rendu:
    """Keep how many feel how safe (1 to 4) before or after, in the place of what this device counted before.

    Raises
    ------
    ValueRefused
        When the moment, a note, a count or the hour cannot be.
    StateError
        When the walk was given up, or is closed and this comes from paper.
    """

    def prepare() -> Work:
        _check(office, marche, appareil, le)
        if moment not in MOMENTS or any(note not in RESSENTIS for note in notes):
            raise ValueRefused("Ce ressenti n'existe pas : rechargez la page.")
        _counts([*notes.values(), sum(notes.values())])
        kept = {note: n for note, n in notes.items() if n}

        def work(cursor: Cursor) -> Rendu:
            ressenti_write(cursor, marche.ident, appareil, moment, kept, le)
            _told(cursor, office, marche, "ressenti", {"moment": moment})
            return Rendu(marche.ident, f"Ressenti noté, {MOMENTS[moment]}.")

        return work

    sent = {"appareil": appareil, "moment": moment, "notes": dict(notes), "le": le}
    return _once(office, marche, "releves.ressenti", cle, sent, prepare)


def releves_of(office: Office, ident: int) -> Releves:
    """All that was noted on a walk. Nothing where there is no such walk."""
    participants: dict[str, dict[str, int]] = {}
    for row in participants_read(office.database, ident):
        participants.setdefault(row["appareil"], {})[row["profil"]] = row["n"]
    ressenti: dict[str, dict[str, dict[int, int]]] = {}
    for row in ressenti_read(office.database, ident):
        ressenti.setdefault(row["appareil"], {}).setdefault(row["moment"], {})[row["note"]] = row["n"]
    return Releves(
        tuple(Reponse(**row) for row in reponses_read(office.database, ident)),
        tuple(Constat(**{**row, "photos": tuple(row["photos"])}) for row in constats_read(office.database, ident)),
        participants,
        ressenti,
    )


def on_paper(appareil: str) -> bool:
    """Whether a device is a sheet of paper."""
    return appareil == PAPIER or appareil.startswith(f"{PAPIER}-")


def _once(office: Office, marche: Marche, operation: str, cle: str, sent: Row, prepare: Callable[[], Work]) -> Rendu:
    return sent_once(office, _account(marche), operation, cle, {"marche": marche.ident, **sent}, prepare)


def _account(marche: Marche) -> Account:
    """Who writes, in the journal: the walk, never somebody who walks."""
    return Account(f"marche {marche.reference}", frozenset())


def _check(office: Office, marche: Marche, appareil: str, le: dt.datetime | None) -> None:
    paper = on_paper(appareil)
    if not _DEVICE.fullmatch(appareil):
        raise ValueRefused("L'appareil n'est pas lisible : rechargez la page, rien n'est perdu.")
    if marche.etat == Etat.ANNULEE or (marche.etat == Etat.CLOSE and paper):
        raise StateError(f"La marche {marche.reference} est close ou annulée : elle ne change plus.")
    if le is None:
        return
    now = office.clock()
    if le.tzinfo is None:
        raise ValueRefused("L'heure n'a pas de fuseau horaire : rechargez la page.")
    oldest = OLDEST_ON_PAPER if paper else OLDEST
    if not now - oldest <= le <= now + AHEAD:
        raise ValueRefused(
            f"Noté dans l'avenir, ou il y a plus de {oldest.days} jours : vérifiez la date et l'heure de l'appareil."
        )


def _head(office: Office, marche: Marche, appareil: str, le: dt.datetime) -> Row:
    return {"marche_id": marche.ident, "appareil": appareil, "le": le, "recu_le": office.clock()}


def _stop_name(marche: Marche, arret: int) -> str:
    found = [one.nom for one in marche.plan.arrets if one.ident == arret]
    if not found:
        raise ValueRefused("Cet arrêt n'est pas de cette marche, ou n'en est plus : rechargez la page.")
    return found[0]


def _whole(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _counts(values: Iterable[object]) -> None:
    if not all(_whole(n, MOST_PARTICIPANTS) for n in values):
        raise ValueRefused(f"Un nombre de personnes va de 0 à {MOST_PARTICIPANTS}.")


def _here(office: Office, lat: float, lon: float) -> Position:
    """The place to a metre, which lies in the city.

    Raises
    ------
    ValueRefused
        When it does not.
    """
    here = Position(lat=round(lat, _PLACES), lon=round(lon, _PLACES))
    try:
        refuse_outside_fiction(office, np.array([here.lat]), np.array([here.lon]))
    except StateError as error:  # the phone would send it again and again: this one does not pass with time
        raise ValueRefused("Ce lieu est hors de la ville fictive : situez ce constat à son arrêt.") from error
    held, _ = office.territories_at(position_to_cell(here), here.lat, here.lon, office.today())
    if office.has_territories() and not held and not street_at(office, here):
        raise ValueRefused("Ce lieu est hors de la ville : situez ce constat à son arrêt, ou sur la carte.")
    return here


def _told(cursor: Cursor, office: Office, marche: Marche, evenement: str, detail: Row) -> None:
    marche_told(cursor, office.clock(), _account(marche), evenement, marche.ident, detail)
