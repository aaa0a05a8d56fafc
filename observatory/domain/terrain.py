"""What the phone page of a médiateur begins with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choix:
    """One choice of a list: its code, its French name and, for a kind of ambiance, how it bears on a place."""

    code: str
    nom: str
    tonalite: str = ""


@dataclass(frozen=True, slots=True)
class Terrain:
    """Who is there, whether they may act or only look, and the lists of choices."""

    compte: str
    nom: str
    ville: str
    agit: bool
    parties: list[Choix]
    genres: list[Choix]
    intensites: list[str]
    plus_long_texte: int
