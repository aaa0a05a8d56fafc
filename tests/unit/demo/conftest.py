"""The fictional city, generated once for the tests of its files."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import shape

from observatory.demo.city import generate, history_start
from observatory.demo.town import Town, build_town

SEED = 7
UNTIL = date(2026, 11, 20)


@dataclass(frozen=True)
class Written:
    """The folder of a generated city and what it counted."""

    folder: Path
    counts: dict[str, int]

    def layer(self, name: str) -> list[tuple[dict[str, Any], Any]]:
        """Properties and geometries of a layer."""
        text = (self.folder / f"{name}.geojson").read_text(encoding="utf-8")
        return [(one["properties"], shape(one["geometry"])) for one in json.loads(text)["features"]]

    def rows(self, name: str, delimiter: str = ",") -> list[dict[str, str]]:
        """Rows of a CSV file."""
        with (self.folder / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream, delimiter=delimiter))

    def truth(self) -> dict[str, Any]:
        """The planted truth."""
        found: dict[str, Any] = json.loads((self.folder / "verite.json").read_text(encoding="utf-8"))
        return found


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("port-clairval")
    return Written(folder, generate(folder, SEED, UNTIL))


@pytest.fixture(scope="session")
def calls(city: Written) -> list[dict[str, str]]:
    return city.rows("signalements.csv")


@pytest.fixture(scope="session")
def truth(city: Written) -> dict[str, Any]:
    return city.truth()


@pytest.fixture(scope="session")
def town() -> Town:
    return build_town(SEED, history_start(UNTIL), UNTIL)
