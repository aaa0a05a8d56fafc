"""Texts made comparable."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufe0f\ufffe\uffff\u200d\u202a-\u202e\u2066-\u2069"
    r"\U00010000-\U0010ffff]"
)
"""What no file may hold: control characters, halves of characters, pictures that no font
of ours draws (a tagged PDF fails of one), what turns the direction of the words after it."""
T = TypeVar("T")


def seen_words(value: T) -> T:
    """The same (words, or dataclasses, tuples and mappings of them) without the characters that no file may hold.

    What holds none of them is handed back as it is.
    """
    made: Any = value
    if isinstance(value, str):
        cleaned = _UNSEEN.sub("", value)
        made = value if cleaned == value else cleaned
    elif isinstance(value, tuple | list):
        cleaned_all = [seen_words(one) for one in value]
        made = value if all(a is b for a, b in zip(cleaned_all, value, strict=True)) else type(value)(cleaned_all)
    elif isinstance(value, dict):
        made = {seen_words(name): seen_words(one) for name, one in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        told = {one.name: getattr(value, one.name) for one in fields(value) if one.init}
        changed = {name: new for name, one in told.items() if (new := seen_words(one)) is not one}
        made = replace(value, **changed) if changed else value
    return cast(T, made)


def unaccented(text: str) -> str:
    """The text without accents, in compatibility decomposition (NFKD); case, blanks and ligatures stay."""
    if text.isascii():
        return text
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
