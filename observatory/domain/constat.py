"""What is noted on a walk: answers to the grid, constats, who walked by profile, how safe it felt. No name in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

NOTES = ("non", "plutôt non", "plutôt oui", "oui")
"""The words of 0 to 3; a question adds its own at both ends."""

MOMENTS = {"avant": "avant de partir", "apres": "au retour"}
"""When walkers say how safe they feel."""

RESSENTIS = {
    1: "pas du tout en sécurité",
    2: "plutôt pas en sécurité",
    3: "plutôt en sécurité",
    4: "tout à fait en sécurité",
}

PROFILS: dict[str, dict[str, str]] = {
    "age": {
        "moins_18": "moins de 18 ans", "18_24": "18 à 24 ans", "25_39": "25 à 39 ans", "40_59": "40 à 59 ans",
        "60_74": "60 à 74 ans", "75_plus": "75 ans et plus",
    },
    "sexe": {"femme": "femmes", "homme": "hommes", "autre": "autre ou non dit"},
    "categorie": {
        "habitant": "habitants", "elu": "élus", "association": "associations", "commercant": "commerçants",
        "bailleur": "bailleurs", "transporteur": "transporteurs", "service": "services de la ville",
        "police": "police et gendarmerie", "etat": "État", "mediateur": "médiateurs",
    },
}  # fmt: skip
"""Three ways of counting the same walkers: by age, by sex, by what brings them. A profile is written ``age:18_24``."""


class SituePar(StrEnum):
    """How a constat was placed: by the phone, at its stop, where its photo says, by hand on the map."""

    GPS = "gps"
    ARRET = "arret"
    PHOTO = "photo"
    CARTE = "carte"


GARDE, ECARTE = "garde", "ecarte"
"""Whether a constat counts, or was set aside before the walk was closed."""

PAPIER = "papier"
"""The device of what was typed from sheets of paper."""

MOST_PARTICIPANTS = 60
LONGEST_TEXT = 500
MOST_PHOTOS = 3
MOST_CONSTATS = 300
"""Constats of one walk, and pictures of one constat: more is a mistake, or mischief."""
OLDEST, OLDEST_ON_PAPER = dt.timedelta(days=31), dt.timedelta(days=366)
"""How long after it was noted something may come in: from a phone, from a sheet of paper."""
LATE = dt.timedelta(days=7)
"""How long after the end of its link a phone may still send what it noted before."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a grid, rated from 0 (``zero``) to 3 (``trois``), under one of the six principles."""

    code: str
    principe: str
    question: str
    zero: str
    trois: str


@dataclass(frozen=True, slots=True)
class Reponse:
    """One phone's answer to one question at one stop; ``note`` is None for « je ne sais pas »."""

    arret: int
    question: str
    note: int | None
    appareil: str
    le: dt.datetime


@dataclass(frozen=True, slots=True)
class Constat:
    """What was found at a place: something that troubles (with a category) or something that goes well.

    ``photos`` are the numbers of its pictures; ``signalement`` is its file's reference once the walk is closed;
    ``recu_le`` is when the office got it, which may be after the closing.
    """

    ident: int
    arret: int | None
    positif: bool
    categorie: str | None
    texte: str
    lat: float
    lon: float
    situe_par: str
    precision_m: float | None
    appareil: str
    le: dt.datetime
    etat: str = GARDE
    signalement: str | None = None
    photos: tuple[int, ...] = ()
    recu_le: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Releves:
    """All that was noted on a walk, by every phone and sheet.

    ``participants`` are counts by device and profile (``age:18_24``), ``ressenti`` by device, moment and note (1 to 4).
    """

    reponses: tuple[Reponse, ...]
    constats: tuple[Constat, ...]
    participants: dict[str, dict[str, int]]
    ressenti: dict[str, dict[str, dict[int, int]]]
