"""What each instance of the schéma local reads: plans, actions and dates; never a caller, a file or what one told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from observatory.domain.action import Indicateur
from observatory.domain.methode import Etape
from observatory.domain.reunion import Decision

MOST_DATES = 6
"""Coming dates that an instance is shown."""


class Echeance(StrEnum):
    """Where an indicator stands for who owes it."""

    EN_RETARD = "en_retard"
    BIENTOT = "bientot"
    PLUS_TARD = "plus_tard"
    RENSEIGNE = "renseigne"


@dataclass(frozen=True, slots=True)
class IndicateurDu:
    """An indicator for who owes it: of which action and plan, and how many days late (0 where it is not)."""

    indicateur: Indicateur
    titre: str
    reference: str
    schema: str
    echeance: str
    retard: int


@dataclass(frozen=True, slots=True)
class LigneAction:
    """An action on the list of an instance: nothing of what it answers, only what is done.

    ``mesure`` is the French name; ``verdict`` and ``effet`` are those of the latest evaluation, "" where there is none;
    ``decidee`` is the latest decision about it.
    """

    ident: int
    reference: str
    titre: str
    axe: str
    mesure: str
    etat: str
    service: str
    lieu: str
    rouge: bool
    alertes: tuple[str, ...]
    fin_prevue: dt.date | None
    verdict: str = ""
    effet: str = ""
    decidee: Decision | None = None


@dataclass(frozen=True, slots=True)
class EnRetard:
    """A decision whose day has passed: ``action`` is the line of what came of it, None where nothing did."""

    decision: Decision
    action: LigneAction | None
    jours: int


@dataclass(frozen=True, slots=True)
class Formation:
    """What the formation restreinte reads: every action, what is late, what is to be decided, what comes next."""

    schema: str
    formation: str
    territoire: str
    debut: dt.date
    fin: dt.date
    mois: int
    actions: tuple[LigneAction, ...]
    en_retard: tuple[EnRetard, ...]
    a_decider: tuple[LigneAction, ...]
    manques: tuple[Etape, ...]
    prochaines: tuple[Etape, ...]


@dataclass(frozen=True, slots=True)
class Partenaire:
    """A partner of the groupe opérationnel: what it accepted and refused, was asked, leads, finished and owes."""

    nom: str
    accepte: tuple[Decision, ...]
    refuse: tuple[Decision, ...]
    charge: tuple[Decision, ...]
    pilote: tuple[LigneAction, ...]
    fait: tuple[LigneAction, ...]
    doit: tuple[IndicateurDu, ...]


@dataclass(frozen=True, slots=True)
class Groupe:
    """What the groupe opérationnel reads. ``constats`` counts those of the plan's walks that trouble, ``sans_action``
    those of them that no action answers; so do ``dits`` and ``dits_sans_action`` for problems raised at its meetings.
    """

    schema: str
    pilote: str
    membres: int
    partenaires: tuple[Partenaire, ...]
    sans_pilote: tuple[LigneAction, ...]
    constats: int
    sans_action: int
    dits: int
    dits_sans_action: int
    prochaine: Etape | None


@dataclass(frozen=True, slots=True)
class Cellule:
    """What the cellule de coordination of a ZSP reads: the zone as a whole, over quarters that are over.

    ``familles`` are (name, signalements to the nearest five, None under five); ``lieux`` are hotspots by their names:
    (street, family told of most, how firm).
    """

    territoire: str
    nom: str
    depuis: dt.date | None
    jusqua: dt.date | None
    familles: tuple[tuple[str, int | None], ...]
    lieux: tuple[tuple[str, str, str], ...]
    actions: tuple[LigneAction, ...]
    etats: dict[str, int]
