"""What sorting a text by its category gives: suggestions, and how good they were found to be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rubrique:
    """A line of the nomenclature as a text is held against it: ``parent`` is None on the first level."""

    code: str
    parent: str | None
    libelle: str
    mots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category that a text may tell of.

    ``probabilite`` is between 0 and 1; that of a family covers its members. ``mots`` are those words of the text that
    weighed most for it, as they were typed; empty where no word speaks for it by itself.
    """

    code: str
    libelle: str
    probabilite: float
    mots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fiche:
    """What a model was made from. ``depart``: of the nomenclature's words alone; else from texts of these days."""

    depart: bool
    nomenclature: str
    appris_depuis: dt.date | None = None
    appris_jusqua: dt.date | None = None
    n_appris: int = 0
    cree_le: dt.datetime | None = None
    mesures: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClasseEvaluee:
    """How well one category was found: ``n`` texts are of it, ``n_suggere`` were said to be.

    ``precision`` is the share of the latter that are right, ``rappel`` the share of the former that were found; None
    where there is nothing to divide by.
    """

    code: str
    libelle: str
    n: int
    n_suggere: int
    precision: float | None
    rappel: float | None


@dataclass(frozen=True, slots=True)
class Fiabilite:
    """A band of announced probabilities: ``n`` texts, the mean announced, and the share that was right."""

    de: float
    a: float
    n: int
    annonce: float
    constate: float


@dataclass(frozen=True, slots=True)
class SeuilEvalue:
    """What abstaining under ``seuil`` gives: the share of texts with a suggestion, and how often the first is right."""

    seuil: float
    couverture: float
    exactitude: float | None


@dataclass(frozen=True, slots=True)
class Repere:
    """What another way of choosing reaches on the same texts."""

    nom: str
    exactitude: float
    exactitude_3: float
    exactitude_famille: float
    ece: float


@dataclass(frozen=True, slots=True)
class EvaluationTri:
    """How good a model is on texts of ``depuis`` to ``jusqua``, which are later than what it learned.

    ``exactitude`` is the share of the ``n_precis`` texts sorted to the last level whose category comes first,
    ``exactitude_3`` among the first three; ``exactitude_famille`` is over all ``n`` texts. ``exactitude_suggeree`` is
    that of the first suggestion where there is one (``couverture``); ``n_inedits`` are the texts that the learned ones
    do not hold word for word. ``ece`` is the expected calibration error of the first category's probability.
    """

    fiche: Fiche
    depuis: dt.date
    jusqua: dt.date
    n: int
    n_precis: int
    exactitude: float
    exactitude_3: float
    exactitude_famille: float
    n_inedits: int
    exactitude_inedits: float | None
    seuil: float
    couverture: float
    exactitude_suggeree: float | None
    ece: float
    fiabilite: list[Fiabilite]
    seuils: list[SeuilEvalue]
    classes: list[ClasseEvaluee]
    familles: list[ClasseEvaluee]
    reperes: list[Repere]
    remarques: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EntrainementTri:
    """A model that was put in force: what it learned from, and a French sentence that holds both figures."""

    phrase: str
    force: bool
    exactitude: float
    exactitude_avant: float
    evaluation: EvaluationTri
    remarques: list[str] = field(default_factory=list)
