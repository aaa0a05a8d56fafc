"""A meeting of the schéma local, and the problems that residents raised there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from observatory.domain.action import ALIVE, Action, EtatAction, Evaluation
from observatory.domain.restitution import Groupe


class GenreReunion(StrEnum):
    """Why a meeting is held: to hear residents, to decide in the groupe opérationnel, to present what was found, to
    tell what was done.
    """

    CONSULTATION = "consultation"
    GROUPE = "groupe"
    PRESENTATION = "presentation"
    RESTITUTION = "restitution"


class EtatReunion(StrEnum):
    """Whether a meeting is to come, took place, or was given up."""

    PREVUE = "prevue"
    TENUE = "tenue"
    ANNULEE = "annulee"


class GenreDecision(StrEnum):
    """What a meeting decided: a partner accepts a measure or refuses it; an action goes on, changes or stops."""

    ACCORD = "accord"
    REFUS = "refus"
    POURSUIVRE = "poursuivre"
    MODIFIER = "modifier"
    ARRETER = "arreter"
    AUTRE = "autre"


OF_EFFECT = (GenreDecision.POURSUIVRE, GenreDecision.MODIFIER, GenreDecision.ARRETER)
"""Decisions that an evaluation calls for."""

OF_PARTNERS = (GenreDecision.ACCORD, GenreDecision.REFUS)
"""Decisions of one partner, which the groupe opérationnel records."""

MOST_VOICES = 500
MOST_PROBLEMS = 300
"""Problems of one meeting."""
LONGEST_TEXT = 300
LONGEST_PLACE = 200
LONGEST_MINUTES = 8_000
"""Characters of the minutes of a meeting, and of a shared diagnosis."""
MOST_PRESENT = 2_000
MOST_DECISIONS = 60
"""Decisions of one meeting."""
NO_SCHEMA = 0
"""The plan of a meeting that is said to serve none; None leaves it to the office to find the one that runs."""

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
class Decision:
    """What a meeting decided, of which action, by which service; ``evaluation`` is the measured effect it rests on.

    ``jour`` is that of the meeting.
    """

    ident: int
    reunion: int
    genre: str
    texte: str
    service: str = ""
    action: int | None = None
    pour_le: dt.date | None = None
    evaluation: int | None = None
    jour: dt.date | None = None


def settles(genre: str, evaluation: int | None, jour: dt.date | None, effect: Evaluation) -> bool:
    """Whether a decision of a meeting (its kind, the effect that it rests on, the day) answers a measured effect.

    It goes on, changes or stops the action, and rests on that effect or was taken on its day or later.
    """
    return genre in OF_EFFECT and (evaluation == effect.ident or (jour is not None and jour >= effect.le.date()))


@dataclass(frozen=True, slots=True)
class Reunion:
    """A meeting with its problems; ``territoire`` is written ``zonage:code``.

    ``schema`` is the plan that it serves, ``marche`` the walk that a restitution gives back. ``presences`` counts who
    came by profile (``age:18_24``, see ``domain.constat.PROFILS``), ``presents`` in all, None where nobody counted.
    ``diagnostic`` is what the groupe opérationnel found in common. Who does not lead the plan reads ``groupes``, small
    ones together, in the place of ``presences``, and no total under five.
    """

    ident: int
    genre: str
    titre: str
    jour: dt.date
    lieu: str
    territoire: str
    problemes: tuple[ProblemeDit, ...] = ()
    etat: str = EtatReunion.TENUE
    schema: int | None = None
    marche: int | None = None
    presents: int | None = None
    presences: dict[str, int] = field(default_factory=dict)
    compte_rendu: str = ""
    diagnostic: str = ""
    decisions: tuple[Decision, ...] = ()
    groupes: tuple[Groupe, ...] = ()


@dataclass(frozen=True, slots=True)
class ProblemesLus:
    """What became of a table: rows kept, of which so many without a place, and those refused (line, French reason)."""

    gardes: int
    sans_lieu: int
    refus: tuple[tuple[int, str], ...]


def state_offered(decision: Decision, action: Action | None) -> str | None:
    """The state that an action may take by a decision; None where it keeps its own.

    A proposed measure that the service which leads it accepts is decided; an action that is stopped is given up.
    """
    if action is None:
        return None
    if decision.genre == GenreDecision.ARRETER:
        return EtatAction.ABANDONNEE if action.etat in ALIVE else None
    led = bool(action.service) and action.service == " ".join(decision.service.split())
    accepted = decision.genre == GenreDecision.ACCORD and led and action.etat == EtatAction.PROPOSEE
    return EtatAction.DECIDEE if accepted else None
