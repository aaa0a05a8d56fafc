"""Candidates for a question, and what the postcode, the city and the position say for or against them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from observatory.geocode.agreement import agreement_by_commune, one_postcode_agreement
from observatory.geocode.gazetteer import LIEU, METRES_PER_DEGREE, STREET, Floats, Gazetteer, Ids
from observatory.geocode.query import Query, Reading

Bools = npt.NDArray[np.bool_]

NO_WAY = -1
LEAST = 0.25
"""Score below which nothing is answered."""
SETTLED = 0.985
"""Likeness and agreement from which everything that is written is found."""
_KINDS, _NO_KIND = {"housenumber": STREET, "street": STREET, "locality": LIEU}, -1
"""The kind of way that each type of answer comes from; crossings and communes come from none."""
_LOOKED_AT, _FEW = 12, 32
_NEITHER_RIGHT = 0.85
"""Factor where neither the name nor the postcode is the one written."""
_NO_CONTEXT = 0.97
"""Factor where neither a city nor a postcode is written, but for the communes that are served."""
_NUMBER_UNUSED = 0.86
_BIAS, _BIAS_M = 0.2, 50_000.0


class Candidate(NamedTuple):
    """A way (or, when ``way`` is NO_WAY, a commune) that a reading may mean.

    ``likeness`` says how alike the words are (0 to 1), ``score`` the same less what the postcode and the position say
    against it; ``settled`` that everything written is found in it.
    """

    way: int
    commune: int
    likeness: float
    score: float
    settled: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A query with what surrounds it: keystrokes still to come, the position, and the codes and kind asked for."""

    query: Query
    autocomplete: bool = False
    lat: float | None = None
    lon: float | None = None
    postcode: str = ""
    citycode: str = ""
    kind: str = ""
    served: frozenset[int] = frozenset()
    enough: int = 1


def score_named(
    gazetteer: Gazetteer,
    question: Question,
    reading: Reading,
    ways: Ids,
    likeness: float,
    named: bool,
    settled_from: float = SETTLED,
) -> Iterable[Candidate]:
    """``score_ways`` of the ways of one name, equally alike; one by one where they are few and no more is asked."""
    if len(ways) > _FEW or question.lat is not None or question.postcode or question.citycode or question.kind:
        alike, city = np.full(len(ways), likeness), np.full(len(ways), named)
        return score_ways(gazetteer, question, reading, ways, alike, city, settled_from)
    wanted, postcodes = reading.postcode, gazetteer.commune_postcode
    found = []
    for way in ways.tolist():
        commune = int(gazetteer.way_commune[way])
        agreement = one_postcode_agreement(wanted, postcodes[commune])[named] if wanted else 1.0
        score = likeness * agreement
        if likeness < 1:
            score *= _NEITHER_RIGHT if agreement < 1 else 1.0
            score *= _NUMBER_UNUSED if _leaves_its_number(question, reading) else 1.0
        if not reading.postcode and not named and commune not in question.served:
            score *= _NO_CONTEXT
        settled = likeness > settled_from and agreement > SETTLED
        found.append(Candidate(way, commune, likeness, score, settled))
    return found


def _leaves_its_number(question: Question, reading: Reading) -> bool:
    return reading.number is None and question.query.readings[0].number is not None


def score_ways(
    gazetteer: Gazetteer,
    question: Question,
    reading: Reading,
    ways: Ids,
    likeness: Floats,
    named: Bools,
    settled_from: float = SETTLED,
) -> Iterator[Candidate]:
    """The best of the ways, best first, with their scores; settled from so much likeness, all else agreeing."""
    likely = likeness >= LEAST
    ways, likeness, named = ways[likely], likeness[likely], named[likely]
    communes = gazetteer.way_commune[ways]
    agreement = _agreement(gazetteer, reading.postcode, communes, named)
    score = likeness * agreement
    settled = (likeness > settled_from) & (agreement > SETTLED)
    score = np.where((likeness < 1) & (agreement < 1), score * _NEITHER_RIGHT, score)
    if _leaves_its_number(question, reading):
        score = np.where(likeness < 1, score * _NUMBER_UNUSED, score)
    if not reading.postcode:
        told = named | np.isin(communes, list(question.served)) if question.served else named
        score = np.where(told, score, score * _NO_CONTEXT)
    if question.lat is not None and question.lon is not None:
        north = gazetteer.way_lat[ways] - question.lat
        east = (gazetteer.way_lon[ways] - question.lon) * np.cos(np.radians(question.lat))
        away = np.hypot(north, east) * METRES_PER_DEGREE
        score = score * (1 - _BIAS * away / (away + _BIAS_M))
        settled &= away < _BIAS_M
    if question.postcode or question.citycode or question.kind:
        score = np.where(_asked(gazetteer, question, ways, communes), score, 0.0)
    order = np.argsort(-score, kind="stable")[: _LOOKED_AT + question.enough]
    order = order[score[order] > 0]
    columns = (ways, communes, likeness, score, settled)
    for found in zip(*(column[order].tolist() for column in columns), strict=True):
        yield Candidate(*found)


def _asked(gazetteer: Gazetteer, question: Question, ways: Ids, communes: Ids) -> Bools:
    """Which ways bear the codes and are of the kind asked for."""
    allowed = _allowed(gazetteer, question, communes)
    if question.kind:
        allowed &= gazetteer.way_kind[ways] == _KINDS.get(question.kind, _NO_KIND)
    return allowed


def _agreement(gazetteer: Gazetteer, postcode: str, communes: Ids, named: Bools) -> Floats:
    if not postcode:
        return np.ones(len(communes))
    alone, beside_name = agreement_by_commune(gazetteer, postcode)
    return np.where(named, beside_name[communes], alone[communes])


def _allowed(gazetteer: Gazetteer, question: Question, communes: Ids) -> Bools:
    allowed = np.ones(len(communes), bool)
    for wanted, known in (
        (question.postcode, gazetteer.commune_postcode),
        (question.citycode, gazetteer.commune_citycode),
    ):
        if wanted:
            allowed &= np.array([known[commune] == wanted for commune in communes.tolist()], bool)
    return allowed


def score_communes(
    gazetteer: Gazetteer,
    question: Question,
    reading: Reading,
    communes: Iterable[int],
    likeness: float,
    named: bool,
) -> Iterator[Candidate]:
    """Communes as candidates; none where another kind is asked for."""
    some = np.array(list(communes), np.int32)
    if question.kind not in ("", "municipality") or not len(some):
        return
    agreement = _agreement(gazetteer, reading.postcode, some, np.full(len(some), named))
    allowed = _allowed(gazetteer, question, some)
    for commune, agrees, may in zip(some.tolist(), agreement.tolist(), allowed.tolist(), strict=True):
        score = likeness * agrees
        if may:
            yield Candidate(NO_WAY, commune, likeness, score, named and score > SETTLED)
