"""The board of constats: what walks found, what meetings raised and what the office follows, grouped into actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from observatory.domain.action import GenreObjet, OrigineAction

LEAST_TOLD = 3
"""A problème of the office stands on the board from so many signalements on."""
MOST_PROBLEMES = 25
"""Problèmes of the office that the board holds: those told of most."""
OVER_MONTHS = 12
"""The months over which signalements are counted."""

ORIGINS: dict[str, str] = {
    GenreObjet.CONSTAT: OrigineAction.MARCHE,
    GenreObjet.REUNION_PROBLEME: OrigineAction.REUNION,
    GenreObjet.PROBLEME: OrigineAction.POINT_CHAUD,
}
"""Where an action comes from that answers something of this kind."""


@dataclass(frozen=True, slots=True)
class ConstatSchema:
    """A line of the board.

    ``genre`` and ``ident`` are those of an ``Objet``; ``categorie`` is a code and ``libelle`` its French name; ``lieu``
    is the stop, the place as it was said, or the nearest street; ``source`` is the reference of the walk or the title
    of the meeting, "" of a problème of the office. ``n`` counts voices or signalements, None where it may not be told
    or is not counted. ``actions`` are the references of the actions that answer it.
    """

    genre: str
    ident: int
    categorie: str
    libelle: str
    lieu: str
    texte: str
    source: str
    jour: dt.date
    n: int | None
    actions: tuple[str, ...]


def origin_of(lines: Sequence[ConstatSchema]) -> str:
    """Where an action comes from that answers some lines: what most of them are, walks before meetings before files."""
    kinds = [one.genre for one in lines]
    most = max(ORIGINS, key=lambda kind: (kinds.count(kind), -list(ORIGINS).index(kind)))
    return ORIGINS[most]


def without_action(lines: Sequence[ConstatSchema]) -> int:
    """How many lines no action answers."""
    return sum(not one.actions for one in lines)
