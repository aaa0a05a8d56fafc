"""``observatory hotspots``: every hexagon of the mask in a file, its sum, what is said when there is too little."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from tests.unit.cli.test_cli import db, last, run

__all__ = ["db"]

COLUMNS = ["cell", "n", "gi_star", "p_value", "p_fdr", "hotspot", "voisins", "stabilite"]
WEST, SOUTH, SIDE = -4.60, 46.05, 0.02


@pytest.fixture
def town(db: Path) -> Path:
    """A commune with 150 signalements all over it, 40 around one place, and two beyond its edge."""
    commune = {
        "type": "Feature",
        "properties": {"code": "29999", "nom": "Essai"},
        "geometry": json.loads(shapely.to_geojson(shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE))),
    }
    layer, file = db.with_name("commune.geojson"), db.with_name("s.csv")
    layer.write_text(json.dumps({"type": "FeatureCollection", "features": [commune]}), encoding="utf-8")
    rng = np.random.default_rng(2)
    lats, lons = SOUTH + rng.uniform(0, SIDE, 150), WEST + rng.uniform(0, SIDE, 150)
    lats = np.concatenate([lats, SOUTH + SIDE / 2 + rng.normal(0, 3e-4, 40), [SOUTH - 1e-5] * 2])
    lons = np.concatenate([lons, WEST + SIDE / 2 + rng.normal(0, 3e-4, 40), [WEST + SIDE / 3] * 2])
    rows = [
        f"R{i},2026-0{1 + i % 6}-05,bruit,{lat:.6f},{lon:.6f}"
        for i, (lat, lon) in enumerate(zip(lats, lons, strict=True))
    ]
    file.write_text("\n".join(["reference,recu_le,categorie,lat,lon", *rows]), encoding="utf-8")
    assert run(db, "import", "territoires", layer, "--zonage", "commune").exit_code == 0
    assert run(db, "import", "signalements", file, "--preset", "observatoire").exit_code == 0
    return db


def test_every_hexagon_is_written_and_counts_add_up_to_the_commune(town: Path, tmp_path: Path) -> None:
    out = tmp_path / "h.csv"
    said = last(run(town, "hotspots", "-o", out, "--json"))
    table = pd.read_csv(out)
    assert list(table.columns) == COLUMNS
    assert table["n"].sum() == said["n"] == 190
    assert table["cell"].is_unique
    assert table["gi_star"].notna().all()
    hot = table[table["hotspot"] == "chaud"]
    assert len(hot) == said["chauds"]
    assert len(hot) > 0
    assert hot["n"].sum() >= 40
    assert set(hot["stabilite"]) <= {"solide", "probable", "fragile"}
    assert (hot["p_fdr"] <= 0.05).all()


@pytest.mark.parametrize(("ending", "read"), [("geojson", gpd.read_file), ("parquet", gpd.read_parquet)])
def test_maps_have_the_outline_of_each_hexagon(town: Path, tmp_path: Path, ending: str, read: object) -> None:
    out = tmp_path / f"h.{ending}"
    assert run(town, "hotspots", "--resolution", "9", "--compte", "declarants", "-o", out).exit_code == 0
    found = read(out)  # type: ignore[operator]
    assert {*COLUMNS, "geometry"} <= set(found.columns)
    assert set(found.geometry.geom_type) == {"Polygon"}


def test_too_little_is_said_and_counts_are_written_all_the_same(town: Path, tmp_path: Path) -> None:
    out = tmp_path / "h.csv"
    result = run(town, "hotspots", "--depuis", "2026-06-01", "-o", out)
    assert "Trop peu pour une carte de points chauds" in result.stderr
    table = pd.read_csv(out)
    assert table["hotspot"].isna().all()
    assert table["gi_star"].notna().all()
    run(town, "hotspots", "--categorie", "tags", "-o", out)
    assert pd.read_csv(out)["gi_star"].isna().all()


def test_what_is_missing_is_named(db: Path, town: Path, tmp_path: Path) -> None:
    assert "adresses" in str(run(town, "hotspots", "--rapport", "adresses", "-o", tmp_path / "h.csv").exception)
    empty = tmp_path / "vide" / "v.duckdb"
    empty.parent.mkdir()
    run(empty, "init", "--city", "vide")
    assert "contour de la ville" in str(run(empty, "hotspots", "-o", tmp_path / "h.csv").exception)
