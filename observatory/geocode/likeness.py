"""How alike a name, or the name of a city, is to the words of a query: words mended, wanted, covered, explained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from observatory.geocode.gazetteer import Floats, Gazetteer
from observatory.geocode.lexicon import ABBREVIATIONS, ARTICLES, STREET_TYPES
from observatory.geocode.normalise import words_to_key
from observatory.geocode.query import Reading
from observatory.geocode.scoring import Bools
from observatory.geocode.words import TYPE_WEIGHT, WordIndex

Groups = dict[int, tuple[int, float]]
"""For each commune named: the places of the words that name it, as bits, and how alike they are."""

MOST_WORDS = 13
_MOST_CITIES = 8
_REMEMBERED = 4_096
_NAME_SHARE = 0.45
CITY_LIKE, _CITY_WEIGHT = 0.7, 0.6
"""Least likeness of a city's name; least share of its words that the street does not take for itself."""
_ONLY_CITY, _ELSEWHERE, _SURELY_ELSEWHERE = 0.5, 0.8, 0.65
"""Factors: nothing is said but a city and a type of street; another city is named, perhaps or surely."""
_FIRST_NAME = 0.4
"""What a word left out weighs where the words after it are said: people leave out first names (« rue Mozart »)."""
_GLUED_LIKE, _BEGUN_LIKE, _INITIAL_LIKE = 0.95, 0.95, 0.6
_CITY_WORD = 0.65
"""Likeness asked of the words of a city."""
_LEAST_PART = 3
_RESERVE = 0.7
_LEFT_OVER = 0.5
"""Weight of words that neither a name nor a city explains, from which a name made of a city's words is doubted."""


def mended_words(gazetteer: Gazetteer, reading: Reading) -> list[str]:
    """The words of a reading, those written apart joined and those together cut; remembered by the gazetteer."""
    known = gazetteer.mended.get(reading.raw)
    if known is None:
        if len(gazetteer.mended) > _REMEMBERED:
            gazetteer.mended.clear()
        joined = joined_words(gazetteer, reading)
        known = gazetteer.mended[reading.raw] = [part for word in joined for part in split_word(gazetteer, word)]
    return known


def joined_words(gazetteer: Gazetteer, reading: Reading) -> Sequence[str]:
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


def split_word(gazetteer: Gazetteer, word: str) -> list[str]:
    """A glued word as known words (« ruejonas », « ruedelarepublique »), articles left out; else itself."""
    names, cities = gazetteer.names, gazetteer.cities
    if word in names.ids or word in cities.ids or len(word) < 2 * _LEAST_PART or word.isdigit():
        return [word]
    parts = _parts(lambda part: part in names.ids or part in cities.ids or part in ABBREVIATIONS, word, 3)
    if not parts:
        return [word]
    opened = words_to_key(parts)
    alike = max([*names.alike(word).values(), *cities.alike(word).values(), 0.0])
    return opened if opened[0] in STREET_TYPES or alike < CITY_LIKE else [word]


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


def wanted_words(gazetteer: Gazetteer, words: Sequence[str], begun: str) -> list[dict[int, float]]:
    """For each word of the query, the words of names that it may stand for; ``begun`` is the last one, unfinished."""
    index = gazetteer.names
    wanted = [index.alike(word) for word in words]
    if begun:
        wanted[-1] = wanted[-1] | index.begun_by(begun)
    for place, (word, following) in enumerate(pairwise(words)):
        glued = word + following
        whole = index.ids.get(glued)
        if whole is not None:
            for at in (place, place + 1):
                wanted[at] = {**wanted[at], whole: max(wanted[at].get(whole, 0.0), _GLUED_LIKE)}
    return wanted


def name_covers(
    index: WordIndex,
    names: Sequence[int],
    wanted: Sequence[dict[int, float]],
    words: Sequence[str] = (),
    taken: int = 0,
    begun: str = "",
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """For each name the share of its weight that the query says, and the words that say it, as bits.

    ``begun`` is the last word where it is unfinished: any word that begins so is meant. ``taken`` are words that
    surely say something else: they stand for an approximate word of the name with reserve.
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
        covered, whole, left_out, mask = 0.0, 0.0, 0.0, 0
        for word in name_words[name]:
            found, weight = best.get(word), weights[word]
            if found:
                covered += found[0] * weight
                whole += weight + _FIRST_NAME * left_out
                left_out = 0.0
                mask |= found[1]
            elif begun and index.words[word].startswith(begun):
                covered += _BEGUN_LIKE * weight
                whole += weight
                mask |= 1 << len(words) - 1
            elif initials and (bit := initials.get(index.words[word][0])):
                covered += _INITIAL_LIKE * weight
                whole += weight
                mask |= bit
            elif weight <= TYPE_WEIGHT:
                whole += weight
            else:
                left_out += weight
        covers.append(covered / (whole + left_out))
        masks.append(mask)
    return np.minimum(np.array(covers), 1.0), np.array(masks, np.int64)


def name_likeness(
    covers: Floats, masks: npt.NDArray[np.int64], cities: Groups, said: Sequence[float], certain: int
) -> tuple[Floats, Bools]:
    """Likeness of names (rows) in no named city (column 0) or in one of ``cities``; and whether the city is named.

    From the share of the name that is said and the share of the query that name and city explain: 0 to 0.99.
    """
    weight = np.zeros(1)
    for one in said:
        weight = np.concatenate([weight, weight + one])
    if not cities:
        explained = weight[masks]
        plain = covers**1.5 * (_NAME_SHARE + (1 - _NAME_SHARE) * explained / weight[-1])
        nothing = (explained <= TYPE_WEIGHT) & (weight[-1] > TYPE_WEIGHT)
        alone = np.minimum(np.where(nothing, _ONLY_CITY * plain, plain), 0.99)[:, None]
        return alone, np.zeros(alone.shape, bool)
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
    surely = (named & (like == like.max())[None, :]).any(axis=1) & (like[1:].max(initial=0.0) == 1.0)
    away = np.where(surely, _SURELY_ELSEWHERE, np.where(named.any(axis=1), _ELSEWHERE, 1.0))[:, None]
    likeness = likeness * np.where(only_city, _ONLY_CITY, np.where(named, 1.0, away))
    return np.minimum(likeness, 0.99), named


def cities_named(gazetteer: Gazetteer, words: Sequence[str], begun: str = "") -> Groups:
    """The communes that words name, the surest last, typos allowed; the gazetteer remembers them.

    ``begun`` is the last word where it is unfinished.
    """
    asked = (*words, begun) if begun else tuple(words)
    known = gazetteer.cities_said.get(asked)
    if known is None:
        if len(gazetteer.cities_said) > _REMEMBERED:
            gazetteer.cities_said.clear()
        known = gazetteer.cities_said[asked] = _cities(gazetteer, words, begun)
    return known


def _cities(gazetteer: Gazetteer, words: Sequence[str], begun: str) -> Groups:
    index = gazetteer.cities
    wanted = [{one: like for one, like in index.alike(word).items() if like >= _CITY_WORD} for word in words]
    if begun:
        wanted[-1] = wanted[-1] | index.begun_by(begun)
    found = index.best_names(wanted, _MOST_CITIES)
    if not found:
        return {}
    covers, masks = name_covers(index, found, wanted)
    named = [one for one in zip(covers.tolist(), masks.tolist(), found, strict=True) if one[0] >= CITY_LIKE]
    named.sort(key=lambda one: (one[0], one[1].bit_count()))
    return {commune: (mask, cover) for cover, mask, city in named for commune in gazetteer.communes_of(city).tolist()}
