"""``observatory effet``: its JSON, its screen, and what is wrong with a zone."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from observatory.domain.errors import FormatError, NotFound, StateError
from tests.ui.conftest import square
from tests.unit.cli.test_cli import db, last, run

__all__ = ["db"]


def with_three_months(db: Path) -> None:
    """A signalement each day, by turns in the zone and around."""
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=k) for k in range(90)]
    rows = [
        f"{day};{day} 12:00;bruit-voisins;{2.3512 + 0.0035 * (day.day % 3)};{48.851 + 0.003 * (day.day % 2)};telephone"
        for day in days
    ]
    layer = {"type": "FeatureCollection", "features": [square(2.35, "N", "Nord"), square(2.36, "S", "Sud")]}
    outline = db.with_name("quartiers.geojson")
    outline.write_text(json.dumps(layer), encoding="utf-8")
    assert run(db, "import", "territoires", outline, "--zonage", "quartier").exit_code == 0
    path = db.with_name("mois.csv")
    path.write_text("\n".join(["reference;recu_le;categorie;lon;lat;canal", *rows]), encoding="utf-8")
    assert run(db, "import", "signalements", path, "--preset", "observatoire").exit_code == 0


def zone_file(folder: Path, west: float = 2.3505) -> Path:
    path = folder / "zone.geojson"
    ring = [[west, 48.8505], [west + 0.003, 48.8505], [west + 0.003, 48.853], [west, 48.853], [west, 48.8505]]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def test_json_has_what_is_promised(db: Path, tmp_path: Path) -> None:
    with_three_months(db)
    found = last(
        run(db, "effet", "--zone", zone_file(tmp_path), "--date", "2026-02-01", "--avant", 1, "--apres", 1, "--json")
    )
    assert {"wdd", "erreur_type", "z", "ic90", "e_test_p", "verdict"} <= set(found)
    assert found["verdict"] == "on ne peut pas conclure"
    assert found["date"] == "2026-02-01"
    assert "contour" not in found
    ends, value = found["ic90"], found["wdd"]
    assert isinstance(ends, list)
    assert isinstance(value, float)
    assert ends[0] <= value <= ends[1]


def test_the_screen_says_it_in_french_and_a_shapefile_will_do(db: Path, tmp_path: Path) -> None:
    with_three_months(db)
    frame = gpd.read_file(zone_file(tmp_path)).to_crs(2154)
    frame.to_file(tmp_path / "z.shp")
    result = run(db, "effet", "--zone", tmp_path / "z.shp", "--date", "01/02/2026", "--avant", 1, "--apres", 1)
    assert result.exit_code == 0, result.output
    assert "On ne peut pas conclure" in result.stdout
    assert "La zone : " in result.stdout
    assert "converties en WGS84" in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [("absent.geojson", None, NotFound), ("z.geojson", "", FormatError), ("z.geojson", "{}", FormatError),
     ("z.geojson", shapely.to_geojson(shapely.Point(2.35, 48.85)), FormatError)],
)  # fmt: skip
def test_what_is_no_zone_is_a_french_error(
    db: Path, tmp_path: Path, name: str, content: str | None, error: type[Exception]
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    result = run(db, "effet", "--zone", tmp_path / name, "--date", "2026-02-01")
    assert result.exit_code == 1
    assert isinstance(result.exception, error)


def test_a_base_without_the_days_says_so(db: Path, tmp_path: Path) -> None:
    with_three_months(db)
    result = run(db, "effet", "--zone", zone_file(tmp_path), "--date", "2020-02-01")
    assert result.exit_code == 1
    assert isinstance(result.exception, StateError)
