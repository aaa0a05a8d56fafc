"""Which names contain a word, or a word that looks or sounds like it, or that begins like it."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from observatory.geocode.lexicon import LIGHT_WORDS, STREET_TYPES
from observatory.geocode.phonetics import word_to_look, word_to_sound

Ints = npt.NDArray[np.int64]
Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

TYPE_WEIGHT = 0.25
"""Weight of a type of street beside a name's own words, which weigh from 0.5 to 1 by rarity."""
_UNKNOWN_WEIGHT, _SHORT = 0.7, 3
_SKELETON = 7
"""Letters of a word that its skeletons are made from; what comes after is compared whole."""
_LIKE, _SOUND, _LOOK = 0.66, 0.84, 0.86
_SOUND_LIKE = 0.45
"""Likeness of letters asked of words that sound alike."""
_SHORT_LIKE = 0.6
"""Likeness asked of words of four letters and less, where one letter weighs more."""
_CERTAIN = 7
"""Letters from which a word that is known is not taken for another one."""
_MOST_LIKE = 8
_WITH_PREFIX = 0.9
"""Likeness of words that are one but for an article in front (« delarepublique »)."""
_MOST_PREFIXED = 40
_REMEMBERED = 20_000
_WIDTH = 12
_FAR_BELOW, _NOTHING = 0.35, 1e-9
_PREFIXES = ("dela", "de", "du", "des", "d", "la", "les", "le", "l", "aux", "au", "en", "sur")
_LEAST_BEGUN = 3


@dataclass(frozen=True, slots=True)
class WordIndex:
    """Distinct names (``keys``: their compared words joined by blanks), their words sorted, and how much each weighs.

    ``first[n] : first[n + 1]`` are the places in ``flat`` of the words of name n; ``start[w] : start[w + 1]`` those in
    ``posting`` of the names that contain word w; ``skeletons`` are the distinct hashes, sorted, of words with up to two
    letters left out, ``skeleton_start`` and ``skeleton_word`` the words of each (symmetric deletion, Garbe 2012).
    """

    keys: list[str]
    words: list[str]
    weight: Floats
    first: Ints
    flat: Ids
    name_weight: Floats
    start: Ints
    posting: Ids
    skeletons: npt.NDArray[np.uint32]
    skeleton_start: Ints
    skeleton_word: Ids
    ids: dict[str, int] = field(init=False, repr=False)
    names: dict[str, int] = field(init=False, repr=False)
    name_words: list[tuple[int, ...]] = field(init=False, repr=False)
    weights: list[float] = field(init=False, repr=False)
    _starts: list[int] = field(init=False, repr=False)
    _lightness: Floats = field(init=False, repr=False)
    _sounds: dict[str, list[int]] = field(init=False, repr=False)
    _looks: dict[str, list[int]] = field(init=False, repr=False)
    _letters: npt.NDArray[np.uint8] = field(init=False, repr=False)
    _alike: dict[str, dict[int, float]] = field(init=False, repr=False)
    _beside: dict[int, frozenset[int]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make what is looked up from what is stored."""
        put = object.__setattr__
        put(self, "ids", {word: index for index, word in enumerate(self.words)})
        put(self, "names", {key: index for index, key in enumerate(self.keys)})
        flat, first = self.flat.tolist(), self.first.tolist()
        put(self, "name_words", [tuple(flat[a:b]) for a, b in pairwise(first)])
        put(self, "weights", self.weight.tolist())
        put(self, "_starts", self.start.tolist())
        put(self, "_lightness", 1 / (0.5 + self.name_weight))
        sounds: dict[str, list[int]] = {}
        looks: dict[str, list[int]] = {}
        for index, word in enumerate(self.words):
            if len(word) > 2 and not word.isdigit():
                sounds.setdefault(word_to_sound(word), []).append(index)
                looks.setdefault(word_to_look(word), []).append(index)
        put(self, "_sounds", sounds)
        put(self, "_looks", looks)
        fixed = np.array([word.encode() for word in self.words], dtype=f"S{_WIDTH}")
        put(self, "_letters", np.ascontiguousarray(fixed.view(np.uint8).reshape(len(self.words), _WIDTH).T))
        put(self, "_alike", {})
        put(self, "_beside", {})

    @classmethod
    def build(cls, keys: Sequence[str]) -> WordIndex:
        """Index distinct names, each given as its compared words joined by blanks."""
        split = [dict.fromkeys(key.split()) for key in keys]
        words = sorted({word for one in split for word in one})
        ids = {word: index for index, word in enumerate(words)}
        sizes = np.array([len(one) for one in split], np.int64)
        owner = np.repeat(np.arange(len(split), dtype=np.int32), sizes)
        flat = np.array([ids[word] for one in split for word in one], np.int32)
        frequency = np.bincount(flat, minlength=len(words)).astype(np.float64)
        weight = 1 - 0.5 * np.log(np.maximum(frequency, 1)) / np.log(max(len(keys), 2))
        weight[[ids[word] for word in STREET_TYPES | LIGHT_WORDS if word in ids]] = TYPE_WEIGHT
        skeletons, skeleton_start, skeleton_word = _skeleton_index(words)
        return cls(
            keys=list(keys),
            words=words,
            weight=weight,
            first=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            flat=flat,
            name_weight=np.bincount(owner, weight[flat], minlength=len(keys)).astype(np.float64),
            start=np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64),
            posting=owner[np.argsort(flat, kind="stable")],
            skeletons=skeletons,
            skeleton_start=skeleton_start,
            skeleton_word=skeleton_word,
        )

    def names_with(self, word: int) -> Ids:
        """Ids of the names that contain a word."""
        return self.posting[self.start[word] : self.start[word + 1]]

    def words_beside(self, word: int) -> frozenset[int]:
        """Ids of the words of the names that contain a word, itself among them."""
        known = self._beside.get(word)
        if known is None:
            names = self.names_with(word).tolist()
            known = self._beside[word] = frozenset(one for name in names for one in self.name_words[name])
        return known

    def word_weight(self, word: str) -> float:
        """Weight of a word of a query; that of a rare word where the gazetteer does not know it."""
        index = self.ids.get(word)
        if index is not None:
            return self.weights[index]
        light = len(word) <= _SHORT or word in STREET_TYPES or word in LIGHT_WORDS  # an article, perhaps, mistyped
        return TYPE_WEIGHT if light else _UNKNOWN_WEIGHT

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
        known = word in self.ids
        if len(word) > 1 and not word.isdigit() and not (known and len(word) >= _CERTAIN):
            near = {index: self.words[index] for index in self._near(word, 1 if known else 2)}
            least = _LIKE if len(word) > 4 else _SHORT_LIKE
            like = process.extract(word, near, scorer=OSA.normalized_similarity, score_cutoff=least, limit=_MOST_LIKE)
            found = {index: 0.92 * score for _, score, index in like}
        if len(word) > 1:
            for index in self._sounds.get(word_to_sound(word), ()):
                if OSA.normalized_similarity(word, self.words[index]) >= _SOUND_LIKE:
                    found[index] = max(found.get(index, 0.0), _SOUND)
            for index in self._looks.get(word_to_look(word), ()):
                found[index] = max(found.get(index, 0.0), _LOOK)
        if len(word) >= _SHORT:
            kin = [
                word[len(prefix) :] for prefix in _PREFIXES if len(word) > len(prefix) + 2 and word.startswith(prefix)
            ]
            for other in (*kin, *[prefix + word for prefix in _PREFIXES]):
                index = self.ids.get(other, -1)
                if index >= 0:
                    found[index] = max(found.get(index, 0.0), _WITH_PREFIX)
        if known:
            found[self.ids[word]] = 1.0
        return found

    def _near(self, word: str, letters: int) -> list[int]:
        """Words within about so many letters of ``word``: those that share a skeleton with it."""
        hashes = _hashes(word, letters)
        at = self.skeletons.searchsorted(hashes)
        at[at == len(self.skeletons)] = 0
        hit = at[self.skeletons[at] == hashes] if len(self.skeletons) else at[:0]
        low, high = self.skeleton_start[hit].tolist(), self.skeleton_start[hit + 1].tolist()
        found = {one for a, b in zip(low, high, strict=True) for one in self.skeleton_word[a:b].tolist()}
        return sorted(found)

    def beginning(self, prefix: str) -> tuple[int, int]:
        """The first id of the words that begin with ``prefix``, and the id after the last."""
        return bisect.bisect_left(self.words, prefix), bisect.bisect_left(self.words, prefix + "{")

    def begun_by(self, prefix: str) -> dict[int, float]:
        """Ids of the words that begin with ``prefix``, likeness 0.95 (1 for the word itself).

        From three letters on, a letter after the first may be wrong, lost, added or swapped: likeness 0.75.
        """
        low, high = self.beginning(prefix)
        found = dict.fromkeys(self._commonest(np.arange(low, high)), 0.95)
        if low < high and self.words[low] == prefix:
            found[low] = 1.0
        if len(found) < _MOST_PREFIXED and len(prefix) >= _LEAST_BEGUN and not prefix.isdigit():
            start, end = self.beginning(prefix[0])
            almost = np.flatnonzero(_begins_almost(self._letters[:, start:end], prefix)) + start
            for index in self._commonest(almost):
                found.setdefault(index, 0.75)
        return found

    def _commonest(self, indices: Ints) -> list[int]:
        frequency = self.start[indices + 1] - self.start[indices]
        ranked: list[int] = indices[np.argsort(-frequency, kind="stable")[:_MOST_PREFIXED]].tolist()
        return ranked

    def best_names(
        self, wanted: Sequence[dict[int, float]], limit: int, inside: Ids | None = None, begun: str = ""
    ) -> list[int]:
        """The names that share the most weight with words given as ``alike`` gives them, best first.

        ``inside``: names whose best ``limit`` are given as well. ``begun``: any word that begins so is wanted too.
        """
        heavy = [one for one in wanted if any(self.weights[index] > TYPE_WEIGHT for index in one)]
        low, high = self.beginning(begun) if begun else (0, 0)
        pairs = [pair for one in heavy or wanted for pair in one.items() if not low <= pair[0] < high]
        if not pairs and low == high:
            return []
        starts = self._starts
        names = [self.posting[starts[index] : starts[index + 1]] for index, _ in pairs]
        gains = np.array([self.weights[index] * like for index, like in pairs])
        joined, gained = [*names], [gains.repeat([len(one) for one in names])]
        if low < high:
            joined.append(self.posting[starts[low] : starts[high]])
            gained.append(self.weight[low:high].repeat(np.diff(self.start[low : high + 1])))
        total = np.bincount(np.concatenate(joined), np.concatenate(gained), len(self.keys)) * self._lightness
        best = _top(total, limit)
        if inside is not None and len(inside):
            best += [name for name in inside[_top(total[inside], limit)].tolist() if name not in best]
        return best


def _top(total: Floats, limit: int) -> list[int]:
    """The places of the greatest totals, greatest first; none that is far below the greatest."""
    near = np.flatnonzero(total >= max(_FAR_BELOW * total.max(initial=0.0), _NOTHING))
    ranked: list[int] = near[np.argsort(-total[near], kind="stable")[:limit]].tolist()
    return ranked


@lru_cache(maxsize=_REMEMBERED)
def _hashes(word: str, letters: int) -> npt.NDArray[np.uint32]:
    return np.array([crc32(one) for one in _skeletons(word, letters)], np.uint32)


def _skeletons(word: str, letters: int) -> Iterable[bytes]:
    """The first letters of a word with none, one or (from five letters on) two of them left out."""
    begin = word.encode()[:_SKELETON]
    size = len(begin)
    made = {begin}
    for count in range(1, min(letters, 2 if size > 4 else 1) + 1):
        made.update(bytes(kept) for kept in combinations(begin, size - count))
    return made


def _skeleton_index(words: Sequence[str]) -> tuple[npt.NDArray[np.uint32], Ints, Ids]:
    """Distinct hashes, sorted; where the words of each start; the words."""
    hashes: list[int] = []
    owners: list[int] = []
    for index, word in enumerate(words):
        if len(word) > 2 and not word.isdigit():
            made = [crc32(one) for one in _skeletons(word, 2)]
            hashes += made
            owners += [index] * len(made)
    keys = np.array(hashes, np.uint32)
    order = np.argsort(keys, kind="stable")
    distinct, start = np.unique(keys[order], return_index=True)
    return distinct, np.append(start, len(keys)).astype(np.int64), np.array(owners, np.int32)[order]


def _begins_almost(letters: npt.NDArray[np.uint8], prefix: str) -> npt.NDArray[np.bool_]:
    """Which words begin with ``prefix`` but for one letter wrong, lost, added or swapped with the next.

    ``letters`` has one row for each place of a letter and one column for each word, zero after its end.
    """
    asked = prefix.encode()[: _WIDTH - 1]
    size = len(asked)
    whole = np.ones(letters.shape[1], bool)
    same = [letters[at] == asked[at] for at in range(size)]
    later = [letters[at + 1] == asked[at] for at in range(size)]
    earlier = [letters[at] == asked[at + 1] for at in range(size - 1)]
    same_on, later_on, earlier_on = _from_there_on(same), _from_there_on(later), _from_there_on(earlier)
    almost = ~whole
    head = whole
    for at in range(size):
        almost |= head & (same_on[at + 1] | later_on[at])
        if at + 1 < size:
            almost |= head & earlier_on[at]
            almost |= head & earlier[at] & (letters[at + 1] == asked[at]) & same_on[at + 2]
        head = head & same[at]
    return almost


def _from_there_on(flags: Sequence[npt.NDArray[np.bool_]]) -> list[npt.NDArray[np.bool_]]:
    """For each place: whether all flags hold from there to the end."""
    made = [np.ones_like(flags[0])] if flags else []
    for one in reversed(flags):
        made.append(made[-1] & one)
    return made[::-1]
