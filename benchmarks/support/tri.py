"""Short phrases as an operator types them, and texts of the fictional city in forms that were not learned."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from numpy.random import Generator

from observatory.demo.wording import Writer
from observatory.domain.tri import Rubrique
from observatory.triage.modele import Model

PHRASES = Path(__file__).resolve().parents[2] / "tests" / "data" / "triage.csv"
PARTS = ("reglage", "essai")
"""The phrases by which settings were chosen, then those by which they were not."""
CHANNELS = ("telephone", "telephone", "formulaire", "application", "courriel", "accueil")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is typed, and the code that is meant: of a category, or of a family where the words say no more."""

    part: str
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class Score:
    """How many of ``n`` phrases have their category first and among the first three, have a suggestion, a right one."""

    n: int
    first: int
    among: int
    shown: int
    right: int
    failures: list[str]


def read_phrases() -> list[Phrase]:
    """The phrases of ``tests/data/triage.csv``."""
    with PHRASES.open(encoding="utf-8", newline="") as file:
        return [Phrase(row["usage"], row["phrase"], row["code"]) for row in csv.DictReader(file)]


def families(rubriques: Sequence[Rubrique]) -> dict[str, str]:
    """The first level of each code."""
    return {one.code: one.parent or one.code for one in rubriques}


def score(model: Model, phrases: Sequence[Phrase], family: Mapping[str, str]) -> Score:
    """Ask a model for each phrase. A suggested family counts as right for a phrase of one of its categories."""
    answers = model.answers([one.text for one in phrases])
    first = among = shown = right = 0
    failures = []
    for phrase, chances in zip(phrases, answers.by_code, strict=True):
        ranked = [answers.codes[at] for at in (-chances).argsort(kind="stable")[:3]]
        meant = [phrase.code in (code, family[code]) for code in ranked]
        first, among = first + meant[0], among + any(meant)
        suggested = model.suggest(phrase.text, 3)
        if suggested:
            shown += 1
            right += phrase.code in (suggested[0].code, family[suggested[0].code]) or (
                suggested[0].code == family[phrase.code]
            )
        if not meant[0]:
            failures.append(f"« {phrase.text} »: {ranked[0]} ({chances.max():.2f}) for {phrase.code}")
    return Score(len(phrases), first, among, shown, right, failures)


class PartWriter(Writer):
    """Writes as the fictional city does, with a part of each category's forms of sentence and of its objects."""

    def __init__(self, rng: Generator, forms: slice, objects: slice):
        super().__init__(rng)
        self._categories = {
            code: {"phrases": words["phrases"][forms], "o": words["o"][objects]}
            for code, words in self._categories.items()
        }

    def draw(self, codes: Sequence[str], n: int) -> list[str]:
        """``n`` texts, of each of ``codes`` in turn."""
        rng = self._rng
        return [
            self.write(
                codes[at % len(codes)],
                CHANNELS[int(rng.integers(len(CHANNELS)))],
                int(rng.integers(24)),
                int(rng.integers(60)),
            )
            for at in range(n)
        ]
