"""Real open data, the whole way: an empty city, its addresses, its territories, its signalements."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from observatory.cli import make_app


class City:
    """An empty city of its own, and the command line on it."""

    def __init__(self, db: Path):
        self.db = db
        self.run("init", "--city", "vide")

    def run(self, *arguments: object) -> Result:
        return CliRunner().invoke(make_app(), ["--db", str(self.db), *map(str, arguments)], catch_exceptions=False)

    def summary(self, *arguments: object) -> dict[str, object]:
        result = self.run(*arguments, "--json")
        found = json.loads(result.stdout.splitlines()[-1])
        assert isinstance(found, dict)
        return found


@pytest.fixture(scope="module")
def paris(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> City:
    city = City(tmp_path_factory.mktemp("paris") / "paris.duckdb")
    city.summary("import", "adresses", shared_data / "paris/adresses_75_sample.csv")
    city.summary("import", "territoires", shared_data / "paris/quartier_paris_80.geojson", "--zonage", "quartier")
    return city


def test_every_report_of_paris_is_accounted_for_and_counts_equal_a_join(
    paris: City, shared_data: Path, tmp_path: Path
) -> None:
    source = shared_data / "paris/dans_ma_rue_sample.csv"
    found = paris.summary("import", "signalements", source, "--preset", "dansmarue")
    assert found["lus"] == 27_635
    assert found["enregistres"] == 27_635
    assert [found[key] for key in ("a_localiser", "deja_connus", "rejetes")] == [0, 0, 0]
    again = paris.summary("import", "signalements", source, "--preset", "dansmarue")
    assert (again["enregistres"], again["deja_connus"]) == (0, 27_635)

    out = tmp_path / "quartiers.csv"
    paris.summary("aggregate", "--by", "quartier", "-o", out)
    ours = pd.read_csv(out, dtype={"code": str}).set_index("code")["n"]
    quartiers = gpd.read_file(shared_data / "paris/quartier_paris_80.geojson")
    rows = pd.read_csv(source)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(rows["lon"], rows["lat"]), crs=4326)
    joined = gpd.sjoin(points, quartiers[["c_quinsee", "geometry"]], predicate="intersects")
    theirs = joined.groupby(joined["c_quinsee"].astype(str)).size()
    assert ours[ours > 0].to_dict() == theirs.to_dict()
    assert paris.run("check").exit_code == 0


def test_cells_add_up_between_resolutions(paris: City, tmp_path: Path) -> None:
    totals = []
    for resolution in (8, 10, 12):
        out = tmp_path / f"r{resolution}.parquet"
        paris.summary("aggregate", "--by", "cell", "--resolution", resolution, "-o", out)
        totals.append(int(gpd.read_parquet(out)["n"].sum()))
    assert totals == [27_635] * 3


def test_montpellier_takes_its_addresses_quartiers_qpv_and_streets(shared_data: Path, tmp_path: Path) -> None:
    city = City(tmp_path / "montpellier.duckdb")
    folder = shared_data / "montpellier"
    assert city.summary("import", "adresses", folder / "adresses_34172.csv")["lus"] == 36_025
    layers = (
        (folder / "commune.geojson", "commune", 1),
        (folder / "quartiers.geojson", "quartier", 7),
        (folder / "sous_quartiers.geojson", "sous-quartier", 31),
        (shared_data / "qpv/qpv_occitanie.geojson", "qpv", 105),
    )
    for path, zonage, expected in layers:
        assert city.summary("import", "territoires", path, "--zonage", zonage)["enregistres"] == expected
    streets = city.summary("import", "voies", folder / "voies.geojson", "--nom", "LIB_OFF")
    assert streets["lus"] == 8_011
    places = city.summary("import", "lieux", folder / "etablissements_publics.geojson", "--nom", "LIBEL")
    assert places["lus"] == 1_024
    answer = json.loads(city.run("geocode", "3 rue foch", "--json").stdout)
    assert answer["features"][0]["properties"]["city"] == "Montpellier"


def test_bondy_takes_the_long_layout(shared_data: Path, tmp_path: Path) -> None:
    city = City(tmp_path / "bondy.duckdb")
    assert city.summary("import", "adresses", shared_data / "bondy/ban_bondy_93010.csv")["enregistres"] == 8_413
    squares = shared_data / "bondy/filosofi_carreaux_200m_bondy.geojson"
    found = city.summary("import", "territoires", squares, "--zonage", "carreau", "--population", "ind")
    assert found["enregistres"] == 164
