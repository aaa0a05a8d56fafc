"""Hotspots of a small town: what is planted is found, one caller makes none, counts add up."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from observatory.domain.arrondi import LEAST_COUNT
from observatory.domain.grid import cell_to_parent, position_to_cell
from observatory.domain.points_chauds import SIGNIFICANT
from observatory.domain.position import Position
from observatory.domain.selection import Compte, Selection
from observatory.pipeline.grille import counts, grille
from observatory.pipeline.office import Office
from observatory.pipeline.points_chauds import (
    P_CLASSES,
    bilan_of,
    hotspots,
    kept_hotspots,
    shareable,
)
from observatory.pipeline.questions import cells_table
from observatory.pipeline.recits import placed, recits
from observatory.pipeline.secteurs import sectors
from tests.unit.pipeline.conftest import LAT, LON, SIDE
from tests.unit.pipeline.test_signalements import bring_in

HERE = (LAT + SIDE / 2, LON + SIDE / 2)
THERE = (LAT + 1.5 * SIDE, LON + 1.5 * SIDE)


def rows(scattered: int = 120, at_one_place: int = 40, callers: int = 40, seed: int = 3) -> tuple[str, ...]:
    """A year of signalements all over the town, and many at one place, from as many callers as are said."""
    rng = np.random.default_rng(seed)
    made = []
    for number in range(scattered):
        lat, lon = LAT + rng.uniform(0.0005, 2 * SIDE - 0.0005), LON + rng.uniform(0.0005, 2 * SIDE - 0.0005)
        made.append((number, lat, lon, f"S{number}"))
    for number in range(at_one_place):
        lat, lon = (HERE[0] + rng.normal(0, 2e-4), HERE[1] + rng.normal(0, 2e-4))
        made.append((scattered + number, lat, lon, f"C{number % callers}"))
    start = dt.date(2025, 6, 1)
    return tuple(
        f"R{number},{start + dt.timedelta(days=int(rng.integers(0, 360)))}T12:00:00+02:00,telephone,"
        f"{'bruit' if number % 3 else 'depots'},Texte,,{lat:.6f},{lon:.6f},P{number // 2},{who}"
        for number, lat, lon, who in made
    )


def found_at(table: pa.Table, where: tuple[float, float]) -> dict[str, object]:
    cell = cell_to_parent(np.array([position_to_cell(Position(lat=where[0], lon=where[1]))]), 10)[0]
    (row,) = table.filter(pc.equal(table["cell"], int(cell))).to_pylist()
    return dict(row)


def test_what_is_planted_is_found_and_counts_add_up(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, rows())
    table = hotspots(office, Selection(), 10)
    bilan = bilan_of(table)
    assert sum(table["n"].to_pylist()) == bilan.n == 160
    assert (found_at(table, HERE)["hotspot"], found_at(table, HERE)["stabilite"]) == ("chaud", "solide")
    assert found_at(table, THERE)["hotspot"] is None
    assert bilan.chauds == Counter(table["hotspot"].to_pylist())["chaud"] < 30
    hot = table.filter(pc.equal(table["hotspot"], "chaud"))
    assert pc.max(hot["p_fdr"]).as_py() <= SIGNIFICANT
    assert pc.min(hot["gi_star"]).as_py() > 0
    assert set(table["voisins"].to_pylist()) <= set(range(7))
    assert table["gi_star"].null_count == 0
    listed = sectors(office, Selection(), 10).to_pylist()
    assert listed[0]["nom"] == "Rue des Mouettes"
    assert listed[0]["n"] >= 40
    assert len(listed) == bilan.secteurs


def test_one_caller_does_not_make_a_hotspot(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, rows(callers=1))
    assert found_at(hotspots(office, Selection(), 10), HERE)["stabilite"] == "fragile"
    assert found_at(hotspots(office, Selection(compte="declarants"), 10), HERE)["hotspot"] is None


@pytest.mark.parametrize("compte", ["signalements", "problemes", "declarants"])
def test_arrays_count_as_the_queries_do(office: Office, tmp_path: Path, compte: Compte) -> None:
    nameless = tuple(row.rsplit(",", 1)[0] + "," if number % 4 == 0 else row for number, row in enumerate(rows()))
    bring_in(office, tmp_path, nameless)
    selection = Selection(compte=compte, depuis=dt.date(2025, 9, 1), jusqua=dt.date(2026, 2, 1))
    place = grille(office, selection, 9)
    told = recits(office, Selection(), place.ground)
    ours = placed(told, place, compte).count(told.during(dt.date(2025, 9, 1), dt.date(2026, 2, 1)))
    table = cells_table(office, selection, 9)
    theirs = dict(zip(table["cell"].to_pylist(), table["n"].to_pylist(), strict=True))
    assert dict(zip(place.cells[ours > 0].tolist(), ours[ours > 0].tolist(), strict=True)) == theirs
    assert ours.tolist() == counts(office, selection, place).tolist()


def test_too_few_are_shown_as_too_few(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, rows(scattered=10, at_one_place=20))
    table = hotspots(office, Selection(), 10)
    assert not bilan_of(table).assez
    assert set(table["hotspot"].to_pylist()) == {None}
    assert table["gi_star"].null_count == 0
    nothing = hotspots(office, Selection(categories=("victimes",)), 10)
    assert nothing["gi_star"].null_count == nothing.num_rows
    assert set(nothing["p_value"].to_pylist()) == {1.0}


def test_who_sees_no_small_count_can_find_none_again(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, rows())
    table = hotspots(office, Selection(), 10)
    told = shareable(table)
    assert told["hotspot"].equals(table["hotspot"])
    for name in ("n", "autour"):
        assert {one % LEAST_COUNT for one in told[name].to_pylist() if one is not None} == {0}
        assert told[name].null_count == pc.sum(pc.less(table[name], LEAST_COUNT)).as_py()
    for name in ("gi_star", "attendu", "tirages"):
        assert told[name].null_count == told.num_rows
    assert set(told["p_value"].to_pylist()) <= set(P_CLASSES)
    assert bilan_of(told).arrondi


def test_a_map_is_remembered_until_something_is_written(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, rows())
    first = kept_hotspots(office, Selection(), 10)
    assert kept_hotspots(office, Selection(), 10) is first
    bring_in(office, tmp_path, (rows(seed=4)[0].replace("R0,", "N0,"),), "plus.csv")
    assert bilan_of(kept_hotspots(office, Selection(), 10)).n == 161
