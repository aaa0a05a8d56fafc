"""Errors in the letters of a text: of fingers on a French keyboard, of the ear, of a machine that reads print."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from random import Random

NEIGHBOURS = {
    "a": "zq", "z": "aqse", "e": "zsdr", "r": "edft", "t": "rfgy", "y": "tghu", "u": "yhji", "i": "ujko", "o": "iklp",
    "p": "olm", "q": "aszw", "s": "qdzewx", "d": "sferxc", "f": "dgrtcv", "g": "fhtyvb", "h": "gjyubn", "j": "hkuin",
    "k": "jlio", "l": "kmop", "m": "lp", "w": "qsx", "x": "wcsd", "c": "xvdf", "v": "cbfg", "b": "vngh", "n": "bhj",
}  # fmt: skip
"""Keys that touch one another on an AZERTY keyboard."""

SOUNDS = (
    ("ph", "f"), ("f", "ph"), ("eau", "o"), ("eau", "au"), ("(?<!e)au", "o"), ("o(?![uinm])", "au"), ("ai(?!l)", "é"),
    ("é", "ai"), ("è", "ai"), (r"er\b", "é"), (r"é\b", "er"), (r"ez\b", "é"), ("ei(?!l)", "è"), ("qu", "k"),
    ("qu", "c"), ("c(?=[aour])", "k"), ("k", "c"), ("k", "qu"), ("ss", "s"), ("(?<=[aeiou])ss", "ç"), ("ç", "ss"),
    ("c(?=[eéèi])", "s"), ("(?<=[aeiou])s(?=[aeiou])", "z"), ("z", "s"), ("tion", "ssion"), ("y", "i"),
    ("(?<=[^aeou])i(?![aeou])", "y"), ("gn", "ni"), ("ill", "y"), ("an", "en"), ("en(?!n)", "an"), ("am(?=[bp])", "an"),
    ("em(?=[bp])", "en"), ("om(?=[bp])", "on"), ("in(?![aeiouén])", "ain"), ("ain", "in"), ("un(?![aeiou])", "in"),
    ("oi", "oa"), ("g(?=[eé])", "j"), ("j", "g"), ("gu(?=[ei])", "g"), ("(?<=[aeiou])x", "ks"), ("x", "s"), ("th", "t"),
    ("t(?=[aeiou])", "th"), ("ch", "sh"), ("œ", "e"), ("h", ""), (r"([lnmtrfps])\1", r"\1"),
    ("(?<=[aeiou])([lnmtrfps])(?=[aeiouéè])", r"\1\1"),
)  # fmt: skip
"""Writings that are heard alike in French: what is written, as an expression, and what is put in its place."""

SILENT_ENDS = ("s", "t", "e", "es", "ts", "d", "x")
"""Letters that one does not hear at the end of a word: lost, or put where there are none."""

SHAPES = (
    ("o", "0"), ("l", "1"), ("i", "1"), ("i", "l"), ("l", "i"), ("rn", "m"), ("m", "rn"), ("d", "cl"), ("cl", "d"),
    ("s", "5"), ("é", "6"), ("b", "6"), ("g", "9"), ("z", "2"), ("e", "c"), ("c", "e"), ("u", "v"), ("v", "u"),
    ("nn", "m"), ("vv", "w"), ("w", "vv"), ("h", "b"), ("f", "t"), ("t", "f"), ("u", "ii"), ("n", "ri"), ("a", "o"),
)  # fmt: skip
"""Shapes that a reading machine takes for one another."""

Change = Callable[[str, Random], str | None]


def plain(text: str) -> str:
    """The text without accents, ligatures written out."""
    bare = text.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae")
    return "".join(one for one in unicodedata.normalize("NFD", bare) if not unicodedata.combining(one))


def mistype(text: str, rng: Random) -> str | None:
    """A neighbour on the keyboard in place of a letter."""
    at = _letter(text, rng)
    near = NEIGHBOURS.get(plain(text[at]).lower()) if at is not None else None
    return None if at is None or near is None else _put(text, at, 1, rng.choice(near))


def lose(text: str, rng: Random) -> str | None:
    """A letter lost."""
    at = _letter(text, rng)
    return None if at is None else text[:at] + text[at + 1 :]


def double(text: str, rng: Random) -> str | None:
    """A letter twice."""
    at = _letter(text, rng)
    return None if at is None else text[: at + 1] + text[at].lower() + text[at + 1 :]


def swap(text: str, rng: Random) -> str | None:
    """Two letters of a word exchanged."""
    pairs = [found.start() for found in re.finditer(r"[^\W\d_](?=([^\W\d_]))", text)]
    pairs = [at for at in pairs if text[at].lower() != text[at + 1].lower()]
    if not pairs:
        return None
    at = rng.choice(pairs)
    first, second = text[at], text[at + 1]
    cased = (second.upper(), first.lower()) if first.isupper() else (second, first)
    return text[:at] + "".join(cased) + text[at + 2 :]


def insert(text: str, rng: Random) -> str | None:
    """A letter too many: one beside the key that was meant."""
    at = _letter(text, rng)
    near = NEIGHBOURS.get(plain(text[at]).lower()) if at is not None else None
    return None if at is None or near is None else text[: at + 1] + rng.choice(near) + text[at + 1 :]


def sound_alike(text: str, rng: Random) -> str | None:
    """The text as one who only heard it writes it: another writing of one sound, or another silent end."""
    if rng.random() < 0.2:
        changed = _other_end(text, rng)
        if changed is not None:
            return changed
    return _one_of(text, SOUNDS, rng)


def look_alike(text: str, rng: Random) -> str | None:
    """The text as a machine reads it in print: one shape taken for another."""
    return _one_of(text, SHAPES, rng)


LETTER_ERRORS: dict[str, Change] = {
    "keyboard": mistype,
    "lost": lose,
    "doubled": double,
    "swapped": swap,
    "inserted": insert,
}
"""Errors of fingers by name."""


def _letter(text: str, rng: Random) -> int | None:
    """Where a letter of a word of three letters or more stands."""
    places = [at for found in re.finditer(r"[^\W\d_]{3,}", text) for at in range(*found.span())]
    return rng.choice(places) if places else None


def _one_of(text: str, pairs: Sequence[tuple[str, str]], rng: Random) -> str | None:
    """One pair that applies, at one of its places."""
    fit = [(found, new) for old, new in pairs if (found := list(re.finditer(old, text, re.IGNORECASE)))]
    if not fit:
        return None
    found, new = rng.choice(fit)
    place = rng.choice(found)
    return _put(text, place.start(), len(place[0]), place.expand(new).lower())


def _other_end(text: str, rng: Random) -> str | None:
    """A silent end lost, or put where there is none, in a word of four letters or more."""
    words = list(re.finditer(r"[^\W\d_]{4,}", text))
    if not words:
        return None
    word = rng.choice(words)
    silent = next((end for end in ("es", "ts", "s", "t", "e", "x", "d") if word[0].lower().endswith(end)), None)
    if silent and rng.random() < 0.7:
        return text[: word.end() - len(silent)] + text[word.end() :]
    return text[: word.end()] + rng.choice(SILENT_ENDS) + text[word.end() :]


def _put(text: str, at: int, length: int, new: str) -> str:
    """``new`` in place of ``length`` letters, with the capital of the first of them."""
    cased = new.capitalize() if text[at : at + 1].isupper() else new
    return text[:at] + cased + text[at + length :]
