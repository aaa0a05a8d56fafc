"""The geocoder: a text to places, a position to addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile

import numpy as np

from observatory.domain.position import Position
from observatory.geocode.answer import GeocodedAddress
from observatory.geocode.candidates import NO_WAY, STEPS, Candidate, Question
from observatory.geocode.gazetteer import LIEU, Gazetteer, distances
from observatory.geocode.normalise import text_to_key
from observatory.geocode.numbers import Ints, Placed, place_number, sister_addresses
from observatory.geocode.query import text_to_query
from observatory.geocode.wording import address_answer, commune_answer, known_answer, way_answer

SURE = 0.60
"""Score from which ``search_many`` gives an answer; under it a person has to choose among candidates."""
_STOP = 0.85
_LEAST = 0.25
_TIE = 0.01
_APART_M = 1_000.0
_APART_OTHER_STREET_M = 300.0
_REPEATED_M = 200.0
_LOOKED_AT = 25
_BIAS, _BIAS_M = 0.04, 20_000.0
_POOLS = 50_000
_NUMBER_UNUSED = 0.86
_NEITHER_RIGHT = 0.85
"""Factor where neither the name nor the postcode is the one written."""


class Geocoder:
    """Answers from one gazetteer; it never changes, a new gazetteer takes a new geocoder."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._pools: dict[int, Ints] = {}
        self._name_of = _name_of_ways(gazetteer)

    def search(
        self,
        q: str,
        limit: int = 5,
        lat: float | None = None,
        lon: float | None = None,
        autocomplete: bool = False,
        postcode: str | None = None,
        citycode: str | None = None,
    ) -> list[GeocodedAddress]:
        """The places that a text may mean, best first, at most ``limit``; no text is refused.

        Parameters
        ----------
        q : address, street, place or commune, as people write it (its first 200 characters)
        lat, lon : a position in degrees that decides between equals
        autocomplete : the last word is perhaps unfinished
        postcode, citycode : only places that bear them
        """
        question = Question(text_to_query(q), autocomplete, lat, lon, postcode or "", citycode or "")
        return _without_repeats(self._ranked(question, margin=1.0), max(0, limit))

    def _ranked(self, question: Question, margin: float) -> list[GeocodedAddress]:
        """Every answer, best first; those that cannot come within ``margin`` of the best may be left out."""
        found: dict[tuple[int, str], GeocodedAddress] = {}
        for step in STEPS:
            for key, answer in self._answers(question, step(self._gazetteer, question), margin):
                if key not in found or answer.score > found[key].score:
                    found[key] = answer
            if any(answer.score >= _STOP for answer in found.values()):
                break
        return sorted(
            found.values(), key=lambda answer: (-answer.score, -answer.precision_m * (answer.type == "street"))
        )

    def search_many(self, texts: Sequence[str]) -> list[GeocodedAddress | None]:
        """For each text its best answer, or None where none is sure (below ``SURE``, or two equals far apart)."""
        known = {text: self._surest(text) for text in dict.fromkeys(texts)}
        return [known[text] for text in texts]

    def reverse(self, position: Position, limit: int = 1) -> list[GeocodedAddress]:
        """The numbered addresses nearest to a position, nearest first; ``precision_m`` is the distance in metres."""
        gazetteer = self._gazetteer
        size = min(max(0, limit), len(gazetteer.lat))
        if not size:
            return []
        away = distances(gazetteer.lat, gazetteer.lon, position.lat, position.lon)
        nearest = np.argpartition(away, size - 1)[:size]
        nearest = nearest[np.argsort(away[nearest], kind="stable")]
        return [known_answer(gazetteer, int(index), float(away[index])) for index in nearest]

    def _surest(self, text: str) -> GeocodedAddress | None:
        found = self._ranked(Question(text_to_query(text)), _TIE)
        if not found or found[0].score < SURE:
            return None
        equals = takewhile(lambda other: found[0].score - other.score < _TIE, found[1:])
        return None if any(_apart(found[0], other) for other in equals) else found[0]

    def _answers(
        self, question: Question, candidates: Iterable[Candidate], margin: float
    ) -> Iterable[tuple[tuple[int, str], GeocodedAddress]]:
        scored = [(self._score(question, one), one) for one in candidates if self._allowed(question, one)]
        scored.sort(key=lambda pair: -pair[0])
        best = 0.0
        for score, candidate in scored[:_LOOKED_AT]:
            if score < max(_LEAST, best - margin):
                return
            key, answer = self._answer(question, candidate, score)
            best = max(best, answer.score)
            yield key, answer

    def _answer(
        self, question: Question, candidate: Candidate, score: float
    ) -> tuple[tuple[int, str], GeocodedAddress]:
        gazetteer, reading, way = self._gazetteer, candidate.reading, candidate.way
        if way == NO_WAY:
            return (NO_WAY, gazetteer.commune_city[candidate.commune]), commune_answer(
                gazetteer, candidate.commune, score
            )
        is_lieu = gazetteer.way_kind[way] == LIEU
        placed = None if reading.number is None or is_lieu else self._place(way, reading.number, reading.suffix)
        if placed:
            answer = address_answer(gazetteer, question.query, candidate, placed, score * placed.quality)
            return (placed.way, placed.housenumber), answer
        quality = 1.0 if reading.number is None else _NUMBER_UNUSED
        return (way, ""), way_answer(gazetteer, question.query, candidate, score * quality)

    def _place(self, way: int, number: int, suffix: str) -> Placed | None:
        pool = self._pools.get(way)
        if pool is None:
            if len(self._pools) > _POOLS:
                self._pools.clear()
            sisters = self._gazetteer.name_ways[self._name_of[way]]
            pool = self._pools[way] = sister_addresses(self._gazetteer, way, sisters)
        return place_number(self._gazetteer, way, pool, number, suffix)

    def _allowed(self, question: Question, candidate: Candidate) -> bool:
        gazetteer, commune = self._gazetteer, candidate.commune
        return (not question.postcode or gazetteer.commune_postcode[commune] == question.postcode) and (
            not question.citycode or gazetteer.commune_citycode[commune] == question.citycode
        )

    def _score(self, question: Question, candidate: Candidate) -> float:
        """Likeness of the words, less what the postcode and the position say against it."""
        wanted = question.query.postcode
        found = self._gazetteer.commune_postcode[candidate.commune]
        agreement = postcode_agreement(wanted, found, candidate.city_named)
        score = candidate.likeness * agreement * (_NEITHER_RIGHT if candidate.likeness < 1 and agreement < 1 else 1.0)
        if (
            candidate.likeness < 1
            and candidate.reading.number is None
            and question.query.readings[0].number is not None
        ):
            score *= _NUMBER_UNUSED
        if not wanted and not candidate.city_named:
            score *= 0.97
        if question.lat is None or question.lon is None or candidate.way == NO_WAY:
            return score
        at = self._gazetteer
        away = np.hypot(at.way_lat[candidate.way] - question.lat, at.way_lon[candidate.way] - question.lon) * 100_000
        return score * (1 - _BIAS * float(away / (away + _BIAS_M)))


def postcode_agreement(wanted: str, found: str, city_named: bool) -> float:
    """Factor from 0.6 to 1: how well a postcode found agrees with the one written (1 when none is written)."""
    if not wanted or wanted == found or {wanted, found} == {"75016", "75116"}:
        return 1.0
    if wanted[:2] == found[:2]:
        return 0.94 if city_named else 0.9
    return 0.88 if city_named else 0.6


def _apart(first: GeocodedAddress, second: GeocodedAddress) -> bool:
    """Whether two answers lie too far apart for either to stand for both; parts of one street may lie farther."""
    away = _metres(first, second)
    if away <= _APART_OTHER_STREET_M:
        return False
    if text_to_key(first.street or first.name) != text_to_key(second.street or second.name):
        return True
    return away > _APART_M + sum(one.precision_m for one in (first, second) if one.type == "street")


def _without_repeats(answers: Sequence[GeocodedAddress], limit: int) -> list[GeocodedAddress]:
    """The first ``limit`` answers that differ: « Rue Foch » and « rue Foch » at one place are one answer."""
    kept: list[GeocodedAddress] = []
    for answer in answers:
        if len(kept) == limit:
            break
        if not any(_repeats(answer, other) for other in kept):
            kept.append(answer)
    return kept


def _repeats(answer: GeocodedAddress, other: GeocodedAddress) -> bool:
    reach = _REPEATED_M + sum(one.precision_m for one in (answer, other) if one.type == "street")
    return (
        answer.type == other.type
        and answer.citycode == other.citycode
        and text_to_key(answer.label) == text_to_key(other.label)
        and _metres(answer, other) <= reach
    )


def _metres(first: GeocodedAddress, second: GeocodedAddress) -> float:
    return Position(lat=first.lat, lon=first.lon).metres_to(Position(lat=second.lat, lon=second.lon))


def _name_of_ways(gazetteer: Gazetteer) -> Ints:
    """The name of each way."""
    owner = np.full(len(gazetteer.way_label), -1, np.int64)
    for name, ways in enumerate(gazetteer.name_ways):
        owner[ways] = name
    return owner
