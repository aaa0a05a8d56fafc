"""What a service is sent, and what it answers: done, planned or refused; checked before it is kept."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from enum import StrEnum

from observatory.domain.errors import ValueRefused
from observatory.domain.garde import names_nobody


class Voie(StrEnum):
    """How a file is sent to a service."""

    COURRIEL = "courriel"
    BORDEREAU = "bordereau"
    TELEPHONE = "telephone"


class Suite(StrEnum):
    """What a service does about a file."""

    FAIT = "fait"
    PREVU = "prevu"
    REFUSE = "refuse"


class Etat(StrEnum):
    """Where a compte rendu stands: waiting for the régulateur, taken, or set aside."""

    A_VALIDER = "a_valider"
    VALIDE = "valide"
    ECARTE = "ecarte"


BY_LINK, BY_ACCOUNT, TYPED = "lien", "compte", "saisie"
"""How a compte rendu came: by a one-time link, by the partner's own account, typed by the office."""
LINK_LASTS = dt.timedelta(days=14)
MOST_PHOTOS = 4
LARGEST_PHOTO = 8 * 2**20
LONGEST_TEXT = 1_000
LONGEST_LINE = 300
LARGEST_SURFACE = 10_000.0
LARGEST_COST = 1_000_000.0
LATEST = dt.timedelta(days=366)
"""A service plans no further ahead."""
TAGS = "tags"
"""The family of categories whose cleaned surface is told."""


@dataclass(frozen=True, slots=True)
class Reponse:
    """What a service answers. ``photos`` are files as they were sent; ``surface_m2`` is asked for tags alone."""

    __pydantic_config__ = {"ser_json_bytes": "base64", "val_json_bytes": "base64"}  # noqa: RUF012 - read by the wire

    suite: Suite
    texte: str = ""
    motif: str = ""
    prevu_le: dt.date | None = None
    surface_m2: float | None = None
    cout_euros: float | None = None
    photos: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is made of a dossier, or kept with it; ``reference`` is that of the dossier."""

    __pydantic_config__ = {"ser_json_bytes": "base64", "val_json_bytes": "base64"}  # noqa: RUF012 - read by the wire

    reference: str
    contenu: bytes


@dataclass(frozen=True, slots=True)
class Fiche:
    """A file as a service reads it: nothing of who told of it. ``recit`` is masked."""

    reference: str
    service: str
    categorie: str
    libelle: str
    lieu: str
    recit: str
    recu_le: dt.datetime
    echeance: dt.datetime | None
    tags: bool
    plaque: str = ""


@dataclass(frozen=True, slots=True)
class ATransmettre:
    """A trouble that waits to be sent: its oldest file that waits, and how many signalements tell of it."""

    reference: str
    probleme: int
    libelle: str
    lieu: str
    recit: str
    service: str
    statut: str
    recu_le: dt.datetime
    echeance: dt.datetime | None
    signalements: int
    courriel: str


@dataclass(frozen=True, slots=True)
class Transmission:
    """One sending: ``remise_le`` is null and ``erreur`` said where the mail server did not take it."""

    ident: int
    reference: str
    service: str
    voie: str
    destinataire: str
    note: str
    auteur: str
    le: dt.datetime
    remise_le: dt.datetime | None
    erreur: str
    lien_expire_le: dt.datetime | None = None
    lien_utilise_le: dt.datetime | None = None
    lien_revoque_le: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of a compte rendu, of an action, or taken on a walk: shown to others once somebody has looked at it.

    ``reference`` is that of the file, of the walk where ``marche``, of the action where ``moment`` (avant, apres).
    """

    ident: int
    reference: str
    le: dt.datetime
    visible: bool
    moderee: bool
    marche: bool = False
    moment: str = ""


@dataclass(frozen=True, slots=True)
class CompteRendu:
    """What a service answered. ``phrase`` is the ready sentence for who called, ``appelants`` how many there are."""

    ident: int
    reference: str
    libelle: str
    lieu: str
    recit: str
    statut: str
    service: str
    voie: str
    auteur: str
    le: dt.datetime
    suite: str
    motif: str
    texte: str
    prevu_le: dt.date | None
    surface_m2: float | None
    cout_euros: float | None
    etat: str
    remarque: str
    photos: list[Photo]
    phrase: str = ""
    appelants: int = 0


@dataclass(frozen=True, slots=True)
class Confie:
    """A file entrusted to a service, with its last answer where there is one."""

    fiche: Fiche
    statut: str
    clos_le: dt.datetime | None
    en_retard: bool
    suite: str = ""
    repondu_le: dt.datetime | None = None
    prevu_le: dt.date | None = None
    etat: str = ""


@dataclass(frozen=True, slots=True)
class BilanService:
    """The figures of one's own services since a day: promises kept and broken are those whose time is over."""

    depuis: dt.date
    en_cours: int
    en_retard: int
    recus: int
    faits: int
    tenues: int
    manquees: int
    surface_m2: float | None
    cout_euros: float | None


def check_reponse(reponse: Reponse, *, today: dt.date, tags: bool) -> Reponse:
    """An answer as it is kept: what does not go with its ``suite`` is left out.

    Raises
    ------
    ValueRefused
        When a reason or a day lacks, a value is out of its domain, or a text tells of a person.
    """
    texte = checked_text("Le texte", reponse.texte, LONGEST_TEXT)
    kept = replace(reponse, texte=texte, motif="", prevu_le=None, surface_m2=None, cout_euros=None)
    if len(reponse.photos) > MOST_PHOTOS:
        raise ValueRefused(
            f"{len(reponse.photos)} photos : {MOST_PHOTOS} au plus. Gardez celles qui montrent le mieux."
        )
    if reponse.suite == Suite.REFUSE:
        motif = checked_text("Le motif", reponse.motif, LONGEST_LINE)
        if not motif:
            raise ValueRefused("Dites pourquoi le service refuse : le motif manque.")
        return replace(kept, motif=motif)
    if reponse.suite == Suite.PREVU:
        return replace(kept, prevu_le=_day_ahead(reponse.prevu_le, today))
    surface = _amount("La surface", reponse.surface_m2, "m²", LARGEST_SURFACE) if tags else None
    return replace(kept, surface_m2=surface, cout_euros=_amount("Le coût", reponse.cout_euros, "euros", LARGEST_COST))


def checked_text(what: str, text: str, longest: int) -> str:
    """A text that names nobody, its lines kept.

    Raises
    ------
    ValueRefused
        When it is too long, or holds a phone number, a name or anything else of a person.
    """
    said = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    return names_nobody(said, longest, what, then=", puis envoyez de nouveau")


def _day_ahead(day: dt.date | None, today: dt.date) -> dt.date:
    if day is None:
        raise ValueRefused("Dites quel jour le service interviendra : la date manque.")
    if not today <= day <= today + LATEST:
        raise ValueRefused(f"Le {day:%d/%m/%Y} n'est pas un jour à venir d'ici un an : corrigez la date.")
    return day


def _amount(what: str, value: float | None, unit: str, largest: float) -> float | None:
    if value is None:
        return None
    if not math.isfinite(value) or not 0 <= value <= largest:
        raise ValueRefused(f"{what} va de 0 à {largest:.0f} {unit} : corrigez « {value} ».")
    return value
