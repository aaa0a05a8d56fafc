from __future__ import annotations

import math
from pathlib import Path
from random import Random

import pytest
from support.keystrokes import keystroke_set, unfinished_set
from support.limits import Limit, limits_to_figures
from support.montpellier import crossing_set, place_set
from support.peer import PeerAbsent, find_peer
from support.scoring import Run, calibration, load_tools, percentile, speed

ROW = {
    "housenumber": "7", "street": "Rue Foch", "city": "Lens", "postcode": "62300", "lat": "50.4", "lon": "2.8",
}  # fmt: skip


def test_percentiles() -> None:
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile(range(100), 0.95) == 95
    assert math.isnan(percentile([], 0.5))


def test_speed_counts_every_request() -> None:
    runs = [Run([], [], [1.0, 3.0], []), Run([], [], [4.0], [])]
    assert speed(runs) == {"requests_s": 375.0, "p50_ms": 3.0, "p95_ms": 4.0}


def test_calibration_by_band() -> None:
    lines = calibration([(0.95, True), (0.91, True), (1.0, False), (0.1, False)])
    assert lines == [("0.0_0.2", 1, 0.0), ("0.9_1.0", 3, pytest.approx(2 / 3))]


def test_letters_come_one_by_one_from_the_third() -> None:
    queries = [case["query"] for case in keystroke_set([ROW]).cases]
    assert queries[0] == "7 R"
    assert queries[-1] == "7 Rue Foch Lens"
    assert [len(one) for one in queries] == list(range(3, 16))


def test_an_unfinished_text_is_60_percent_of_it() -> None:
    (case,) = unfinished_set([ROW]).cases
    assert case["query"] == "7 Rue Foc"
    assert case["bias"] == (50.4, 2.8)
    assert case["expected"] == {"street": "Rue Foch", "postcode": "62300"}


@pytest.mark.parametrize(("figure", "most", "kept"), [(2.0, False, True), (2.0, True, False), (1.0, True, True)])
def test_limits(figure: float, most: bool, kept: bool) -> None:
    limit = Limit("speed", figure, 1.0, most)
    assert limits_to_figures([limit]) == {
        "speed": figure, "speed_limit": 1.0, "speed_of_limit": figure, "speed_kept": kept,
    }  # fmt: skip


def test_absent_tools_are_none(tmp_path: Path) -> None:
    assert load_tools(tmp_path) is None


def test_an_absent_peer_says_what_is_absent(tmp_path: Path) -> None:
    with pytest.raises(PeerAbsent, match=r"geocoder_peer\.py is absent"):
        find_peer(None, tmp_path / "redis-server", tmp_path, tmp_path / "venv", make=False)
    (tmp_path / "geocoder_peer.py").touch()
    with pytest.raises(PeerAbsent, match="no redis server"):
        find_peer(None, tmp_path / "redis-server", tmp_path, tmp_path / "venv", make=False)
    (tmp_path / "redis-server").touch()
    with pytest.raises(PeerAbsent, match="no addok"):
        find_peer(None, tmp_path / "redis-server", tmp_path, tmp_path / "venv", make=False)


def test_crossings_are_vertices_of_two_named_streets(tmp_path: Path) -> None:
    path = tmp_path / "voies.geojson"
    lines = {
        "Rue Foch": "[[3.0,43.0],[3.1,43.1]]",
        "Rue de la Loge": "[[3.1,43.1],[3.2,43.0]]",
        "Voie non dénommée": "[[3.0,43.0],[3.0,43.2]]",
    }
    features = ",".join(
        f'{{"properties":{{"LIB_OFF":"{name}"}},"geometry":{{"type":"LineString","coordinates":{line}}}}}'
        for name, line in lines.items()
    )
    path.write_text(f'{{"features":[{features}]}}', encoding="utf-8")
    cases = crossing_set(path, 500, Random(1)).cases
    assert len(cases) == 4
    assert {case["expected"]["coordinate"] for case in cases} == {"43.1,3.1,30"}
    assert any(case["query"].startswith("angle ") for case in cases)
    assert any(" / " in case["query"] for case in cases)


def test_places_have_one_letter_wrong(tmp_path: Path) -> None:
    path = tmp_path / "lieux.geojson"
    path.write_text(
        '{"features":[{"properties":{"LIBEL":"École Jules Ferry"},'
        '"geometry":{"type":"Point","coordinates":[3.0,43.0]}}]}',
        encoding="utf-8",
    )
    (case,) = place_set(path, Random(1)).cases
    assert case["query"] != "École Jules Ferry"
    assert abs(len(case["query"]) - len("École Jules Ferry")) <= 1
    assert case["expected"] == {"coordinate": "43.0,3.0,100"}
