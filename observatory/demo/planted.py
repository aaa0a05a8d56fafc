"""What is planted on purpose: hotspots, actions, a quartier that tells less. The oracle of the tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SILENT_QUARTIER = "Q09"
SILENT_FACTOR = 0.4
"""Of the accounts that residents elsewhere would give of the same trouble, Les Tamaris gives this share.

It is the ratio of all accounts to those of a frank quartier, and that of the accounts which follow the first one.
"""

LEAST_EXPECTED = 50.0
LEAST_EXPECTED_ACTION = 200.0
"""Accounts expected in a planted zone over its period: the relative risk is raised until they are reached.

The zone of an action needs more of them, so that its effect can be told from chance.
"""


@dataclass(frozen=True)
class Hotspot:
    """A disc (metres) where one category is more frequent between two days, by a relative risk.

    `effect` multiplies the risk of the zone from `action_on` on (1: the action changed nothing).
    """

    nom: str
    kind: str
    categorie: str
    x: float
    y: float
    radius: float
    first: date
    last: date
    risk: float
    action_on: date | None = None
    effect: float = 1.0


@dataclass(frozen=True)
class Walk:
    """An exploratory walk: what its group noted was entered on one evening."""

    nom: str
    day: date
    x: float
    y: float
    radius: float


def planted_hotspots(start: date, until: date) -> tuple[Hotspot, ...]:
    """The hotspots of Port-Clairval for a history from `start` to `until` (both included)."""
    days = (until - start).days + 1

    def at(share: float) -> date:
        return start + timedelta(days=round(days * share))

    half = at(0.5)
    return (
        Hotspot("Bars du Vieux-Bassin", "persistant", "bruit-etablissement", -110, 560, 170, start, until, 3.5),
        Hotspot("Pied d'immeubles des Goélands", "persistant", "depots-encombrants", 430, -1330, 190, start, until, 5),
        Hotspot("Parvis de la gare", "persistant", "espace-public-regroupement", 790, 1060, 170, start, until, 5),
        Hotspot("Plage du Sémaphore", "nouveau", "bruit-rassemblement", -860, 1180, 230, at(0.74), until, 6),
        Hotspot("Ateliers Saint-Yves", "nouveau", "tags-facade", 700, -330, 190, at(0.78), until, 6),
        Hotspot("Place du Général-de-Gaulle", "disparu", "stationnement-genant", 255, 1240, 190, start, at(0.38), 5),
        Hotspot("Docks de la Criée", "disparu", "bruit-deux-roues", -350, -600, 200, start, at(0.42), 5),
        Hotspot("Conteneurs des Genêts", "action", "depots-ordures", 1180, 1830, 260, start, until, 5, half, 0.3),
        Hotspot("Cours du Commerce", "action", "stationnement-genant", 150, -640, 230, start, until, 5, half, 1.0),
    )  # fmt: skip


def planted_walks(start: date, until: date) -> tuple[Walk, ...]:
    """Six exploratory walks, one every four months or so."""
    days = (until - start).days
    spots = (("Marche Saint-Yves", 620, -560), ("Marche Centre-Gare", 620, 1200), ("Marche des Genêts", 1400, 1600),
             ("Marche du Port", -300, -480), ("Marche Saint-Yves, retour", 620, -560),
             ("Marche des Goélands", 300, -1500))  # fmt: skip
    return tuple(
        Walk(nom, start + timedelta(days=round(days * (i + 0.6) / len(spots))), x, y, 330)
        for i, (nom, x, y) in enumerate(spots)
    )
