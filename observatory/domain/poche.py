"""What the phone page of a walk opens with: the walk, its grid, the lists of choices, the ground around the route."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from observatory.domain.constat import Question


@dataclass(frozen=True, slots=True)
class ArretPoche:
    """A stop as walkers read it."""

    ident: int
    rang: int
    nom: str
    motif: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class ChoixPoche:
    """A choice of a list: its code, its French name, the code of its family or ""."""

    code: str
    nom: str
    famille: str = ""


@dataclass(frozen=True, slots=True)
class FondPoche:
    """The ground around a route, small enough for a phone.

    ``lat`` and ``lon`` are its south-west corner. Each line or ring is a list of whole hundred-thousandths of a degree
    (about a metre): latitude and longitude of the first point from the corner, then of each next point from the one
    before. ``noms`` are the names of ``voies``, in their order.
    """

    lat: float
    lon: float
    noms: tuple[str, ...]
    voies: tuple[tuple[int, ...], ...]
    eau: tuple[tuple[int, ...], ...]
    parcs: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class MarcheOuverte:
    """All that the page needs to go on without a network until ``fin``.

    ``maintenant`` is the office's clock: a phone's own may be wrong. ``profils`` are ``age:18_24`` under their family
    (``age``, ``sexe``, ``categorie``); ``notes`` are the words of 0 to 3, ``ressentis`` those of 1 to 4.
    """

    reference: str
    genre: str
    titre: str
    ville: str
    prevue_le: dt.datetime
    fin: dt.datetime
    maintenant: dt.datetime
    nuit: bool
    ferme: bool
    accessible: bool
    metres: float
    minutes: float
    pilote: str
    consigne: str
    rendez_vous: str
    lat: float | None
    lon: float | None
    arrets: tuple[ArretPoche, ...]
    trace: tuple[tuple[float, float], ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    ressentis: tuple[str, ...]
    profils: tuple[ChoixPoche, ...]
    categories: tuple[ChoixPoche, ...]
    fond: FondPoche
    plus_long_texte: int
    plus_de_photos: int
    plus_de_participants: int
