"""A call's way in: checked, tied to its caller and its problème, placed, routed, kept, told. Nothing is kept twice."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import random
import re
from collections.abc import Callable, Collection
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from pydantic import TypeAdapter

from observatory.domain.appel import (
    ABANDONED,
    CANAUX,
    LIEUX,
    LONGEST_STORY,
    Appel,
    Enregistre,
    Issue,
)
from observatory.domain.envoi import Envoi
from observatory.domain.errors import Conflict, NotAllowed, NotFound, ValueRefused
from observatory.domain.grid import position_to_cell
from observatory.domain.position import Position
from observatory.domain.reference import draw_reference, spell
from observatory.domain.statut import CLOSED
from observatory.pipeline.declarants import declarant_for, declarant_of_phone
from observatory.pipeline.doublons import forget_around
from observatory.pipeline.fiction import refuse_outside_fiction
from observatory.pipeline.office import Office
from observatory.pipeline.routage import route
from observatory.present.labels import instant, plural
from observatory.store.appels import (
    Row,
    contact_write,
    is_a_voice,
    probleme_since,
    probleme_standing,
    probleme_state,
    probleme_write,
    reference_taken,
    sending_write,
    sent_before,
    sent_meanwhile,
    signalement_write,
    voices_of,
)
from observatory.store.database import ZONE, Cursor
from observatory.store.journal import journal_append
from observatory.store.proches import problemes_within
from observatory.store.reference import default_lieux

_ANSWER = TypeAdapter(Enregistre)
_KEY = re.compile(r"[0-9A-Za-z-]{8,64}")
_TEXTS = {
    "adresse": 300, "adresse_trouvee": 300, "residence": 120, "batiment": 60, "hall": 60, "etage": 60,
    "description": LONGEST_STORY, "note": 1_000, "nom": 120, "langue": 40, "plaque": 20, "orientation": 120,
    "methode": 60,
}  # fmt: skip
"""The longest text of each field."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CALL = TypeAdapter(Appel)
_WIDEST = 100_000.0
_LONGEST_CALL = 24 * 3600
_AHEAD = dt.timedelta(minutes=5)
_BACK = dt.timedelta(days=366)
_random = random.SystemRandom()


@dataclass
class Way:
    """A call on its way in; each step of ``STEPS`` takes it further."""

    office: Office
    appel: Appel
    auteur: str
    now: dt.datetime
    recu_le: dt.datetime
    joined: Row | None = None
    known: int | None = None
    issue: Issue = Issue.SIGNALEMENT
    lieu: str = ""
    cell: int | None = None
    territoires: list[int] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    envoi: Envoi | None = None
    reference: str = ""
    bounds: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Remember the call as it was sent: steps fill in what it leaves out."""
        self.sent = self.appel


def save_call(office: Office, appel: Appel, auteur: str, bounds: Collection[str] = ()) -> Enregistre:
    """Keep a call: a contact and, where it tells of a trouble, a signalement with its problème, service and promise.

    A call that was sent before, by its key, is answered as it was then. A caller who already told of the problème that
    the call joins asks for news: it is kept as a relance, which is no new voice; what they add is its note. ``bounds``
    are the territories of the account.

    Raises
    ------
    ValueRefused
        When something is missing or cannot be: the sentence says what and what to do. Nothing is kept.
    NotFound
        When the problème that it joins does not exist.
    NotAllowed
        When that lies beyond the account's territories.
    Conflict
        When another call was sent with this key.
    """
    appel = _clean(appel)
    if not _KEY.fullmatch(appel.cle):
        raise ValueRefused("La clé de cet appel n'est pas lisible : rechargez la page du bureau, rien n'est perdu.")
    earlier = sent_before(office.database, appel.cle)
    if earlier is not None:
        return _again(earlier.reponse, _mark(appel, auteur))
    now = office.clock()
    way = Way(office, appel, auteur, now, appel.recu_le or now, issue=appel.issue, bounds=frozenset(bounds))
    for step in STEPS:
        step(way)
    with office.joining if way.joined is not None else nullcontext():
        kept = office.database.write(lambda cursor: _keep(cursor, way), aside=True)
    if kept.probleme is not None:
        forget_around(office, kept.probleme, way.appel.lat, way.appel.lon)
    return kept


def _clean(appel: Appel) -> Appel:
    """The call without the signs that no keyboard types.

    Raises
    ------
    ValueRefused
        When a text holds half a character.
    """
    texts: dict[str, Any] = {}
    for name in (*_TEXTS, "telephone", "categorie", "lieu"):
        text = getattr(appel, name)
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise ValueRefused(f"Le champ « {name} » porte un caractère illisible : retapez-le.") from error
        texts[name] = _CONTROL.sub("", text)
    return dataclasses.replace(appel, **texts)


def _mark(appel: Appel, auteur: str) -> str:
    """What tells one call from another under one key: who sent it and what it says, but for how long it took."""
    said = _CALL.dump_json(dataclasses.replace(appel, duree_s=None))
    return hashlib.sha256(auteur.encode() + b"\0" + said).hexdigest()


def _again(reponse: Row, mark: str) -> Enregistre:
    """The answer to a call that was sent before.

    Raises
    ------
    Conflict
        When it was another call, or somebody else's.
    """
    if reponse.pop("empreinte", mark) != mark:
        raise Conflict(
            "Cet appel a déjà été enregistré, avec un autre contenu (un second onglet ?) : ce que vous voyez ici ne "
            "l'est pas. Enregistrez de nouveau pour en faire un autre appel, ou corrigez le premier dossier."
        )
    return dataclasses.replace(_ANSWER.validate_python(reponse), deja=True)


def _check(way: Way) -> None:
    """Refuse what cannot be, with the sentence that says what to do."""
    appel = way.appel
    for name, most in _TEXTS.items():
        if len(getattr(appel, name)) > most:
            raise ValueRefused(f"Le champ « {name} » dépasse {most} caractères : raccourcissez-le.")
    if appel.duree_s is not None and not 0 <= appel.duree_s <= _LONGEST_CALL:
        raise ValueRefused(f"Une durée d'appel de {appel.duree_s} s ne se peut pas : laissez-la vide.")
    if appel.canal not in CANAUX:
        raise ValueRefused(f"Le canal « {appel.canal} » n'existe pas : choisissez parmi {', '.join(CANAUX)}.")
    if way.recu_le.tzinfo is None:
        raise ValueRefused("La date de réception n'a pas de fuseau horaire : ressaisissez-la.")
    if not way.now - _BACK <= way.recu_le <= way.now + _AHEAD:
        raise ValueRefused(
            f"Un appel reçu le {instant(way.recu_le)} ne peut pas être saisi aujourd'hui : il est dans l'avenir ou a "
            "plus d'un an. Vérifiez la date."
        )
    _check_times(way)
    if appel.survenu_debut and appel.survenu_fin and appel.survenu_fin < appel.survenu_debut:
        raise ValueRefused("La fin du trouble est avant son début : corrigez « quand ».")
    if appel.issue == Issue.RELANCE and appel.probleme is None:
        raise ValueRefused("Une relance porte sur un dossier : retrouvez-le par sa référence ou son appelant.")
    if appel.issue == Issue.SIGNALEMENT:
        _check_signalement(way)


def _check_times(way: Way) -> None:
    """Refuse an instant without a zone, and one that no caller can speak of."""
    for said in (way.appel.survenu_debut, way.appel.survenu_fin):
        if said is None:
            continue
        if said.tzinfo is None:
            raise ValueRefused("« Quand » n'a pas de fuseau horaire : ressaisissez-le.")
        if not way.now - 20 * _BACK <= said <= way.now + _BACK:
            raise ValueRefused("« Quand » est trop loin dans le passé ou dans l'avenir : corrigez-le.")


def _check_signalement(way: Way) -> None:
    appel = way.appel
    placed = appel.lat is not None and appel.lon is not None
    if (appel.lat is None) != (appel.lon is None):
        raise ValueRefused("La position est incomplète : replacez le point, ou choisissez « lieu inconnu ».")
    if appel.probleme is None and not (placed or appel.lieu_inconnu or appel.adresse.strip()):
        raise ValueRefused("Il manque le lieu : tapez-le, ou choisissez « lieu inconnu » (F4).")
    if appel.probleme is None and not appel.categorie:
        raise ValueRefused("Il manque la catégorie : choisissez-la (touche C).")
    if appel.precision_m is not None and not 0 <= appel.precision_m <= _WIDEST:
        raise ValueRefused("La précision du lieu n'est pas un nombre de mètres : replacez le point.")
    known = default_lieux(way.office.database)
    codes = way.office.codes()
    if appel.categorie and appel.categorie not in codes:
        raise ValueRefused(f"La catégorie « {appel.categorie} » n'est pas dans la nomenclature : choisissez-en une.")
    if appel.lieu and appel.lieu not in LIEUX:
        raise ValueRefused(f"« {appel.lieu} » n'est pas un genre de lieu : choisissez parmi {', '.join(LIEUX)}.")
    if appel.plaque and appel.categorie != ABANDONED:
        raise ValueRefused("Une plaque ne se note que pour un véhicule abandonné : changez la catégorie ou retirez-la.")
    way.lieu = appel.lieu or known.get(appel.categorie, "") or LIEUX[0]


def _join(way: Way) -> None:
    """Find the problème that the call is about, and who calls: somebody who told of it already asks for news."""
    appel = way.appel
    way.known = declarant_of_phone(way.office, appel.telephone)
    if appel.probleme is None:
        return
    way.joined = probleme_state(way.office.database, appel.probleme)
    if way.joined is None:
        raise NotFound(f"Le problème n° {appel.probleme} n'existe plus : cherchez-le de nouveau.")
    if way.bounds and not problemes_within(way.office.database, [way.joined["id"]], way.bounds):
        raise NotAllowed("Ce problème est hors des territoires de votre compte : demandez au régulateur.")
    if way.issue == Issue.SIGNALEMENT and way.known and is_a_voice(way.office.database, way.joined["id"], way.known):
        way.issue = Issue.RELANCE


def _place(way: Way) -> None:
    """Give a signalement its cell and its territories; one that joins a problème is where that is, if nobody said."""
    if way.issue != Issue.SIGNALEMENT:
        return
    if way.joined is not None:
        way.appel = _as_joined(way.appel, way.joined)
        way.lieu = way.appel.lieu or str(way.joined["lieu"])
    lat, lon = way.appel.lat, way.appel.lon
    if lat is None or lon is None or way.appel.lieu_inconnu:
        way.appel = dataclasses.replace(way.appel, lat=None, lon=None, precision_m=None)
        return
    refuse_outside_fiction(way.office, np.array([lat]), np.array([lon]))
    way.cell = position_to_cell(Position(lat=lat, lon=lon))
    way.territoires, way.codes = way.office.territories_at(way.cell, lat, lon, way.office.today())


def _as_joined(appel: Appel, joined: Row) -> Appel:
    """The call with the place and category of the problème that it joins, where it says none."""
    taken: dict[str, object] = {"categorie": appel.categorie or joined["categorie"]}
    if appel.lat is None and not appel.lieu_inconnu:
        names = ("adresse", "adresse_trouvee", "lat", "lon", "precision_m", "methode", "residence", "batiment", "hall")
        taken |= {name: joined[name] for name in names if joined[name] is not None and not getattr(appel, name)}
    return dataclasses.replace(appel, **taken)  # type: ignore[arg-type]


def _route(way: Way) -> None:
    """Say who acts and by when, and draw the reference to tell."""
    if way.issue != Issue.SIGNALEMENT:
        return
    way.envoi = route(way.office, way.appel.categorie, way.lieu, way.codes, way.recu_le)
    way.reference = draw_reference(_random)
    while reference_taken(way.office.database, way.reference):
        way.reference = draw_reference(_random)


STEPS: list[Callable[[Way], None]] = [_check, _join, _place, _route]
"""What is done before anything is written, in this order."""


def _keep(cursor: Cursor, way: Way) -> Enregistre:
    """Write it all, in one transaction, with its answer and a line of the journal."""
    meanwhile = sent_meanwhile(cursor, way.appel.cle)
    if meanwhile is not None:
        return _again(json.loads(meanwhile), _mark(way.sent, way.auteur))
    appel, here = way.appel, way.recu_le.astimezone(ZoneInfo(ZONE))
    declarant = declarant_for(
        way.office,
        cursor,
        phone=appel.telephone,
        nom=appel.nom,
        langue=appel.langue,
        rappel=appel.rappel,
        le=way.recu_le,
    )
    when: Row = {"recu_le": way.recu_le, "recu_jour": here.date(), "recu_heure": here.hour, "canal": appel.canal}
    joined = way.joined["id"] if way.joined else None
    if joined is not None:
        joined = probleme_standing(cursor, joined)  # it may have been merged since it was looked up
    contact = contact_write(
        cursor,
        {**when, "issue": str(way.issue), "declarant_id": declarant, "auteur": way.auteur, "duree_s": appel.duree_s,
         "probleme_id": joined, "orientation": appel.orientation or None, "note": _note(way)},
    )  # fmt: skip
    probleme, voices = joined, 0
    if way.issue == Issue.SIGNALEMENT:
        probleme = joined or probleme_write(cursor, appel.categorie, way.recu_le)
        probleme_since(cursor, probleme, way.recu_le)
        signalement_write(cursor, _row(way, contact, probleme, declarant) | when, way.territoires)
        voices = voices_of(cursor, probleme) if joined else 1
    answer = _answer(way, contact, probleme, voices)
    told = _ANSWER.dump_python(answer, mode="json") | {"empreinte": _mark(way.sent, way.auteur)}
    sending_write(cursor, appel.cle, contact, json.dumps(told), way.now)
    journal_append(
        cursor,
        le=way.now,
        auteur=way.auteur,
        evenement="appel",
        objet="contact",
        cle=str(contact),
        detail={"issue": str(way.issue), "probleme": probleme, "reference": way.reference or None},
    )
    return answer


def _note(way: Way) -> str | None:
    """What the operator noted; of a relance, also what the caller adds to the story."""
    more = way.appel.description.strip() if way.issue == Issue.RELANCE else ""
    return " · ".join(one for one in (way.appel.note.strip(), more) if one) or None


def _row(way: Way, contact: int, probleme: int, declarant: int | None) -> Row:
    """The columns of the signalement, but those of the moment."""
    appel = way.appel
    texts = ("description", "adresse", "adresse_trouvee", "residence", "batiment", "hall", "etage", "methode", "plaque")
    return {
        **{name: getattr(appel, name).strip() or None for name in texts},
        "reference": way.reference, "contact_id": contact, "probleme_id": probleme, "declarant_id": declarant,
        "categorie": appel.categorie, "lieu": way.lieu, "lat": appel.lat, "lon": appel.lon, "cell": way.cell,
        "precision_m": appel.precision_m, "survenu_debut": appel.survenu_debut, "survenu_fin": appel.survenu_fin,
        "statut": "recu", "service": way.envoi.service if way.envoi else None,
        "echeance": way.envoi.echeance if way.envoi else None, "modifie_par": way.auteur,
    }  # fmt: skip


_SAID = {
    Issue.INFORMATION: "Information donnée : contact compté.",
    Issue.ORIENTATION: "Orientation donnée : contact compté.",
    Issue.HORS_CHAMP: "Hors champ : contact compté.",
    Issue.RELANCE: "Relance comptée : le dossier remonte dans la file.",
}


def _answer(way: Way, contact: int, probleme: int | None, voices: int) -> Enregistre:
    if way.issue != Issue.SIGNALEMENT or way.envoi is None:
        closed = way.issue == Issue.RELANCE and way.joined is not None and way.joined["statut"] in CLOSED
        said = "Relance comptée : ce dossier est clos, dites ce qui a été fait." if closed else _SAID[way.issue]
        return Enregistre(contact, str(way.issue), said, probleme=probleme)
    due = f" Réponse promise avant le {instant(way.envoi.echeance)}." if way.envoi.echeance else ""
    more = f" {plural(voices, 'voix', 'voix')} sur ce problème." if voices > 1 else ""
    said = f"Confié à : {way.envoi.service}.{due}{more}"
    return Enregistre(
        contact, str(way.issue), said, reference=way.reference, probleme=probleme, voix=voices,
        service=way.envoi.service, echeance=way.envoi.echeance, astreinte=way.envoi.astreinte or "",
        epellation=spell(way.reference),
    )  # fmt: skip
