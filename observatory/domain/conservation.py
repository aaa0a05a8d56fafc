"""How long each kind of personal data is kept, and what a purge does about it."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

CLOTURE, EVENEMENT = "cloture", "evenement"
"""From when a duration runs: the closing of the signalement, or the event itself."""

GENRES = {
    "recit": CLOTURE,
    "remarque": CLOTURE,
    "adresse": CLOTURE,
    "position": CLOTURE,
    "declarant": CLOTURE,
    "coordonnees": CLOTURE,
    "plaque": CLOTURE,
    "note": EVENEMENT,
    "retour": EVENEMENT,
    "essai": EVENEMENT,
    "transmission": EVENEMENT,
    "compte_rendu": CLOTURE,
    "photo": CLOTURE,
    "mediation": EVENEMENT,
    "rendez_vous": EVENEMENT,
    "constat": EVENEMENT,
    "photo_marche": EVENEMENT,
    "photo_action": EVENEMENT,
    "nouvelle": EVENEMENT,
    "reunion": EVENEMENT,
    "enquete": EVENEMENT,
    "appareils": EVENEMENT,
    "auteurs": EVENEMENT,
    "journal": EVENEMENT,
    "rejets": EVENEMENT,
    "sauvegardes": EVENEMENT,
}
"""Every kind of data that has a duration, and from when it runs."""

ADDED = (
    "coordonnees", "plaque", "note", "retour", "essai", "transmission", "compte_rendu", "photo", "mediation",
    "rendez_vous", "constat", "photo_marche", "photo_action", "nouvelle", "reunion", "enquete", "appareils",
    "auteurs",
)  # fmt: skip
"""Kinds that a city's older table may lack: they then last as long as the table of the program says."""

LONGEST = 120
"""Months: no personal value is kept for longer than ten years."""


@dataclass(frozen=True, slots=True)
class Regle:
    """How long a kind of data is kept: ``mois`` after its start; ``mois_sans_cloture`` if never closed.

    ``par_defaut``: the city's table says nothing of it.
    """

    genre: str
    objet: str
    mois: int
    depart: str
    base: str
    raison: str
    mois_sans_cloture: int | None = None
    par_defaut: bool = False


@dataclass(frozen=True, slots=True)
class LignePurge:
    """What a purge finds, or did, for one kind: how many, and the oldest instant of their start."""

    genre: str
    objet: str
    mois: int
    n: int
    plus_ancien: dt.datetime | None


@dataclass(frozen=True, slots=True)
class PurgeBilan:
    """What a purge did; ``fait`` is false for a dry run. ``remarques`` are French sentences."""

    lignes: list[LignePurge]
    fait: bool
    fichier_reecrit: bool
    sauvegardes_reecrites: int
    sauvegardes_retirees: int
    remarques: list[str]

    @property
    def n(self) -> int:
        """How many values, files and keys in all."""
        return sum(one.n for one in self.lignes)


@dataclass(frozen=True, slots=True)
class Dossier:
    """What was found, given or erased about one person.

    ``references`` are those of the signalements, ``fichiers`` were written for the answer.
    """

    declarant: int | None
    references: list[str]
    signalements: int
    contacts: int
    fichiers: list[str]
    efface: bool
    remarques: list[str]


def months_before(instant: dt.datetime, months: int) -> dt.datetime:
    """The same day and hour so many months earlier; the last day of a month that is too short."""
    index = instant.year * 12 + instant.month - 1 - months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return instant.replace(year=year, month=month + 1, day=min(instant.day, last))
