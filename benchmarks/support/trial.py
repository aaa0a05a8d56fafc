"""One run of the geocoder's benchmark: what it is run with, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.limits import Limit
from support.peer import Peer

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trial:
    """Folders, files and sizes. ``peer`` is addok, or why there is none; ``folder`` takes what is written."""

    folder: Path
    tools: Any
    tools_folder: Path
    peer: Peer | str
    quick: bool
    seed: int
    towns: int
    cases: Path
    gazetteer: list[Path]
    montpellier: Path
    signalements: Path
    signalements_addresses: Path
    chart: Path | None

    def needs(self, part: str) -> list[Path]:
        """The files and folders without which a part cannot be measured."""
        scorer = self.tools_folder / "geocoder_score.py"
        return {
            "engines": [scorer, self.tools_folder / "geocoder_homonyms.py", self.cases, *self.gazetteer],
            "montpellier": [scorer, self.montpellier],
            "batch": [self.signalements, self.signalements_addresses],
        }.get(part, [])


@dataclass(slots=True)
class Outcome:
    """Figures with flat keys, limits, and what was left out with the reason."""

    figures: Figures = field(default_factory=dict)
    limits: list[Limit] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)

    def add(self, other: Outcome) -> None:
        """Take in what another part found."""
        self.figures |= other.figures
        self.limits += other.limits
        self.skipped |= other.skipped

    def skip(self, name: str, why: str) -> None:
        """Say that something was not measured."""
        print(f"{name} not measured: {why}")
        self.skipped[name] = why
