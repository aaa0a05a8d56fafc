"""What a map of hotspots says beside its hexagons: the period, the counts, what was found, whether it may speak."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Literal

from observatory.domain.selection import Compte

Exposition = Literal["habitants", "adresses", "voirie"]
"""What counts may be set against: inhabitants, addresses, kilometres of street."""

Signe = Literal["chaud", "froid"]
Stabilite = Literal["solide", "probable", "fragile"]

SIGNIFICANT = 0.05
"""The share of false finds among the hexagons shown that is borne (Benjamini & Hochberg's rate)."""

BUNDLE = b"points_chauds"
"""Where the schema of a table of hotspots keeps its :class:`Bilan`."""

BADGES: dict[int, Stabilite] = {1: "fragile", 2: "probable", 3: "solide"}


@dataclass(frozen=True, slots=True)
class Bilan:
    """What was tested and found; days are included on both sides.

    ``n`` is what stands on the grid, ``non_localises`` the signalements that no map holds, ``minimum`` the count under
    which no hotspot is shown (``assez`` says whether it is reached), ``chauds`` and ``froids`` hexagons, ``secteurs``
    groups of hot hexagons that touch, ``sans_exposition`` what stands on hexagons that hold nothing to set it against;
    ``arrondi`` says that counts were rounded.
    """

    depuis: dt.date
    jusqua: dt.date
    compte: Compte
    rapport: Exposition | None
    resolution: int
    hexagones: int
    n: int
    non_localises: int
    minimum: int
    assez: bool
    chauds: int
    froids: int
    secteurs: int
    sans_exposition: int = 0
    arrondi: bool = False

    def to_text(self) -> str:
        """As JSON, to travel with a table."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_text(cls, text: str | bytes) -> Bilan:
        """What :meth:`to_text` wrote."""
        said = json.loads(text)
        days = {name: dt.date.fromisoformat(said[name]) for name in ("depuis", "jusqua")}
        return cls(**(said | days))
