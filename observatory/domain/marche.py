"""A walk: its two kinds, its itinerary, who walks, and how long it may take.

A *diagnostic en marchant* looks at a quartier with those who live and work there; a *marche exploratoire* is walked by
women, from where they feel at ease to where they do not. Each has a grid of its own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from observatory.domain.reglage import GRILLE_DIAGNOSTIC, GRILLE_MARCHE


class Genre(StrEnum):
    """The two kinds of walk."""

    DIAGNOSTIC = "diagnostic"
    EXPLORATOIRE = "exploratoire"


GRILLES = {Genre.DIAGNOSTIC: GRILLE_DIAGNOSTIC, Genre.EXPLORATOIRE: GRILLE_MARCHE}
"""The setting that holds each kind's grid."""


class Etat(StrEnum):
    """Where a walk stands: being prepared, ready to be walked, closed with what was found, given up."""

    PREPARATION = "preparation"
    PRETE = "prete"
    CLOSE = "close"
    ANNULEE = "annulee"


OPEN = (Etat.PREPARATION, Etat.PRETE)
"""States in which a walk can still be changed, or noted on."""


class Origine(StrEnum):
    """Why a stop is one: raised at a meeting, a hotspot, a place told of again and again where there is no map of
    hotspots, a place seldom heard, a stop of the walk before, a choice.
    """

    REUNION = "reunion"
    POINT_CHAUD = "point_chaud"
    REPETE = "repete"
    SILENCE = "silence"
    PRECEDENTE = "precedente"
    CHOIX = "choix"


class Methode(StrEnum):
    """How the line was made: along the imported streets, straight from stop to stop, or drawn by hand."""

    VOIES = "voies"
    DROITE = "droite"
    DESSIN = "dessin"


INVITES = {
    "elus": "Élus",
    "habitants": "Habitants",
    "conseil_citoyen": "Conseil citoyen",
    "associations": "Associations",
    "commercants": "Commerçants",
    "bailleurs": "Bailleurs sociaux",
    "transporteurs": "Transporteurs",
    "police_municipale": "Police municipale",
    "police_nationale": "Police ou gendarmerie nationale",
    "services": "Services municipaux",
    "etat": "État (délégué du préfet)",
    "mediateurs": "Médiateurs",
}
"""Who is asked to walk, by role: code and French name."""

WALK_M_PER_MIN, SLOW_M_PER_MIN = 60.0, 40.0
"""A group on foot, and one with prams and wheelchairs (metres a minute)."""
STOP_MIN = {Genre.DIAGNOSTIC: 5.0, Genre.EXPLORATOIRE: 8.0}
"""Minutes at a stop: the grid, and what people say."""
FEWEST_MIN, MOST_MIN = 20, 240
FEWEST_M, MOST_M = 200, 10_000
MOST_STOPS = 15
LONGEST_TITLE, LONGEST_TEXT = 120, 1_000


@dataclass(frozen=True, slots=True)
class Arret:
    """A stop: ``ident`` is 0 until it is kept; ``motif`` says in French why one stops; ``precedent`` was it before."""

    nom: str
    lat: float
    lon: float
    origine: str
    motif: str = ""
    precedent: int | None = None
    ident: int = 0
    rang: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a coordonnateur settles about a walk: when, for whom, how long at most, where it meets and stops.

    ``prevue_le`` carries its zone; ``invites`` are codes of ``INVITES``; ``territoire`` is written ``zonage:code``;
    ``depuis`` and ``jusqua`` are the days of the signalements that prepared it; ``trace`` holds (lat, lon) in the order
    of walking; ``metres`` and ``minutes`` are those of the line, stops included in the minutes.
    """

    genre: str
    titre: str
    prevue_le: dt.datetime
    nuit: bool = False
    ferme: bool = True
    accessible: bool = False
    inopinee: bool = False
    minutes_max: int = 90
    metres_max: int = 2_500
    pilote: str = ""
    invites: tuple[str, ...] = ()
    consigne: str = ""
    territoire: str = ""
    depuis: dt.date | None = None
    jusqua: dt.date | None = None
    rendez_vous: str = ""
    lat: float | None = None
    lon: float | None = None
    arrets: tuple[Arret, ...] = ()
    trace: tuple[tuple[float, float], ...] = ()
    metres: float = 0.0
    minutes: float = 0.0
    methode: str = Methode.DROITE
    reunion: int | None = None
    precedente: int | None = None


@dataclass(frozen=True, slots=True)
class Marche:
    """A walk as it is kept; ``version`` grows with every change, so that of two editors the second is told."""

    ident: int
    reference: str
    etat: str
    version: int
    auteur: str
    plan: Plan
    close_le: dt.datetime | None = None
    close_par: str | None = None


@dataclass(frozen=True, slots=True)
class LienMarche:
    """A link that opens the phone page, as it is listed; what it is made of is shown once, when it is made."""

    cree_le: dt.datetime
    expire_le: dt.datetime
    revoque_le: dt.datetime | None
    auteur: str
    adresse: str = ""


def walking_minutes(metres: float, stops: int, genre: Genre, *, accessible: bool) -> float:
    """How long a walk of so many metres with so many stops takes, in minutes."""
    return metres / (SLOW_M_PER_MIN if accessible else WALK_M_PER_MIN) + stops * STOP_MIN[genre]
