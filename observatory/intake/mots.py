"""Words of a source made comparable, and the nearest of a list for an error message."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

from observatory.domain.texte import unaccented


def plain(text: str) -> str:
    """Lower case, without accents, with single blanks and straight apostrophes."""
    straight = text.replace("’", "'").replace("œ", "oe").replace("Œ", "oe")
    return " ".join(unaccented(straight).casefold().split())


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The word of a list that looks most like `word`, or None when none does."""
    by_plain = {plain(one): one for one in words}
    found = difflib.get_close_matches(plain(word), list(by_plain), n=1, cutoff=0.55)
    return by_plain[found[0]] if found else None


def suggestion(word: str, words: Collection[str]) -> str:
    """`` Vouliez-vous dire « … » ?`` or nothing."""
    found = nearest(word, words)
    return f" Vouliez-vous dire « {found} » ?" if found else ""


def listed(words: Iterable[str], limit: int = 40) -> str:
    """Words in French quotes, the list cut when it is long."""
    shown = [f"« {word} »" for word in words]
    rest = len(shown) - limit
    return ", ".join(shown[:limit]) + (f" et {rest} autre(s)" if rest > 0 else "")
