"""The effect of an action as it is told: counts before and after, the verdict, and what stands behind it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from observatory.domain.errors import ValueRefused
from observatory.domain.quand_heure import months_earlier
from observatory.domain.selection import Compte

USUAL_MONTHS = 12
MOST_MONTHS = 60
USUAL_RING_M = 150
"""How far trouble is looked for that may have moved: a street or two."""
MOST_RING_M = 1_000
RESERVES = (
    "On voit ici où l'on signale, pas tout ce qui arrive : une action qui invite à signaler fait monter les nombres.",
    "Ce qui a changé le même jour dans la zone (travaux, fermeture, autre action) est pris pour l'effet de l'action.",
    "Une zone choisie parce qu'elle venait de connaître ses pires mois baisse souvent d'elle-même.",
    "Des signalements qui viennent par vagues élargissent l'intervalle ; une vague propre à la zone peut passer "
    "pour un effet.",
)
"""What must be borne in mind whatever the verdict."""


@dataclass(frozen=True, slots=True)
class Aire:
    """What an area counted before and after; None for a count that is too small to be shown to this account.

    ``poids`` brings a control to the level of the area that it stands for.
    """

    avant: int | None
    apres: int | None
    poids: float = 1.0


@dataclass(frozen=True, slots=True)
class Ecart:
    """A difference of differences: its value in accounts, and its interval of 90 %."""

    wdd: float
    ic90: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Serie:
    """What an interrupted series says of the zone: after over before, interval of 95 %, two-sided p."""

    rapport: float
    ic95: tuple[float, float]
    p: float
    dispersion: float
    saison: bool
    tendance: bool


@dataclass(frozen=True, slots=True)
class Mois:
    """A month counted from the day of the action: its first day, and what was counted in the zone and its control."""

    debut: dt.date
    zone: int
    temoin: int


@dataclass(frozen=True, slots=True)
class Effet:
    """The effect of an action.

    ``wdd``, ``erreur_type``, ``z``, ``ic90`` (wdd plus or minus 1.645 standard errors), ``p`` (two-sided) and
    ``p_baisse`` (of « no fall ») set the zone against its control; ``abords`` is the same of the ring, ``ensemble`` of
    both: the weighted displacement difference with its displacement terms. ``e_test_p`` compares both periods of the
    zone alone. None of them where a count is too small to be shown. ``surdispersion`` is how many times more the counts
    of the control's hexagons vary than Poisson's: its root widens ``erreur_type``. ``avant`` and ``apres`` are months,
    as they were had; the period before goes from ``depuis`` to the eve of ``date``, that after from ``date`` to
    ``jusqua``, both included.
    """

    wdd: float | None
    erreur_type: float | None
    z: float | None
    ic90: tuple[float, float] | None
    e_test_p: float | None
    verdict: str
    phrase: str
    p: float | None
    p_baisse: float | None
    zone: Aire
    temoin: Aire
    anneau: Aire | None
    temoin_anneau: Aire | None
    abords: Ecart | None
    ensemble: Ecart | None
    serie: Serie | None
    mois: tuple[Mois, ...]
    depuis: dt.date
    date: dt.date
    jusqua: dt.date
    avant: int
    apres: int
    compte: Compte
    surdispersion: float
    anneau_m: int
    methode: str
    reserves: tuple[str, ...]
    remarques: tuple[str, ...]
    arrondi: bool
    contour: str
    contour_anneau: str | None
    hexagones_temoin: tuple[int, ...]
    hexagones_temoin_anneau: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """The outline of an action as GeoJSON (a MultiPolygon in degrees), and what had to be decided to read it."""

    contour: str
    remarques: tuple[str, ...] = ()


def months_away(day: dt.date, months: int) -> dt.date:
    """The same day so many months later (before, where negative); the last day of a month that is too short."""
    return months_earlier(day, -months)


def check_months(name: str, months: int) -> int:
    """Return a number of months if a period may have it.

    Raises
    ------
    ValueRefused
        When it is not between 1 and 60.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise ValueRefused(f"{months} mois {name} l'action : choisissez de 1 à {MOST_MONTHS} mois.")
    return months
