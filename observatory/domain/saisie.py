"""What is typed from the sheets of paper of a walk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from observatory.domain.constat import PAPIER, Constat, Question, Reponse
from observatory.domain.marche import Marche

MOST_SHEETS = 30


@dataclass(frozen=True, slots=True)
class Feuille:
    """One sheet, or the sheets that one group filled: what of it is typed already."""

    nom: str
    reponses: tuple[Reponse, ...]
    constats: tuple[Constat, ...]
    participants: dict[str, int]
    ressenti: dict[str, dict[int, int]]


@dataclass(frozen=True, slots=True)
class Saisie:
    """A walk, its grid and its sheets of paper in their order; there is always a first one."""

    marche: Marche
    questions: tuple[Question, ...]
    feuilles: tuple[Feuille, ...]


@dataclass(frozen=True, slots=True)
class LieuPhoto:
    """Where and when a picture says that it was taken, with the nearest stop; None where it does not say.

    ``rue`` is the street there, ``metres`` how far the stop is.
    """

    lat: float | None
    lon: float | None
    rue: str
    le: dt.datetime | None
    arret: int | None
    metres: float | None


def sheet_name(rank: int) -> str:
    """The device of the sheet of this rank, from 1: ``papier``, ``papier-2``, …"""
    return PAPIER if rank == 1 else f"{PAPIER}-{rank}"


def sheet_rank(name: str) -> int:
    """The rank of a sheet, from 1; 0 for what is no sheet."""
    if name == PAPIER:
        return 1
    head, _, tail = name.partition("-")
    return int(tail) if head == PAPIER and tail.isdecimal() and 2 <= int(tail) <= MOST_SHEETS else 0
