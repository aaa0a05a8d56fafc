"""French spaces in the words of a document: nothing that ends or opens a phrase stands alone on a line."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

from observatory.domain.support import Image, Nombre, Support
from observatory.present.labels import NARROW, NO_BREAK

_KEYS = frozenset({"cle", "nom", "type", "genre", "publications"})
"""Fields that name things for programs."""
_WIDE, _THIN, _OPENING = re.compile(r" (?=[:»](?:\W|$))"), re.compile(r" (?=[;?!](?:\W|$))"), re.compile(r"(?<=«) ")


def french_text(text: str) -> str:
    """Words with no-break spaces before « : » and « » », inside guillemets, and narrow ones before « ; ? ! »."""
    return _OPENING.sub(NO_BREAK, _THIN.sub(NARROW, _WIDE.sub(NO_BREAK, text)))


def french_support(support: Support) -> Support:
    """A document with French spaces in all its words; keys, figures and pictures are as they were."""
    made: Support = _set(support)
    return made


def _set(value: Any) -> Any:
    """A value with the words that it holds set; of a tuple, those of each of its own."""
    if type(value) is str:
        return french_text(value)
    if isinstance(value, tuple):
        return tuple(_set(one) for one in value)
    if isinstance(value, Image | Nombre) or not is_dataclass(value) or isinstance(value, type):
        return value
    words = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in _KEYS}
    return replace(value, **{name: _set(one) for name, one in words.items()})
