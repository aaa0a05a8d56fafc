"""How a French word sounds and looks, roughly: words with one code are taken for one another by ear or by eye."""

from __future__ import annotations

import re
from functools import lru_cache

_REMEMBERED = 20_000
_BEFORE = (("sch", "1"), ("sh", "1"), ("ph", "f"), ("gn", "2"), ("qu", "k"), ("q", "k"))
_FIRST = (
    ("ch(?=[rl])", "k"),
    ("ch", "1"),
    ("ni(?=[aeo])", "2"),
    ("g(?=[eiy])", "j"),
    ("gu(?=[eiy])", "g"),
    ("c(?=[eiy])", "s"),
    ("aill?e?s?$", "8"),
    ("eu?ill?e?s?$", "9"),
    ("(?:eaux?|aux?|ault|auds?|auts?|ots?|os|op)$", "o"),
    ("(?:aie|ais|ait|ai|ei|er|ez|et|ets|ee|ees)$", "e"),
    ("(?<=..)[dtsxz]+$", ""),
    ("(?:ain|ein|aim)(?![aeiounm])", "3"),
)
_BETWEEN = (("c", "k"), ("x", "ks"), ("w", "v"), ("h", ""), ("y", "i"), ("eau", "o"), ("au", "o"))
_THEN = (
    ("(?:in|im|un|um)(?![aeiou2nm])", "3"),
    ("(?:an|am|en|em)(?![aeiou2nm])", "4"),
    ("(?:on|om)(?![aeiou2nm])", "5"),
    ("ill(?=[aeiou])|ill$|ll(?=i[aeo])", "i"),
    ("oeu|eu|oe", "e"),
    ("t(?=io)", "s"),
    ("(?<=[^aeiou])e(?=[^aeiou])|(?<=..)e$", ""),
    (r"(.)\1+", r"\1"),
)
_AFTER = (("ou", "6"), ("oi", "7"), ("ai", "e"), ("ei", "e"), ("z", "s"), ("v", "f"))
_FIRST_COMPILED, _THEN_COMPILED = (
    tuple((re.compile(pattern), replacement) for pattern, replacement in rules) for rules in (_FIRST, _THEN)
)


@lru_cache(maxsize=_REMEMBERED)
def word_to_sound(word: str) -> str:
    """The code of a folded word (a to z); what is no word of letters is its own code.

    Digits stand for sounds that French writes with several letters: 1 ch, 2 gn, 3 in, 4 an, 5 on, 6 ou, 7 oi, 8 ail,
    9 eil. Silent endings, mute e and doubled letters go; s and z, f and v are one, for they are misheard on the
    telephone.
    """
    if not word.isalpha():
        return word
    code = word
    for written, sound in _BEFORE:
        code = code.replace(written, sound)
    for pattern, sound in _FIRST_COMPILED:
        code = pattern.sub(sound, code)
    for written, sound in (*_BETWEEN, *_AFTER):
        code = code.replace(written, sound)
    for pattern, sound in _THEN_COMPILED:
        code = pattern.sub(sound, code)
    return code or word


_SHAPES = (
    ("rn", "m"),
    ("cl", "d"),
    ("ii", "u"),
    ("vv", "w"),
    ("li", "h"),
    ("0", "o"),
    ("1", "l"),
    ("5", "s"),
    ("i", "l"),
)


@lru_cache(maxsize=_REMEMBERED)
def word_to_look(word: str) -> str:
    """The code of a folded word whose letters are taken for one another when print is read (rn m, cl d, 0 o, 1 l i)."""
    code = word
    for shape, same in _SHAPES:
        code = code.replace(shape, same)
    return code if code == word else word_to_look(code)
