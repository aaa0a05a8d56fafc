"""The steps of the search, in their order: each gives ways or communes that a reading of a query may mean."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product

import numpy as np

from observatory.geocode.gazetteer import Gazetteer, Ids
from observatory.geocode.lexicon import ARTICLES
from observatory.geocode.likeness import (
    MOST_WORDS,
    cities_named,
    mended_words,
    name_covers,
    name_likeness,
    wanted_words,
)
from observatory.geocode.query import Reading
from observatory.geocode.scoring import SETTLED, Candidate, Question, score_communes, score_named, score_ways
from observatory.geocode.words import TYPE_WEIGHT, WordIndex

_NAMES = 14
_CITY_WORDS = 6
_MOST_UNKNOWN, _MOST_CHOICES, _MOST_OF_TWO = 2, 5, 3
_CORRECTED = 0.55
"""Likeness from which a query with words corrected is settled."""
_LIGHTEST = 0.05
_LISTS = 256
_NUMBER_ALONE, _CITY_ALONE = 0.5, 0.3
"""Likeness of a commune where a number was written as well, or a street that is not found."""

Step = Callable[[Gazetteer, Question, Reading], Iterable[Candidate]]


def find_commune(gazetteer: Gazetteer, question: Question, reading: Reading) -> Iterable[Candidate]:
    """Communes whose name is all that is written, or whose postcode is."""
    if not reading.words:
        communes: Iterable[int] = gazetteer.postcodes.get(reading.postcode, _NOTHING).tolist()
        likeness = 0.9 if reading.number is None else _NUMBER_ALONE
        yield from score_communes(gazetteer, question, reading, communes, likeness, False)
    elif reading.number is None:
        communes = gazetteer.communes_called(" ".join(reading.words)).tolist()
        yield from score_communes(gazetteer, question, reading, communes, 1.0, True)


def find_exact(gazetteer: Gazetteer, question: Question, reading: Reading) -> Iterable[Candidate]:
    """Ways whose whole name is written, with the name of their city after it, before it, or left out."""
    return _exactly(gazetteer, question, reading, reading.words, {})


def find_corrected(gazetteer: Gazetteer, question: Question, reading: Reading) -> Iterable[Candidate]:
    """Ways whose whole name, with or without its city, is written but for one or two words that nobody knows.

    Each unknown word is taken for the words most like it; what ``find_words`` would find, without looking everywhere.
    """
    names, cities = gazetteer.names, gazetteer.cities
    words = mended_words(gazetteer, reading)
    unknown = [place for place, word in enumerate(words) if word not in names.ids and word not in cities.ids]
    if question.autocomplete or len(words) > MOST_WORDS or len(unknown) > _MOST_UNKNOWN:
        return
    if not _may_hold_its_number(gazetteer, question, reading):
        return
    most = _MOST_CHOICES if len(unknown) == 1 else _MOST_OF_TWO
    choices = [_choices(gazetteer, words[place])[:most] for place in unknown]
    for chosen in product(*choices):
        tried, likes = list(words), dict(zip(unknown, (like for _, like in chosen), strict=True))
        for place, (word, _) in zip(unknown, chosen, strict=True):
            tried[place] = word
        yield from _exactly(gazetteer, question, reading, tried, likes)


def _choices(gazetteer: Gazetteer, word: str) -> list[tuple[str, float]]:
    """The words of names and cities that a word may stand for, the most alike first."""
    alike: dict[str, float] = {}
    for index in (gazetteer.names, gazetteer.cities):
        for one, like in index.alike(word).items():
            alike[index.words[one]] = max(like, alike.get(index.words[one], 0.0))
    return sorted(alike.items(), key=lambda pair: -pair[1])


def find_words(gazetteer: Gazetteer, question: Question, reading: Reading) -> Iterable[Candidate]:
    """Ways that share words with the query, typos, glued words and words to come allowed."""
    index = gazetteer.names
    if not _may_hold_its_number(gazetteer, question, reading):
        return
    words = mended_words(gazetteer, reading)[:MOST_WORDS]
    if not words:
        return
    said = [max(index.word_weight(word), _LIGHTEST) for word in words]
    begun = question.query.last if question.autocomplete and question.query.last not in ARTICLES else ""
    wanted = wanted_words(gazetteer, words, begun)
    cities = cities_named(gazetteer, words, begun)
    inside = _names_inside(gazetteer, [*cities, *gazetteer.postcodes.get(reading.postcode, _NOTHING).tolist()])
    found = index.best_names(wanted, _NAMES, inside, begun)
    if not found:
        return
    certain = functools.reduce(int.__or__, (mask for mask, like in cities.values() if like == 1.0), 0)
    covers, masks = name_covers(gazetteer.names, found, wanted, words, certain, begun)
    if question.autocomplete:
        covers = 0.4 + 0.6 * covers
    likeness, named = name_likeness(covers, masks, cities, said, certain)
    group = np.zeros(len(gazetteer.commune_city), np.int64)
    for number, commune in enumerate(cities, 1):
        group[commune] = number
    parts = [gazetteer.ways_named(name) for name in found]
    ways = np.concatenate(parts)
    rows = np.repeat(np.arange(len(found)), [len(part) for part in parts])
    columns = group[gazetteer.way_commune[ways]]
    yield from score_ways(gazetteer, question, reading, ways, likeness[rows, columns], named[rows, columns])


def find_commune_alike(gazetteer: Gazetteer, question: Question, reading: Reading) -> Iterable[Candidate]:
    """Communes whose name looks like what is written, or like a part of it where the street is not found."""
    if not reading.words or reading is not question.query.readings[0]:
        return
    words = list(reading.words)[:MOST_WORDS]
    everything = (1 << len(words)) - 1
    for commune, (mask, likeness) in cities_named(gazetteer, words).items():
        said = 0.9 if mask == everything and reading.number is None else _CITY_ALONE
        yield from score_communes(gazetteer, question, reading, [commune], said * likeness, True)


STEPS: tuple[Step, ...] = (find_commune, find_exact, find_corrected, find_words, find_commune_alike)
"""The search, top to bottom; it stops after the first step that settles what is written."""

_NOTHING: Ids = np.empty(0, np.int32)


def _exactly(
    gazetteer: Gazetteer, question: Question, reading: Reading, words: Sequence[str], likes: Mapping[int, float]
) -> list[Candidate]:
    """Ways whose whole name is ``words``, with the name of their city after it, before it, or left out.

    ``likes`` are the likenesses of those words that are not quite what is written, by their places.
    """
    names, cities = gazetteer.names.names, gazetteer.cities.names
    found: list[Candidate] = []
    for name, city in _cuts(len(words)):
        index = names.get(" ".join(words[name]))
        if index is None:
            continue
        ways = gazetteer.ways_named(index)
        if city.stop > city.start:
            place = cities.get(" ".join(words[city]))
            if place is None:
                continue
            among = set(gazetteer.communes_of(place).tolist())
            ways = ways[[commune in among for commune in gazetteer.way_commune[ways].tolist()]]
        if len(ways):
            likeness, settled_from = 1.0, SETTLED
            if likes:
                like = _part_like(gazetteer.names, words, name, likes) ** 1.5
                like *= 0.6 + 0.4 * _part_like(gazetteer.cities, words, city, likes)
                likeness, settled_from = min(like, 0.99), _CORRECTED
            named = city.stop > city.start
            found += score_named(gazetteer, question, reading, ways, likeness, named, settled_from)
    return found


def _part_like(index: WordIndex, words: Sequence[str], part: slice, likes: Mapping[int, float]) -> float:
    """How alike the words of a part of the query are to those that they are taken for, by weight."""
    if not any(part.start <= place < part.stop for place in likes):
        return 1.0
    weights = [index.word_weight(word) for word in words[part]]
    covered = sum(likes.get(place, 1.0) * weight for place, weight in enumerate(weights, part.start))
    return covered / sum(weights)


def _cuts(size: int) -> Iterator[tuple[slice, slice]]:
    """Words cut into the name of a way and the name of a city, the city left out, last, then first."""
    yield slice(0, size), slice(0, 0)
    for cut in range(size - 1, max(0, size - 1 - _CITY_WORDS), -1):
        yield slice(0, cut), slice(cut, size)
    for cut in range(1, min(size, _CITY_WORDS + 1)):
        yield slice(cut, size), slice(0, cut)


def _may_hold_its_number(gazetteer: Gazetteer, question: Question, reading: Reading) -> bool:
    """Whether a reading without a number is worth a look where another has one: names say that number and a word."""
    first = question.query.readings[0]
    if reading.number is not None or first.number is None:
        return True
    index = gazetteer.names
    with_number = index.ids.get(str(first.number))
    if with_number is None:
        return False
    others = (index.ids[word] for word in first.words if word in index.ids)
    return any(index.weights[one] > TYPE_WEIGHT and one in index.words_beside(with_number) for one in others)


def _names_inside(gazetteer: Gazetteer, communes: Sequence[int]) -> Ids | None:
    """The names of some communes; the gazetteer remembers those of the last few lists (a whole city's are many)."""
    if not communes:
        return None
    asked = tuple(communes)
    known = gazetteer.names_inside.get(asked)
    if known is None:
        if len(gazetteer.names_inside) > _LISTS:
            gazetteer.names_inside.clear()
        found = np.unique(np.concatenate([gazetteer.commune_name[commune] for commune in asked]))
        known = gazetteer.names_inside[asked] = found
    return known
