"""A meeting of the schéma local, and the problems that residents raised there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class GenreReunion(StrEnum):
    """Why a meeting is held: to hear residents, to present what was found, to tell what was done."""

    CONSULTATION = "consultation"
    PRESENTATION = "presentation"
    RESTITUTION = "restitution"


MOST_VOICES = 500
MOST_PROBLEMS = 300
"""Problems of one meeting."""
LONGEST_TEXT = 300
LONGEST_PLACE = 200

COLONNES = ("categorie", "lieu", "texte", "voix")
"""The columns of a table of problems that somebody brings."""


@dataclass(frozen=True, slots=True)
class ProblemeDit:
    """What was raised: a category, where (as it was said), by how many.

    ``lat`` and ``lon`` are None where nobody knows the place; ``voix`` is None where fewer than five may not be told.
    """

    ident: int
    categorie: str
    texte: str
    adresse: str
    lat: float | None
    lon: float | None
    voix: int | None


@dataclass(frozen=True, slots=True)
class Reunion:
    """A meeting with its problems; ``territoire`` is written ``zonage:code``."""

    ident: int
    genre: str
    titre: str
    jour: dt.date
    lieu: str
    territoire: str
    problemes: tuple[ProblemeDit, ...] = ()


@dataclass(frozen=True, slots=True)
class ProblemesLus:
    """What became of a table: rows kept, of which so many without a place, and those refused (line, French reason)."""

    gardes: int
    sans_lieu: int
    refus: tuple[tuple[int, str], ...]
