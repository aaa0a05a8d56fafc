"""A year of signalements in the small town: three quartiers that are told of, and one that hardly is."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from observatory.pipeline.office import Office
from observatory.settings import PROJECT, Settings
from tests.unit.pipeline.conftest import LAT, LON, NOW, SIDE
from tests.unit.pipeline.test_signalements import bring_in

QUIET = "Q11"
"""The quartier of three signalements."""
USUAL: Mapping[str, int] = {"Q00": 160, "Q01": 90, "Q10": 60, QUIET: 3}
"""Signalements of each quartier in a half-year."""
KINDS = ("bruit", "bruit", "bruit", "depots", "depots", "proprete", "voirie")
HALVES = ((dt.date(2025, 1, 3), "2025-S1"), (dt.date(2025, 7, 3), "2025-S2"))


def open_town(folder: Path, town_file: Path, counts: Mapping[str, int] = USUAL) -> Office:
    """The office of a copy of the town with so many signalements in each half-year of 2025 (to be closed)."""
    made = Settings(db=folder / "ville.duckdb", reference=PROJECT / "data" / "reference", runtime=folder)
    shutil.copy(town_file, made.db)
    office = Office.open(made, lambda: NOW)
    tell(office, folder, counts)
    return office


def tell(office: Office, folder: Path, counts: Mapping[str, int]) -> None:
    """So many signalements in each quartier and half-year of 2025."""
    random, rows = np.random.default_rng(5), []
    for first, half in HALVES:
        for code, n in counts.items():
            west, south = LON + int(code[1]) * SIDE, LAT + int(code[2]) * SIDE
            spots = random.uniform(0.001, 0.009, (n, 2))
            for k, (a, b) in enumerate(spots):
                day, kind = first + dt.timedelta(days=k % 170), KINDS[k % len(KINDS)]
                name = f"{half}-{code}-{k}"
                rows.append(
                    f"{name},{day}T12:00:00+01:00,telephone,{kind},Gêne,,{south + b},{west + a},P{name},D{name}"
                )
    bring_in(office, folder, tuple(rows))
