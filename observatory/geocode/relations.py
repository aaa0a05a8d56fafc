"""Places told by other places: « angle A et B », « A entre B et C », « au bout de A », « face au 12 », « devant X »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from observatory.geocode.lexicon import ABBREVIATIONS, STREET_TYPES
from observatory.geocode.normalise import fold

CROSSING, SEGMENT, END, MIDDLE = "croisement", "tronçon", "bout", "milieu"
FACING, FRONT, BEHIND, NEAR = "en face", "devant", "derrière", "à côté"
"""Kinds of relation."""

_MAX_TEXT = 200
_MOST_SPLITS = 8
_FEW_WORDS = 5
"""Words of a text, at most, that is cut between any two of them: « angle Foch Loge »."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What a text says about places named in it.

    ``splits`` are the ways of cutting it into those places, likeliest first: two texts for a crossing, two or three
    for a segment (the street, then its two ends; two where the street itself is left out), one for the others.
    ``weak`` says that the text may be a plain name as well: to be searched as such first.
    """

    kind: str
    splits: tuple[tuple[str, ...], ...]
    weak: bool = False


_HINT = re.compile(
    r"angl|anlg|agle\b|crois|carrefour|intersec|coin|jonction|entre|bout|fond|debut|extremite|milieu|face|devant|derriere|arriere"
    r"|\bet\b|proximite|abord|alentour|non loin|\bvers\b"
    r"|cote|pres d|proche|niveau|hauteur|pied|en haut|en bas|[^\d\s]\s*[/&+]|\s/\s|\sx\s"
)
_OF = r"(?:\s+(?:de\s+la|de\s+l|de|du|des|d|la|le|les|l|au|aux|a\s+la|a\s+l|a)\b(?:\s*['’])?)*"
_MEETING = (
    r"(?:l?angles?|angl|anlge|agle|croise\w*|crois\w*ment\w*|carrefour|intersections?|intersec\w*|coins?|jonction)"
)
_LEAD = re.compile(
    rf"^\W*(?:(?:a|au|aux|sur|dans|vers)\b\s*)?(?:l\b\s*['’]?\s*|le\s+|un\s+)?{_MEETING}\b(?:\s+entre\b)?(?P<rest>.+)$"
)
_MID = re.compile(
    r"^(?P<first>.+?)(?<!\bl)(?<!\bdu)(?<!\bde)[\s,;-]+(?:(?:a|au|faisant|sur)\b\s*)?(?:l\b\s*['’]?\s*)?"
    r"(?:angles?|croisement|coin|intersection)\b(?:\s+avec\b)?(?P<second>.+)$"
)
_BETWEEN = re.compile(r"^(?P<street>.*?)[\s,]*\bentre\b(?P<rest>.+)$")
_NUMBER = r"(?:les?\s+)?(?:n[o°]?\s*|numeros?\s+)?"
_TWO_NUMBERS = re.compile(
    rf"^(?P<street>.*?)[\s,]*\bentre\s+{_NUMBER}(?P<low>\d+\s?(?:bis|ter)?)\s+et\s+{_NUMBER}"
    r"(?P<high>\d+\s?(?:bis|ter)?)\b(?P<rest>.*)$"
)
_BESIDE = re.compile(
    r"[\s,]*\b(?:au niveau|a (?:la )?hauteur|pres|proche|devant|cote|crois\w*|face|vers)\b"
    r"(?:\s+(?:de|du|la|l|a|au))*\W*$"
)
_END = re.compile(
    rf"^\W*(?:(?:tout\s+)?(?:au|en|a\s+l|a|le|l)\b\s*['’]?\s*)?(?:bout|fond|debut|fin|extremite|haut|bas)\b(?=\s+(?:d|rue|av|bo?u?l?e?v?a?r?d|place|imp|che|all|quai|cours)){_OF}(?P<rest>.+)$"
)
_MIDDLE_OF = re.compile(rf"^\W*(?:au\s+)?milieu\b(?=\s+d){_OF}(?P<rest>.+)$")
_PLACED = (
    (FACING, re.compile(rf"^\W*(?:en\s+)?face\b{_OF}(?P<rest>.+)$")),
    (FRONT, re.compile(rf"^\W*(?:juste\s+)?devant\b{_OF}(?P<rest>.+)$")),
    (BEHIND, re.compile(rf"^\W*(?:juste\s+)?(?:derriere|a\s+l\W*arriere)\b{_OF}(?P<rest>.+)$")),
    (
        NEAR,
        re.compile(
            r"^\W*(?:juste\s+)?(?:(?:a|au)\s+cote|(?:tout\s+)?pres|proche|a\s+proximite|(?:au|a)\s+(?:niveau|hauteur|pied)"
            rf"|aux?\s+(?:abords?|alentours?)|vers|non\s+loin)\b{_OF}(?P<rest>.+)$"
        ),
    ),
)
_AND = re.compile(r"\s+(?:et|avec|&|\+|x)\s+|\s*[/;&]\s*|\s*,\s*(?:et\s+)?|\s+-\s+")
_SIGN = re.compile(r"(?<=[^\W\d])\s*/\s*(?=[^\W\d])|(?<=\d)\s+/\s+(?=[^\W\d])|\s+[x&+]\s+(?=[^\W\d]{2})|\s*&\s*")
_WORD_AND = re.compile(r"\s+et\s+")
_LEADING = re.compile(r"^\W*(?:(?:de\s+la|de\s+l|de|du|des|d|la|le|les|l|avec)\b\s*['’]?\s*)*")
_ALSO_TYPES = frozenset(["rond", "carrefour", "giratoire", "autoroute", "rocade"])
"""Words that begin the names of ways, beside the types of street."""
_TRAILING = re.compile(r"(?:[\s,]+(?:et|avec|de|la|le|les|du|des|d|l)\b['’]?)+\s*$")
_WORD_START = re.compile(r"[a-z0-9]+")
_LETTERS = re.compile(r"[a-z]{2}")


def text_to_relation(text: str) -> Relation | None:
    """What a text says about places, or None where it names one place and no more; any text is read."""
    folded = fold(text[:_MAX_TEXT])
    if not _HINT.search(folded):
        return None
    return _crossing(folded) or _segment(folded) or _part_of_street(folded) or _placed(folded) or _signed(folded)


def text_to_two_streets(text: str) -> Relation | None:
    """Two streets named one after the other (« rue A, rue B », « rue A au niveau de la rue B »), or None.

    To be asked of a text that is not one name whole: a type of street stands inside many names.
    """
    folded = fold(text[:_MAX_TEXT])
    types = [word for word in _WORD_START.finditer(folded) if _is_type(word[0])]
    if len(types) < 2:
        return None
    cuts = [(folded[: word.start()], folded[word.start() :]) for word in types[1:]]
    pairs = [(_without_and(_bare(_BESIDE.sub("", first))), _bare(second)) for first, second in cuts]
    splits = [pair for pair in pairs if _says(pair[0]) and not _ends_with_type(pair[0]) and _says(pair[1])]
    splits = [pair for pair in splits if not pair[1].startswith(pair[0])]  # said twice, it is one street
    return Relation(CROSSING, tuple(splits[:_MOST_SPLITS]), weak=True) if splits else None


def _crossing(text: str) -> Relation | None:
    lead = _LEAD.match(text)
    if lead:
        splits = _halves(lead["rest"])
        return Relation(CROSSING, splits, weak=False) if splits else None
    mid = _MID.match(text)
    if mid:
        first, second = _bare(mid["first"]), _bare(mid["second"])
        if _says(first) and _says(second):
            return Relation(CROSSING, ((first, second), *_halves(second)), weak=False)
    return None


def _segment(text: str) -> Relation | None:
    numbers = _TWO_NUMBERS.match(text)
    if numbers:
        name = _bare(numbers["rest"]) or _bare(numbers["street"])
        low, high = f"{numbers['low']} {name}", f"{numbers['high']} {name}"
        return Relation(SEGMENT, ((low, high),)) if _says(name) else None
    found = _BETWEEN.match(text)
    if not found:
        return None
    street, halves = _bare(found["street"]), _halves(found["rest"])
    if not halves:
        return None
    if _says(street):
        return Relation(SEGMENT, tuple((street, *half) for half in halves), weak=True)
    return Relation(SEGMENT, halves, weak=True)


def _part_of_street(text: str) -> Relation | None:
    for kind, pattern in ((END, _END), (MIDDLE, _MIDDLE_OF)):
        found = pattern.match(text)
        part = _bare(found["rest"]) if found else ""
        if _says(part):
            return Relation(kind, ((part,),), weak=not _begins_with_type(part))
    return None


def _placed(text: str) -> Relation | None:
    for kind, pattern in _PLACED:
        found = pattern.match(text)
        part = _bare(found["rest"]) if found else ""
        if _says(part):
            return Relation(kind, ((part,),))
    return None


def _signed(text: str) -> Relation | None:
    """« A / B », « A x B », « A & B », and « rue A et rue B »."""
    splits = []
    for sign in _SIGN.finditer(text):
        first, second = _bare(text[: sign.start()]), _bare(text[sign.end() :])
        if _says(first) and _says(second):
            splits.append((first, second))
    for word in _WORD_AND.finditer(text):
        first, second = _bare(text[: word.start()]), _bare(text[word.end() :])
        if _begins_with_type(first) and _begins_with_type(second):
            splits.append((first, second))
    if not splits:
        return None
    typed = _begins_with_type(splits[0][0]) and _begins_with_type(splits[0][1])
    return Relation(CROSSING, tuple(splits[:_MOST_SPLITS]), weak=not typed or not _SIGN.search(text))


def _halves(text: str) -> tuple[tuple[str, str], ...]:
    """Every way of cutting a text in two places: at « et », a sign or a comma, else before a type of street."""
    found = dict.fromkeys(_cuts(text))
    return tuple(found)[:_MOST_SPLITS]


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """At a sign before a type of street, at another sign, before a type of street, between any two of a few words."""
    typed: list[tuple[str, str]] = []
    plain: list[tuple[str, str]] = []
    for sign in _AND.finditer(text):
        first, second = _bare(text[: sign.start()]), _bare(text[sign.end() :])
        if _says(first) and _says(second):
            (typed if _begins_with_type(second) else plain).append((first, second))
    yield from typed
    yield from plain
    for word in _WORD_START.finditer(text):
        first, second = _bare(text[: word.start()]), text[word.start() :].strip()
        if _says(first) and _begins_with_type(second) and not _ends_with_type(first):
            yield _without_and(first), second
    words = list(_WORD_START.finditer(text))
    if len(words) <= _FEW_WORDS:
        for word in words[1:]:
            first, second = _without_and(_bare(text[: word.start()])), _bare(text[word.start() :])
            if _says(first) and _says(second):
                yield first, second


def _without_and(text: str) -> str:
    return _TRAILING.sub("", text).strip(" ,;/&+-.'’")


def _bare(text: str) -> str:
    """The text without the articles and signs at its ends."""
    return _LEADING.sub("", text).strip(" ,;:/-.'’")


def _says(text: str) -> bool:
    return bool(_LETTERS.search(text))


def _is_type(word: str) -> bool:
    return ABBREVIATIONS.get(word, word) in STREET_TYPES or word in _ALSO_TYPES


def _begins_with_type(text: str) -> bool:
    word = _WORD_START.search(text)
    return word is not None and _is_type(word[0])


def _ends_with_type(text: str) -> bool:
    words = _WORD_START.findall(text)
    return not words or _is_type(words[-1])
