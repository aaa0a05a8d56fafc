"""The bilan of a plan: what was asked and answered, what it cost, what it gave. What nobody told stays « not told »."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from observatory.domain.methode import Methode
from observatory.domain.schema import Schema, TexteSchema

FIRST_PAYER = "fipd"
"""The payer that a mid-term evaluation asks for first: the interministerial fund for the prevention of delinquency."""


class EtatIndicateur(StrEnum):
    """What became of an indicator: told; answered that nothing is told; awaited; awaited for too long."""

    RENSEIGNE = "renseigne"
    NON_COMMUNIQUE = "non_communique"
    ATTENDU = "attendu"
    EN_RETARD = "en_retard"


@dataclass(frozen=True, slots=True)
class LigneMesure:
    """A line of the table of measures: an action and one of its indicators; ``etat`` is "" where it has none.

    ``nombre`` or ``phrase`` is the latest value, neither where ``etat`` is no RENSEIGNE. ``du_par`` is who owes it.
    """

    action: int
    reference: str
    axe: str
    titre: str
    mesure: str
    service: str
    genre: str = ""
    indicateur: str = ""
    unite: str = ""
    cible: float | None = None
    nombre: float | None = None
    phrase: str | None = None
    etat: str = ""
    du_par: str = ""
    du_le: dt.date | None = None
    source: str = ""
    jour: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Montant:
    """A sum of euros: of ``lignes`` amounts, ``manques`` were not told; None where none of them was."""

    total: float | None
    manques: int
    lignes: int

    @property
    def au_moins(self) -> bool:
        """Whether the sum is a least one: something was told, and something was not."""
        return self.total is not None and self.manques > 0


@dataclass(frozen=True, slots=True)
class LigneFinancement:
    """Euros of one payer in one year, over every action; ``annee`` is None for all the years together."""

    annee: int | None
    source: str
    libelle: str
    prevu: Montant
    depense: Montant


@dataclass(frozen=True, slots=True)
class Indicateurs:
    """How many indicators were asked, and what became of them."""

    total: int
    renseignes: int
    non_communiques: int
    attendus: int
    en_retard: int


@dataclass(frozen=True, slots=True)
class EffetAction:
    """An action whose effect was measured, and what was decided of it last; ``decision`` is "" where nothing was.

    ``phrase`` is told as the account may know.
    """

    action: int
    reference: str
    titre: str
    verdict: str
    phrase: str
    depuis: dt.date
    date: dt.date
    jusqua: dt.date
    decision: str = ""
    decision_texte: str = ""
    decision_le: dt.date | None = None
    reunion: str = ""


@dataclass(frozen=True, slots=True)
class DitEnquete:
    """A survey of the plan and what it says in a sentence or two."""

    ident: int
    titre: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Bilan:
    """The bilan of a plan on a day (``le``), as far as an account may know.

    ``par_etat``, ``par_axe`` and ``equilibre`` (by family of measures) count actions; ``origines`` say where they come
    from. ``financements`` are by year and payer, FIPD first, each year with its total (no ``source``), then the totals
    by payer; ``total`` is all of it.
    """

    schema: Schema
    territoire: str
    le: dt.date
    mois: int
    methode: Methode
    mesures: tuple[LigneMesure, ...]
    indicateurs: Indicateurs
    financements: tuple[LigneFinancement, ...]
    total: LigneFinancement
    par_etat: dict[str, int]
    par_axe: dict[str, int]
    equilibre: dict[str, int]
    origines: dict[str, int]
    rouges: int
    effets: tuple[EffetAction, ...]
    points_forts: tuple[TexteSchema, ...]
    preconisations: tuple[TexteSchema, ...]
    enquetes: tuple[DitEnquete, ...] = ()


def amount(parts: Iterable[float | None]) -> Montant:
    """The sum of amounts, of which some were not told: never counted as zero."""
    every = list(parts)
    told = [one for one in every if one is not None]
    return Montant(sum(told) if told else None, len(every) - len(told), len(every))


def count_indicators(lines: Sequence[LigneMesure]) -> Indicateurs:
    """How many indicators some lines hold, by what became of them."""
    states = [one.etat for one in lines if one.etat]
    return Indicateurs(
        len(states), states.count(EtatIndicateur.RENSEIGNE), states.count(EtatIndicateur.NON_COMMUNIQUE),
        states.count(EtatIndicateur.ATTENDU), states.count(EtatIndicateur.EN_RETARD),
    )  # fmt: skip


def funding_lines(
    parts: Sequence[tuple[str, int, float | None, float | None]], names: dict[str, str]
) -> tuple[tuple[LigneFinancement, ...], LigneFinancement]:
    """Funding by year and payer, each year with its total, then by payer over all years; and all of it.

    Parameters
    ----------
    parts
        (payer, year, planned, spent) of each action; None for what was not told.
    names
        French names of payers in the order of the city's table: FIPD comes first, the unknown last.
    """
    order = sorted(names, key=lambda one: one != FIRST_PAYER)
    rank = {code: k for k, code in enumerate(order)}
    keys = sorted(
        {(year, source) for source, year, _, _ in parts}, key=lambda one: (one[0], rank.get(one[1], len(rank)))
    )
    payers = sorted({source for source, _, _, _ in parts}, key=lambda one: rank.get(one, len(rank)))
    lines = [
        _line(parts, names, year, source)
        for each in sorted({year for year, _ in keys})
        for year, source in (*(key for key in keys if key[0] == each), (each, None))
    ]
    return (*lines, *(_line(parts, names, None, one) for one in payers)), _line(parts, names, None, None)


def _line(
    parts: Sequence[tuple[str, int, float | None, float | None]], names: dict[str, str], year: int | None,
    source: str | None,
) -> LigneFinancement:  # fmt: skip
    mine = [one for one in parts if source in (None, one[0]) and year in (None, one[1])]
    return LigneFinancement(
        year, source or "", names.get(source, source) if source else "Ensemble",
        amount(one[2] for one in mine), amount(one[3] for one in mine),
    )  # fmt: skip
