"""An action of the schéma local: who leads it, where, what it costs, what it gave, and what makes it red."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from observatory.domain.errors import ValueRefused


class EtatAction(StrEnum):
    """Where an action stands."""

    PROPOSEE = "proposee"
    DECIDEE = "decidee"
    EN_COURS = "en_cours"
    REALISEE = "realisee"
    SUSPENDUE = "suspendue"
    ABANDONNEE = "abandonnee"


ALIVE = (EtatAction.PROPOSEE, EtatAction.DECIDEE, EtatAction.EN_COURS, EtatAction.SUSPENDUE)
"""States in which something is still awaited of an action."""


class OrigineAction(StrEnum):
    """Where an action comes from: a walk, the groupe opérationnel, a public meeting, a hotspot, a partner."""

    MARCHE = "marche"
    GROUPE = "groupe"
    REUNION = "reunion"
    POINT_CHAUD = "point_chaud"
    PARTENAIRE = "partenaire"


class GenreObjet(StrEnum):
    """What an action answers: a constat of a walk, a problème of the office, a problem raised at a meeting."""

    CONSTAT = "constat"
    PROBLEME = "probleme"
    REUNION_PROBLEME = "reunion_probleme"


class GenreIndicateur(StrEnum):
    """The three kinds of indicator of an evaluation: was it done, what did it change, how good is it."""

    REALISATION = "realisation"
    IMPACT = "impact"
    QUALITE = "qualite"


class Famille(StrEnum):
    """What a type of measure rests on: the balance of technology and human presence is shown by it."""

    TECHNOLOGIE = "technologie"
    PRESENCE = "presence"
    CADRE_DE_VIE = "cadre_de_vie"
    ACCOMPAGNEMENT = "accompagnement"


class Alerte(StrEnum):
    """What makes an action red or orange."""

    SANS_PILOTE = "sans_pilote"
    EN_RETARD = "en_retard"
    SANS_NOUVELLE = "sans_nouvelle"
    INDICATEUR_DU = "indicateur_du"
    SANS_INDICATEUR = "sans_indicateur"
    SANS_DATE = "sans_date"
    EFFET_A_DISCUTER = "effet_a_discuter"


RED = frozenset({Alerte.SANS_PILOTE, Alerte.EN_RETARD, Alerte.SANS_NOUVELLE, Alerte.INDICATEUR_DU})
"""Alerts that put an action on top of the council's list; the others are to be settled meanwhile."""

LONGEST_TITLE, LONGEST_TEXT, LONGEST_NAME = 160, 1_000, 120
MOST_PARTNERS, MOST_OBJECTS, MOST_INDICATORS, MOST_FUNDINGS = 20, 200, 30, 60
MOST_EUROS = 50_000_000.0
YEARS = (2000, 2100)


@dataclass(frozen=True, slots=True)
class Mesure:
    """A type of measure, as the city's table names it."""

    code: str
    libelle: str
    famille: str


@dataclass(frozen=True, slots=True)
class Financement:
    """Euros of one payer in one year; None where it was not told."""

    source: str
    annee: int
    prevu: float | None
    depense: float | None


@dataclass(frozen=True, slots=True)
class Objet:
    """What an action answers, as it may be told to anybody who reads the plan: no caller, no story of one.

    ``categorie`` is the French name of it, ``texte`` what a walk or a meeting noted ("" for a problème of the office).
    """

    genre: str
    ident: int
    categorie: str
    lieu: str
    texte: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class Valeur:
    """What was answered of an indicator: a number, a sentence, or neither (« non communiqué »), with its source."""

    ident: int
    nombre: float | None
    phrase: str | None
    source: str
    jour: dt.date
    auteur: str

    @property
    def non_communique(self) -> bool:
        """Whether it was answered that nothing is told."""
        return self.nombre is None and self.phrase is None


@dataclass(frozen=True, slots=True)
class Indicateur:
    """An indicator of an action: who owes it and by when; ``valeurs`` the latest first.

    ``action`` is the number of the action. It is due while no value has come since it was asked for.
    """

    ident: int
    action: int
    genre: str
    libelle: str
    unite: str
    cible: float | None
    service: str
    du_le: dt.date
    valeurs: tuple[Valeur, ...] = ()

    @property
    def valeur(self) -> Valeur | None:
        """The latest value."""
        return self.valeurs[0] if self.valeurs else None

    def overdue(self, today: dt.date) -> bool:
        """Whether its day has passed without a word: « non communiqué » is a word."""
        return not self.valeurs and self.du_le < today


@dataclass(frozen=True, slots=True)
class Nouvelle:
    """What was told of an action, and when."""

    ident: int
    genre: str
    texte: str
    auteur: str
    le: dt.datetime


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The effect of an action as it was measured on a day; ``detail`` holds what was counted, None under five."""

    ident: int
    depuis: dt.date
    date: dt.date
    jusqua: dt.date
    verdict: str
    phrase: str
    detail: dict[str, float | None]
    le: dt.datetime


@dataclass(frozen=True, slots=True)
class Action:
    """An action of a plan. ``contour`` is GeoJSON in degrees; ``partenaires`` are names of bodies or services.

    ``territoire`` is written ``zonage:code``; where there is no contour, it is the zone. ``en_service_le`` is the day
    from which an effect can be looked for. ``derniere_nouvelle`` is the instant of the latest word about it.
    """

    ident: int
    reference: str
    schema: int
    axe: str
    titre: str
    mesure: str
    objectif: str = ""
    etat: str = EtatAction.PROPOSEE
    service: str = ""
    partenaires: tuple[str, ...] = ()
    origine: str = OrigineAction.GROUPE
    territoire: str = ""
    zone_nom: str = ""
    contour: str | None = None
    categories: tuple[str, ...] = ()
    debut_prevu: dt.date | None = None
    fin_prevue: dt.date | None = None
    en_service_le: dt.date | None = None
    terminee_le: dt.date | None = None
    version: int = 0
    cree_le: dt.datetime | None = None
    derniere_nouvelle: dt.datetime | None = None
    objets: tuple[Objet, ...] = ()
    financements: tuple[Financement, ...] = ()
    indicateurs: tuple[Indicateur, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    alertes: tuple[str, ...] = ()

    @property
    def rouge(self) -> bool:
        """Whether it stands on top of the council's list."""
        return not RED.isdisjoint(self.alertes)

    @property
    def prevu(self) -> float | None:
        """Euros planned in all; None where no payer told."""
        return _sum([one.prevu for one in self.financements])

    @property
    def depense(self) -> float | None:
        """Euros spent in all, as far as told; None where no payer told."""
        return _sum([one.depense for one in self.financements])


def _sum(parts: list[float | None]) -> float | None:
    told = [one for one in parts if one is not None]
    return sum(told) if told else None


def check_year(day: dt.date | None) -> None:
    """Refuse a day in a year that cannot be meant.

    Raises
    ------
    ValueRefused
    """
    if day is not None and not YEARS[0] <= day.year <= YEARS[1]:
        raise ValueRefused(f"L'année {day.year} ne peut pas être : corrigez la date, entre {YEARS[0]} et {YEARS[1]}.")


def alerts(action: Action, today: dt.date, quiet_days: int) -> tuple[str, ...]:
    """What is wrong with an action on a day; « without news » after ``quiet_days`` days."""
    if action.etat not in ALIVE and action.etat != EtatAction.REALISEE:
        return ()
    found: list[Alerte] = []
    alive = action.etat in ALIVE
    if alive and not action.service:
        found.append(Alerte.SANS_PILOTE)
    if alive and _late(action, today):
        found.append(Alerte.EN_RETARD)
    heard = action.derniere_nouvelle
    if alive and heard is not None and (today - heard.date()).days > quiet_days:
        found.append(Alerte.SANS_NOUVELLE)
    if any(one.overdue(today) for one in action.indicateurs):
        found.append(Alerte.INDICATEUR_DU)
    if alive and action.etat != EtatAction.PROPOSEE:
        if not action.indicateurs:
            found.append(Alerte.SANS_INDICATEUR)
        if action.fin_prevue is None:
            found.append(Alerte.SANS_DATE)
    return tuple(found)


def _late(action: Action, today: dt.date) -> bool:
    """Whether its end has passed, or its beginning without anything begun."""
    if action.fin_prevue is not None and action.fin_prevue < today:
        return True
    begun = action.etat == EtatAction.EN_COURS or action.en_service_le is not None
    return not begun and action.debut_prevu is not None and action.debut_prevu < today


def balance(actions: list[Action], mesures: Mapping[str, Mesure]) -> dict[str, int]:
    """How many living or finished actions rest on each family of measures; those given up are left out."""
    counts = {str(one): 0 for one in Famille}
    for action in actions:
        if action.etat != EtatAction.ABANDONNEE and action.mesure in mesures:
            counts[mesures[action.mesure].famille] += 1
    return counts
