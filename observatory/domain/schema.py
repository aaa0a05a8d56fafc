"""The schéma local de tranquillité publique: a plan of at most 24 months, its group, its axes and its method.

The three axes are the programmes of the national strategy for the prevention of delinquency (2020-2024): young people
exposed to delinquency; violence against women and within families, victims; tranquillité publique.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from observatory.domain.action import check_year
from observatory.domain.errors import ValueRefused
from observatory.domain.quand_heure import months_earlier

MOST_MONTHS = 24
"""A schéma local lasts two years at most (good-practice sheet of the CIPD, 2014)."""
HALF_YEAR = 6
LEAST_MEMBERS, MOST_MEMBERS = 6, 15
"""A group has about ten members: fewer leave somebody out, more decide nothing. Said, not refused."""
MOST_SEATS = 40
LONGEST_TITLE, LONGEST_TEXT = 120, 600


class Axe(StrEnum):
    """The axes of one plan."""

    JEUNES = "jeunes"
    VIOLENCES = "violences"
    TRANQUILLITE = "tranquillite"


AXES = {
    Axe.JEUNES: "Jeunes exposés à la délinquance",
    Axe.VIOLENCES: "Violences faites aux femmes et intrafamiliales, victimes",
    Axe.TRANQUILLITE: "Tranquillité publique",
}
WITHOUT_PERSONS = (Axe.JEUNES, Axe.VIOLENCES)
"""Axes whose actions carry measures and indicators only: no file, no place finer than a territory, no picture."""


class Formation(StrEnum):
    """Whose plan it is: that of a commune's council (CLSPD), or of several communes together (CISPD)."""

    CLSPD = "clspd"
    CISPD = "cispd"


class EtatSchema(StrEnum):
    """Whether a plan runs, or was closed with its bilan."""

    EN_COURS = "en_cours"
    CLOS = "clos"


class GenreTexte(StrEnum):
    """What a bilan says beside its figures."""

    POINT_FORT = "point_fort"
    PRECONISATION = "preconisation"


@dataclass(frozen=True, slots=True)
class Membre:
    """A seat of the groupe opérationnel: a function and a body, never a name."""

    qualite: str
    organisme: str


@dataclass(frozen=True, slots=True)
class TexteSchema:
    """A strong point or a recommendation of the bilan."""

    ident: int
    genre: str
    texte: str


@dataclass(frozen=True, slots=True)
class Schema:
    """A plan. ``territoire`` is written ``zonage:code``, "" for the whole city; ``fin`` is its last day.

    ``pilote`` leads the groupe opérationnel (a function), ``designe_le`` is when the mayor and the préfet named it.
    ``marches`` are the walks of the plan.
    """

    ident: int
    titre: str
    territoire: str
    formation: str
    debut: dt.date
    fin: dt.date
    pilote: str = ""
    designe_le: dt.date | None = None
    membres: tuple[Membre, ...] = ()
    etat: str = EtatSchema.EN_COURS
    clos_le: dt.date | None = None
    version: int = 0
    textes: tuple[TexteSchema, ...] = ()
    marches: tuple[int, ...] = ()


def latest_end(debut: dt.date) -> dt.date:
    """The last day that a plan may have which begins on a day: the eve of the same day 24 months later."""
    return months_earlier(debut, -MOST_MONTHS) - dt.timedelta(days=1)


def check_span(debut: dt.date, fin: dt.date) -> None:
    """See to it that a plan ends after it begins, and within 24 months.

    Raises
    ------
    ValueRefused
        With the reason; of one that is too long, with the latest day that it may end.
    """
    for day in (debut, fin):
        check_year(day)
    if fin <= debut:
        raise ValueRefused("Le schéma finit avant de commencer : choisissez un dernier jour après le premier.")
    latest = latest_end(debut)
    if fin > latest:
        raise ValueRefused(
            f"Un schéma local dure {MOST_MONTHS} mois au plus : au-delà, le diagnostic ne dit plus l'état du quartier. "
            f"Commencé le {debut:%d/%m/%Y}, il finit le {latest:%d/%m/%Y} au plus tard ; ensuite, faites le bilan et "
            "ouvrez un nouveau schéma."
        )


def month_of(debut: dt.date, today: dt.date) -> int:
    """Which month of a plan a day lies in: 1 for the first; 0 before it begins."""
    if today < debut:
        return 0
    months = (today.year - debut.year) * 12 + today.month - debut.month
    return months + (1 if months_earlier(debut, -months) <= today else 0)


def seats_remark(members: int) -> str | None:
    """What is to be said of the size of a groupe opérationnel; None where it is about ten."""
    if members == 0:
        return "Le groupe opérationnel n'est pas composé : nommez une dizaine de membres, par fonction."
    if members < LEAST_MEMBERS:
        return f"Le groupe opérationnel a {members} membres : une dizaine est d'usage ; qui manque ?"
    if members > MOST_MEMBERS:
        return f"Le groupe opérationnel a {members} membres : une dizaine suffit pour décider."
    return None
