"""How wide words will be, before anything draws them: close enough to wrap a name or to cut it."""

from __future__ import annotations

import unicodedata

_NARROW, _WIDE = frozenset("ijltfrI.,:;'’|!()[] \u202f"), frozenset("mwMWQ@%œæ…—")


def text_width(text: str, corps: float) -> float:
    """About how wide a line is at a size of letters, in the unit of that size, on the safe side."""
    return corps * sum(map(_share, text))


def wrap_text(text: str, largeur: float, corps: float, lignes: int) -> list[str]:
    """A text in at most so many lines of a width; what does not fit is cut, and « … » says so."""
    words, made = [one for one in text.split(" ") if one], [""]
    for rank, word in enumerate(words):
        longer = f"{made[-1]} {word}".strip()
        if not made[-1] or text_width(longer, corps) <= largeur:
            made[-1] = longer
        elif len(made) < lignes:
            made.append(word)
        else:
            made[-1] = f"{made[-1]} {' '.join(words[rank:])}"
            break
    return [_cut(one, largeur, corps) for one in made]


def _cut(text: str, largeur: float, corps: float) -> str:
    if text_width(text, corps) <= largeur:
        return text
    while text and text_width(f"{text}…", corps) > largeur:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _share(letter: str) -> float:
    """Of the size of letters: digits 0.49, a narrow letter 0.32, a wide one or a capital more."""
    if letter in _NARROW:
        return 0.32
    if letter in _WIDE:
        return 0.86
    if letter.isupper():
        return 0.7
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.52
