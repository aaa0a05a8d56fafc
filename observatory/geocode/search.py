"""The geocoder: a text to places, a position to addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from observatory.domain.position import Position
from observatory.domain.records import Surnom
from observatory.geocode.answer import GeocodedAddress
from observatory.geocode.candidates import NO_WAY, STEPS, Candidate, Question, Step, find_exact, find_words
from observatory.geocode.gazetteer import LIEU, Gazetteer
from observatory.geocode.normalise import text_to_key
from observatory.geocode.numbers import Ints, known_address, number_quality, place_number, placed_at, sister_addresses
from observatory.geocode.query import Reading, text_to_query
from observatory.geocode.relations import Relation, text_to_relation
from observatory.geocode.reverse import Reverse
from observatory.geocode.told import relation_answers
from observatory.geocode.wording import address_answer, called_answer, commune_answer, way_answer

SURE = 0.60
"""Score from which ``search_many`` gives an answer; under it a person has to choose among candidates."""
_GOOD = 0.8
"""Score from which no other reading of the text is tried."""
_LEAST = 0.25
_SPARE = 3
"""Answers looked at beyond those asked for: some repeat others."""
_READINGS = 4
_TIE = 0.01
_APART_M = 1_000.0
_APART_OTHER_STREET_M = 300.0
_REPEATED_M = 200.0
_POOLS = 50_000
_REMEMBERED = 10_000
_NUMBER_UNUSED = 0.86
_NAMED = 0.97
"""Score from which a text that might tell of several places is taken for the one name that it is."""
_MOST_WAYS = 12
_ENOUGH = 6
_KNOWN_AT_ONCE = 0.915
_HEAD = re.compile(r"\s*(?:(\d{1,4})\s*(bis|ter|quater)?[\s,]+)?([^\W\d]{3}.*)", re.IGNORECASE | re.DOTALL)
"""A number, perhaps with its suffix, or none, and what follows."""


class Geocoder:
    """Answers from one gazetteer; it never changes, a new gazetteer takes a new geocoder."""

    def __init__(self, gazetteer: Gazetteer, surnoms: Iterable[Surnom] = ()) -> None:
        self._gazetteer = gazetteer
        self._surnoms = {" ".join(text_to_key(one.surnom)): one for one in surnoms}
        self._reverse = Reverse(gazetteer)
        self._pools: dict[int, Ints] = {}
        self._tails: dict[tuple[str, bool], tuple[Reading, list[Candidate]]] = {}
        self._found: dict[tuple[object, ...], list[Candidate]] = {}

    def search(
        self,
        q: str,
        limit: int = 5,
        lat: float | None = None,
        lon: float | None = None,
        autocomplete: bool = False,
        postcode: str | None = None,
        citycode: str | None = None,
        kind: str | None = None,
    ) -> list[GeocodedAddress]:
        """The places that a text may mean, best first, at most ``limit``; no text is refused.

        Parameters
        ----------
        q : address, street, place or commune, as people write it (its first 200 characters)
        lat, lon : a position in degrees that decides between equals
        autocomplete : the last word is perhaps unfinished
        postcode, citycode : only places that bear them
        kind : only answers of that type: housenumber, street, locality or municipality
        """
        if limit < 1:
            return []
        question = Question(text_to_query(q), autocomplete, lat, lon, postcode or "", citycode or "", kind or "")
        called = self._called(question)
        if called:
            return called[:limit]
        plain = map(self._answer, self._ranked(question, limit + (_SPARE if limit > 1 else 0), 0.0))
        return _without_repeats(self._with_told(q, question, plain), limit)

    def surest(self, found: Sequence[GeocodedAddress]) -> GeocodedAddress | None:
        """The first of answers of ``search``, or None where it is below ``SURE`` or has an equal far from it."""
        return _sure(found) if found else None

    def _called(self, question: Question) -> list[GeocodedAddress]:
        """The places that a nickname stands for; a nickname is written whole, with or without what surrounds it."""
        if not self._surnoms:
            return []
        relation = text_to_relation(question.query.text)
        parts = relation.splits[0] if relation and len(relation.splits[0]) == 1 else ()
        for text in (question.query.text, *parts):
            known = self._surnoms.get(" ".join(text_to_key(text)))
            if known:
                return [one for one in self._meant(known) if _is_asked(question, one)]
        return []

    def _meant(self, surnom: Surnom) -> list[GeocodedAddress]:
        if surnom.lat is not None and surnom.lon is not None:
            near = self.reverse(Position(lat=surnom.lat, lon=surnom.lon))
            return [called_answer(surnom, one) for one in near]
        question = Question(text_to_query(surnom.designe))
        plain = map(self._answer, self._ranked(question, 1, 0.0))
        told = _without_repeats(self._with_told(surnom.designe, question, plain), 1)
        words = f"« {surnom.surnom} » est le surnom de {surnom.designe}."
        return [replace(one, method="surnom", explanation=f"{words} {one.explanation}") for one in told]

    def _with_told(self, text: str, question: Question, plain: Iterator[GeocodedAddress]) -> Iterator[GeocodedAddress]:
        """The answers to a text that tells of several places, before or among those that take it for one name."""
        relation = text_to_relation(text)
        if relation is None:
            yield from plain
            return
        answers = list(plain)
        told = [] if relation.weak and answers and answers[0].score >= _NAMED else self._told(relation, question)
        if relation.weak:
            yield from sorted([*told, *answers], key=lambda one: -one.score)
        else:
            yield from told or answers

    def _told(self, relation: Relation, question: Question) -> list[GeocodedAddress]:
        found = relation_answers(self._gazetteer, relation, _Finder(self, question))
        return [one for one in found if _is_asked(question, one)]

    def search_many(self, texts: Sequence[str]) -> list[GeocodedAddress | None]:
        """For each text its best answer, or None where none is sure (below ``SURE``, or two equals far apart)."""
        known = {text: self._surest(text) for text in dict.fromkeys(texts)}
        return [known[text] for text in texts]

    def reverse(self, position: Position, limit: int = 1, kind: str | None = None) -> list[GeocodedAddress]:
        """What is nearest to a position, nearest first: see ``Reverse.nearest``."""
        return self._reverse.nearest(position, limit, kind or "")

    def _surest(self, text: str) -> GeocodedAddress | None:
        if self._surnoms:
            called = self._called(Question(text_to_query(text)))
            if called:
                return called[0]
        found = self._known_at_once(text)
        if not found:
            question = Question(text_to_query(text))
            found = self._ranked(question, 1, _TIE)
            relation = text_to_relation(text)
            if relation and not (relation.weak and found and found[0].score >= _NAMED):
                told = self._told(relation, question)
                if told and (not relation.weak or not found or told[0].score >= found[0].score):
                    return _sure(told)
        if not found or found[0].score < SURE:
            return None
        return _sure([self._answer(one) for one in found if found[0].score - one.score < _TIE])

    def _known_at_once(self, text: str) -> list[_Rated]:
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
            query = text_to_query(text)
            reading = query.readings[0]
            exact = self._candidates(find_exact, Question(query), reading) if reading.number == number else []
            known = self._tails[tail] = reading, [one for one in exact if one.settled]
        reading = Reading(number, (head[2] or "").lower(), known[0].words, known[0].postcode)
        rated: list[_Rated] = []
        best = _KNOWN_AT_ONCE
        for candidate in known[1]:
            if candidate.score < best:
                break
            one = self._rate(reading, candidate)
            if one.score >= best - _TIE:
                rated.append(one)
                best = max(best, one.score)
        if len(rated) > 1:
            rated.sort(key=lambda one: -one.score)
        return rated

    def _ranked(self, question: Question, enough: int, margin: float) -> list[_Rated]:
        """The best ``enough`` answers and those within ``margin`` of the last of them, best first; perhaps more."""
        found: dict[tuple[int, int | None, str], _Rated] = {}
        scores: list[float] = []
        for step in STEPS:
            settled = False
            for reading in question.query.readings[:_READINGS]:
                for candidate in self._candidates(step, question, reading):
                    floor = scores[enough - 1] - margin if len(scores) >= enough else _LEAST
                    if candidate.score < max(floor, _LEAST):
                        break
                    rated = self._rate(reading, candidate)
                    if rated.key not in found or rated.score > found[rated.key].score:
                        found[rated.key] = rated
                        scores = sorted((one.score for one in found.values()), reverse=True)
                    settled |= candidate.settled
                if settled or (step is find_words and scores and scores[0] >= _GOOD):
                    break
            if settled:
                break
        return sorted(found.values(), key=lambda one: (-one.score, -self._extent(one)))

    def _extent(self, rated: _Rated) -> float:
        """The radius of a street as a whole: of two equals the longer comes first."""
        way = rated.candidate.way
        return 0.0 if rated.by_number or way == NO_WAY else float(self._gazetteer.way_radius[way])

    def _rate(self, reading: Reading, candidate: Candidate) -> _Rated:
        """A candidate with its final score, before its answer is made."""
        way = candidate.way
        if way == NO_WAY:
            return _Rated((NO_WAY, candidate.commune, ""), candidate.score, reading, candidate, False)
        if reading.number is None or self._gazetteer.way_kind[way] == LIEU:
            return _Rated((way, None, ""), candidate.score, reading, candidate, False)
        address = known_address(self._gazetteer, way, reading.number, reading.suffix)
        quality = 1.0
        if address < 0:
            pool = self._pool(way)
            quality = number_quality(self._gazetteer, way, pool, reading.number, reading.suffix)
        score = candidate.score * (quality or _NUMBER_UNUSED)
        key = (way, reading.number, reading.suffix) if quality else (way, None, "")
        return _Rated(key, score, reading, candidate, quality > 0, address)

    def _candidates(self, step: Step, question: Question, reading: Reading) -> list[Candidate]:
        """What a step finds for a reading, best first; remembered where it hangs on the words alone."""
        if question.autocomplete or question.lat is not None or question.postcode or question.citycode or question.kind:
            return _best_first(step(self._gazetteer, question, reading))
        unused = reading.number is None and question.query.readings[0].number is not None
        key = (step, reading.words, reading.postcode, reading.number is None, unused)
        known = self._found.get(key)
        if known is None:
            if len(self._found) > _REMEMBERED:
                self._found.clear()
            known = self._found[key] = _best_first(step(self._gazetteer, question, reading))
        return known

    def _answer(self, rated: _Rated) -> GeocodedAddress:
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


class _Finder:
    """The geocoder as the parts of a text need it."""

    def __init__(self, geocoder: Geocoder, question: Question) -> None:
        self._geocoder, self._question = geocoder, question

    def ways(self, text: str, near: tuple[float, float] | None) -> list[tuple[int, float]]:
        """Streets that a text may mean."""
        lat, lon = near or (self._question.lat, self._question.lon)
        begun = self._question.autocomplete and self._question.query.text.strip().lower().endswith(text[-_ENOUGH:])
        question = replace(
            self._question, query=text_to_query(text), lat=lat, lon=lon, kind="street", autocomplete=begun
        )
        ranked = self._geocoder._ranked(question, _MOST_WAYS, 0.0)
        return [(one.candidate.way, one.candidate.score) for one in ranked if one.candidate.way != NO_WAY]

    def places(self, text: str) -> list[GeocodedAddress]:
        """Places that a text may mean."""
        question = replace(self._question, query=text_to_query(text), kind="")
        return [self._geocoder._answer(one) for one in self._geocoder._ranked(question, 5, 0.0)]

    def streets_at(self, lat: float, lon: float, metres: float) -> list[int]:
        """The streets that pass near a position."""
        return self._geocoder._reverse.streets_at(Position(lat=lat, lon=lon), metres)


class _Rated(NamedTuple):
    key: tuple[int, int | None, str]
    score: float
    reading: Reading
    candidate: Candidate
    by_number: bool
    address: int = -1


def _best_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda one: -one.score)


def _sure(found: Sequence[GeocodedAddress]) -> GeocodedAddress | None:
    """The first answer, unless it is below ``SURE`` or an equal one lies too far from it."""
    best = found[0]
    equals = takewhile(lambda other: best.score - other.score < _TIE, found[1:])
    return None if best.score < SURE or any(_apart(best, other) for other in equals) else best


def _is_asked(question: Question, answer: GeocodedAddress) -> bool:
    """Whether an answer bears the codes and the kind asked for."""
    return (
        question.postcode in ("", answer.postcode)
        and question.citycode in ("", answer.citycode)
        and question.kind in ("", answer.type)
    )


def _apart(first: GeocodedAddress, second: GeocodedAddress) -> bool:
    """Whether two answers lie too far apart for either to stand for both; parts of one street may lie farther."""
    away = _metres(first, second)
    if away <= _APART_OTHER_STREET_M:
        return False
    if text_to_key(first.street or first.name) != text_to_key(second.street or second.name):
        return True
    return away > _APART_M + sum(one.precision_m for one in (first, second) if one.type == "street")


def _without_repeats(answers: Iterable[GeocodedAddress], limit: int) -> list[GeocodedAddress]:
    """The first ``limit`` answers that differ: « Rue Foch » and « rue Foch » at one place are one answer."""
    kept: list[GeocodedAddress] = []
    for answer in answers:
        if not any(_repeats(answer, other) for other in kept):
            kept.append(answer)
        if len(kept) == limit:
            break
    return kept


def _repeats(answer: GeocodedAddress, other: GeocodedAddress) -> bool:
    if answer.type == "intersection":  # two streets may meet at several places
        return answer.name == other.name and _metres(answer, other) <= answer.precision_m
    reach = _REPEATED_M + sum(one.precision_m for one in (answer, other) if one.type == "street")
    return (
        answer.type == other.type
        and answer.citycode == other.citycode
        and text_to_key(answer.label) == text_to_key(other.label)
        and _metres(answer, other) <= reach
    )


def _metres(first: GeocodedAddress, second: GeocodedAddress) -> float:
    return Position(lat=first.lat, lon=first.lon).metres_to(Position(lat=second.lat, lon=second.lon))
