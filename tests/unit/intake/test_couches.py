from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from observatory.domain.errors import FormatError, NotFound
from observatory.intake.couche_fichier import value_text
from observatory.intake.couches import read_lieux, read_territoires, read_voies

SQUARE = box(-4.60, 46.05, -4.59, 46.06)
OTHER = box(-4.59, 46.05, -4.58, 46.06)
BOW_TIE = Polygon([(-4.60, 46.05), (-4.58, 46.07), (-4.58, 46.05), (-4.60, 46.07)])


def frame(shapes: list[Any], crs: str | None = "EPSG:4326", **columns: list[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


def two() -> gpd.GeoDataFrame:
    return frame([SQUARE, OTHER], code=["A", "B"], nom=["Été", "Hiver"], pop=[12.0, None])


KINDS = [(kind, crs) for kind in ("gpkg", "shp", "zip", "parquet") for crs in ("EPSG:4326", "EPSG:2154", "EPSG:3857")]


@pytest.mark.parametrize(("kind", "crs"), [("geojson", "EPSG:4326"), *KINDS])
def test_formats_and_systems(tmp_path: Path, kind: str, crs: str) -> None:
    given = two().to_crs(crs)
    path = tmp_path / f"f.{kind}"
    if kind == "parquet":
        given.to_parquet(path)
    elif kind == "zip":
        given.to_file(tmp_path / "f.shp")
        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("f.*"):
                if part != path:
                    archive.write(part, part.name)
    else:
        given.to_file(path)
    batch = read_territoires(path)
    assert [(one.code, one.nom, one.population) for one in batch.items] == [("A", "Été", 12.0), ("B", "Hiver", None)]
    assert not batch.rejets
    for one, expected in zip(batch.items, (SQUARE, OTHER), strict=True):
        assert isinstance(one.geometry, MultiPolygon)
        assert one.geometry.symmetric_difference(expected).area < 1e-9
    assert any("code" in said for said in batch.remarques)


def write(path: Path, given: gpd.GeoDataFrame) -> Path:
    given.to_file(path)
    return path


def test_fields_are_asked_for_or_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "f.geojson", frame([SQUARE], QUARTMNO=["HO"], LIBQUART=["Hôpitaux"], habitants=[3]))
    batch = read_territoires(path, code="quartmno", nom="LIBQUART", population="habitants")
    assert batch.items[0][:3] == ("HO", "Hôpitaux", 3.0)
    with pytest.raises(FormatError, match=r"« LIBQUARTIER ».*Vouliez-vous dire « LIBQUART ».*« QUARTMNO »"):
        read_territoires(path, nom="LIBQUARTIER")


def test_invalid_rings_are_mended_and_said(tmp_path: Path) -> None:
    batch = read_territoires(write(tmp_path / "f.geojson", frame([BOW_TIE], nom=["Noeud"])))
    assert batch.items[0].geometry.is_valid
    assert any("1 contour" in said for said in batch.remarques)
    assert batch.items[0].code == "noeud"


def test_features_without_area_are_refused(tmp_path: Path) -> None:
    shapes = [SQUARE, None, Point(-4.6, 46.05), LineString([(-4.6, 46.05), (-4.5, 46.05)]), Polygon()]
    batch = read_territoires(write(tmp_path / "f.geojson", frame(shapes, code=list("ABCDE"))))
    assert [one.code for one in batch.items] == ["A"]
    assert [one.ligne for one in batch.rejets] == [2, 3, 4, 5]
    assert "pas de forme" in batch.rejets[0].raison
    assert "surface" in batch.rejets[1].raison
    with pytest.raises(FormatError, match="aucune surface"):
        read_territoires(write(tmp_path / "g.geojson", frame(shapes[1:], code=list("BCDE"))))


def test_collections_and_heights(tmp_path: Path) -> None:
    polygon = {"type": "Polygon", "coordinates": [[[0, 46, 9], [1, 46, 9], [1, 47, 9], [0, 46, 9]]]}
    line = {"type": "LineString", "coordinates": [[0, 46], [1, 48]]}
    feature = {
        "type": "Feature",
        "properties": {"code": "X"},
        "geometry": {"type": "GeometryCollection", "geometries": [polygon, line]},
    }
    path = tmp_path / "f.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    batch = read_territoires(path)
    assert batch.items[0].geometry.area == pytest.approx(0.5)
    assert not batch.items[0].geometry.has_z


def test_one_code_twice_is_one_territory(tmp_path: Path) -> None:
    given = frame([SQUARE, OTHER], code=["A", "A"], nom=["Un", "Un"], population=[10, 5])
    batch = read_territoires(write(tmp_path / "f.geojson", given), code="code")
    assert [(one.code, one.population) for one in batch.items] == [("A", 15.0)]
    assert batch.items[0].geometry.area == pytest.approx(SQUARE.area + OTHER.area)
    assert any("2 fois" in said for said in batch.remarques)


def test_one_code_under_two_names_asked_for_is_two_territories(tmp_path: Path) -> None:
    given = frame([SQUARE, OTHER], code=["A", "A"], nom=["Un", "Deux"])
    batch = read_territoires(write(tmp_path / "f.geojson", given), code="code", nom="nom")
    assert [one.code for one in batch.items] == ["A-un", "A-deux"]


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_system_that_is_not_given(tmp_path: Path) -> None:
    lambert = frame([SQUARE], code=["A"]).to_crs("EPSG:2154").set_crs(None, allow_override=True)
    batch = read_territoires(write(tmp_path / "f.shp", lambert))
    assert any("Lambert-93" in said for said in batch.remarques)
    assert batch.items[0].geometry.centroid.x == pytest.approx(-4.595, abs=1e-4)
    far = frame([box(2e7, 2e7, 3e7, 3e7)], crs=None, code=["A"])
    with pytest.raises(FormatError, match="sortent du globe"):
        read_territoires(write(tmp_path / "g.shp", far))
    degrees = write(tmp_path / "h.shp", frame([SQUARE], crs=None, code=["A"]))
    assert any("WGS84 supposé" in said for said in read_territoires(degrees).remarques)


def test_the_first_layer_of_areas_of_a_geopackage(tmp_path: Path) -> None:
    path = tmp_path / "f.gpkg"
    frame([Point(-4.6, 46.05)], nom=["p"]).to_file(path, layer="points")
    two().to_file(path, layer="zones")
    batch = read_territoires(path)
    assert len(batch.items) == 2
    assert any("« zones »" in said and "« points »" in said for said in batch.remarques)


def test_codes_without_any_field_are_stable(tmp_path: Path) -> None:
    first = read_territoires(write(tmp_path / "f.geojson", frame([SQUARE, OTHER], rank=[1, 2])))
    again = read_territoires(write(tmp_path / "g.geojson", frame([OTHER, SQUARE], rank=[1, 2])))
    assert {one.code for one in first.items} == {one.code for one in again.items}
    assert len(first.items) == 2


@pytest.mark.parametrize("name", ["f.geojson", "f.gpkg", "f.shp", "f.zip", "f.parquet", "f.txt"])
@pytest.mark.parametrize("data", [b"", b"{", b"\x00\xff" * 40, b'{"type": "FeatureCollection", "features": []}'])
def test_what_is_no_layer(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FormatError):
        read_territoires(tmp_path / name)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_territoires(tmp_path / "absent.geojson")


def test_streets(tmp_path: Path) -> None:
    line = LineString([(-4.6, 46.05), (-4.59, 46.05)])
    given = frame([line, line, None, Point(0, 1)], LIB_OFF=["Rue A", "", "Rue B", "Rue C"])
    batch = read_voies(write(tmp_path / "f.geojson", given), nom="LIB_OFF")
    assert [one.nom for one in batch.items] == ["Rue A"]
    assert [one.ligne for one in batch.rejets] == [2, 3, 4]
    with pytest.raises(FormatError, match="Le nommer parmi : « x »"):
        read_voies(write(tmp_path / "g.geojson", frame([line], x=["Rue A"])))


def test_places(tmp_path: Path) -> None:
    given = frame([Point(-4.6, 46.05), SQUARE, None], nom=["École", "Parc", "Rien"], genre=["école", None, "x"])
    batch = read_lieux(write(tmp_path / "f.geojson", given), nom="nom", genre="genre")
    assert [(one.nom, one.genre) for one in batch.items] == [("École", "école"), ("Parc", None)]
    assert SQUARE.contains(batch.items[1].geometry)
    assert len(batch.rejets) == 1


def test_a_virtual_layer_is_not_opened(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.geojson", two())
    layer = f'<OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>'
    text = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    path = tmp_path / "f.geojson"
    path.write_text(text)
    with pytest.raises(FormatError, match="pas une couche"):
        read_territoires(path)
    with zipfile.ZipFile(tmp_path / "f.zip", "w") as archive:
        archive.writestr("f.geojson", text)
    with pytest.raises(FormatError, match="pas une couche"):
        read_territoires(tmp_path / "f.zip")


def test_attributes_as_text() -> None:
    """Missing and odd attributes are text or nothing."""
    assert [value_text(one) for one in (None, float("nan"), 12.0, 2.5, " a  b ", float("inf"), pd.NA, pd.NaT)] == [
        "", "", "12", "2.5", "a b", "inf", "", "",
    ]  # fmt: skip
