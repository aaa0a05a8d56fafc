"""What the desk opens with, and what it makes of words while they are typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from observatory.domain.annuaire import orientations_said
from observatory.domain.appel import (
    CANAUX,
    LIEUX,
    LONGEST_STORY,
    Appelant,
    CategorieBureau,
    Depart,
    DossierAppelant,
    Ecoute,
)
from observatory.domain.appelant import ProblemeConnu
from observatory.domain.errors import TooMuch, ValueRefused
from observatory.domain.garde import find_personal
from observatory.domain.grid import position_to_cell
from observatory.domain.position import Position
from observatory.domain.quand import Moment, quand, trouve_quand
from observatory.domain.roles import Account
from observatory.domain.telephone import phone_trouble, read_phone
from observatory.pipeline.annuaire import orientations_of
from observatory.pipeline.consignes import current
from observatory.pipeline.declarants import declarant_of_phone, history
from observatory.pipeline.dossiers import news
from observatory.pipeline.doublons import nearby
from observatory.pipeline.office import COMMUNE, QUARTIER, Office
from observatory.pipeline.reglages import text
from observatory.pipeline.routage import route
from observatory.present.labels import STATUTS
from observatory.store.appels import Row, references_within, sent_before
from observatory.store.reference import CITY_NAME, OTHER, default_lieux, meta_get, nomenclature_read
from observatory.store.retours import latest_retours
from observatory.store.territoires import contours_read, territoires_in_force

LANGUES = [
    "français", "anglais", "arabe", "espagnol", "portugais", "italien", "turc", "roumain", "russe", "ukrainien",
    "mandarin", "langue des signes", "autre",
]  # fmt: skip
LONGEST_DRAFT = 40_000
"""Characters of a draft: a story of the longest kind, and everything else."""
MOST_DRAFTS = 30
_KEY = re.compile(r"[0-9A-Za-z-]{8,64}")
_LIKELY = 3
_SURE = re.compile(
    r"(depuis (?!l[ea] \d)|hier|avant-hier|cette nuit|ce (matin|soir|midi)|cet apr|il y a|la nuit|tou(te)?s les|"
    r"en ce moment)"
)
"""Ways of saying when that mean nothing else: « depuis le 2e étage » is no date."""


def desk_ready(office: Office) -> None:
    """Read and make what the first call would wait for: the geocoder, the sorting, territories, rules, neighbours."""
    day, (lat, lon) = office.today(), _centre(office)
    office.geocoder()
    heard(office, "du bruit maintenant")
    route(office, OTHER, LIEUX[0], [], office.clock())
    if lat is not None and lon is not None:
        office.territories_at(position_to_cell(Position(lat=lat, lon=lon)), lat, lon, day)
        nearby(office, lat, lon)


def desk_opened(office: Office, account: Account) -> Depart:
    """The tables of the desk, what this account must acknowledge, and its unfinished calls."""
    lat, lon = _centre(office)
    return Depart(
        ville=meta_get(office.database, CITY_NAME),
        operateur=account.nom or account.name,
        notice=text(office, "notice"),
        categories=_categories(office),
        orientations=orientations_of(office),
        consignes=current(office, account.name),
        brouillons=office.drafts().of(account.name, office.clock()),
        langues=LANGUES,
        statuts=dict(STATUTS),
        canaux=list(CANAUX),
        lat=lat,
        lon=lon,
    )


def draft_keep(office: Office, auteur: str, cle: str, contenu: str) -> None:
    """Keep a draft of an operator.

    Raises
    ------
    ValueRefused
        When its key cannot be one.
    TooMuch
        When it is too long, or the operator has too many.
    """
    if not _KEY.fullmatch(cle):
        raise ValueRefused("La clé de ce brouillon n'est pas lisible : rechargez la page du bureau.")
    if sent_before(office.database, cle) is not None:
        return  # saved meanwhile: a late pause of its typing brings nothing back
    if len(contenu) > LONGEST_DRAFT:
        raise TooMuch(f"Cet appel dépasse {LONGEST_DRAFT} caractères : raccourcissez le récit.")
    if not office.drafts().keep(auteur, cle, contenu, office.clock(), MOST_DRAFTS):
        raise TooMuch(f"Vous avez déjà {MOST_DRAFTS} appels en attente : terminez-en ou abandonnez-en.")


def heard(office: Office, texte: str) -> Ecoute:
    """What a story says so far. Nothing is kept."""
    texte = texte[:LONGEST_STORY]
    found = trouve_quand(texte, office.clock())
    said = texte[found.start : found.end] if found else ""
    return Ecoute(
        garde=[(one.start, one.end, str(one.genre), one.conseil) for one in find_personal(texte)],
        orientations=[one.code for one in orientations_said(texte, orientations_of(office))],
        categories=[(one.code, one.probabilite) for one in office.suggester().suggest(texte, _LIKELY)],
        quand=said if _SURE.match(said.lower()) else "",
    )


def moment(office: Office, texte: str, le: dt.datetime | None = None) -> Moment | None:
    """The interval that a text means, said at ``le`` (now, where nothing is said).

    Raises
    ------
    ValueRefused
        When ``le`` has no zone.
    """
    if le is not None and le.tzinfo is None:
        raise ValueRefused("L'instant de l'appel n'a pas de fuseau horaire : rechargez la page du bureau.")
    now = office.clock()
    return quand(texte[:200], min(le, now) if le is not None else now)


def caller(office: Office, telephone: str, bounds: Collection[str] = ()) -> Appelant | None:
    """The person whose number this is, if they are known, with their files (inside ``bounds``, where given).

    Raises
    ------
    ValueRefused
        When it is no phone number.
    """
    if read_phone(telephone) is None:
        raise ValueRefused(phone_trouble(telephone) or "Tapez un numéro de téléphone.")
    known = declarant_of_phone(office, telephone)
    if known is None:
        return None
    found = history(office, known)
    words = {one.code: one.libelle for one in nomenclature_read(office.database)}
    said = latest_retours(office.database, [one.reference for one in found.problemes])
    files = [_own_file(office, one, words, said.get(one.reference)) for one in found.problemes]
    if bounds:
        inside = references_within(office.database, [one.reference for one in files], bounds)
        files = [one for one in files if one.reference in inside]
    return Appelant(found.declarant, found.langue or "", len(found.contacts), files)


def _own_file(office: Office, one: ProblemeConnu, words: dict[str, str], said: Row | None) -> DossierAppelant:
    told: Row = {name: getattr(one, name) for name in ("statut", "service", "clos_le", "retour_le", "echeance")}
    told["retour"] = said
    return DossierAppelant(
        one.reference, one.ident, words.get(one.categorie, one.categorie), one.adresse or "", one.statut,
        one.service or "", one.recu_le, one.echeance, one.signalements, one.relances, news(told, office.clock()),
    )  # fmt: skip


def _categories(office: Office) -> list[CategorieBureau]:
    """The categories in use with keys: a letter for each family, a digit or a letter for each of its members."""
    lieux = default_lieux(office.database)
    taken: dict[str | None, set[str]] = {}
    ranks: dict[str, int] = {}
    found = []
    for one in nomenclature_read(office.database):
        if one.retiree_le is not None:
            continue
        if one.parent is None:
            key = _letter(one.libelle, taken.setdefault(None, set()))
        else:
            ranks[one.parent] = ranks.get(one.parent, 0) + 1
            key = str(ranks[one.parent]) if ranks[one.parent] < 10 else chr(ord("a") + ranks[one.parent] - 10)
        found.append(CategorieBureau(one.code, one.parent, one.libelle, key, lieux.get(one.code, "")))
    return found


def _letter(libelle: str, taken: set[str]) -> str:
    """The first letter of the words that no other family has, else any free one."""
    plain = libelle.lower().replace("é", "e").replace("è", "e").replace("ê", "e")
    letters = [*re.findall(r"\b[a-z]", plain), *re.findall(r"[a-z]", plain), *"abcdefghijklmnopqrstuvwxyz"]
    chosen = next((one for one in letters if one not in taken), "")
    taken.add(chosen)
    return chosen


def _centre(office: Office) -> tuple[float | None, float | None]:
    """The middle of the city, for a map that shows nothing yet."""
    day = office.today()
    ground = territoires_in_force(office.database, COMMUNE, day) or territoires_in_force(office.database, QUARTIER, day)
    if not ground:
        return None, None
    west, south, east, north = contours_read(office.database, [ground[0].id])[0].bounds
    return (south + north) / 2, (west + east) / 2
