"""The steps of the search, in their order: each gives ways or communes that a reading of a query may mean."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from observatory.geocode.agreement import agreement_by_commune
from observatory.geocode.gazetteer import LIEU, METRES_PER_DEGREE, STREET, Floats, Gazetteer, Ids
from observatory.geocode.lexicon import ABBREVIATIONS, ARTICLES, STREET_TYPES
from observatory.geocode.normalise import words_to_key
from observatory.geocode.query import Query, Reading
from observatory.geocode.words import TYPE_WEIGHT, WordIndex

Bools = npt.NDArray[np.bool_]
Groups = dict[int, tuple[int, float]]
"""For each commune named: the places of the words that name it, as bits, and how alike they are."""

NO_WAY = -1
_NAMES = 20
_LOOKED_AT = 25
_CITY_WORDS = 6
_MOST_WORDS = 13
_MOST_CITIES = 8
_REMEMBERED = 4_096
_NAME_SHARE = 0.45
_CITY_LIKE, _CITY_WEIGHT = 0.7, 0.6
"""Least likeness of a city's name; least share of its words that the street does not take for itself."""
_ONLY_CITY, _ELSEWHERE = 0.5, 0.8
"""Factors: nothing is said but a city and a type of street; another city is named."""
_NEITHER_RIGHT = 0.85
"""Factor where neither the name nor the postcode is the one written."""
_NO_CONTEXT = 0.97
"""Factor where neither a city nor a postcode is written."""
_NUMBER_UNUSED = 0.86
_BIAS, _BIAS_M = 0.2, 50_000.0
_GLUED_LIKE, _INITIAL_LIKE = 0.95, 0.6
_LEAST_PART = 3
_RESERVE = 0.7
_LEFT_OVER = 0.5
"""Weight of words that neither a name nor a city explains, from which a name made of a city's words is doubted."""


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


Step = Callable[[Gazetteer, Question, Reading], Iterable[Candidate]]


def find_commune(gazetteer: Gazetteer, question: Question, reading: Reading) -> Iterable[Candidate]:
    """Communes whose name is all that is written, or whose postcode is."""
    if reading.number is not None:
        return
    if reading.words:
        communes: Iterable[int] = gazetteer.communes_called(" ".join(reading.words)).tolist()
        named, likeness = True, 1.0
    else:
        communes, named, likeness = gazetteer.postcodes.get(reading.postcode, _NOTHING).tolist(), False, 0.9
    yield from _communes(gazetteer, question, reading, communes, likeness, named)


def find_exact(gazetteer: Gazetteer, question: Question, reading: Reading) -> Iterable[Candidate]:
    """Ways whose whole name is written, with the name of their city after it, before it, or left out."""
    names, cities = gazetteer.names.names, gazetteer.cities.names
    for name, city in _cuts(reading.words):
        index = names.get(" ".join(name))
        if index is None:
            continue
        ways = gazetteer.ways_named(index)
        if city:
            place = cities.get(" ".join(city))
            if place is None:
                continue
            inside = gazetteer.communes_of(place)
            among = set(inside.tolist())
            ways = ways[[commune in among for commune in gazetteer.way_commune[ways].tolist()]]
        if len(ways):
            size = len(ways)
            yield from _scored(gazetteer, question, reading, ways, np.ones(size), np.full(size, bool(city)))


def find_words(gazetteer: Gazetteer, question: Question, reading: Reading) -> Iterable[Candidate]:
    """Ways that share words with the query, typos, glued words and words to come allowed."""
    index = gazetteer.names
    if not _may_hold_its_number(gazetteer, question, reading):
        return
    words = [part for word in _joined(gazetteer, reading) for part in _split(gazetteer, word)][:_MOST_WORDS]
    if not words:
        return
    said = [max(index.word_weight(word), _LIGHTEST) for word in words]
    wanted = _wanted(gazetteer, words, question.query.last if question.autocomplete else "")
    cities = cities_named(gazetteer, words)
    inside = _names_inside(gazetteer, [*cities, *gazetteer.postcodes.get(reading.postcode, _NOTHING).tolist()])
    found = index.best_names(wanted, _NAMES, inside)
    if not found:
        return
    certain = functools.reduce(int.__or__, (mask for mask, like in cities.values() if like == 1.0), 0)
    covers, masks = _covers(gazetteer.names, found, wanted, words, certain)
    if question.autocomplete:
        covers = 0.4 + 0.6 * covers
    likeness, named = _likeness(covers, masks, cities, said, certain)
    group = np.zeros(len(gazetteer.commune_city), np.int64)
    for number, commune in enumerate(cities, 1):
        group[commune] = number
    parts = [gazetteer.ways_named(name) for name in found]
    ways = np.concatenate(parts)
    rows = np.repeat(np.arange(len(found)), [len(part) for part in parts])
    columns = group[gazetteer.way_commune[ways]]
    yield from _scored(gazetteer, question, reading, ways, likeness[rows, columns], named[rows, columns])


def find_commune_alike(gazetteer: Gazetteer, question: Question, reading: Reading) -> Iterable[Candidate]:
    """Communes whose name looks like all that is written."""
    if reading.number is not None or not reading.words:
        return
    words = list(reading.words)[:_MOST_WORDS]
    everything = (1 << len(words)) - 1
    for commune, (mask, likeness) in cities_named(gazetteer, words).items():
        said = 0.9 if mask == everything else 0.45 * mask.bit_count() / len(words)
        yield from _communes(gazetteer, question, reading, [commune], said * likeness, True)


STEPS: tuple[Step, ...] = (find_commune, find_exact, find_words, find_commune_alike)
"""The search, top to bottom; it stops after the first step that settles what is written."""

_NOTHING: Ids = np.empty(0, np.int32)
_LIGHTEST = 0.05


def _cuts(words: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Words cut into the name of a way and the name of a city, the city last, then first."""
    size = len(words)
    yield words, ()
    for cut in range(size - 1, max(0, size - 1 - _CITY_WORDS), -1):
        yield words[:cut], words[cut:]
    for cut in range(1, min(size, _CITY_WORDS + 1)):
        yield words[cut:], words[:cut]


def _joined(gazetteer: Gazetteer, reading: Reading) -> Sequence[str]:
    """The words of a reading with those that were written apart joined (« ste ndhal », « ham elet »)."""
    known, also = gazetteer.names.ids, gazetteer.cities.ids
    raw, joined = list(reading.raw), False
    for place in range(len(raw) - 1, 0, -1):
        first, second = raw[place - 1 : place + 1]
        whole = first + second
        if (whole in known or whole in also) and not all(
            one in known or one in also or one in ARTICLES for one in (first, second)
        ):
            raw[place - 1 : place + 1] = [whole]
            joined = True
    return words_to_key(raw) if joined else reading.words


def _split(gazetteer: Gazetteer, word: str) -> list[str]:
    """A glued word as known words (« ruejonas », « ruedelarepublique »), articles left out; else itself."""
    names, cities = gazetteer.names, gazetteer.cities
    if word in names.ids or word in cities.ids or len(word) < 2 * _LEAST_PART or word.isdigit():
        return [word]
    parts = _parts(lambda part: part in names.ids or part in cities.ids or part in ABBREVIATIONS, word, 3)
    if not parts:
        return [word]
    opened = words_to_key(parts)
    alike = max([*names.alike(word).values(), *cities.alike(word).values(), 0.0])
    return opened if opened[0] in STREET_TYPES or alike < _CITY_LIKE else [word]


def _parts(known: Callable[[str], bool], word: str, most: int) -> list[str]:
    if known(word):
        return [word]
    if most <= 1:
        return []
    for cut in range(len(word) - 1, 0, -1):
        head = word[:cut]
        if head in ARTICLES:
            rest = _parts(known, word[cut:], most)
            if rest and len(rest[0]) > _LEAST_PART:
                return rest
        elif cut >= _LEAST_PART <= len(word) - cut and known(head):
            rest = _parts(known, word[cut:], most - 1)
            if rest:
                return [head, *rest]
    return []


def _may_hold_its_number(gazetteer: Gazetteer, question: Question, reading: Reading) -> bool:
    """Whether a reading without a number is worth a look where another has one: names say that number and a word."""
    first = question.query.readings[0]
    if reading.number is not None or first.number is None:
        return True
    index = gazetteer.names
    with_number = index.ids.get(str(first.number))
    if with_number is None:
        return False
    others = {index.ids[word] for word in first.words if word in index.ids}
    heavy = {one for one in others if index.weights[one] > TYPE_WEIGHT}
    return any(not heavy.isdisjoint(index.name_words[name]) for name in index.names_with(with_number).tolist())


def _wanted(gazetteer: Gazetteer, words: Sequence[str], begun: str) -> list[dict[int, float]]:
    """For each word of the query, the words of names that it may stand for; ``begun`` is the last one, unfinished."""
    index = gazetteer.names
    wanted = [dict(index.alike(word)) for word in words]
    if begun and begun not in ARTICLES:
        wanted[-1] = wanted[-1] | index.begun_by(begun)
    for place, (word, following) in enumerate(pairwise(words)):
        glued = word + following
        if glued in index.ids:
            alike = {index.ids[glued]: _GLUED_LIKE}
        elif (word not in index.ids or following not in index.ids) and len(glued) > 2 * _LEAST_PART:
            alike = {one: _GLUED_LIKE * like for one, like in index.alike(glued).items()}
        else:
            continue
        for one, like in alike.items():
            for at in (place, place + 1):
                wanted[at][one] = max(wanted[at].get(one, 0.0), like)
    return wanted


def _covers(
    index: WordIndex,
    names: Sequence[int],
    wanted: Sequence[dict[int, float]],
    words: Sequence[str] = (),
    taken: int = 0,
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """For each name the share of its weight that the query says, and the words that say it, as bits.

    ``taken`` are words that surely say something else: they stand for an approximate word of the name with reserve.
    """
    best: dict[int, tuple[float, int]] = {}
    for place, one in enumerate(wanted):
        reserve = _RESERVE if taken >> place & 1 else 1.0
        for word, plain in one.items():
            like = plain if plain == 1.0 else plain * reserve
            known = best.get(word)
            if known is None or like > known[0]:
                best[word] = like, 1 << place
            elif like == known[0] < 1:  # two parts of one word, written apart
                best[word] = like, known[1] | 1 << place
    initials = {word: 1 << place for place, word in enumerate(words) if len(word) == 1 and word.isalpha()}
    covers: list[float] = []
    masks: list[int] = []
    weights, name_words = index.weights, index.name_words
    for name in names:
        covered, mask = 0.0, 0
        for word in name_words[name]:
            found = best.get(word)
            if found:
                covered += found[0] * weights[word]
                mask |= found[1]
            elif initials and (bit := initials.get(index.words[word][0])):
                covered += _INITIAL_LIKE * weights[word]
                mask |= bit
        covers.append(covered)
        masks.append(mask)
    return np.minimum(np.array(covers) / index.name_weight[names], 1.0), np.array(masks, np.int64)


def _likeness(
    covers: Floats, masks: npt.NDArray[np.int64], cities: Groups, said: Sequence[float], certain: int
) -> tuple[Floats, Bools]:
    """Likeness of names (rows) in no named city (column 0) or in one of ``cities``; and whether the city is named.

    From the share of the name that is said and the share of the query that name and city explain: 0 to 0.99.
    """
    weight = np.zeros(1)
    for one in said:
        weight = np.concatenate([weight, weight + one])
    group = np.array([0, *(mask for mask, _ in cities.values())], np.int64)
    like = np.array([1.0, *(0.6 + 0.4 * one for _, one in cities.values())])
    apart = weight[group[None, :] & ~masks[:, None]]
    named = apart >= _CITY_WEIGHT * weight[group][None, :]
    named[:, 0] = False
    mask = np.where(named, masks[:, None] | group[None, :], masks[:, None])
    likeness = covers[:, None] ** 1.5 * (_NAME_SHARE + (1 - _NAME_SHARE) * weight[mask] / weight[-1])
    likeness = np.where(named, likeness * like[None, :], likeness)
    only_city = (weight[masks[:, None] & ~group[None, :]] <= TYPE_WEIGHT) & (weight[-1] > TYPE_WEIGHT)
    left_over = weight[-1] - weight[masks | certain] >= _LEFT_OVER
    only_city[:, 0] |= (certain > 0) & left_over & (weight[masks & ~certain] <= TYPE_WEIGHT)
    elsewhere = ~named & named.any(axis=1)[:, None]
    likeness = likeness * np.where(only_city, _ONLY_CITY, np.where(elsewhere, _ELSEWHERE, 1.0))
    return np.minimum(likeness, 0.99), named


def cities_named(gazetteer: Gazetteer, words: Sequence[str]) -> Groups:
    """The communes that words name, the surest last, typos allowed; the gazetteer remembers them."""
    known = gazetteer.cities_said.get(tuple(words))
    if known is None:
        if len(gazetteer.cities_said) > _REMEMBERED:
            gazetteer.cities_said.clear()
        known = gazetteer.cities_said[tuple(words)] = _cities(gazetteer, words)
    return known


def _cities(gazetteer: Gazetteer, words: Sequence[str]) -> Groups:
    index = gazetteer.cities
    wanted = [index.alike(word) for word in words]
    found = index.best_names(wanted, _MOST_CITIES)
    if not found:
        return {}
    covers, masks = _covers(index, found, wanted)
    named = [one for one in zip(covers.tolist(), masks.tolist(), found, strict=True) if one[0] >= _CITY_LIKE]
    named.sort(key=lambda one: (one[0], one[1].bit_count()))
    return {commune: (mask, cover) for cover, mask, city in named for commune in gazetteer.communes_of(city).tolist()}


def _names_inside(gazetteer: Gazetteer, communes: Sequence[int]) -> Ids | None:
    if not communes:
        return None
    return np.unique(np.concatenate([gazetteer.commune_name[commune] for commune in communes]))


def _scored(
    gazetteer: Gazetteer, question: Question, reading: Reading, ways: Ids, likeness: Floats, named: Bools
) -> Iterator[Candidate]:
    """The best of the ways, best first, with their scores."""
    communes = gazetteer.way_commune[ways]
    agreement = _agreement(gazetteer, reading.postcode, communes, named)
    score = likeness * agreement
    settled = score > _SETTLED
    score = np.where((likeness < 1) & (agreement < 1), score * _NEITHER_RIGHT, score)
    if reading.number is None and question.query.readings[0].number is not None:
        score = np.where(likeness < 1, score * _NUMBER_UNUSED, score)
    if not reading.postcode:
        score = np.where(named, score, score * _NO_CONTEXT)
    if question.lat is not None and question.lon is not None:
        north = gazetteer.way_lat[ways] - question.lat
        east = (gazetteer.way_lon[ways] - question.lon) * np.cos(np.radians(question.lat))
        away = np.hypot(north, east) * METRES_PER_DEGREE
        score = score * (1 - _BIAS * away / (away + _BIAS_M))
        settled &= away < _BIAS_M
    allowed = _allowed(gazetteer, question, communes)
    if question.kind:
        asked = LIEU if question.kind == "locality" else STREET
        allowed &= gazetteer.way_kind[ways] == asked
    score = np.where(allowed, score, 0.0)
    best = np.argpartition(-score, _LOOKED_AT)[:_LOOKED_AT] if len(score) > 4 * _LOOKED_AT else np.arange(len(score))
    order = best[np.argsort(-score[best], kind="stable")]
    order = order[allowed[order]][:_LOOKED_AT]
    columns = (ways, communes, likeness, score, settled)
    for way, commune, like, points, sure in zip(*(column[order].tolist() for column in columns), strict=True):
        yield Candidate(way, commune, like, points, sure)


_SETTLED = 0.985


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


def _communes(
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
            yield Candidate(NO_WAY, commune, likeness, score, named and score > _SETTLED)
