"""The files of the fictional city: counts, same bytes for the same seed, valid layers."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely

from observatory.demo.calls import COLUMNS
from observatory.demo.city import history_start, write_city
from observatory.domain.errors import ValueRefused

ROOT = Path(__file__).resolve().parents[3]
M2 = 77_330.0 * 111_160.0
"""Square metres in a square degree at Port-Clairval."""

LAYERS = ("commune", "quartiers", "qpv", "qpv_ancien", "zsp", "carreaux", "eau", "parcs", "voies", "lieux", "eclairage")

SHORT = (
    "import sys, pathlib, datetime as d; from observatory.demo.city import write_city; "
    "write_city(pathlib.Path(sys.argv[1]), int(sys.argv[2]), d.date(2026, 9, 20), d.date(2026, 10, 10))"
)


def _digests(folder: Path) -> dict[str, str]:
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(folder.iterdir())}


def _start(folder: Path, hash_seed: str) -> subprocess.Popen[bytes]:
    env = {**os.environ, "PYTHONHASHSEED": hash_seed, "LC_ALL": "C"}
    return subprocess.Popen([sys.executable, "-c", SHORT, str(folder), "3"], cwd=ROOT, env=env)


def test_same_seed_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    running = [_start(tmp_path / "a", "1"), _start(tmp_path / "b", "2")]
    assert [one.wait(timeout=120) for one in running] == [0, 0]
    one, other = _digests(tmp_path / "a"), _digests(tmp_path / "b")
    assert one == other
    assert len(one) == 16


def test_another_seed_another_city(city: Any, tmp_path: Path) -> None:
    write_city(tmp_path, 4, date(2026, 10, 1), date(2026, 10, 5))
    one, other = _digests(city.folder), _digests(tmp_path)
    assert one["adresses.csv"] != other["adresses.csv"]
    assert one["voies.geojson"] != other["voies.geojson"]
    assert one["signalements.csv"] != other["signalements.csv"]


def test_negative_seed_is_refused_in_french(tmp_path: Path) -> None:
    with pytest.raises(ValueRefused, match="graine -1"):
        write_city(tmp_path, -1, date(2026, 1, 1), date(2026, 1, 2))


@pytest.mark.parametrize(
    ("until", "start"),
    [
        (date(2026, 11, 20), date(2024, 11, 21)),
        (date(2026, 2, 28), date(2024, 3, 1)),
        (date(2024, 2, 28), date(2022, 2, 28)),
        (date(2025, 12, 31), date(2024, 1, 1)),
    ],
)
def test_history_is_24_months(until: date, start: date) -> None:
    assert history_start(until) == start


def test_counts_of_the_issue(city: Any, calls: list[dict[str, str]]) -> None:
    assert city.counts["adresses.csv"] >= 15_000
    assert city.counts["signalements.csv"] == len(calls) >= 20_000
    assert city.counts["quartiers.geojson"] >= 8
    assert city.counts["qpv.geojson"] == 3
    assert city.counts["zsp.geojson"] == 1
    assert len({properties["nom"] for properties, _ in city.layer("voies")}) >= 500
    (properties, outline), *_ = city.layer("commune")
    assert 60_000 <= properties["population"] <= 90_000
    assert 25e6 <= outline.area * M2 <= 40e6


def test_every_geometry_is_valid_and_at_sea(city: Any) -> None:
    for name in LAYERS:
        shapes = [one for _, one in city.layer(name)]
        assert len(shapes) == city.counts[f"{name}.geojson"]
        assert all(one.is_valid and not one.is_empty for one in shapes), name
        west, south, east, north = shapely.total_bounds(shapes)
        assert -4.70 < west < east < -4.50, name
        assert 45.98 < south < north < 46.12, name


def test_quartiers_share_out_the_land(city: Any) -> None:
    (_, outline), *_ = city.layer("commune")
    water = shapely.union_all([one for _, one in city.layer("eau")])
    quartiers = [one for _, one in city.layer("quartiers")]
    union = shapely.union_all(quartiers)
    assert sum(one.area for one in quartiers) * M2 == pytest.approx(union.area * M2, abs=1.0)
    gap = union.symmetric_difference(outline.difference(water))
    assert gap.area * M2 < 500
    assert gap.buffer(-2e-6).is_empty


def test_population_adds_up(city: Any) -> None:
    (commune, _), *_ = city.layer("commune")
    for name in ("quartiers", "carreaux"):
        assert sum(properties["population"] for properties, _ in city.layer(name)) == commune["population"]


def test_one_qpv_was_redrawn_and_the_dates_follow(city: Any, truth: dict[str, Any]) -> None:
    now = {properties["code"]: (properties, one) for properties, one in city.layer("qpv")}
    before = {properties["code"]: (properties, one) for properties, one in city.layer("qpv_ancien")}
    assert now.keys() == before.keys()
    changed = [code for code in now if not now[code][1].equals(before[code][1])]
    assert changed == [truth["qpv_redessine"]["code"]]
    starts = {properties["valid_from"] for properties, _ in now.values()}
    assert starts == {truth["qpv_redessine"]["en_vigueur_le"]}
    (start,), (end,) = starts, {properties["valid_to"] for properties, _ in before.values()}
    assert (date.fromisoformat(start) - date.fromisoformat(end)).days == 1
    assert date.fromisoformat(truth["du"]) < date.fromisoformat(start) < date.fromisoformat(truth["au"])


def test_zsp_spans_quartiers(city: Any) -> None:
    ((_, zsp),) = city.layer("zsp")
    crossed = [p["nom"] for p, one in city.layer("quartiers") if one.intersection(zsp).area > 0.1 * zsp.area]
    assert len(crossed) >= 2


def test_addresses_are_distinct_and_on_dry_land(city: Any) -> None:
    rows = city.rows("adresses.csv", ";")
    keys = Counter((row["nom_voie"], row["numero"], row["rep"]) for row in rows)
    assert max(keys.values()) == 1
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["code_insee"] for row in rows} == {"29999"}
    assert {row["rep"] for row in rows} == {"", "bis", "ter"}
    water = shapely.union_all([one for _, one in city.layer("eau")])
    shapely.prepare(water)
    places = np.array([[float(row["lon"]), float(row["lat"])] for row in rows])
    assert not shapely.contains_xy(water, places).any()


def test_signalements_have_the_columns_and_fit_the_period(city: Any, calls: list[dict[str, str]]) -> None:
    assert tuple(calls[0]) == COLUMNS
    assert len({row["reference"] for row in calls}) == len(calls)
    days = [date.fromisoformat(row["recu_le"][:10]) for row in calls]
    assert date(2024, 11, 21) <= min(days) <= max(days) <= date(2026, 11, 20)
    timed = [row["recu_le"] for row in calls if len(row["recu_le"]) > 10]
    assert {one[19:] for one in timed} == {"+01:00", "+02:00"}
    paris = ZoneInfo("Europe/Paris")
    for one in timed[::50]:
        assert datetime.fromisoformat(one).astimezone(paris).isoformat() == one
    assert 0.01 < 1 - len(timed) / len(calls) < 0.06


def test_intervals_and_follow_up_are_in_order(calls: list[dict[str, str]]) -> None:
    for row in calls:
        if row["survenu_debut"] and row["survenu_fin"]:
            assert datetime.fromisoformat(row["survenu_debut"]) <= datetime.fromisoformat(row["survenu_fin"]), row
        if row["clos_le"] and len(row["recu_le"]) > 10:
            assert datetime.fromisoformat(row["recu_le"]) < datetime.fromisoformat(row["clos_le"]), row
        assert bool(row["clos_le"]) == (row["statut"] in ("resolu", "sans_suite")), row
        if row["retour_le"]:
            assert row["retour_le"] >= row["clos_le"][:10], row
            assert row["declarant"], row
    assert sum(bool(row["survenu_debut"]) for row in calls) > 0.1 * len(calls)


def test_most_have_no_coordinates_and_some_no_address(calls: list[dict[str, str]]) -> None:
    located = [row for row in calls if row["lat"]]
    assert all(bool(row["lat"]) == bool(row["lon"]) for row in calls)
    assert 0.03 < len(located) / len(calls) < 0.2
    assert 0.01 < sum(not row["adresse"] for row in calls) / len(calls) < 0.05


def test_residents_call_again_and_share_problems(calls: list[dict[str, str]]) -> None:
    callers = Counter(row["declarant"] for row in calls if row["declarant"])
    assert max(callers.values()) >= 15
    assert sum(count == 1 for count in callers.values()) > 500
    problems = Counter(row["probleme"] for row in calls)
    assert sum(count > 1 for count in problems.values()) > 2_000


def test_places_and_lights_stand_on_land(city: Any) -> None:
    water = shapely.union_all([one for _, one in city.layer("eau")])
    shapely.prepare(water)
    for name in ("lieux", "eclairage"):
        wet = [properties["nom"] for properties, one in city.layer(name) if water.contains(one)]
        assert wet == []
    genres = Counter(properties["genre"] for properties, _ in city.layer("lieux"))
    assert genres["école"] >= 15
    assert genres["bar"] >= 20
    assert genres["arrêt"] >= 40
    assert city.counts["eclairage.geojson"] > 4_000
