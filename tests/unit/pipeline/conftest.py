"""A small town at sea: four squares of quartiers, two streets, a dozen signalements."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

from observatory.pipeline.creation import create_empty
from observatory.pipeline.gazetteer import import_adresses, import_territoires
from observatory.pipeline.office import Office
from observatory.settings import PROJECT, Settings

LAT, LON, SIDE = 46.05, -4.60, 0.01
NOW = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)


def quiet(label: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def write_layer(path: Path, shapes: dict[str, shapely.Geometry], population: int = 1000) -> Path:
    """A GeoJSON layer with code, nom and population."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "nom": f"Quartier {code}", "population": population},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for code, shape in shapes.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def square(column: int, row: int) -> shapely.Geometry:
    """One of the squares of the town."""
    west, south = LON + column * SIDE, LAT + row * SIDE
    return shapely.box(west, south, west + SIDE, south + SIDE)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(db=tmp_path / "ville.duckdb", reference=PROJECT / "data" / "reference", runtime=tmp_path)


@pytest.fixture(scope="session")
def town_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The base of the town, made once: every test works on a copy."""
    folder = tmp_path_factory.mktemp("petiteville")
    made = Settings(db=folder / "ville.duckdb", reference=PROJECT / "data" / "reference", runtime=folder)
    create_empty(made, "Petiteville")
    rows = ["id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;lon;lat"]
    rows += [
        f"a{number};{number};;Rue des Mouettes;29990;29999;Petiteville;{LON + number * 4e-4};{LAT + 0.005}"
        for number in range(1, 40)
    ]
    (folder / "adresses.csv").write_text("\n".join(rows), encoding="utf-8")
    layer = {f"Q{c}{r}": square(c, r) for c in (0, 1) for r in (0, 1)}
    with Office.open(made, lambda: NOW) as opened:
        import_adresses(opened, [str(folder / "adresses.csv")], auteur="essai", progress=quiet)
        path = write_layer(folder / "quartiers.geojson", layer)
        import_territoires(opened, path, "quartier", population="population", auteur="essai", progress=quiet)
    return made.db


@pytest.fixture
def office(settings: Settings, town_file: Path) -> Iterator[Office]:
    shutil.copy(town_file, settings.db)
    with Office.open(settings, lambda: NOW) as opened:
        yield opened
