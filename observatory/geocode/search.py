"""The geocoder: a text to places, a position to what is near it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from observatory.domain.position import Position
from observatory.domain.records import Surnom
from observatory.geocode.answer import GeocodedAddress
from observatory.geocode.gazetteer import Gazetteer
from observatory.geocode.normalise import text_to_key
from observatory.geocode.query import text_to_query
from observatory.geocode.ranking import TIE, Ranking, Rated
from observatory.geocode.relations import CROSSING, SEGMENT, Relation, text_to_relation, text_to_two_streets
from observatory.geocode.reverse import Reverse
from observatory.geocode.sameness import places_apart, without_repeats
from observatory.geocode.scoring import NO_WAY, Question
from observatory.geocode.told import relation_answers
from observatory.geocode.wording import called_answer

SURE = 0.75
"""Score from which ``search_many`` gives an answer; under it a person has to choose among candidates."""
_SPARE = 3
"""Answers looked at beyond those asked for: some repeat others."""
_NAMED = 0.97
"""Rating from which a text that might tell of several places is taken for the one name that it is."""
_FIGURE = re.compile(r"\d")
_TOLD_TIE = 0.001
_UNTOLD = 0.5
"""Factor of answers that take for one name a text whose streets are not found to meet."""
_MOST_WAYS = 12
_MOST_PLACES = 5
_ENOUGH = 6
_COMPARED = 3
"""Equal answers that are compared place by place; the others count by their towns."""


class Geocoder:
    """Answers from one gazetteer; it never changes, a new gazetteer takes a new geocoder.

    ``surnoms`` are the nicknames in force, the last of two equal ones winning; ``served`` names the communes that are
    meant where neither a city nor a postcode is written.
    """

    def __init__(self, gazetteer: Gazetteer, surnoms: Iterable[Surnom] = (), served: Iterable[str] = ()) -> None:
        self._gazetteer = gazetteer
        self._surnoms = {" ".join(text_to_key(one.surnom)): one for one in surnoms}
        self._figures = any(character.isdigit() for key in self._surnoms for character in key)
        communes = [gazetteer.communes_called(" ".join(text_to_key(name))) for name in served]
        self._ranking = Ranking(gazetteer, frozenset(one for some in communes for one in some.tolist()))
        self._reverse = Reverse(gazetteer)

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
        kind : only answers of that type, one of ``TYPES``
        """
        if limit < 1:
            return []
        question = Question(text_to_query(q), autocomplete, lat, lon, postcode or "", citycode or "", kind or "")
        return (self._called(question) or self._answers(question, limit))[:limit]

    def search_many(self, texts: Sequence[str]) -> list[GeocodedAddress | None]:
        """For each text its best answer, or None where none is sure: below ``SURE``, or two equals far apart."""
        known = {text: self._surest(text) for text in dict.fromkeys(texts)}
        return [known[text] for text in texts]

    def surest(self, found: Sequence[GeocodedAddress]) -> GeocodedAddress | None:
        """The first of the answers of ``search``, or None where it is not sure."""
        return found[0] if found and found[0].score >= SURE else None

    def reverse(self, position: Position, limit: int = 1, kind: str | None = None) -> list[GeocodedAddress]:
        """What is nearest to a position, nearest first: see ``Reverse.nearest``."""
        return self._reverse.nearest(position, limit, kind or "")

    def _surest(self, text: str) -> GeocodedAddress | None:
        plain = not self._surnoms or self._is_no_surnom(text)
        known = self._ranking.known_at_once(text) if plain else []
        if len(known) == 1:
            return self.surest([self._ranking.answer(known[0])])
        if known:
            return self.surest(self._made(known, 1))
        question = Question(text_to_query(text))
        return self.surest(self._called(question) or self._answers(question, 1, by_streets=False))

    def _answers(self, question: Question, limit: int, *, by_streets: bool = True) -> list[GeocodedAddress]:
        """The answers to a text as one name, and as several places of which it tells.

        ``by_streets``: also as two streets with no word between, of which nobody can be sure.
        """
        ranked = self._ranking.ranked(question, limit + (_SPARE if limit > 1 else 0))
        relation = text_to_relation(question.query.folded)
        if by_streets and relation is None and ranked and ranked[0].score < _NAMED and not ranked[0].by_number:
            relation = text_to_two_streets(question.query.folded)
        plain = self._made(ranked, limit, biased=question.lat is not None)
        if relation is None or (relation.weak and ranked and ranked[0].score >= _NAMED):
            return plain
        told = self._told(relation, question)
        if relation.weak:
            return without_repeats(sorted([*told, *plain], key=lambda one: -one.score), limit)
        return without_repeats(told, limit) if told else _doubted(plain, relation)

    def _made(self, ranked: Sequence[Rated], limit: int, *, biased: bool = False) -> list[GeocodedAddress]:
        """The answers; where several equals lie far apart and no position decides, they share the score."""
        if limit == 1 and len(ranked) == 1:
            return [self._ranking.answer(ranked[0])]
        answers = map(self._ranking.answer, ranked)
        equals = [one for one in ranked if ranked[0].score - one.score < TIE] if not biased else []
        if len(equals) < 2:
            return without_repeats(answers, limit)
        every = [self._ranking.answer(one) for one in equals[:_COMPARED]]
        towns = {one.candidate.commune for one in equals[_COMPARED:]}
        made = without_repeats(chain(every, map(self._ranking.answer, ranked[len(every) :])), limit)
        return _shared(made, places_apart(every) + len(towns))

    def _told(self, relation: Relation, question: Question) -> list[GeocodedAddress]:
        found = relation_answers(self._gazetteer, relation, _Finder(self, question))
        asked = [one for one in found if _is_asked(question, one)]
        return _shared(asked, places_apart([one for one in asked if asked[0].score - one.score < _TOLD_TIE]))

    def _called(self, question: Question) -> list[GeocodedAddress]:
        """The places that a nickname stands for, written alone or after « devant », « près de »…"""
        if not self._surnoms or self._is_no_surnom(question.query.text):
            return []
        relation = text_to_relation(question.query.folded)
        parts = relation.splits[0] if relation and len(relation.splits[0]) == 1 else ()
        for text in (question.query.text, *parts):
            known = self._surnoms.get(" ".join(text_to_key(text)))
            if known:
                return [one for one in self._meant(known) if _is_asked(question, one)]
        return []

    def _is_no_surnom(self, text: str) -> bool:
        """Whether a text has figures, and no nickname has any."""
        return not self._figures and _FIGURE.search(text) is not None

    def _meant(self, surnom: Surnom) -> list[GeocodedAddress]:
        if surnom.lat is not None and surnom.lon is not None:
            near = self.reverse(Position(lat=surnom.lat, lon=surnom.lon))
            return [called_answer(surnom, one) for one in near]
        words = f"« {surnom.surnom} » est le surnom de {surnom.designe}."
        found = [one for one in self._answers(Question(text_to_query(surnom.designe)), 1) if one.score >= SURE]
        return [one._replace(method="surnom", explanation=f"{words} {one.explanation}") for one in found]


class _Finder:
    """The geocoder as the parts of a text need it."""

    def __init__(self, geocoder: Geocoder, question: Question) -> None:
        self._ranking, self._reverse = geocoder._ranking, geocoder._reverse
        self._question = question

    def ways(self, text: str, near: tuple[float, float] | None) -> list[tuple[int, float]]:
        """Streets that a text may mean with their ratings."""
        lat, lon = near or (self._question.lat, self._question.lon)
        begun = self._question.autocomplete and self._question.query.text.strip().lower().endswith(text[-_ENOUGH:])
        query = text_to_query(text)
        question = replace(self._question, query=query, lat=lat, lon=lon, kind="street", autocomplete=begun)
        ranked = self._ranking.ranked(question, _MOST_WAYS)
        return [(one.candidate.way, one.candidate.score) for one in ranked if one.candidate.way != NO_WAY]

    def places(self, text: str) -> list[GeocodedAddress]:
        """Places that a text may mean."""
        question = replace(self._question, query=text_to_query(text), kind="")
        return [self._ranking.answer(one) for one in self._ranking.ranked(question, _MOST_PLACES)]

    def streets_at(self, lat: float, lon: float, metres: float) -> list[int]:
        """The streets that pass near a position."""
        return self._reverse.streets_at(Position(lat=lat, lon=lon), metres)


def _doubted(plain: list[GeocodedAddress], relation: Relation) -> list[GeocodedAddress]:
    """Answers for one of the streets of a crossing or a stretch that is not found: candidates, none of them sure."""
    if relation.kind not in (CROSSING, SEGMENT):
        return plain
    words = "Ces voies ne se croisent pas, ou l'une d'elles n'est pas connue."
    return [
        one._replace(score=round(one.score * _UNTOLD, 4), explanation=f"{words} {one.explanation}") for one in plain
    ]


def _shared(answers: list[GeocodedAddress], places: int) -> list[GeocodedAddress]:
    """The answers with a score that several places share."""
    return answers if places < 2 else [one._replace(score=round(one.score / places, 4)) for one in answers]


def _is_asked(question: Question, answer: GeocodedAddress) -> bool:
    """Whether an answer bears the codes and the kind asked for."""
    return (
        question.postcode in ("", answer.postcode)
        and question.citycode in ("", answer.citycode)
        and question.kind in ("", answer.type)
    )
