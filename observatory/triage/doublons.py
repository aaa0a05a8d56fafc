"""Whether two accounts tell of one trouble: a logistic model of a few weights that anybody can read.

The logit of the probability is a sum (``docs/doublons.md`` tells where the weights come from):

- ``ecart``: log(1 + (d / s)²), where d is the distance and s how far apart two accounts of one trouble may lie: 20 m
  from door to door, and the precision of both places;
- ``imprecision``: log(s / 20), for the vaguer the places, the more troubles lie as near by chance;
- ``jours``: log(1 + days between the two);
- how the categories stand to one another;
- ``texte``: the share of words in common; a text that says nothing counts as a usual one.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from observatory.domain.position import Position
from observatory.domain.proche import AUTRE, FAMILLE, GENERALE, MEME, VOISINE, Poids, Rayon
from observatory.triage.ressemblance import likeness

APART_M = 20.0
"""Metres between the places that two residents give, exactly, of one trouble: doors of one street."""
USUAL_PRECISION_M = 10.0
USUAL_LIKENESS = 0.15
"""Of a precision or a likeness that is not known."""
_DAY_S = 86_400.0

Parents = Mapping[str, str | None]
Rayons = Mapping[str, Rayon]


@dataclass(frozen=True, slots=True)
class Account:
    """One account of a trouble: where, within how many metres, when, what."""

    position: Position
    precision_m: float | None
    le: dt.datetime
    categorie: str | None
    texte: str


class Terms(NamedTuple):
    """What was measured of a pair of accounts, each multiplied by the weight of its name."""

    ecart: float
    imprecision: float
    jours: float
    generale: float
    voisine: float
    famille: float
    autre: float
    texte: float


def relation(one: str | None, other: str, parents: Parents, rayons: Rayons) -> str:
    """How two categories stand; with nothing asked for (None) any is the same."""
    if one is None or one == other:
        return MEME
    if parents.get(other) == one or parents.get(one) == other:
        return GENERALE
    if other in rayon_of(one, parents, rayons).voisines or one in rayon_of(other, parents, rayons).voisines:
        return VOISINE
    family = parents.get(one)
    return FAMILLE if family is not None and family == parents.get(other) else AUTRE


def rayon_of(categorie: str | None, parents: Parents, rayons: Rayons) -> Rayon:
    """Where doubles of a category are looked for: by its own line, else by that of its family, else the default."""
    if categorie is None:
        return Rayon()
    return rayons.get(categorie) or rayons.get(parents.get(categorie) or "") or Rayon()


def pair_terms(new: Account, old: Account, standing: str) -> Terms:
    """Measure a pair of accounts whose categories stand as said; no account precedes the other by less than 0 days."""
    near = [one if one is not None else USUAL_PRECISION_M for one in (new.precision_m, old.precision_m)]
    spread = math.hypot(APART_M, *near)
    days = abs((new.le - old.le).total_seconds()) / _DAY_S
    alike = likeness(new.texte, old.texte)
    return Terms(
        ecart=math.log1p((new.position.metres_to(old.position) / spread) ** 2),
        imprecision=math.log(spread / APART_M),
        jours=math.log1p(days),
        generale=float(standing == GENERALE),
        voisine=float(standing == VOISINE),
        famille=float(standing == FAMILLE),
        autre=float(standing == AUTRE),
        texte=USUAL_LIKENESS if alike is None else alike,
    )


def probability(terms: Terms, poids: Poids) -> float:
    """That the two accounts tell of one trouble."""
    logit = poids.constante + sum(getattr(poids, name) * value for name, value in terms._asdict().items())
    return 1.0 / (1.0 + math.exp(-max(min(logit, 500.0), -500.0)))
