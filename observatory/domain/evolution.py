"""What changes over time, as it is told: bins of the map of emergence, hours of the week, seasons."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Literal

from observatory.domain.selection import Compte

Classe = Literal["nouveau", "en hausse", "persistant", "en baisse", "ancien"]
CLASSES: tuple[Classe, ...] = ("nouveau", "en hausse", "persistant", "en baisse", "ancien")
"""What becomes of a hot spot, in the order in which a group would look at them."""

BUNDLE = b"evolution"
"""Under which name what stands beside a table travels in its metadata."""


@dataclass(frozen=True, slots=True)
class Tranches:
    """How a map of emergence was made: ``n`` bins of ``mois`` months from ``depuis`` to ``jusqua``, both included.

    The last ``recentes`` bins are « now ». ``total`` is what stands on the grid in those bins.
    """

    depuis: dt.date
    jusqua: dt.date
    n: int
    mois: int
    recentes: int
    total: int
    compte: Compte
    resolution: int
    hexagones: int

    def to_text(self) -> str:
        """As JSON, to travel with a table."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_text(cls, text: str | bytes) -> Tranches:
        """What :meth:`to_text` wrote."""
        said = json.loads(text)
        return cls(**(said | {name: dt.date.fromisoformat(said[name]) for name in ("depuis", "jusqua")}))


SENS = ("hausse", "baisse")
"""How a hexagon changed where chance alone hardly does it."""


@dataclass(frozen=True, slots=True)
class Changements:
    """Which days a map of changes compares, both ends included, and what stands on the grid on either side."""

    depuis: dt.date
    jusqua: dt.date
    avant_depuis: dt.date
    avant_jusqua: dt.date
    avant: int = 0
    apres: int = 0
    compte: Compte = "signalements"
    hexagones: int = 0

    def to_text(self) -> str:
        """As JSON, to travel with a table."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_text(cls, text: str | bytes) -> Changements:
        """What :meth:`to_text` wrote."""
        said = json.loads(text)
        days = ("depuis", "jusqua", "avant_depuis", "avant_jusqua")
        return cls(**(said | {name: dt.date.fromisoformat(said[name]) for name in days}))


@dataclass(frozen=True, slots=True)
class Heures:
    """What a table of days and hours holds: ``n`` cases, of which ``intervalles`` were shared out over the hours
    between which they took place; ``sans_heure`` are known by their day alone and left out.
    """

    depuis: dt.date
    jusqua: dt.date
    n: int
    intervalles: int
    sans_heure: int
    compte: Compte

    def to_text(self) -> str:
        """As JSON, to travel with a table."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_text(cls, text: str | bytes) -> Heures:
        """What :meth:`to_text` wrote."""
        said = json.loads(text)
        return cls(**(said | {name: dt.date.fromisoformat(said[name]) for name in ("depuis", "jusqua")}))


@dataclass(frozen=True, slots=True)
class Facteur:
    """A month of the year (1 to 12) or a day of the week (1 is Monday): how it stands to what is usual, which is 1.

    The interval is that of 95 %. ``facteur`` is None where it was not watched, or counted too little to be shown.
    """

    rang: int
    n: int | None
    facteur: float | None
    bas: float | None
    haut: float | None


@dataclass(frozen=True, slots=True)
class Saisons:
    """Seasons of a selection: ``p_mois`` and ``p_jours`` are those of « no month, no day differs from another ».

    ``mois`` is empty, and ``p_mois`` None, where less than a year is known. ``annees`` whole years are counted in it,
    from ``depuis`` on.
    """

    depuis: dt.date
    jusqua: dt.date
    n: int
    compte: Compte
    annees: int
    mois: tuple[Facteur, ...]
    p_mois: float | None
    jours: tuple[Facteur, ...]
    p_jours: float
