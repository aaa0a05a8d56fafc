"""A text read as an address: number, words, postcode; more than one reading where it is ambiguous."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from observatory.geocode.lexicon import (
    ABBREVIATIONS,
    ARTICLES,
    DIVIDED_CITIES,
    MONTHS,
    STREET_TYPES,
    SUFFIX_SPELLINGS,
)
from observatory.geocode.normalise import fold, words_to_key

MAX_TEXT = 200
"""Characters of a text that are read; the rest is ignored."""

_NOISE = re.compile(
    r"\bcedex(\s+\d{1,2})?\b|\b(bp|cs|tsa)\s*\d+\b|\b\d+(er|e|eme|ieme)?\s+etage\b|,\s*france\s*$"
    r"|\b(batiment|bat|appartement|appt|apt|hall|escalier|esc)\s+(\d+|[a-z])\b"
)
_NOISE_HINTS = ("cedex", "bp", "cs", "tsa", "etage", "france", "bat", "app", "apt", "hall", "esc")
_LOST_LETTER = re.compile("(?<=[a-z])[?\ufffd]+(?=[a-z])")
"""A letter that a program could not read."""
_DIGIT = re.compile(r"\d")
_POSTCODE = re.compile(r"(?<!\d)(\d{2})\s?(\d{3})(?!\d|(?:bis|ter|[a-z])\b)")
_ALMOST = re.compile(r"(?=[0-9oil]{4,6}$)(?:\d[oil]*){3,6}$")
_DIGITS = str.maketrans("oil", "011")
_DISTRICT = re.compile(
    r"\b(paris|lyon|marseille)\s+(?:cedex\s+)?0?(\d{1,2})\s*(?:er|e|eme|ieme)?\b(?:\s+arr(?:ondissement|dt)?\b)?"
)
_NUMBER_MARK = re.compile(r"\b(?:n|no|numero|num)\s*[°º.]?\s*(?=\d)")
_GLUED_NUMBER = re.compile(r"^(\d{1,5})(bis|ter|quater|qua|qte|quat|[a-z])?$")
_RANGE = re.compile(
    r"\b(\d{1,4})\s*(?:[-/]|\ba\b|\bau\b)\s*(\d{1,4})\b(?!\s*(?:janv|fevr|mars|avri|mai|juin|juil|aout|sept|octo|nove|dece))"
)
_GLUED_WORD = re.compile(
    r"(?<![a-z0-9])(\d{1,5}(?:(?:bis|ter|quater)(?=rue|av|bd|bou|pl|che|imp|all|r(?:ou)?te|d[eu]|l[ae]))?)"
    r"(?=[a-z]{3}|d[eu]\b|l[ae]\b)(?!(?:bis|ter|quat|quater|i?eme|nde|ere|oil)\b)"
)
_WORD = re.compile(
    r"(?<![a-z0-9])(\d{1,5}(?:bis|ter|quater)?)(?=[a-z]{3}|d[eu]\b|l[ae]\b)(?!(?:bis|ter|quat|i?eme|nde|ere|oil)[a-z]*)"
)
_WORD = re.compile(r"[a-z0-9]+")
_SUFFIX = frozenset(["bis", "ter", "quater", *SUFFIX_SPELLINGS, *"abcdefghijklmnopqrstuvwxyz"])
_MAX_NUMBER = 99_999


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of reading a text: number (None where there is none), its suffix, the words of the rest, the postcode.

    The postcode is as written: it may lack a digit, or have a wrong one. ``raw`` are the words as they are written.
    """

    number: int | None
    suffix: str
    words: tuple[str, ...]
    postcode: str = ""
    raw: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Query:
    """A text ready to be searched; ``readings`` come likeliest first and there is at least one;
    ``last`` is the last word as it is written, perhaps unfinished; ``folded`` the whole text folded.
    """

    text: str
    readings: tuple[Reading, ...]
    last: str = ""
    folded: str = ""


def text_to_query(text: str) -> Query:
    """Read any text; nothing is refused, an empty text gives one reading without words."""
    folded = _LOST_LETTER.sub("", fold(text[:MAX_TEXT].replace("º", "°")))
    quiet = _NOISE.sub(" ", folded) if any(hint in folded for hint in _NOISE_HINTS) else folded
    postcode, rest = _take_postcode(quiet)
    if _DIGIT.search(rest):
        rest = _GLUED_WORD.sub(r"\1 ", rest)
        rest = _RANGE.sub(r"\1", _NUMBER_MARK.sub("", rest))
    words = _said_once(_WORD.findall(rest))
    readings: list[Reading] = []
    for one in chain(_readings(words, postcode), () if postcode else _almost_postcode(words)):
        if one not in readings:
            readings.append(one)
    return Query(text, tuple(readings), "" if text[-1:].isspace() or not words else words[-1], folded)


def _said_once(words: list[str]) -> list[str]:
    """Words without a run of two or more that is at once repeated (« Pont d'Iéna Pont d'Iéna »)."""
    if len(set(words)) == len(words):
        return words
    for size in range(len(words) // 2, 1, -1):
        for start in range(len(words) - 2 * size + 1):
            middle = start + size
            if words[start:middle] == words[middle : middle + size]:
                return _said_once([*words[:start], *words[middle:]])
    return words


def _almost_postcode(words: Sequence[str]) -> Iterator[Reading]:
    """Readings in which four or six digits near the end are a postcode with a digit lost or added."""
    for place in range(len(words) - 1, 0, -1):
        word = words[place]
        if not _ALMOST.match(word) or words[place - 1] in MONTHS:
            continue
        digits = word.translate(_DIGITS)
        yield from _readings([*words[:place], *words[place + 1 :]], digits)
        return


def _take_postcode(text: str) -> tuple[str, str]:
    """The postcode, written or told by an arrondissement, and the text without it."""
    found = None
    for found in _POSTCODE.finditer(text):  # noqa: B007  the last one is kept
        pass
    if found and not (found.start() == 0 and " " in found.group(0)):
        rest = f"{text[: found.start()]} {text[found.end() :]}"
        return found.group(1) + found.group(2), _DISTRICT.sub(r" \1 ", rest)
    district = _DISTRICT.search(text)
    if district and 1 <= int(district.group(2)) <= 20:
        rest = f"{text[: district.start()]} {district.group(1)} {text[district.end() :]}"
        return f"{DIVIDED_CITIES[district.group(1)]}{int(district.group(2)):02d}", rest
    return "", text


def _readings(words: Sequence[str], postcode: str) -> Iterator[Reading]:
    """A number first, before a type of street, at the end, or none."""
    places = [0, *(i for i in range(1, len(words)) if words[i][0].isdigit())]
    places.sort(key=lambda i: (i != 0, not _type_follows(words, i), -i))
    for place in places[:3]:
        if not MONTHS & {*words[max(0, place - 1) : place], *words[place + 1 : place + 2]}:
            yield from _read_number(words, place, postcode)
    yield Reading(None, "", tuple(words_to_key(words)), postcode, tuple(words))
    if len(words) > 2 and words[-2] in MONTHS and words[-3].isdigit():
        yield from _read_number(words, len(words) - 1, postcode)  # « rue du 11 novembre 91 »


def _type_follows(words: Sequence[str], place: int) -> bool:
    """Whether a type of street comes one or two words after ``place``."""
    return any(ABBREVIATIONS.get(word, word) in STREET_TYPES for word in words[place + 1 : place + 3])


def _read_number(words: Sequence[str], place: int, postcode: str) -> Iterator[Reading]:
    glued = _GLUED_NUMBER.match(words[place]) if place < len(words) else None
    if not glued or int(glued.group(1)) > _MAX_NUMBER:
        return
    suffix, end = glued.group(2) or "", place + 1
    if suffix == "e" and place:  # « rue du 81e régiment »
        return
    if not suffix and end < len(words) and words[end] in _SUFFIX and _is_suffix(words, end):
        suffix, end = words[end], end + 1
    rest = [*words[:place], *words[end:]]
    if rest or postcode:
        yield Reading(
            int(glued.group(1)), SUFFIX_SPELLINGS.get(suffix, suffix), tuple(words_to_key(rest)), postcode, tuple(rest)
        )


def _is_suffix(words: Sequence[str], place: int) -> bool:
    """Whether the letter at ``place`` belongs to the number, and is neither an elided article nor « r. » for rue."""
    word = words[place]
    following = words[place + 1] if place + 1 < len(words) else ""
    if len(word) > 1:
        return True
    if word in ARTICLES or word in ABBREVIATIONS:
        return ABBREVIATIONS.get(following, following) in STREET_TYPES
    return True
