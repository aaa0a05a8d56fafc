"""What residents of the fictional city answered to its surveys: two waves around the station, and one that is open.

Days are counted back from the last day of the history. Words and weights alone; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, slots=True)
class Sondage:
    """A survey: of which action, from when for how many days, how many sheets, and how answers lean.

    ``avant`` names the wave before; ``poids`` are weights of the answers by code of question, equal where it says
    none. One that ends after the last day stays open.
    """

    cle: str
    titre: str
    modele: str
    action: str
    moment: str
    il_y_a: int
    jours: int
    feuilles: int
    avant: str = ""
    population: int | None = None
    poids: Mapping[str, Sequence[int]] = field(default_factory=dict)
    commentaires: Sequence[str] = ()


_PROFILES = {"age": (6, 14, 27, 29, 16, 8), "sexe": (55, 43, 2), "lien": (52, 28, 20)}
SURVEYS = (
    Sondage(
        "gare-avant", "Le parvis de la gare, avant les médiateurs", "insecurite", "mediation", "avant", 338, 14, 118,
        "", 2_400,
        _PROFILES | {
            "quartier": (12, 28, 32, 28), "domicile": (4, 9, 21, 66), "renonce": (9, 19, 25, 47),
            "ici": (17, 31, 29, 23), "nuit": (38, 33, 18, 11), "evite": (21, 26, 22, 31),
        },
        ("Le soir, personne à qui parler.", "On attend le bus debout dans le noir.", "Le matin tout va bien."),
    ),
    Sondage(
        "gare-apres", "Le parvis de la gare, avec les médiateurs", "insecurite", "mediation", "apres", 148, 14, 97,
        "gare-avant", 2_400,
        _PROFILES | {
            "quartier": (10, 27, 33, 30), "domicile": (4, 8, 22, 66), "renonce": (8, 18, 26, 48),
            "ici": (8, 20, 37, 35), "nuit": (19, 30, 30, 21), "evite": (15, 22, 27, 36),
        },
        ("Les médiateurs disent bonjour, cela change tout.", "Et le dimanche ?"),
    ),
    Sondage(
        "conteneurs", "Les nouveaux conteneurs des Genêts", "satisfaction", "conteneurs", "unique", 9, 30, 23,
        poids=_PROFILES | {
            "connait": (88, 12), "utilise": (70, 18, 8, 4), "satisfait": (5, 8, 22, 38, 27), "change": (66, 27, 7),
            "surtout": (4, 74, 3, 4, 9, 6),
        },
        commentaires=("Il manque un bac pour le verre.",),
    ),
)  # fmt: skip
"""Every survey of the plan, the earliest first."""
_SILENT = 0.04
"""The share of questions that somebody leaves out."""


def sheet(survey: Sondage, questions: Mapping[str, int], rng: np.random.Generator) -> dict[str, int]:
    """The rank from 1 of the answer to each question (given with how many answers it has); what is left out is not."""
    given = {}
    for code, n in questions.items():
        weights = np.asarray(survey.poids.get(code, (1,) * n), float)
        weights = weights if weights.size == n else np.ones(n)  # a city may have set other answers
        answer, silent = int(rng.choice(n, p=weights / weights.sum())), rng.random() < _SILENT
        if not silent:
            given[code] = answer + 1
    return given
