"""How good a way of sorting is on texts that came after those it learned from."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from observatory.domain.tri import ClasseEvaluee, Fiabilite, Repere, SeuilEvalue
from observatory.triage.modele import START_THRESHOLD, Answers

BANDS = 10
THRESHOLDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
AIM = 0.8
"""Of the first suggestions shown, the share that should be right: the threshold is the lowest that reaches it."""
_GRID = tuple(round(START_THRESHOLD + 0.05 * step, 2) for step in range(11))

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    """Answers held against what people chose; arrays of n texts.

    ``precise``: sorted to the last level. ``first`` and ``among``: the category comes first, or among the first three;
    ``chance``: the probability of the first. ``family`` and ``family_chance``: the same of families.
    """

    precise: Flags
    first: Flags
    among: Flags
    family: Flags
    chance: npt.NDArray[np.float64]
    family_chance: npt.NDArray[np.float64]
    chosen: list[str]
    chosen_family: list[str]


def split_by_time(days: Sequence[dt.date], shares: tuple[float, float]) -> tuple[int, int] | None:
    """Where to cut texts in the order of their days, so that a day is never in two parts.

    ``shares`` are the parts of the last two of three pieces. None where there are not three pieces.
    """
    n, ordinals = len(days), np.array([day.toordinal() for day in days])
    cuts = []
    for share in (shares[0] + shares[1], shares[1]):
        at = min(int(n * (1 - share)), n - 1) if n else 0
        cuts.append(int(np.searchsorted(ordinals, ordinals[at], side="left")) if n else 0)
    first, second = cuts
    return (first, second) if 0 < first < second < n else None


def judge(answers: Answers, codes: Sequence[str], family: Mapping[str, str]) -> Judged:
    """Hold answers against the codes that people chose; ``family`` gives the first level of each code."""
    order = np.argsort(-answers.by_code, axis=1, kind="stable")[:, :3]
    names = np.array(answers.codes, dtype=object)[order]
    truth = np.array(codes, dtype=object)
    best = answers.by_family.argmax(axis=1)
    chosen_family = [answers.familles[at] for at in best]
    hits = names == truth[:, None]
    leaves = set(family) - {one for code, one in family.items() if code != one}
    return Judged(
        precise=np.array([code in leaves for code in codes], bool),
        first=hits[:, 0].astype(bool),
        among=hits.any(axis=1).astype(bool),
        family=np.array([family.get(code, code) == one for code, one in zip(codes, chosen_family, strict=True)], bool),
        chance=answers.by_code[np.arange(len(truth)), order[:, 0]].astype(np.float64),
        family_chance=answers.by_family.max(axis=1).astype(np.float64),
        chosen=[str(one) for one in names[:, 0]],
        chosen_family=chosen_family,
    )


def share(flags: Flags, among: Flags | None = None) -> float | None:
    """The share of true flags (among some); None where there are none."""
    kept = flags if among is None else flags[among]
    return float(kept.mean()) if len(kept) else None


def at_threshold(judged: Judged, threshold: float) -> SeuilEvalue:
    """What is suggested from a threshold on, a category or else a family, and how often the first is right.

    For a text that people sorted no further than its family, a category of that family counts as right.
    """
    by_code = judged.chance >= threshold
    by_family = ~by_code & (judged.family_chance >= threshold)
    shown = by_code | by_family
    right = (by_code & np.where(judged.precise, judged.first, judged.family)) | (by_family & judged.family)
    return SeuilEvalue(threshold, share(shown) or 0.0, share(right, shown))


def best_threshold(judged: Judged) -> float:
    """The lowest threshold at which the first suggestion is right as often as ``AIM``; the highest where none is."""
    for threshold in _GRID:
        exactness = at_threshold(judged, threshold).exactitude
        if exactness is not None and exactness >= AIM:
            return threshold
    return _GRID[-1]


def reliability(judged: Judged) -> tuple[list[Fiabilite], float]:
    """The reliability table of the first category, and its expected calibration error (Naeini et al. 2015).

    Over the texts that people sorted to the last level, in bands of equal width; empty bands are left out.
    """
    chance, right = judged.chance[judged.precise], judged.first[judged.precise]
    band = np.minimum((chance * BANDS).astype(int), BANDS - 1)
    table = [
        Fiabilite(at / BANDS, (at + 1) / BANDS, int(mine.sum()), float(chance[mine].mean()), float(right[mine].mean()))
        for at in range(BANDS)
        if (mine := band == at).any()
    ]
    gaps = [one.n * abs(one.annonce - one.constate) for one in table]
    return table, float(sum(gaps) / max(len(chance), 1))


def by_class(chosen: Sequence[str], truth: Sequence[str], labels: Mapping[str, str]) -> list[ClasseEvaluee]:
    """Precision and recall of each code of ``labels`` that occurs, in that order."""
    suggested, told = Counter(chosen), Counter(truth)
    right = Counter(one for one, other in zip(chosen, truth, strict=True) if one == other)
    return [
        ClasseEvaluee(
            code,
            label,
            told[code],
            suggested[code],
            right[code] / suggested[code] if suggested[code] else None,
            right[code] / told[code] if told[code] else None,
        )
        for code, label in labels.items()
        if told[code] or suggested[code]
    ]


def landmark(name: str, judged: Judged) -> Repere:
    """What one way of choosing reaches."""
    return Repere(
        name,
        share(judged.first, judged.precise) or 0.0,
        share(judged.among, judged.precise) or 0.0,
        share(judged.family) or 0.0,
        reliability(judged)[1],
    )


def always_the_commonest(before: Sequence[str], n: int, family: Mapping[str, str]) -> Answers:
    """Answers that know nothing of the text: the shares of each category and family in what came before."""
    parents = {one for code, one in family.items() if code != one}
    codes = tuple(code for code in family if code not in parents)
    families = tuple(dict.fromkeys(family.values()))
    counts = Counter(before)
    families_counted = Counter(family.get(code, code) for code in before)
    return Answers(codes, families, _repeated(counts, codes, n), _repeated(families_counted, families, n))


def _repeated(counts: Mapping[str, int], names: tuple[str, ...], n: int) -> Any:
    shares = np.array([counts.get(name, 0) for name in names], np.float32)
    return np.tile(shares / max(float(shares.sum()), 1.0), (n, 1))
