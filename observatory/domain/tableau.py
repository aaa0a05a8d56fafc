"""What a régulateur sees at a glance: counts, the lists behind them, calls against staffing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Attente(StrEnum):
    """What may wait for a régulateur's hand: each is a count that opens its list."""

    ROMPUES = "rompues"
    BIENTOT = "bientot"
    SANS_SERVICE = "sans_service"
    A_LOCALISER = "a_localiser"
    RELANCES = "relances"


MANY_RELANCES = 3
"""From how many callers asking for news a problème stands on the board."""
SOON_HOURS = 10
"""Hours of service within which a promise is about to be broken: one day of it."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """A problème that waits, by the file of it whose promise comes first.

    ``reste_h`` are the hours of service left until it is due; ``escalade`` is whom the rule of the file names when its
    promise is broken, ``prevenu_le`` when they were written to. ``voix`` tell of it, ``relances`` asked for news.
    """

    reference: str
    libelle: str
    lieu: str
    service: str
    statut: str
    recu_le: dt.datetime
    echeance: dt.datetime | None
    reste_h: float | None
    escalade: str
    prevenu_le: dt.datetime | None
    voix: int
    relances: int


@dataclass(frozen=True, slots=True)
class Heure:
    """An hour of a day: calls received (None: it has not come yet), those of such a day, operators there.

    ``habituel`` is the mean of the four days of the same kind before; None where the base knows none of them.
    ``operateurs`` is None where nobody said.
    """

    heure: int
    appels: int | None
    habituel: float | None
    operateurs: int | None


@dataclass(frozen=True, slots=True)
class Tableau:
    """The board's counts at an instant. ``attentes`` count problèmes, ``etats`` and the rest files.

    ``rompues_hier`` are promises broken since the day before at the same hour.
    """

    le: dt.datetime
    attentes: dict[str, int]
    rompues_hier: int
    contacts: dict[str, int]
    etats: dict[str, int]
    retours_dus: int
    retours_tard: int
    questions: int
    heures: list[Heure]


@dataclass(frozen=True, slots=True)
class Lundi:
    """The week-end: from Friday 18:00 to Monday 8:00, by the clock of Paris.

    ``contacts`` by what they ended in; ``familles`` are rows (family, quartier, files), ``lieux`` (street, files,
    categories), ``rompues`` and ``urgents`` the files whose promise broke meanwhile, and those to see to first.
    ``indicateurs_dus`` counts overdue indicators of the schéma local, ``actions_muettes`` its actions without news.
    """

    debut: dt.datetime
    fin: dt.datetime
    contacts: dict[str, int]
    dossiers: int
    familles: list[tuple[str, str, int]]
    rompues: list[Ligne]
    urgents: list[Ligne]
    lieux: list[tuple[str, int, str]]
    indicateurs_dus: int = 0
    actions_muettes: int = 0
