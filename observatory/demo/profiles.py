"""When and where each kind of trouble happens: weights by hour, day, season and part of town."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from observatory.demo.plane import FloatArray

HOURS: dict[str, tuple[int, ...]] = {
    #        0   1   2   3   4   5   6   7   8   9  10  11  12  13  14  15  16  17  18  19  20  21  22  23
    "nuit": (30, 24, 15, 8, 4, 2, 3, 6, 8, 7, 5, 4, 4, 4, 4, 4, 5, 6, 8, 10, 14, 22, 34, 38),
    "soir": (9, 4, 2, 1, 0, 0, 1, 3, 6, 8, 8, 8, 7, 7, 8, 9, 12, 17, 22, 25, 26, 26, 24, 17),
    "jour": (1, 0, 0, 0, 0, 1, 3, 11, 22, 28, 27, 24, 16, 17, 21, 20, 18, 16, 12, 8, 5, 3, 2, 1),
    "matin": (0, 0, 0, 0, 0, 2, 12, 30, 34, 22, 14, 9, 6, 6, 8, 7, 6, 5, 3, 2, 1, 1, 0, 0),
    "depots": (1, 1, 0, 0, 0, 1, 3, 9, 15, 14, 11, 9, 8, 8, 8, 8, 9, 12, 18, 26, 27, 20, 10, 3),
    "noir": (5, 2, 1, 1, 1, 3, 9, 12, 8, 6, 5, 5, 4, 4, 4, 5, 9, 18, 26, 25, 20, 17, 14, 9),
    "transit": (1, 0, 0, 0, 0, 1, 4, 18, 26, 15, 12, 13, 15, 14, 13, 15, 22, 26, 24, 15, 9, 6, 4, 2),
}
WEEKS: dict[str, tuple[float, ...]] = {
    "egal": (1.1, 1.05, 1.05, 1.0, 1.05, 0.8, 0.7),
    "fin": (0.65, 0.65, 0.75, 0.95, 1.45, 1.95, 1.45),
    "dimanche": (1.35, 0.8, 0.7, 0.7, 0.8, 1.1, 2.3),
    "ouvre": (1.3, 1.25, 1.2, 1.2, 1.2, 0.55, 0.25),
}
"""Monday first."""

SEASONS: dict[str, tuple[float, ...]] = {
    "plat": (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
    "ete": (0.5, 0.5, 0.65, 0.9, 1.2, 1.65, 1.95, 1.85, 1.3, 0.8, 0.55, 0.6),
    "hiver": (1.75, 1.5, 1.05, 0.7, 0.5, 0.4, 0.4, 0.5, 0.85, 1.3, 1.7, 1.85),
    "pousse": (0.3, 0.4, 0.9, 1.4, 1.9, 1.8, 1.4, 1.0, 1.0, 0.9, 0.5, 0.3),
    "tempete": (1.6, 1.6, 1.3, 0.9, 0.7, 0.6, 0.7, 0.7, 0.8, 1.2, 1.5, 1.6),
}
FESTIVE_DAYS = {(6, 21): 4.0, (7, 13): 3.5, (7, 14): 3.5, (12, 31): 4.0}

PLACES: dict[str, dict[str, float]] = {
    "partout": {},
    "dense": {"ancien": 1.7, "centre": 1.6, "faubourg": 1.3, "portuaire": 1.4, "ensemble": 2.2, "campagne": 0.3},
    "ensembles": {"ensemble": 7.0, "faubourg": 1.0, "portuaire": 1.2, "centre": 0.8, "pavillons": 0.25, "villas": 0.3,
                  "balneaire": 0.3, "campagne": 0.1, "activites": 0.2},
    "bars": {"ancien": 6.0, "centre": 2.0, "portuaire": 2.2, "balneaire": 1.2, "pavillons": 0.1, "villas": 0.1,
             "ensemble": 0.3, "campagne": 0.05, "activites": 0.1},
    "lisieres": {"activites": 9.0, "campagne": 5.0, "ensemble": 2.0, "portuaire": 1.3, "ancien": 0.4},
    "vert": {"pavillons": 1.6, "villas": 1.6, "balneaire": 1.4, "campagne": 1.5, "ancien": 0.4, "ensemble": 1.6},
}  # fmt: skip
"""Factor by fabric of the part of town (1 where not named)."""


@dataclass(frozen=True)
class Profile:
    """One category: share of the troubles, mean accounts per trouble, when, where, how it is dealt with.

    `share` is in thousandths; `voices` the mean number of accounts of one trouble; `life` its mean days.
    """

    share: float
    voices: float
    hours: str
    week: str
    season: str
    place: str
    life: float
    service: str
    days: float
    lieu: str = "public"
    by_people: bool = False


PM, PROPRE, VOIRIE = "Police municipale", "Propreté urbaine", "Voirie"
MEDIATION, BAILLEUR, HYGIENE = "Médiation sociale", "Clairval Habitat", "Hygiène et santé"

PROFILES: dict[str, Profile] = {
    "bruit-voisins": Profile(62, 0.8, "nuit", "fin", "plat", "dense", 3, MEDIATION, 6, "prive", True),
    "bruit-etablissement": Profile(42, 1.1, "nuit", "fin", "ete", "bars", 4, PM, 4),
    "bruit-rassemblement": Profile(52, 1.1, "nuit", "fin", "ete", "dense", 2, PM, 2),
    "bruit-deux-roues": Profile(30, 0.8, "soir", "fin", "ete", "dense", 3, PM, 5),
    "bruit-chantier": Profile(16, 0.9, "matin", "ouvre", "plat", "dense", 8, "Occupation du domaine public", 5),
    "voisinage-conflit": Profile(22, 0.5, "soir", "egal", "plat", "partout", 9, MEDIATION, 14, "prive", True),
    "voisinage-parties-communes": Profile(26, 0.9, "jour", "egal", "plat", "ensembles", 14, BAILLEUR, 12,
                                          "parties communes", True),
    "espace-public-regroupement": Profile(46, 1.1, "soir", "fin", "ete", "dense", 4, MEDIATION, 5),
    "espace-public-hall": Profile(34, 1.3, "soir", "fin", "hiver", "ensembles", 5, BAILLEUR, 8, "parties communes",
                                  True),
    "espace-public-consommation": Profile(26, 0.9, "soir", "fin", "ete", "dense", 5, PM, 5),
    "espace-public-rodeo": Profile(18, 1.4, "soir", "fin", "ete", "ensembles", 1, PM, 2),
    "espace-public-commerce": Profile(12, 0.6, "jour", "egal", "ete", "bars", 14, "Occupation du domaine public", 9),
    "tags-facade": Profile(38, 0.6, "jour", "ouvre", "plat", "dense", 18, PROPRE, 7),
    "tags-mobilier": Profile(20, 0.6, "jour", "ouvre", "plat", "dense", 18, PROPRE, 7),
    "tags-affichage": Profile(12, 0.5, "jour", "ouvre", "plat", "bars", 14, PROPRE, 8),
    "depots-encombrants": Profile(76, 1.0, "depots", "dimanche", "plat", "dense", 4, PROPRE, 3),
    "depots-ordures": Profile(62, 1.0, "depots", "dimanche", "ete", "dense", 3, PROPRE, 2),
    "depots-gravats": Profile(16, 0.7, "depots", "dimanche", "plat", "lisieres", 9, PROPRE, 5),
    "proprete-voie": Profile(44, 0.6, "jour", "egal", "plat", "dense", 5, PROPRE, 3),
    "proprete-corbeille": Profile(20, 0.6, "jour", "dimanche", "ete", "dense", 2, PROPRE, 2),
    "proprete-dejections": Profile(22, 0.6, "jour", "egal", "plat", "dense", 6, PROPRE, 4),
    "voirie-chaussee": Profile(36, 0.9, "jour", "ouvre", "tempete", "partout", 20, VOIRIE, 14),
    "voirie-mobilier": Profile(24, 0.7, "jour", "ouvre", "plat", "partout", 16, VOIRIE, 12),
    "voirie-signalisation": Profile(18, 0.7, "transit", "ouvre", "plat", "partout", 10, VOIRIE, 8),
    "eclairage-panne": Profile(42, 1.2, "noir", "egal", "hiver", "partout", 9, "Éclairage public", 6),
    "eclairage-insuffisant": Profile(12, 0.6, "noir", "egal", "hiver", "ensembles", 25, "Éclairage public", 25),
    "stationnement-genant": Profile(66, 0.8, "transit", "egal", "plat", "dense", 2, PM, 1),
    "stationnement-epave": Profile(24, 0.9, "jour", "ouvre", "plat", "lisieres", 22, PM, 16),
    "stationnement-deux-roues": Profile(16, 0.6, "jour", "egal", "ete", "bars", 2, PM, 3),
    "animaux-chiens": Profile(16, 0.7, "jour", "egal", "plat", "partout", 6, PM, 5),
    "animaux-nuisibles": Profile(26, 0.9, "jour", "ouvre", "ete", "dense", 16, HYGIENE, 11),
    "vegetation-arbre": Profile(16, 0.9, "jour", "egal", "tempete", "vert", 6, "Espaces verts", 6),
    "vegetation-entretien": Profile(18, 0.6, "jour", "ouvre", "pousse", "vert", 20, "Espaces verts", 15),
    "eau-fuite": Profile(12, 1.1, "jour", "egal", "ete", "partout", 2, "Eau et assainissement", 2),
    "eau-egout": Profile(12, 0.8, "jour", "ouvre", "tempete", "dense", 6, "Eau et assainissement", 5),
    "victimes-accompagnement": Profile(6, 0.3, "jour", "ouvre", "plat", "dense", 3, "Aide aux victimes", 4, "", True),
    "victimes-insecurite": Profile(14, 0.5, "soir", "egal", "hiver", "dense", 10, "Office de la tranquillité", 6),
    "autre": Profile(10, 0.3, "jour", "ouvre", "plat", "partout", 3, "Office de la tranquillité", 3, ""),
}  # fmt: skip

HOURS_PROMISED = (48, 72, 120, 240, 360, 720)
"""What services promise: mostly 48 or 72 hours, more for what takes them weeks."""
EASE = 1.3
"""A promise leaves this many times the usual delay: about one in four is then broken."""


def promise_hours(categorie: str) -> int:
    """The hours within which the service of a category promises to act."""
    wanted = EASE * 24 * PROFILES[categorie].days
    return next((one for one in HOURS_PROMISED if one >= wanted), HOURS_PROMISED[-1])


FESTIVE = {"bruit-voisins", "bruit-rassemblement", "bruit-etablissement", "espace-public-consommation"}


def day_weights(categorie: str, start: date, until: date) -> FloatArray:
    """Weight of each day from `start` to `until` (both included) for a category; their mean is about 1."""
    profile = PROFILES[categorie]
    days = [start + timedelta(days=i) for i in range((until - start).days + 1)]
    week, season = WEEKS[profile.week], SEASONS[profile.season]
    weights = np.array([week[one.weekday()] * season[one.month - 1] for one in days])
    if profile.season == "ete" and profile.week == "fin":
        summer = np.array([one.month in (6, 7, 8) and one.weekday() >= 4 for one in days])
        weights = np.where(summer, weights * 1.35, weights)
    if categorie in FESTIVE:
        weights = weights * np.array([FESTIVE_DAYS.get((one.month, one.day), 1.0) for one in days])
    return np.asarray(weights * (1 + 0.05 * np.arange(len(days)) / 365.25))


def hour_weights(categorie: str) -> FloatArray:
    """Weight of each hour of the day, summing to 1 (shape 24)."""
    weights = np.array(HOURS[PROFILES[categorie].hours], dtype=np.float64)
    return np.asarray(weights / weights.sum())
