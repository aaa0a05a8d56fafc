"""What the dossier of a walk says: of its places, of the walk before, and how it is noted. Counts are told in fives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from observatory.domain.constat import Question
from observatory.domain.marche import Arret, Marche

AROUND_M = 100.0
"""Metres: what was told so close to a stop is told of it."""
BAND_H = 3
"""Hours that a column of the table of days and hours holds."""


@dataclass(frozen=True, slots=True)
class Signale:
    """How many signalements of a family were told near a stop: to the nearest five, None for fewer than five."""

    famille: str
    n: int | None


@dataclass(frozen=True, slots=True)
class ConstatAvant:
    """What the walk before found: ``statut`` is that of the signalement made of it, None where there is none."""

    positif: bool
    categorie: str
    texte: str
    statut: str | None


@dataclass(frozen=True, slots=True)
class EngagementAvant:
    """What was promised then: by which service, for when, kept when."""

    service: str
    texte: str
    pour_le: dt.date | None
    tenu_le: dt.date | None


@dataclass(frozen=True, slots=True)
class Avant:
    """What the walk before left at a place: mean answers (0 to 3) by principle, constats, promises."""

    notes: tuple[tuple[str, float], ...] = ()
    constats: tuple[ConstatAvant, ...] = ()
    engagements: tuple[EngagementAvant, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.notes or self.constats or self.engagements)


@dataclass(frozen=True, slots=True)
class ArretDit:
    """A stop with what was told near it, the most first, and what the walk before left there."""

    arret: Arret
    signale: tuple[Signale, ...]
    avant: Avant


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that the dossier of a walk is made of.

    ``depuis`` and ``jusqua`` bound what was told; ``heures`` holds seven days (from Monday) of bands of ``BAND_H``
    hours; ``ailleurs`` is what the walk before (of ``precedente_le``) left beyond these stops; ``lien`` opens the phone
    page until ``expire_le``, and is empty where none was made.
    """

    ville: str
    logo: bytes
    marche: Marche
    territoire: str
    depuis: dt.date
    jusqua: dt.date
    arrets: tuple[ArretDit, ...]
    heures: tuple[tuple[int | None, ...], ...]
    ailleurs: Avant
    precedente_le: dt.datetime | None
    questions: tuple[Question, ...]
    familles: tuple[str, ...]
    jour: dt.date
    lien: str = ""
    expire_le: dt.datetime | None = None
