"""How the personal-data guard reads a text: folded one character for one, cut into words, each with its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

Span = tuple[int, int]
Word = tuple[str, int, int]

AROUND = 40
"""How many characters before a candidate may say what it is."""

_WORD = re.compile(r"[a-z]+|[.;:!?\n,(]")
_STOPS = frozenset(".;:!?\n,(")
_INVISIBLE = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as rules see it.

    ``written`` lacks only invisible signs; ``plain`` is the same characters folded, ``low`` those in lower case;
    ``words`` are cut from ``low``, with start and end, punctuation being a word. ``offsets`` says where each character
    stood, None when nothing moved.
    """

    written: str
    plain: str
    low: str
    words: list[Word]
    offsets: list[int] | None

    def before(self, start: int) -> str:
        """What stands before ``start`` on its line, in lower case, ``AROUND`` characters at most."""
        return self.low[max(0, start - AROUND) : start].rpartition("\n")[2]

    def words_before(self, at: int, count: int) -> list[str]:
        """The words before the word number ``at``, nearest first, ``count`` at most, none beyond a punctuation."""
        told: list[str] = []
        for word, _, _ in reversed(self.words[max(0, at - count) : at]):
            if word in _STOPS:
                break
            told.append(word)
        return told

    def word_after(self, at: int) -> str:
        """The word, or punctuation, that follows the word number ``at``; empty at the end."""
        return self.words[at + 1][0] if at + 1 < len(self.words) else ""

    def span_in(self, text: str, start: int, end: int) -> Span:
        """Where a span of ``plain`` stood in the text that was read, with the invisible signs that follow it."""
        if self.offsets is None:
            return start, end
        start, end = self.offsets[start], self.offsets[end - 1] + 1
        while end < len(text) and _INVISIBLE.match(text[end]):
            end += 1
        return start, end


def read(text: str) -> Reading:
    """The reading of a text, whatever it holds."""
    written, offsets = _visible(text)
    plain = written.translate(_FOLDED)
    low = plain.lower()
    return Reading(written, plain, low, [(one[0], *one.span()) for one in _WORD.finditer(low)], offsets)


def _visible(text: str) -> tuple[str, list[int] | None]:
    """The text without zero-width signs, loose accents put on their letter; and where each character kept came from."""
    if text.isascii() or not _INVISIBLE.search(text):
        return text, None
    signs: list[str] = []
    offsets: list[int] = []
    for at, sign in enumerate(text):
        if not _INVISIBLE.match(sign):
            signs.append(sign)
            offsets.append(at)
        elif signs and len(together := unicodedata.normalize("NFC", signs[-1] + sign)) == 1:
            signs[-1] = together
    return "".join(signs), offsets


def _folding() -> dict[int, str]:
    """One character for one: letters lose their accent; figures, spaces, hyphens and apostrophes become plain."""
    signs = {
        "'": "\u2019\u2018\u02bc\u00b4",
        "-": "\u2010\u2011\u2012\u2013\u2014\u2212",
        " ": "\t\u00a0\u202f\u2007\u2009",
        "@": "\uff20",
        "+": "\uff0b",
        "I": "\u0130",
    }
    folded = {ord(sign): plain for plain, many in signs.items() for sign in many}
    folded |= {0xFF10 + digit: str(digit) for digit in range(10)}
    for code in range(0xC0, 0x250):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.isalpha():
            folded.setdefault(code, base)
    return folded


_FOLDED = _folding()
