"""Texts made comparable."""

from __future__ import annotations

import unicodedata


def unaccented(text: str) -> str:
    """The text without accents, in compatibility decomposition (NFKD); case, blanks and ligatures stay."""
    if text.isascii():
        return text
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
