"""The method of a schéma local: its steps, what fulfils them and where each stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Passage(StrEnum):
    """A step of the method."""

    CONSULTATION = "consultation"
    MARCHE = "marche"
    GROUPE = "groupe"
    PRESENTATION = "presentation"
    VISITE = "visite"
    RESTITUTION = "restitution"
    BILAN = "bilan"


class EtatPassage(StrEnum):
    """Where a step stands on a day."""

    TENU = "tenu"
    TARDIF = "tardif"
    PREVU = "prevu"
    A_CONFIRMER = "a_confirmer"
    A_PREVOIR = "a_prevoir"
    A_VENIR = "a_venir"
    MANQUE = "manque"


DONE = (EtatPassage.TENU, EtatPassage.TARDIF)


@dataclass(frozen=True, slots=True)
class Fait:
    """A meeting or a walk of the plan: ``passage`` consultation, groupe, presentation, restitution, or marche.

    ``tenu``: it took place. ``marche`` is the walk that a restitution gives back. What was given up is no Fait.
    """

    passage: str
    ident: int
    jour: dt.date
    tenu: bool
    marche: int | None = None


@dataclass(frozen=True, slots=True)
class Etape:
    """A step: due from ``du`` to ``au``, both included; what fulfils it, and where it stands.

    ``semestre`` counts half-years from 1. ``proposee`` is a day for what nobody planned yet (a Thursday
    where one fits, no holiday).
    """

    passage: str
    semestre: int
    du: dt.date
    au: dt.date
    etat: str = EtatPassage.A_VENIR
    fait: Fait | None = None
    proposee: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Methode:
    """The steps of a plan in their order, and what is out of order (French sentences)."""

    etapes: tuple[Etape, ...]
    remarques: tuple[str, ...]

    @property
    def manques(self) -> tuple[Etape, ...]:
        """The steps that were missed."""
        return tuple(one for one in self.etapes if one.etat == EtatPassage.MANQUE)

    @property
    def prochaine(self) -> Etape | None:
        """The step to see to first: missed ones aside, the first that is not done."""
        return next((one for one in self.etapes if one.etat not in (*DONE, EtatPassage.MANQUE)), None)
