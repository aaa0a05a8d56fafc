"""The follow-up of a file as pages and commands are told of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mouvement:
    """A file that went from one state to another: when, by whom, by which act and why."""

    le: dt.datetime
    auteur: str
    de: str
    vers: str
    acte: str
    motif: str


@dataclass(frozen=True, slots=True)
class Suivi:
    """Where a file stands: the moves so far, and the states to which whoever asks may take it."""

    reference: str
    probleme: int
    statut: str
    service: str
    echeance: dt.datetime | None
    mouvements: list[Mouvement]
    possibles: list[str]
