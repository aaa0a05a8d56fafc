"""Sets of queries, run through either engine and scored by geocoder-tester's rules (``geocoder_score.py``)."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from observatory.client import Client

Case = dict[str, Any]
SearchFn = Callable[[str, int, float | None, float | None], list[dict[str, Any]]]

BANDS = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Edges of the bands of scores whose share of right answers is measured."""


@dataclass(frozen=True, slots=True)
class QuerySet:
    """Cases that are scored together. ``autocomplete``: our engine is asked to complete (the peer always does)."""

    name: str
    cases: list[Case]
    autocomplete: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """What an engine did with a set: for each case whether it passed, its milliseconds, its results, in order."""

    cases: list[Case]
    passed: list[bool]
    ms: list[float]
    results: list[list[dict[str, Any]]]

    def share(self, keep: Callable[[Case], bool] = lambda _: True) -> tuple[int, int]:
        """How many passed of the cases kept, and how many these are."""
        kept = [ok for case, ok in zip(self.cases, self.passed, strict=True) if keep(case)]
        return sum(kept), len(kept)


def load_tools(folder: Path) -> Any | None:
    """The module ``geocoder_score`` of the tools' folder; None where it is absent.

    Raises
    ------
    ImportError
        When it is there and what it needs (unidecode) is not.
    """
    if not (folder / "geocoder_score.py").is_file():
        return None
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return importlib.import_module("geocoder_score")


def suite_cases(tools: Any, folder: Path, gazetteer: list[Case], every: int = 1) -> list[Case]:
    """The cases of a folder, one in ``every``, each marked as answerable by the gazetteer or not."""
    cases: list[Case] = list(tools.load_cases(folder))[::every]
    tools.mark_answerable(cases, gazetteer)
    return cases


def run_ours(tools: Any, client: Client, one: QuerySet) -> Run:
    """Our engine, through the client, on a set."""
    search = client.geocoder.search

    def search_fn(query: str, limit: int, lat: float | None, lon: float | None) -> list[dict[str, Any]]:
        return search(query, limit=limit, lat=lat, lon=lon, autocomplete=one.autocomplete)

    done = tools.score(one.cases, search_fn)
    return Run(one.cases, [c["passed"] for c in done], [c["ms"] for c in done], [c["results"] for c in done])


def percentile(values: Iterable[float], share: float) -> float:
    """The value that a share of them does not exceed; not a number where there is none."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


def speed(runs: Sequence[Run]) -> dict[str, float]:
    """Requests a second, and milliseconds that half and 95 % of them do not exceed."""
    ms = [one for run in runs for one in run.ms]
    return {
        "requests_s": round(1e3 * len(ms) / sum(ms), 1),
        "p50_ms": round(percentile(ms, 0.5), 3),
        "p95_ms": round(percentile(ms, 0.95), 3),
    }


def first_answers(tools: Any, run: Run) -> list[tuple[float, bool]]:
    """The score of the first result of each answered case, and whether that result is right."""
    return [
        (float(results[0]["score"]), bool(tools.matches(results[0], case["expected"])))
        for case, results in zip(run.cases, run.results, strict=True)
        if results
    ]


def calibration(answers: Sequence[tuple[float, bool]]) -> list[tuple[str, int, float]]:
    """For each band of ``BANDS`` its name, how many answers have such a score and the share of right ones."""
    lines = []
    for low, high in pairwise(BANDS):
        within = [right for score, right in answers if low <= score < high or (score == high == 1.0)]
        if within:
            lines.append((f"{low:.1f}_{high:.1f}", len(within), sum(within) / len(within)))
    return lines
