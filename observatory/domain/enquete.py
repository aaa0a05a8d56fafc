"""A survey of residents: its questions, who may answer until when, what is typed, and what is given back of it.

Nobody is known by an answer: no account, no address, the day alone. What few people answered is not told to anybody,
and nothing is told before a survey is closed: read one answer after the other, totals would say who answered what.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from observatory.domain.action import check_year
from observatory.domain.errors import StateError, ValueRefused
from observatory.domain.questionnaire import QuestionEnquete


class Moment(StrEnum):
    """When a survey is made: before a measure, after it, or once."""

    AVANT = "avant"
    APRES = "apres"
    UNIQUE = "unique"


class EtatEnquete(StrEnum):
    """Where a survey stands; what is closed is not opened again."""

    PREPARATION = "preparation"
    OUVERTE = "ouverte"
    CLOSE = "close"


class Voie(StrEnum):
    """How an answer came: a sheet that somebody typed, or the page of a link."""

    PAPIER = "papier"
    LIEN = "lien"


class Verdict(StrEnum):
    """What two waves say of a share; ``INCONNU`` where one of both may not be told or has too few answers."""

    HAUSSE = "hausse"
    BAISSE = "baisse"
    INDECIS = "indecis"
    INCONNU = "inconnu"


MODELES = {"satisfaction": "Satisfaction", "insecurite": "Sentiment d'insécurité"}
"""The kinds of survey; the questions of each are a setting, ``enquete_<code>``."""
ENOUGH = 30
"""Answers under which nothing can be concluded."""
LONGEST_TITLE = 120
LONGEST_DAYS = 366
LONGEST_COMMENT = 500
MOST_PEOPLE = 10_000_000


@dataclass(frozen=True, slots=True)
class PlanEnquete:
    """What is decided of a survey: ``precedente`` is the wave before, ``population`` how many people it aims at."""

    titre: str
    modele: str
    debut: dt.date
    fin: dt.date
    schema: int | None = None
    action: int | None = None
    moment: str = Moment.UNIQUE
    precedente: int | None = None
    population: int | None = None


@dataclass(frozen=True, slots=True)
class Enquete:
    """A survey: ``zone`` is what it is about in words, ``territoire`` is written ``zonage:code``, ``n`` its answers."""

    ident: int
    plan: PlanEnquete
    etat: str
    version: int
    le: dt.datetime
    zone: str = ""
    territoire: str = ""
    n: int = 0


@dataclass(frozen=True, slots=True)
class LienEnquete:
    """A link that opens the form; ``adresse`` is told when it is made and never again."""

    cree_le: dt.datetime
    expire_le: dt.datetime
    revoque_le: dt.datetime | None
    auteur: str
    adresse: str = ""


@dataclass(frozen=True, slots=True)
class Formulaire:
    """What the page of a link shows."""

    ident: int
    titre: str
    zone: str
    questions: tuple[QuestionEnquete, ...]
    fin: dt.date


@dataclass(frozen=True, slots=True)
class Feuille:
    """A sheet as it was typed: its number, the answers by code of question, the words of one's own."""

    numero: int
    reponses: dict[str, str]
    commentaire: str = ""


@dataclass(frozen=True, slots=True)
class FeuillesLues:
    """What became of a table of sheets: rows kept, known already, and refused (line, French reason)."""

    gardees: int
    connues: int
    refus: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A share with its interval of 95 %; None throughout where it may not be told, or where nobody answered.

    ``peu``: what may not be told is that fewer than five said so.
    """

    n: int | None
    valeur: float | None = None
    bas: float | None = None
    haut: float | None = None
    peu: bool = False


@dataclass(frozen=True, slots=True)
class ResultatQuestion:
    """What was answered to a question: how many did and did not, the share of each answer, that of those followed."""

    question: QuestionEnquete
    repondu: int
    sans_reponse: int
    parts: tuple[tuple[str, Part], ...]
    retenue: Part | None


@dataclass(frozen=True, slots=True)
class Ecart:
    """A share now and at the wave before: the difference (now less before) with its interval, and what it says.

    The difference is None where a share may not be told; the verdict may still be known.
    """

    code: str
    titre: str
    avant: Part
    apres: Part
    difference: float | None
    bas: float | None
    haut: float | None
    verdict: str
    mieux: str


@dataclass(frozen=True, slots=True)
class Resultats:
    """What a survey gives back; empty but for ``n`` until it is closed.

    ``phrase`` says it in one or two French sentences, ``remarques`` what one must know to read it. ``commentaires``
    are for who conducts the plan alone, and tied to no other answer.
    """

    enquete: Enquete
    n: int
    papier: int | None
    lisible: bool
    questions: tuple[ResultatQuestion, ...]
    precedente: Enquete | None
    ecarts: tuple[Ecart, ...]
    commentaires: tuple[str, ...]
    phrase: str
    remarques: tuple[str, ...]


def check_plan(plan: PlanEnquete) -> PlanEnquete:
    """A plan of a survey as it is kept; what it names elsewhere is checked by who knows it.

    Raises
    ------
    ValueRefused
        When it has no title, an unknown model or moment, ends before it begins, lasts too long, is an after without a
        before, or aims at nobody.
    """
    if not plan.titre.strip():
        raise ValueRefused("Donnez un titre à l'enquête, par exemple « Les abords de la gare, avant l'éclairage ».")
    if plan.modele not in MODELES:
        raise ValueRefused(
            f"« {plan.modele[:40]} » n'est pas un modèle d'enquête ; modèles connus : {', '.join(MODELES)}."
        )
    if plan.moment not in set(Moment):
        raise ValueRefused(f"« {plan.moment[:40]} » n'est pas un moment ; moments connus : {', '.join(Moment)}.")
    for day in (plan.debut, plan.fin):
        check_year(day)
    if plan.fin < plan.debut:
        raise ValueRefused(
            f"L'enquête finirait le {plan.fin:%d/%m/%Y}, avant de commencer le {plan.debut:%d/%m/%Y} : corrigez les "
            "dates."
        )
    if (plan.fin - plan.debut).days >= LONGEST_DAYS:
        raise ValueRefused("Une enquête dure un an au plus : au-delà, faites une deuxième vague.")
    if plan.moment == Moment.AVANT and plan.precedente is not None:
        raise ValueRefused("Une enquête « avant » n'a pas de vague d'avant : choisissez le moment « après ».")
    if plan.population is not None and not 1 <= plan.population <= MOST_PEOPLE:
        raise ValueRefused("La population visée est un nombre de personnes, d'au moins 1 ; laissez vide sinon.")
    return plan


def check_wave(plan: PlanEnquete, ident: int | None, before: Enquete) -> None:
    """Refuse a wave that cannot follow ``before``; ``ident`` is the number of the survey, None while it is new.

    Raises
    ------
    ValueRefused
    """
    if before.ident == ident:
        raise ValueRefused("Une enquête ne suit pas elle-même : choisissez la vague d'avant.")
    if before.plan.modele != plan.modele:
        raise ValueRefused(
            f"La vague d'avant est une enquête « {MODELES[before.plan.modele]} », pas « {MODELES[plan.modele]} » : on "
            "ne compare que les mêmes questions. Choisissez le même modèle."
        )
    if plan.debut <= before.plan.fin:
        raise ValueRefused(
            f"La vague d'avant finit le {before.plan.fin:%d/%m/%Y} : celle-ci commence après, pas le "
            f"{plan.debut:%d/%m/%Y}."
        )
    if None not in (before.plan.action, plan.action) and before.plan.action != plan.action:
        raise ValueRefused("La vague d'avant porte sur une autre action : on ne compare que le même lieu.")


def check_opening(known: Enquete, today: dt.date) -> None:
    """Refuse to open what is not in preparation, or over already.

    Raises
    ------
    StateError
    """
    if known.etat != EtatEnquete.PREPARATION:
        raise StateError("Cette enquête est déjà ouverte ou close : elle ne s'ouvre qu'une fois.")
    if known.plan.fin < today:
        raise StateError(f"Le dernier jour, le {known.plan.fin:%d/%m/%Y}, est passé : corrigez les dates d'abord.")
