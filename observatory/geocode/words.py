"""Which names contain a word, or a word that looks like it."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from observatory.geocode.lexicon import LIGHT_WORDS, STREET_TYPES

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

TYPE_WEIGHT = 0.25
"""Weight of a type of street beside a name's own words, which weigh from 0.5 to 1 by rarity."""
_LIKE = 0.66
_MOST_LIKE = 12
_MOST_PREFIXED = 40
_REMEMBERED = 20_000
_PREFIXES = ("la", "le", "de", "du", "des", "d", "l")


@dataclass(frozen=True, slots=True)
class WordIndex:
    """Words of the names (sorted), the names that contain each, and how much each weighs."""

    keys: list[str]
    words: list[str]
    ids: dict[str, int]
    weight: Floats
    name_words: list[tuple[int, ...]]
    name_weight: Floats
    start: Ints
    posting: Ints
    _alike: dict[str, dict[int, float]] = field(default_factory=dict)

    @classmethod
    def build(cls, keys: list[str]) -> WordIndex:
        """Index distinct names, each given as its compared words joined by blanks."""
        split = [key.split() for key in keys]
        words = sorted({word for one in split for word in one})
        ids = {word: index for index, word in enumerate(words)}
        name_words = [tuple(dict.fromkeys(ids[word] for word in one)) for one in split]
        owner = np.repeat(np.arange(len(keys)), [len(one) for one in name_words])
        flat = np.array([word for one in name_words for word in one], np.int64)
        order = np.argsort(flat, kind="stable")
        frequency = np.bincount(flat, minlength=len(words)).astype(np.float64)
        weight = 1 - 0.5 * np.log(np.maximum(frequency, 1)) / np.log(max(len(keys), 2))
        weight[[ids[word] for word in STREET_TYPES | LIGHT_WORDS if word in ids]] = TYPE_WEIGHT
        return cls(
            keys=keys,
            words=words,
            ids=ids,
            weight=weight,
            name_words=name_words,
            name_weight=np.bincount(owner, weight[flat], minlength=len(keys)).astype(np.float64),
            start=np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64),
            posting=owner[order].astype(np.int64),
        )

    def names_with(self, word: int) -> Ints:
        """Ids of the names that contain a word."""
        return self.posting[self.start[word] : self.start[word + 1]]

    def word_weight(self, word: str) -> float:
        """Weight of a word of a query; 0.7 where the gazetteer does not know it."""
        index = self.ids.get(word)
        return 0.7 if index is None else float(self.weight[index])

    def alike(self, word: str) -> dict[int, float]:
        """Ids of the words that ``word`` may stand for, with a likeness from 0 to 1 (1 for itself)."""
        found = self._alike.get(word)
        if found is None:
            if len(self._alike) > _REMEMBERED:
                self._alike.clear()
            found = self._alike[word] = self._find_alike(word)
        return found

    def _find_alike(self, word: str) -> dict[int, float]:
        found: dict[int, float] = {}
        if len(word) > 2 and not word.isdigit():
            like = process.extract(
                word, self.words, scorer=OSA.normalized_similarity, score_cutoff=_LIKE, limit=_MOST_LIKE
            )
            found = {index: 0.9 * score for _, score, index in like}
        for prefix in _PREFIXES:
            index = self.ids.get(word.removeprefix(prefix)) if len(word) > len(prefix) + 3 else None
            if index is not None:
                found[index] = max(found.get(index, 0), 0.9)
        if word in self.ids:
            found[self.ids[word]] = 1.0
        return found

    def begun_by(self, prefix: str) -> dict[int, float]:
        """Ids of the words that begin with ``prefix``, likeness 0.95 (1 for the word itself)."""
        low = bisect.bisect_left(self.words, prefix)
        high = bisect.bisect_left(self.words, prefix + "{")
        known = sorted(range(low, high), key=lambda index: self.start[index] - self.start[index + 1])
        return {index: 1.0 if self.words[index] == prefix else 0.95 for index in known[:_MOST_PREFIXED]}

    def split(self, word: str) -> list[str]:
        """A glued word as two known words (« ruejonas »), else itself."""
        if word in self.ids or len(word) < 6:
            return [word]
        for cut in range(3, len(word) - 2):
            if word[:cut] in self.ids and word[cut:] in self.ids:
                return [word[:cut], word[cut:]]
        return [word]

    def best_names(self, wanted: Sequence[dict[int, float]], limit: int) -> list[int]:
        """The names that share the most weight with words given as ``alike`` gives them, best first."""
        heavy = [one for one in wanted if any(self.weight[index] > TYPE_WEIGHT for index in one)]
        names = [self.names_with(index) for one in heavy or wanted for index in one]
        if not names:
            return []
        gains = [self.weight[index] * like for one in heavy or wanted for index, like in one.items()]
        found, where = np.unique(np.concatenate(names), return_inverse=True)
        shared = np.bincount(where, np.repeat(gains, [len(one) for one in names]))
        total = shared / (0.5 + self.name_weight[found])
        best = np.argpartition(-total, limit)[:limit] if len(total) > limit else np.arange(len(total))
        ranked: list[int] = found[best[np.argsort(-total[best], kind="stable")]].tolist()
        return ranked
