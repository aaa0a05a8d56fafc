"""Which candidates answer a question, in their order: the steps of the search run, rated by their house numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from operator import attrgetter
from typing import NamedTuple

from observatory.geocode.answer import GeocodedAddress
from observatory.geocode.candidates import STEPS, Step, find_commune_alike, find_corrected, find_exact, find_words
from observatory.geocode.gazetteer import LIEU, Gazetteer
from observatory.geocode.numbers import Ints, known_address, number_quality, place_number, placed_at, sister_addresses
from observatory.geocode.query import Reading, text_to_query
from observatory.geocode.scoring import LEAST, NO_WAY, Candidate, Question
from observatory.geocode.wording import address_answer, commune_answer, way_answer

TIE = 0.01
"""Ratings closer than this are equal."""
_GOOD = 0.8
"""Rating from which no other reading of the text is tried."""
_HALF = 0.6
"""Rating from which no commune is looked for under an almost right name."""
_READINGS = 4
_POOLS = 50_000
_REMEMBERED = 10_000
_NUMBER_UNUSED = 0.86
_DEPARTEMENT = 2
_KNOWN_AT_ONCE = 0.915
_SCORE = attrgetter("score")
_HEAD = re.compile(r"\s*(?:(\d{1,4})(\s*(?:bis|ter|quater)|[a-z])?[\s,]+)?([^\W\d]{3}.*)", re.IGNORECASE | re.DOTALL)
"""A number, perhaps with its suffix, or none, and what follows."""


class Rated(NamedTuple):
    """A candidate with its final rating, before its answer is made.

    ``key`` tells two readings of one place from two places; ``by_number``: the house number is known or can be placed;
    ``address``: the known address itself, -1 where there is none.
    """

    key: tuple[int, int | None, str]
    score: float
    reading: Reading
    candidate: Candidate
    by_number: bool
    address: int = -1


class Ranking:
    """Rates what one gazetteer holds; it remembers what it read, and never changes its mind."""

    def __init__(self, gazetteer: Gazetteer, served: frozenset[int] = frozenset()) -> None:
        self._gazetteer = gazetteer
        self._served = served
        self._pools: dict[int, Ints] = {}
        self._tails: dict[tuple[str, bool], tuple[Reading, list[Candidate]]] = {}
        self._found: dict[tuple[object, ...], list[Candidate]] = {}

    def known_at_once(self, text: str) -> list[Rated]:
        """The answers of a number (or none) before a street and city already read; nothing where it is not so simple.

        In a long list one street comes many times: what follows the number is read once.
        """
        head = _HEAD.match(text)
        if not head:
            return []
        number = int(head[1]) if head[1] else None
        tail = (head[3], number is None)
        known = self._tails.get(tail)
        if known is None:
            if len(self._tails) > _REMEMBERED:
                self._tails.clear()
            query = text_to_query(tail[0] if number is None else f"{number} {tail[0]}")
            reading = query.readings[0]
            exact = (
                self._candidates(find_exact, Question(query, served=self._served), reading)
                if reading.number == number
                else []
            )
            known = self._tails[tail] = reading, [one for one in exact if one.settled]
        reading = Reading(number, (head[2] or "").strip().lower(), known[0].words, known[0].postcode)
        return self._known(reading, known[1]) or self._placeable(reading, known[1])

    def _known(self, reading: Reading, candidates: list[Candidate]) -> list[Rated]:
        """Those of equal candidates that have the number itself."""
        if reading.number is None:
            return []
        rated = []
        for one in candidates:
            address = known_address(self._gazetteer, one.way, reading.number, reading.suffix)
            if address >= 0 and one.score >= _KNOWN_AT_ONCE:
                rated.append(Rated((one.way, reading.number, reading.suffix), one.score, reading, one, True, address))
        return rated

    def _placeable(self, reading: Reading, candidates: list[Candidate]) -> list[Rated]:
        """The best of the candidates where they are good enough to do without any other."""
        rated: list[Rated] = []
        best = _KNOWN_AT_ONCE
        for candidate in candidates:
            if candidate.score < best:
                break
            one = self._rate(reading, candidate)
            if one.score >= best - TIE:
                rated.append(one)
                best = max(best, one.score)
        return sorted(rated, key=lambda one: -one.score)

    def ranked(self, question: Question, enough: int) -> list[Rated]:
        """The best ``enough`` and those equal to the last of them, best first; perhaps more."""
        if self._served or enough > 1:
            question = replace(question, served=self._served, enough=enough)
        found: dict[tuple[int, int | None, str], Rated] = {}
        scores: list[float] = []
        for step in STEPS:
            settled = False
            if step is find_commune_alike and scores and scores[0] >= _HALF:
                break
            for reading in question.query.readings[:_READINGS]:
                for candidate in self._candidates(step, question, reading):
                    floor = scores[enough - 1] - TIE if len(scores) >= enough else LEAST
                    if candidate.score < max(floor, LEAST):
                        break
                    rated = self._rate(reading, candidate, question.kind)
                    if question.kind == "housenumber" and not rated.by_number:
                        continue
                    if rated.key not in found or rated.score > found[rated.key].score:
                        found[rated.key] = rated
                        scores = sorted((one.score for one in found.values()), reverse=True)
                    settled |= candidate.settled
                if settled or (step in (find_corrected, find_words) and scores and scores[0] >= _GOOD):
                    break
            if settled:
                break
        return sorted(found.values(), key=lambda one: (-one.score, -self._extent(one)))

    def _extent(self, rated: Rated) -> float:
        """The radius of a street as a whole: of two equals the longer comes first."""
        way = rated.candidate.way
        return 0.0 if rated.by_number or way == NO_WAY else float(self._gazetteer.way_radius[way])

    def _rate(self, reading: Reading, candidate: Candidate, kind: str = "") -> Rated:
        """A candidate with its final score, before its answer is made."""
        way = candidate.way
        if way == NO_WAY:
            city, citycode = self._gazetteer.commune_city, self._gazetteer.commune_citycode
            place = f"{city[candidate.commune]} {citycode[candidate.commune][:_DEPARTEMENT]}"  # whatever its postcodes
            return Rated((NO_WAY, None, place), candidate.score, reading, candidate, False)
        if reading.number is None or kind == "street":
            return Rated((way, None, ""), candidate.score, reading, candidate, False)
        if self._gazetteer.way_kind[way] == LIEU:
            return Rated((way, None, ""), candidate.score * _NUMBER_UNUSED, reading, candidate, False)
        address = known_address(self._gazetteer, way, reading.number, reading.suffix)
        quality = 1.0
        if address < 0:
            pool = self._pool(way)
            quality = number_quality(self._gazetteer, way, pool, reading.number, reading.suffix)
        score = candidate.score * (quality or _NUMBER_UNUSED)
        key = (way, reading.number, reading.suffix) if quality else (way, None, "")
        return Rated(key, score, reading, candidate, quality > 0, address)

    def _candidates(self, step: Step, question: Question, reading: Reading) -> list[Candidate]:
        """What a step finds for a reading, best first; remembered where it hangs on the words alone."""
        if question.autocomplete or question.lat is not None or question.postcode or question.citycode or question.kind:
            return _best_first(step(self._gazetteer, question, reading))
        unused = reading.number is None and question.query.readings[0].number is not None
        key = (step, reading.words, reading.postcode, reading.number is None, unused, question.enough)
        known = self._found.get(key)
        if known is None:
            if len(self._found) > _REMEMBERED:
                self._found.clear()
            known = self._found[key] = _best_first(step(self._gazetteer, question, reading))
        return known

    def answer(self, rated: Rated) -> GeocodedAddress:
        """The answer that a rated candidate gives."""
        gazetteer, reading, candidate, score = self._gazetteer, rated.reading, rated.candidate, rated.score
        if candidate.way == NO_WAY:
            return commune_answer(gazetteer, candidate.commune, score)
        if rated.address >= 0:
            return address_answer(gazetteer, reading, candidate, placed_at(gazetteer, rated.address), score)
        if rated.by_number and reading.number is not None:
            pool = self._pool(candidate.way)
            placed = place_number(gazetteer, candidate.way, pool, reading.number, reading.suffix)
            if placed:
                return address_answer(gazetteer, reading, candidate, placed, score)
        return way_answer(gazetteer, reading, candidate, score)

    def _pool(self, way: int) -> Ints:
        pool = self._pools.get(way)
        if pool is None:
            if len(self._pools) > _POOLS:
                self._pools.clear()
            pool = self._pools[way] = sister_addresses(self._gazetteer, way)
        return pool


def _best_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=_SCORE, reverse=True)
