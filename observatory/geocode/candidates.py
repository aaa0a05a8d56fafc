"""The steps of the search, in their order: each gives ways or communes that a query may mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from observatory.geocode.gazetteer import Gazetteer
from observatory.geocode.query import Query, Reading
from observatory.geocode.words import TYPE_WEIGHT

NO_WAY = -1
_NAMES = 30
_HOMONYMS = 40
_CITY_WORDS = 6
_NAME_SHARE = 0.45
_ONLY_CITY, _ELSEWHERE = 0.5, 0.8
"""Factors: nothing is said but a city and a type of street; another city is named."""
_SHORT = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way (or, when ``way`` is NO_WAY, a commune) that a reading may mean, and how alike the words are (0 to 1)."""

    way: int
    commune: int
    reading: Reading
    likeness: float
    city_named: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A query with what surrounds it: keystrokes still to come, and the position and codes asked for."""

    query: Query
    autocomplete: bool = False
    lat: float | None = None
    lon: float | None = None
    postcode: str = ""
    citycode: str = ""


def find_exact(gazetteer: Gazetteer, question: Question) -> Iterator[Candidate]:
    """Ways whose whole name is written, with the name of their city after it, before it, or left out."""
    for reading in question.query.readings:
        words = reading.words
        for name, city in _cuts(words):
            index = gazetteer.names.get(" ".join(name))
            if index is None:
                continue
            communes = gazetteer.communes_by_key.get(" ".join(city), ()) if city else ()
            if city and not communes:
                continue
            for way in _ways_near(gazetteer, question, index, communes, strict=bool(city)):
                yield Candidate(way, int(gazetteer.way_commune[way]), reading, 1.0, bool(city))


def find_commune(gazetteer: Gazetteer, question: Question) -> Iterator[Candidate]:
    """Communes whose name is all that is written, or whose postcode is."""
    reading = question.query.readings[-1]
    key = " ".join(reading.words)
    for commune in gazetteer.communes_by_key.get(key, ()):
        yield Candidate(NO_WAY, commune, reading, 1.0, True)
    if not key and question.query.postcode:
        for commune, postcode in enumerate(gazetteer.commune_postcode):
            if postcode == question.query.postcode:
                yield Candidate(NO_WAY, commune, reading, 0.9)


def find_words(gazetteer: Gazetteer, question: Question) -> Iterator[Candidate]:
    """Ways that share words with the query, typos, glued words and words to come allowed."""
    index = gazetteer.words
    for reading in question.query.readings[:3]:
        words = [part for word in reading.words for part in index.split(word)]
        if not words:
            continue
        wanted = _wanted(gazetteer, words, question.query.last if question.autocomplete else "")
        named = communes_named(gazetteer, words)
        weights = [index.word_weight(word) for word in words]
        for name in index.best_names(wanted, _NAMES):
            cover, used = _name_cover(gazetteer, name, wanted)
            if question.autocomplete:
                cover = 0.4 + 0.6 * cover
            by_city: dict[frozenset[int], float] = {}
            for way in _ways_near(gazetteer, question, name, named):
                commune = int(gazetteer.way_commune[way])
                city = named.get(commune, frozenset())
                if city not in by_city:
                    by_city[city] = _likeness(cover, used, city, named, weights)
                yield Candidate(way, commune, reading, by_city[city], commune in named)


def _likeness(
    cover: float,
    used: frozenset[int],
    city: frozenset[int],
    named: dict[int, frozenset[int]],
    weights: Sequence[float],
) -> float:
    """From the share of the name that is said and the share of the query that name and city explain: 0 to 0.99.

    ``used`` and ``city`` are the places of the words that say the name and its city, ``named`` the communes named.
    """
    share = sum(weights[place] for place in used | city) / sum(weights)
    likeness = float(cover**1.5) * (_NAME_SHARE + (1 - _NAME_SHARE) * share)
    if all(place in city or weights[place] <= TYPE_WEIGHT for place in used):
        likeness *= _ONLY_CITY
    elif not city and any(not places <= used for places in named.values()):
        likeness *= _ELSEWHERE
    return min(0.99, likeness)


def find_commune_alike(gazetteer: Gazetteer, question: Question) -> Iterator[Candidate]:
    """Communes whose name looks like all that is written."""
    reading = question.query.readings[-1]
    for commune in _communes_like(gazetteer, " ".join(reading.words)):
        yield Candidate(NO_WAY, commune, reading, 0.8, True)


STEPS: tuple[Callable[[Gazetteer, Question], Iterable[Candidate]], ...] = (
    find_commune,
    find_exact,
    find_words,
    find_commune_alike,
)
"""The search, top to bottom; it stops after the first step whose best answer is sure."""


def _cuts(words: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Words cut into the name of a way and the name of a city, the city last, then first."""
    size = len(words)
    yield words, ()
    for cut in range(size - 1, max(0, size - 1 - _CITY_WORDS), -1):
        yield words[:cut], words[cut:]
    for cut in range(1, min(size, _CITY_WORDS + 1)):
        yield words[cut:], words[:cut]


def _wanted(gazetteer: Gazetteer, words: Sequence[str], begun: str) -> list[dict[int, float]]:
    """For each word of the query, the words of names that it may stand for; ``begun`` is the last one, unfinished."""
    wanted = [dict(gazetteer.words.alike(word)) for word in words]
    if begun:
        wanted[-1] = wanted[-1] | gazetteer.words.begun_by(begun)
    for place in range(len(words) - 1):
        glued = gazetteer.words.ids.get(words[place] + words[place + 1])
        if glued is not None:
            wanted[place][glued] = wanted[place + 1][glued] = 0.95
    return wanted


def _name_cover(gazetteer: Gazetteer, name: int, wanted: Sequence[dict[int, float]]) -> tuple[float, frozenset[int]]:
    """The share of a name's weight that the query says, and the places of the words that say it."""
    index = gazetteer.words
    covered, used = 0.0, set[int]()
    for word in index.name_words[name]:
        best, place = max(((one.get(word, 0.0), -place) for place, one in enumerate(wanted)), default=(0.0, 0))
        if best:
            covered += best * float(index.weight[word])
            used.update(at for at, one in enumerate(wanted) if one.get(word, 0.0) == best)
            used.add(-place)
    return covered / float(index.name_weight[name]), frozenset(used)


def communes_named(gazetteer: Gazetteer, words: Sequence[str]) -> dict[int, frozenset[int]]:
    """Communes that the words name, with the places of those words; at the ends a typo is allowed."""
    named: dict[int, frozenset[int]] = {}
    size = len(words)
    for start in range(size):
        for end in range(start + 1, min(size, start + _CITY_WORDS) + 1):
            for commune in gazetteer.communes_by_key.get(" ".join(words[start:end]), ()):
                named[commune] = named.get(commune, frozenset()) | frozenset(range(start, end))
    if named:
        return named
    for length in range(1, min(4, size - 1) + 1):
        for places in (range(size - length, size), range(length)):
            text = " ".join(words[place] for place in places)
            for commune in _communes_like(gazetteer, text):
                named.setdefault(commune, frozenset(places))
    return named


def _communes_like(gazetteer: Gazetteer, text: str) -> Sequence[int]:
    if len(text) <= _SHORT or text in gazetteer.words.ids:
        return ()
    found = process.extractOne(
        text, gazetteer.communes_by_key.keys(), scorer=OSA.normalized_similarity, score_cutoff=0.78
    )
    return gazetteer.communes_by_key[found[0]] if found else ()


def _ways_near(
    gazetteer: Gazetteer, question: Question, name: int, communes: Iterable[int], *, strict: bool = False
) -> list[int]:
    """The ways of that name worth a look: in the communes named, under the postcode, near the position; not all."""
    ways = gazetteer.name_ways[name]
    inside = frozenset(communes)
    if strict:
        ways = [way for way in ways if gazetteer.way_commune[way] in inside]
    if len(ways) <= _HOMONYMS:
        return ways
    postcode = question.postcode or question.query.postcode

    def worth(way: int) -> tuple[bool, float]:
        commune = int(gazetteer.way_commune[way])
        apart = not (commune in inside or (bool(postcode) and gazetteer.commune_postcode[commune] == postcode))
        if question.lat is None or question.lon is None:
            return apart, 0.0
        away = abs(gazetteer.way_lat[way] - question.lat) + abs(gazetteer.way_lon[way] - question.lon)
        return apart, float(away)

    return sorted(ways, key=worth)[:_HOMONYMS]
