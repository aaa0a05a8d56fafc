"""What gives a text its categories: two levels of one nomenclature, with calibrated probabilities.

Two multinomial regressions over the same traits: one of the families, one of the categories of the last level. The
probability of a category is that of its family, times its share among the members of that family. So texts that were
sorted by family alone teach the families, and the words of the nomenclature teach what no text taught yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from observatory.domain.tri import Fiche, Rubrique
from observatory.triage.traits import Floats, Ints, Row, Vocabulary, learn_vocabulary

STRENGTH = 3.0
"""Inverse of the regression's penalty."""
WEIGHT_OF_WORDS = 5.0
"""How many texts each word of the nomenclature is worth: without it, short phrases go to the busiest categories."""
START_THRESHOLD = 0.4
"""Under this probability the model that has learned nothing suggests nothing."""
TEMPERATURES = (0.5, 5.0)
"""Bounds of the calibration: texts of few forms would have every answer announced as sure."""
LEAST_SHOWN = 0.05
"""Probability under which a second or third candidate is not named."""
_MOST_STEPS, _TOLERANCE = 300, 1e-3
_WORDS_SHOWN = 3
_LEAST_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Candidate:
    """A category that a text may tell of, its probability, and the words that weighed most for it, as typed."""

    code: str
    probabilite: float
    mots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What was found for n texts: categories of the last level (n × codes) and families (n × familles)."""

    codes: tuple[str, ...]
    familles: tuple[str, ...]
    by_code: Floats
    by_family: Floats


@dataclass(frozen=True, eq=False)
class Model:
    """A model that is never changed once made, and that any number of threads may ask.

    ``weights`` has a row for each trait and a column for each of ``codes``, then of ``familles``; ``family_of`` is the
    place of a code's family. ``temperatures`` divide the scores of codes and of families before they are probabilities.
    """

    vocabulary: Vocabulary
    codes: tuple[str, ...]
    familles: tuple[str, ...]
    family_of: Ints
    weights: Floats
    bias: Floats
    temperatures: tuple[float, float]
    threshold: float
    fiche: Fiche

    def answers(self, texts: Sequence[str]) -> Answers:
        """The probabilities of every category for each text."""
        scores = self.vocabulary.matrix(texts) @ self.weights + self.bias
        return Answers(self.codes, self.familles, *self._probabilities(np.asarray(scores, np.float32)))

    def suggest(self, text: str, limit: int) -> list[Candidate]:
        """At most ``limit`` candidates, the surest first; none for a text without known words, or under the threshold.

        Where no category of the last level reaches the threshold but a family does, the family comes first and its
        members after it: it is what the words tell.
        """
        row = self.vocabulary.row(text)
        if not len(row.places):
            return []
        scores = row.values @ self.weights[row.places] + self.bias
        by_code, by_family = (found[0] for found in self._probabilities(scores[None, :]))
        order = np.lexsort((np.arange(len(by_code)), -by_code))[:limit]
        found = [(int(at), [int(at), self._family_column(at)]) for at in order]
        named = [Candidate(self.codes[at], float(by_code[at]), self._words(row, columns)) for at, columns in found]
        best = int(by_family.argmax())
        if named[0].probabilite < self.threshold:
            if by_family[best] < self.threshold:
                return []
            family = self.familles[best]
            words = self._words(row, [len(self.codes) + best])
            members = [one for one, (at, _) in zip(named, found, strict=True) if self.family_of[at] == best]
            others = [one for one in members if one.code != family]
            named = [Candidate(family, float(by_family[best]), words), *others][:limit]
        return [one for rank, one in enumerate(named) if not rank or one.probabilite >= LEAST_SHOWN]

    def _probabilities(self, scores: Floats) -> tuple[Floats, Floats]:
        """Scores (n × codes and familles) to the probabilities of both levels."""
        n, (of_codes, of_families) = len(self.codes), self.temperatures
        by_family = _softmax(scores[:, n:] / of_families)
        by_code = np.zeros_like(scores[:, :n])
        for family in range(len(self.familles)):
            members = np.flatnonzero(self.family_of == family)
            if len(members):
                inside = _softmax(scores[:, members] / of_codes)
                by_code[:, members] = inside * by_family[:, family : family + 1]
        return by_code, by_family

    def _family_column(self, code: int) -> int:
        return len(self.codes) + int(self.family_of[code])

    def _words(self, row: Row, columns: list[int]) -> tuple[str, ...]:
        """The words whose traits speak for these columns more than for the others of their level."""
        value = dict(zip(row.places.tolist(), row.values.tolist(), strict=True))
        times: dict[int, int] = {}
        for _, places in row.words:
            for at in places:
                times[at] = times.get(at, 0) + 1
        weight = self._contrast(row.places, columns)
        gain = {at: value[at] / times[at] * one for at, one in zip(row.places.tolist(), weight.tolist(), strict=True)}
        said: dict[str, float] = {}
        for word, places in row.words:
            key = word.typed.lower()
            said[key] = said.get(key, 0.0) + sum(gain[at] for at in places)
        least = _LEAST_SHARE * sum(one for one in said.values() if one > 0)
        ranked = sorted(said, key=lambda word: -said[word])
        return tuple(word for word in ranked[:_WORDS_SHOWN] if said[word] > least)

    def _contrast(self, places: Ints, columns: list[int]) -> Floats:
        """How much more each trait weighs for the columns than for the mean of their level."""
        rows, n = self.weights[places], len(self.codes)
        told = np.zeros(len(places), np.float32)
        for column in columns:
            level = rows[:, :n] if column < n else rows[:, n:]
            told += rows[:, column] - level.mean(axis=1)
        return told


def nomenclature_hash(rubriques: Sequence[Rubrique]) -> str:
    """What changes when a category comes, goes or moves to another family; not when its words do."""
    lines = sorted(f"{one.code}|{one.parent or ''}" for one in rubriques)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def start_model(rubriques: Sequence[Rubrique]) -> Model:
    """A model of the nomenclature's own words, which a city has before it has sorted anything."""
    return learn([], [], [], rubriques, Fiche(depart=True, nomenclature=nomenclature_hash(rubriques)))


def learn(
    texts: Sequence[str], codes: Sequence[str], persons: Sequence[str], rubriques: Sequence[Rubrique], fiche: Fiche
) -> Model:
    """Learn from texts with their category and the words of the nomenclature; not yet calibrated.

    ``persons`` says who told each text, as any key. A text sorted no further than its family teaches families alone.
    """
    parents = {one.parent for one in rubriques}
    leaves = tuple(one.code for one in rubriques if one.code not in parents)
    families = tuple(one.code for one in rubriques if one.parent is None)
    family = {one.code: one.parent or one.code for one in rubriques}
    words, told = _words_of(rubriques)
    vocabulary = learn_vocabulary(texts, persons, words)
    matrix = vocabulary.matrix([*texts, *words])
    every = np.array([*codes, *told])
    precise = np.flatnonzero(np.isin(every, leaves))
    emphasis = np.repeat([1.0, WEIGHT_OF_WORDS], [len(texts), len(words)])
    by_code = _regression(matrix[precise], every[precise], leaves, emphasis[precise])
    by_family = _regression(matrix, np.array([family[code] for code in every]), families, emphasis)
    return Model(
        vocabulary=vocabulary,
        codes=leaves,
        familles=families,
        family_of=np.array([families.index(family[code]) for code in leaves], np.int64),
        weights=np.hstack([by_code[0], by_family[0]]),
        bias=np.hstack([by_code[1], by_family[1]]),
        temperatures=(1.0, 1.0),
        threshold=START_THRESHOLD,
        fiche=fiche,
    )


def calibrate(model: Model, texts: Sequence[str], codes: Sequence[str]) -> Model:
    """The model with the temperatures that make its probabilities those of texts that it has not learned.

    That of codes is sought on the texts whose family is found, since it is in that family that one is suggested.
    """
    scores = np.asarray(model.vocabulary.matrix(texts) @ model.weights + model.bias, np.float64)
    n, place = len(model.codes), {code: at for at, code in enumerate(model.codes)}
    at_family = {code: at for at, code in enumerate(model.familles)}
    at_family |= {code: int(model.family_of[at]) for code, at in place.items()}
    known = [i for i, code in enumerate(codes) if code in at_family]
    families = np.array([at_family[codes[i]] for i in known], np.int64)
    of_families = _temperature(scores[known, n:], families)
    found = scores[:, n:].argmax(axis=1)
    precise = [i for i in known if codes[i] in place and at_family[codes[i]] == found[i]]
    truth = np.array([place[codes[i]] for i in precise], np.int64)
    outside = model.family_of[None, :] != model.family_of[truth][:, None]
    of_codes = _temperature(np.where(outside, -np.inf, scores[precise, :n]), truth)
    return replace(model, temperatures=(of_codes, of_families))


def restricted(model: Model, rubriques: Sequence[Rubrique]) -> Model:
    """The model without the categories that the nomenclature no longer has under the same family."""
    family = {one.code: one.parent or one.code for one in rubriques}
    first = {one.code for one in rubriques if one.parent is None}
    families = [at for at, code in enumerate(model.familles) if code in first]
    codes = [
        at
        for at, code in enumerate(model.codes)
        if family.get(code) == model.familles[model.family_of[at]] and int(model.family_of[at]) in families
    ]
    columns = np.array([*codes, *(len(model.codes) + at for at in families)], np.int64)
    return replace(
        model,
        codes=tuple(model.codes[at] for at in codes),
        familles=tuple(model.familles[at] for at in families),
        family_of=np.array([families.index(int(model.family_of[at])) for at in codes], np.int64),
        weights=model.weights[:, columns],
        bias=model.bias[columns],
    )


def _words_of(rubriques: Sequence[Rubrique]) -> tuple[list[str], list[str]]:
    """What the nomenclature says by itself: each label, each of its words, and both together, with their codes."""
    words, codes = [], []
    for one in rubriques:
        own = [one.libelle, *one.mots, *(f"{one.libelle} {mot}" for mot in one.mots)]
        words += own
        codes += [one.code] * len(own)
    return words, codes


def _regression(
    matrix: Any, codes: npt.NDArray[Any], classes: tuple[str, ...], emphasis: npt.NDArray[np.float64]
) -> tuple[Floats, Floats]:
    """Weights (traits × classes) and biases of a multinomial regression; ``classes`` are those of ``codes``.

    On one core: it is faster than on several that others use too, and leaves them to the desk.
    """
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    if len(classes) == 1:
        return np.zeros((matrix.shape[1], 1), np.float32), np.zeros(1, np.float32)
    with threadpool_limits(1):
        fitted = LogisticRegression(C=STRENGTH, max_iter=_MOST_STEPS, tol=_TOLERANCE)
        fitted.fit(matrix, codes, sample_weight=emphasis)
    weights, bias = fitted.coef_.T, fitted.intercept_
    if len(classes) == 2:  # the library then gives the second class against the first
        weights, bias = np.hstack([0 * weights, weights]), np.append(0 * bias, bias)
    order = [list(fitted.classes_).index(code) for code in classes]
    return weights[:, order].astype(np.float32), bias[order].astype(np.float32)


def _temperature(scores: npt.NDArray[np.float64], truth: Ints) -> float:
    """What to divide scores by so that the truth is least surprising (Guo et al. 2017); 1 where nothing tells."""
    from scipy.optimize import minimize_scalar

    if not len(truth):
        return 1.0
    lines = np.arange(len(truth))

    def surprise(log_t: float) -> float:
        divided = scores / np.exp(log_t)
        top = divided.max(axis=1)
        return float((np.log(np.exp(divided - top[:, None]).sum(axis=1)) + top - divided[lines, truth]).mean())

    found = minimize_scalar(surprise, bounds=tuple(np.log(TEMPERATURES)), method="bounded")
    return float(np.exp(found.x))


def _softmax(scores: Floats) -> Floats:
    """Probabilities by line."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)  # type: ignore[no-any-return]
