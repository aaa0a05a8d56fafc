"""A call at the desk: what the operator notes, what the office answers, a file as it stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from observatory.domain.annuaire import Orientation

LIEUX = ("public", "parties communes", "prive")
"""Where a trouble is: on public ground, in the common parts of a building, at somebody's home."""

CANAUX = ("telephone", "accueil", "courriel", "formulaire", "application", "courrier")
"""How a contact reaches the office."""

LONGEST_STORY = 4_000
"""Characters of a story, as Open311 bounds a description."""

ABANDONED = "stationnement-epave"
"""The only category that has a field for a plate."""
PLATE_SERVICES = frozenset({"Police municipale", "Fourrière"})
"""The services that see it."""


class Issue(StrEnum):
    """What a contact ends in. Only a signalement makes a file."""

    SIGNALEMENT = "signalement"
    INFORMATION = "information"
    ORIENTATION = "orientation"
    HORS_CHAMP = "hors_champ"
    RELANCE = "relance"


@dataclass(frozen=True, slots=True)
class Appel:
    """A call as the desk sends it at its end; ``cle`` is drawn by the browser, so that a second sending adds nothing.

    With ``probleme``, a signalement joins it as one more voice and a relance asks for news of it. ``recu_le`` is given
    for what was written on paper first. A caller is known by ``telephone``, or is nobody.
    """

    cle: str
    issue: Issue
    duree_s: int | None = None
    canal: str = "telephone"
    recu_le: dt.datetime | None = None
    orientation: str = ""
    note: str = ""
    probleme: int | None = None
    adresse: str = ""
    adresse_trouvee: str = ""
    lat: float | None = None
    lon: float | None = None
    precision_m: float | None = None
    methode: str = ""
    lieu_inconnu: bool = False
    lieu: str = ""
    residence: str = ""
    batiment: str = ""
    hall: str = ""
    etage: str = ""
    categorie: str = ""
    description: str = ""
    survenu_debut: dt.datetime | None = None
    survenu_fin: dt.datetime | None = None
    plaque: str = ""
    telephone: str = ""
    nom: str = ""
    langue: str = ""
    rappel: bool = False


@dataclass(frozen=True, slots=True)
class Enregistre:
    """What became of a call: the file that it made or joined, who acts and by when, and the sentence to tell.

    ``epellation`` is the reference as it is dictated.
    """

    contact: int
    issue: str
    phrase: str
    reference: str = ""
    probleme: int | None = None
    voix: int = 0
    service: str = ""
    echeance: dt.datetime | None = None
    astreinte: str = ""
    deja: bool = False
    epellation: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A signalement as the desk shows it, with the problème that it tells of.

    ``version`` goes up at each change: whoever changes an older one is told so. ``fusionnes`` are the problèmes that
    were found to be the same as its own.
    """

    reference: str
    version: int
    probleme: int
    recu_le: dt.datetime
    canal: str
    categorie: str
    libelle: str
    description: str
    adresse: str
    lat: float | None
    lon: float | None
    precision_m: float | None
    lieu: str
    residence: str
    batiment: str
    hall: str
    etage: str
    statut: str
    service: str
    echeance: dt.datetime | None
    clos_le: dt.datetime | None
    retour_le: dt.datetime | None
    remarque: str
    voix: int
    relances: int
    priorite: int
    nouvelles: str
    declarant: int | None = None
    modifie_par: str = ""
    modifie_le: dt.datetime | None = None
    autres: tuple[str, ...] = ()
    fusionnes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What an operator changes in a file; what is None stays as it is."""

    categorie: str | None = None
    description: str | None = None
    adresse: str | None = None
    adresse_trouvee: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision_m: float | None = None
    lieu: str | None = None
    residence: str | None = None
    batiment: str | None = None
    hall: str | None = None
    etage: str | None = None


@dataclass(frozen=True, slots=True)
class Trouve:
    """A line of the one search box: a file, by its reference, its caller, its place or its words."""

    reference: str
    probleme: int
    recu_le: dt.datetime
    libelle: str
    adresse: str
    statut: str
    extrait: str
    par: str


@dataclass(frozen=True, slots=True)
class Brouillon:
    """A call that is not saved yet: the fields as typed, as JSON."""

    cle: str
    contenu: str
    le: dt.datetime


@dataclass(frozen=True, slots=True)
class Consigne:
    """An instruction to be acknowledged (genre ``consigne``), or a note from shift to shift (``passation``)."""

    ident: int
    genre: str
    texte: str
    auteur: str
    le: dt.datetime
    jusqua: dt.datetime | None
    lue: bool = False
    lecteurs: int = 0


@dataclass(frozen=True, slots=True)
class DossierAppelant:
    """A trouble that the caller told of, with the news to tell."""

    reference: str
    probleme: int
    libelle: str
    lieu_dit: str
    statut: str
    service: str
    recu_le: dt.datetime
    echeance: dt.datetime | None
    voix: int
    relances: int
    nouvelles: str


@dataclass(frozen=True, slots=True)
class Appelant:
    """Who calls, as the desk shows them: how often they called, what they told. Never their number."""

    declarant: int
    langue: str
    contacts: int
    dossiers: list[DossierAppelant]


@dataclass(frozen=True, slots=True)
class CategorieBureau:
    """A category at the desk, with the key that chooses it inside its family and where it usually is."""

    code: str
    parent: str | None
    libelle: str
    touche: str
    lieu: str


@dataclass(frozen=True, slots=True)
class Ecoute:
    """What the words typed so far say: what must not stand there, who else should be called, the category, when."""

    garde: list[tuple[int, int, str, str]] = field(default_factory=list)
    orientations: list[str] = field(default_factory=list)
    categories: list[tuple[str, float]] = field(default_factory=list)
    quand: str = ""


def priorite(relances: int, voix: int, en_retard: bool) -> int:
    """0 ordinary, 1 raised, 2 high: relances and a broken promise count most, then how many people tell of it."""
    points = 2 * relances + (voix - 1) + (3 if en_retard else 0)
    return 2 if points >= 5 else 1 if points >= 2 else 0


@dataclass(frozen=True, slots=True)
class Depart:
    """What the desk needs to begin: its tables, what is to be acknowledged, the calls that were left unfinished."""

    ville: str
    operateur: str
    notice: str
    categories: list[CategorieBureau]
    orientations: list[Orientation]
    consignes: list[Consigne]
    brouillons: list[Brouillon]
    langues: list[str]
    statuts: dict[str, str]
    canaux: list[str]
    lat: float | None
    lon: float | None
    epave: str = ABANDONED
