"""How much room words take on a slide, without a font at hand: widths of a plain sans serif, rather too wide."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

_WIDTHS = {
    191: "'’ʼ|", 222: "ijl", 278: " !,./:;It\\f\u00a0\u202f[]", 333: "-()r`", 389: "*°²³ª", 355: '"', 500: "ckszvxyJ",
    556: "abdeghnopqu0123456789?$#L_«»–{}", 584: "+<>=~±×÷", 611: "FTZ", 667: "ABEKPSVXY&", 722: "CDHNRUw", 778: "GOQ",
    833: "mM", 889: "%æ", 944: "Wœ", 1000: "…—Œ€→@",
}  # fmt: skip
_BY_LETTER = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_WIDER, _BOLD = 1.02, 1.07
"""What is left for the likes of Arial that differ; bold letters are wider."""
_USUAL = 1.0
_UNKNOWN, _WIDE_FONTS = 1.12, {"verdana": 1.22, "dejavu sans": 1.22, "lucida sans unicode": 1.16, "montserrat": 1.2}
_PLAIN_FONTS = {"arial", "helvetica", "liberation sans", "times new roman", "georgia", "garamond"}
_widening: ContextVar[float] = ContextVar("widening", default=_USUAL)
LEADING = 1.2
"""From one line to the next, in heights of the letters."""


@cache
def _letter(one: str) -> int:
    return _BY_LETTER.get(one) or _BY_LETTER.get(unicodedata.normalize("NFD", one)[0], 600)


@contextmanager
def letters_of(font: str) -> Iterator[None]:
    """Reckon with the letters of a font for a while; one that nobody knows may be wide, or be shown in a wide one."""
    name = font.casefold()
    before = _widening.set(_USUAL if name in _PLAIN_FONTS else _WIDE_FONTS.get(name, _UNKNOWN))
    try:
        yield
    finally:
        _widening.reset(before)


def text_width(text: str, corps: float, *, gras: bool = False) -> float:
    """How long a text is on one line, in points, in letters of ``corps`` points."""
    return sum(map(_letter, text)) / 1000 * corps * _WIDER * _widening.get() * (_BOLD if gras else 1)


def longest_word(text: str, corps: float, *, gras: bool = False) -> float:
    """The length of what cannot be broken, in points; a no-break space does not part words."""
    return max((text_width(word, corps, gras=gras) for word in _words(text)), default=0.0)


def line_count(text: str, corps: float, largeur: float, *, gras: bool = False) -> int:
    """How many lines a text takes in a width; a word that is longer than a line is cut."""
    space = text_width(" ", corps, gras=gras)
    lines, at = 1, 0.0
    for word in _words(text):
        width = text_width(word, corps, gras=gras)
        if at and at + space + width > largeur:
            lines, at = lines + 1, 0.0
        if width > largeur:
            extra = math.ceil(width / largeur) - 1
            lines, width = lines + extra, width - extra * largeur
        at += width + (space if at else 0)
    return lines


def text_height(
    lignes: Sequence[str], corps: float, largeur: float, *, ecart: float = 0.4, gras: bool = False
) -> float:
    """How high paragraphs are in a width, in points; ``ecart`` is left between two, in heights of the letters."""
    if not lignes:
        return 0.0
    lines = sum(line_count(one, corps, largeur, gras=gras) for one in lignes)
    return corps * (lines * LEADING + (len(lignes) - 1) * ecart)


def column_widths(rows: Sequence[Sequence[str]], corps: float, largeur: float, marge: float) -> list[float] | None:
    """How wide the columns of a table are, the heads (first row, bold) being in it; ``marge`` is left in each cell.

    None where a word would be cut.
    """
    columns = list(zip(*rows, strict=True))
    least = [max(longest_word(one, corps, gras=not rank) for rank, one in enumerate(col)) + marge for col in columns]
    whole = [max(text_width(one, corps, gras=not rank) for rank, one in enumerate(col)) + marge for col in columns]
    if sum(least) > largeur:
        return None
    if sum(whole) <= largeur:
        spare = (largeur - sum(whole)) / len(columns)
        return [one + spare for one in whole]
    return _shared(least, whole, largeur)


def _shared(least: Sequence[float], whole: Sequence[float], largeur: float) -> list[float]:
    """Short columns keep to one line; the others share what is left, those with more words getting somewhat more."""
    given = [0.0] * len(whole)
    free = largeur
    open_ = sorted(range(len(whole)), key=lambda k: whole[k])
    while whole[open_[0]] <= free / len(open_) and free - whole[open_[0]] >= sum(least[k] for k in open_[1:]):
        k = open_.pop(0)
        given[k] = whole[k]
        free -= whole[k]
    while open_:  # none gets less than its longest word
        unit = free / sum(math.sqrt(whole[k]) for k in open_)
        bound = [k for k in open_ if math.sqrt(whole[k]) * unit < least[k]]
        for k in bound or open_:
            given[k] = least[k] if bound else math.sqrt(whole[k]) * unit
        free -= sum(least[k] for k in bound)
        open_ = [k for k in open_ if k not in bound] if bound else []
    return given


def _words(text: str) -> list[str]:
    """What may stand at the end of a line: words, parted by plain spaces and after hyphens."""
    return [part for word in text.replace("\n", " ").split(" ") for part in _hyphens(word) if part]


def _hyphens(word: str) -> list[str]:
    parts = word.split("-")
    return [f"{one}-" for one in parts[:-1]] + parts[-1:]
