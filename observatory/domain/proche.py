"""Open troubles near a place, and how likely each is the one that a caller tells of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

MEME, GENERALE, VOISINE, FAMILLE, AUTRE = "meme", "generale", "voisine", "famille", "autre"
"""How two categories stand: the same; one is the family of the other; neighbours; of one family; none of these."""


@dataclass(frozen=True, slots=True)
class Rayon:
    """Where a double of a category is looked for: how far, how far back, and which categories are its neighbours."""

    metres: float = 50.0
    semaines: int = 12
    voisines: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Poids:
    """The weights of the model of doubles (``docs/doublons.md``): the logit of the probability is their sum.

    ``ecart``, ``imprecision``, ``jours`` and ``texte`` multiply what was measured of a pair, ``generale`` to ``autre``
    are added where the categories stand so. ``seuil`` is the probability from which a trouble is said to be the same.
    The defaults are those of ``data/reference/doublons.csv``.
    """

    constante: float = 6.03
    ecart: float = -1.94
    imprecision: float = -1.15
    jours: float = -1.41
    generale: float = -1.03
    voisine: float = -3.0
    famille: float = -4.0
    autre: float = -6.0
    texte: float = 1.5
    seuil: float = 0.72


@dataclass(frozen=True, slots=True)
class Recit:
    """What one resident told, whole: for the desk alone."""

    reference: str
    recu_le: dt.datetime
    texte: str


@dataclass(frozen=True, slots=True)
class Proche:
    """An open problème near a place.

    ``reference`` is that of its latest signalement; ``relation`` how its category stands to the one asked for;
    ``distance_m`` that of its nearest signalement, which is at ``lat``, ``lon``; ``age_h`` the hours since it was
    first told of. ``voix`` counts its distinct known declarants, plus one for each anonymous signalement;
    ``relances`` how often somebody called back. ``statut`` and ``service`` are those of the signalement that got
    farthest, ``echeance`` the first that falls due; ``clos_le`` and ``retour_le`` the last closing of one of them,
    and the last news given. ``recits`` are the latest stories, newest first. ``probabilite`` is that it is the
    trouble told of, ``probable`` whether that is enough.
    """

    probleme: int
    reference: str
    categorie: str
    libelle: str
    relation: str
    distance_m: float
    lat: float
    lon: float
    ouvert_le: dt.datetime
    dernier_le: dt.datetime
    age_h: float
    signalements: int
    voix: int
    relances: int
    statut: str
    service: str
    echeance: dt.datetime | None
    clos_le: dt.datetime | None
    retour_le: dt.datetime | None
    residence: str
    batiment: str
    hall: str
    recits: list[Recit]
    probabilite: float
    probable: bool


@dataclass(frozen=True, slots=True)
class Fusion:
    """What a merging or its undoing changed: two problèmes, and how many signalements went from one to the other."""

    garde: int
    retire: int
    signalements: int
