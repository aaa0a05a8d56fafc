"""From what was told to the traits that are weighed: words, pairs of words, and pieces of words, by TF-IDF.

French is folded (case, accents, ligatures, plurals), every number becomes one sign, and pieces of 3 to 5 letters take
up what is misspelt or inflected. A trait enters the vocabulary when enough different persons used it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from observatory.domain.garde import MARKS
from observatory.domain.texte import unaccented

Floats: TypeAlias = npt.NDArray[np.float32]
Ints: TypeAlias = npt.NDArray[np.int64]

LEAST_PERSONS = 3
"""Different persons who must have used a trait before it is kept: a word of one person never stays."""
LONGEST_TEXT = 4000
"""Characters of a text that are read."""
MOST_TRAITS = 60_000
PIECES = (3, 4, 5)
"""Lengths of the pieces of words, its edges counted as a blank."""
NUMBER = "0"

_WORD = re.compile(r"[^\W\d_]+|\d+")
_MARKS = re.compile("|".join(re.escape(mark) for mark in MARKS.values()))
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_LONGEST_WORD = 40

_SAY_NOTHING = """
a ai as au aux avec avez avons c ca ce ces cet cette ceux d dans de des du elle elles en es est et etait ete etre
eu eux il ils j je l la le les leur leurs lui m ma mais me mes moi mon n ne nos notre nous on ont ou par pas pour
qu que qui s sa se ses si soit son sont sur t ta te tes toi ton tu un une vos votre vous y ya
"""
STOP_WORDS = frozenset(_SAY_NOTHING.split())
"""Folded words that say nothing of the category."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was typed, and folded."""

    typed: str
    folded: str


def text_to_words(text: str) -> list[Word]:
    """The words of a text that count, in order; marks of the personal-data guard are left out. Never raises."""
    text = unicodedata.normalize("NFC", _MARKS.sub(" ", text[:LONGEST_TEXT]))
    words = (Word(typed, _fold(typed)) for typed in _WORD.findall(text))
    return [word for word in words if word.folded and word.folded not in STOP_WORDS]


def _fold(typed: str) -> str:
    if typed[0].isdigit():
        return NUMBER
    lower = typed[:_LONGEST_WORD].lower().translate(_LIGATURES)
    folded = unaccented(lower)
    return folded[:-1] if len(folded) > 3 and folded[-1] in "sx" else folded


def words_to_traits(words: Sequence[Word]) -> list[list[str]]:
    """The traits of each word: itself, it after the word before, its pieces. Their names tell the three apart."""
    traits, before = [], ""
    for word in words:
        own = [f"m:{word.folded}"]
        if before:
            own.append(f"p:{before} {word.folded}")
        if word.folded != NUMBER:
            edged = f" {word.folded} "
            own += [edged[at : at + size] for size in PIECES for at in range(len(edged) - size + 1)]
        traits.append(own)
        before = word.folded
    return traits


def text_to_traits(text: str) -> list[str]:
    """All traits of a text, each as often as it occurs."""
    return [trait for own in words_to_traits(text_to_words(text)) for trait in own]


@dataclass(frozen=True, slots=True)
class Row:
    """A text as a vector of length 1: the places of its traits, their values, and the places by word."""

    places: Ints
    values: Floats
    words: list[tuple[Word, list[int]]]


@dataclass(frozen=True)
class Vocabulary:
    """The traits that are weighed, and the weight of each: rarer ones say more. Never changed once made."""

    traits: tuple[str, ...]
    idf: Floats
    place: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", {trait: at for at, trait in enumerate(self.traits)})

    def row(self, text: str) -> Row:
        """The vector of a text: (1 + log count) × idf of each known trait, brought to length 1; empty without any."""
        words, place = text_to_words(text), self.place
        known = [[place[t] for t in own if t in place] for own in words_to_traits(words)]
        counts: dict[int, int] = {}
        for own in known:
            for at in own:
                counts[at] = counts.get(at, 0) + 1
        places = np.fromiter(counts, np.int64, len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self.idf[places]
        length = float(np.sqrt((values * values).sum()))
        return Row(
            places, (values / length if length else values).astype(np.float32), list(zip(words, known, strict=True))
        )

    def matrix(self, texts: Sequence[str]) -> Any:
        """The vectors of texts as a sparse matrix (texts × traits)."""
        from scipy.sparse import csr_matrix

        rows = [self.row(text) for text in texts]
        ends = np.cumsum([0, *(len(row.places) for row in rows)])
        places = np.concatenate([np.empty(0, np.int64), *(row.places for row in rows)])
        values = np.concatenate([np.empty(0, np.float32), *(row.values for row in rows)])
        return csr_matrix((values, places, ends), shape=(len(rows), len(self.traits)))


def learn_vocabulary(texts: Sequence[str], persons: Sequence[str], always: Iterable[str]) -> Vocabulary:
    """The traits that at least ``LEAST_PERSONS`` of ``persons`` (one a text) used, and all those of ``always``.

    ``always`` are texts that are no person's: the words of the nomenclature. Of more than ``MOST_TRAITS`` the most used
    are kept.
    """
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import CountVectorizer

    public = list(always)
    counter = CountVectorizer(analyzer=text_to_traits, binary=True, dtype=np.int32)
    counts = counter.fit_transform([*texts, *public])
    _, group = np.unique(np.array([*persons], dtype=object).astype(str), return_inverse=True)
    ones = np.ones(len(texts), np.int32)
    spread = csr_matrix((ones, (group, np.arange(len(texts)))), shape=(int(group.max(initial=-1)) + 1, len(texts)))
    by_person = np.bincount((spread @ counts[: len(texts)]).indices, minlength=counts.shape[1])
    known = np.asarray(counts[len(texts) :].sum(axis=0)).ravel() > 0
    used = np.asarray(counts.sum(axis=0)).ravel()
    kept = np.flatnonzero(known | (by_person >= LEAST_PERSONS))
    if len(kept) > MOST_TRAITS:
        kept = np.sort(kept[np.lexsort((kept, -used[kept], ~known[kept]))][:MOST_TRAITS])
    names = counter.get_feature_names_out()
    idf = np.log((1 + counts.shape[0]) / (1 + used[kept])) + 1
    return Vocabulary(tuple(str(names[at]) for at in kept), idf.astype(np.float32))
