"""How alike two short texts are: the share of their words that say something and have a near twin in the other."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz, process

from observatory.domain.texte import unaccented

TWIN = 84.0
"""The likeness (of 100) from which two words are one with a slip of the keyboard."""

_EMPTY = (
    "alors apres assez au aussi aux avant avec beaucoup bien bonjour bonsoir bref car ce cela ces cet cette ceux chez "
    "comme contre dans de deja depuis des deux devant donc du elle elles en encore est et etait ete etre fait faut il "
    "ils jamais je jour jours la le les leur leurs lui ma mais me meme merci mes moi mon ne nos notre nous on ont ou "
    "par pas pendant peu peut plus pour pouvez quand que quelque qui sa sans se ses si sont sous sur ta tous tout "
    "toute toujours tres trop un une vers voila vous vraiment ya"
)
EMPTY_WORDS = frozenset(_EMPTY.split())
"""Words that say nothing of a trouble, without accents."""

_WORD = re.compile(r"[a-z0-9]{2,}")


@lru_cache(maxsize=4096)
def telling_words(text: str) -> frozenset[str]:
    """The words of a text that say something, without accents, each once."""
    plain = unaccented(text.casefold())
    return frozenset(_WORD.findall(plain)) - EMPTY_WORDS


def likeness(one: str, other: str) -> float | None:
    """From 0 (nothing in common) to 1; None where one of the texts says nothing."""
    first, second = telling_words(one), telling_words(other)
    if not first or not second:
        return None
    shared = first & second
    twins = len(shared) + _near(first - shared, second - shared)
    return 2 * twins / (len(first) + len(second))


def _near(first: frozenset[str], second: frozenset[str]) -> int:
    """How many words of the one have a twin of four letters or more in the other, each used once."""
    left = [word for word in second if len(word) > 3]
    found = 0
    for word in sorted(first):
        best = process.extractOne(word, left, scorer=fuzz.ratio, score_cutoff=TWIN) if len(word) > 3 and left else None
        if best is not None:
            left.pop(best[2])
            found += 1
    return found
