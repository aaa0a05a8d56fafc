"""An observation d'ambiance: what a médiateur felt at a place during an interval. No person, no free text.

It is counted apart from signalements, and shown beside them (national strategy 2020-2024, measure 23).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

PLEASANT, NEUTRAL, TROUBLED = "favorable", "neutre", "genante"
"""How a kind bears on a place."""

GENRES: dict[str, tuple[str, str]] = {
    "calme": ("Calme", PLEASANT),
    "presence_rassurante": ("Présence rassurante", PLEASANT),
    "jeux_rencontres": ("Jeux, rencontres", PLEASANT),
    "lieu_entretenu": ("Lieu entretenu", PLEASANT),
    "regroupement": ("Regroupement", NEUTRAL),
    "circulation": ("Circulation dense", NEUTRAL),
    "bruit": ("Bruit", TROUBLED),
    "tension": ("Tension", TROUBLED),
    "depot": ("Dépôt, saleté", TROUBLED),
    "mal_eclaire": ("Mal éclairé", TROUBLED),
    "degradation": ("Dégradation", TROUBLED),
    "alcool": ("Alcool sur place", TROUBLED),
}
"""Each kind: its French name, and how it bears on the place."""

INTENSITES = ("léger", "net", "fort", "très fort")
"""From 1 to 4."""

LONGEST_INTERVAL = dt.timedelta(hours=24)
OLDEST = dt.timedelta(days=31)
"""An observation is sent within a month: a phone may have been away for long."""


@dataclass(frozen=True, slots=True)
class Ambiance:
    """One observation as it is listed; ``lieu`` is the name of a street, which the office itself gives."""

    ident: int
    lieu: str
    lat: float
    lon: float
    debut: dt.datetime
    fin: dt.datetime
    genre: str
    intensite: int
