"""From what people write to the words that are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from observatory.geocode.lexicon import (
    ABBREVIATIONS,
    ARTICLES,
    FOUR_TWENTIES,
    MONTHS,
    ROMAN_ORDINALS,
    SPELLED_TENS,
    SPELLED_UNITS,
)

_WORD = re.compile(r"[a-z0-9]+")
_ORDINAL = re.compile(r"^(\d{1,3})(er|ere|e|eme|ieme|nd|nde|re)$")
_MISREAD = re.compile("[ÂÃÅ][\u0080-\u00bf\u0152-\u017e\u0192\u02c6-\u02dc\u2013-\u203a\u20ac\u2122]")
_DAYS = frozenset(str(day) for day in range(1, 32))
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "’": "'"})
_ARRONDISSEMENT = re.compile(r"\s+\d+\s*e\w*\s+arrondissement\s*$", re.IGNORECASE)


def mend(text: str) -> str:
    """Text whose UTF-8 was once read as Windows-1252 (« AllÃ©e ») as it should be; another text as it is."""
    if "Ã" not in text and "Å" not in text:
        return text
    return _MISREAD.sub(_reread, text)


def _reread(found: re.Match[str]) -> str:
    try:
        return found.group(0).encode("cp1252").decode("utf-8")
    except UnicodeError:
        return found.group(0)


def fold(text: str) -> str:
    """The text in lower case without accents nor ligatures; any text, idempotent."""
    if text.isascii():
        return text.lower()
    text = mend(text)
    decomposed = unicodedata.normalize("NFKD", text).translate(_LIGATURES)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def text_to_words(text: str) -> list[str]:
    """The folded words (letters and digits) of a text, in order."""
    return _WORD.findall(fold(text))


def words_to_key(words: Sequence[str]) -> list[str]:
    """The words that are compared: abbreviations opened, ordinals as figures, articles left out.

    When nothing but articles is left (« Rue de la » never happens, « Le » does), the words are kept as they are.
    """
    key: list[str] = []
    before = ""
    for word in words:
        if word in ARTICLES:
            continue
        opened = ABBREVIATIONS.get(word, word)
        if before == "quatre" and word in ("vingt", "vingts") and key:
            key[-1], opened, word = "80", "", FOUR_TWENTIES
        elif before in SPELLED_TENS and word in SPELLED_UNITS and key:
            key[-1], opened = str(int(SPELLED_TENS[before]) + SPELLED_UNITS[word]), ""
        elif opened[0].isdigit():
            opened = "septembre" if word == "sept" and key and key[-1] in _DAYS else _figure(opened, key)
        elif opened in ROMAN_ORDINALS:
            opened = ROMAN_ORDINALS[opened]
        elif opened == "point" and key and key[-1] == "rond":
            key[-1], opened = "rondpoint", ""
        elif opened == "dame" and key and key[-1] == "notre":
            key[-1], opened = "notredame", ""
        before = word
        if opened:
            key.append(opened)
    return key or list(words)


def _figure(word: str, before: Sequence[str]) -> str:
    """An ordinal as its figure; a year of two digits after a month as a year of four (« 8 mai 45 »)."""
    ordinal = _ORDINAL.match(word)
    if ordinal:
        word = ordinal.group(1)
    if word.isdigit():
        word = word.lstrip("0") or "0"
    if len(word) == 2 and word.isdigit() and before and before[-1] in MONTHS:
        return "19" + word
    return word


def text_to_key(text: str) -> list[str]:
    """``words_to_key`` of ``text_to_words``."""
    return words_to_key(text_to_words(text))


def city_without_arrondissement(city: str) -> str:
    """« Paris 1er Arrondissement » → « Paris »; another name is returned as it is."""
    return _ARRONDISSEMENT.sub("", city)
