"""A mediation: what is referred to a médiateur, where and with whom it takes place by role, and how it ends.

No person is in it: parties are roles, texts are guarded.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum


class IssueMediation(StrEnum):
    """How a mediation ends: agreement, partial agreement, somebody refused, turned to the law."""

    ACCORD = "accord"
    PARTIEL = "partiel"
    REFUS = "refus"
    DROIT = "droit"


SETTLED = (IssueMediation.ACCORD, IssueMediation.PARTIEL)
"""Outcomes after which the files count as acted upon; after the others the régulateur decides."""

PARTIES = {
    "voisin": "voisin",
    "bailleur": "bailleur",
    "commercant": "commerçant",
    "gardien": "gardien",
    "parent": "parent",
    "jeune": "jeune",
    "association": "association",
    "autre": "autre",
}
"""Who takes part, by role and never by name: code and French word."""

SERVICE = "Médiation sociale"
"""The service under which a mediation is accounted for."""
LONGEST_TEXT = 500
LONGEST_PLACE = 120
LONGEST_MINUTES = 12 * 60


class EtatRendezVous(StrEnum):
    """What became of an appointment."""

    PREVU = "prevu"
    TENU = "tenu"
    MANQUE = "manque"
    ANNULE = "annule"


@dataclass(frozen=True, slots=True)
class RendezVous:
    """An appointment: when, where, with which parties (codes of ``PARTIES``)."""

    ident: int
    mediation: int
    le: dt.datetime
    lieu: str
    parties: tuple[str, ...]
    etat: str


@dataclass(frozen=True, slots=True)
class Mediation:
    """A mediation as its médiateur is told of it; ``recit`` is masked, the caller is never in it."""

    ident: int
    reference: str
    libelle: str
    rue: str
    adresse: str
    precisions: str
    lat: float | None
    lon: float | None
    recit: str
    voix: int
    consigne: str
    mediateur: str
    confiee_le: dt.datetime
    echeance: dt.datetime | None
    issue: str
    parties: tuple[str, ...]
    duree_min: int | None
    note: str
    close_le: dt.datetime | None
    rendez_vous: tuple[RendezVous, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendu:
    """The answer to what a phone sent: the number of what it wrote and a French sentence.

    ``deja``: it had been sent before.
    """

    ident: int
    message: str
    deja: bool = False


_NUMBER = re.compile(r"^\d+\s*(?:bis|ter|quater|[a-d](?=\s))?[\s,]+", re.IGNORECASE)
_TOWN = re.compile(r"\s+\d{5}\s+.*$")


def address_to_street(adresse: str) -> str:
    """The street of an address: « Quai des Thoniers » of « 12 bis Quai des Thoniers 29990 Ville »; "" where none is."""
    return _NUMBER.sub("", _TOWN.sub("", adresse.strip())).strip(" ,")


def outcome_sentence(issue: IssueMediation, parties: tuple[str, ...], duree_min: int) -> str:
    """What a régulateur reads of an outcome: « Accord entre les parties (voisin, bailleur), 45 minutes. »."""
    said = {
        IssueMediation.ACCORD: "Accord entre les parties",
        IssueMediation.PARTIEL: "Accord partiel entre les parties",
        IssueMediation.REFUS: "Une partie a refusé la médiation",
        IssueMediation.DROIT: "Les parties ont été orientées vers le droit",
    }[issue]
    who = ", ".join(PARTIES[one] for one in parties)
    return f"{said}{f' ({who})' if who else ''}, {duree_min} minutes."
