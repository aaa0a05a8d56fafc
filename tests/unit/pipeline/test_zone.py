"""The outline of an action, whatever its file."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from observatory.domain.errors import FormatError, InputError, TooMuch, ValueRefused
from observatory.domain.selection import Selection
from observatory.pipeline.grille import grille
from observatory.pipeline.office import Office
from observatory.pipeline.zone import (
    MOST_BYTES,
    buffered,
    cells_touching,
    check_in_city,
    disc,
    parse_zone,
    read_zone,
    square_metres,
)
from tests.unit.pipeline.conftest import LAT, LON, square

SHAPE = square(0, 0)
TEXT = shapely.to_geojson(SHAPE)


def collection(*geometries: str) -> bytes:
    parts = [{"type": "Feature", "properties": {}, "geometry": json.loads(one)} for one in geometries]
    return json.dumps({"type": "FeatureCollection", "features": parts}).encode()


@pytest.mark.parametrize("content", [collection(TEXT), TEXT.encode()])
def test_a_geojson_is_read_as_it_is(content: bytes) -> None:
    found = read_zone(content, "zone.geojson")
    assert parse_zone(found.contour).equals(SHAPE)
    assert found.remarques == ()
    assert read_zone(content, "zone.txt") == found


def test_another_coordinate_system_is_mended_and_said(tmp_path: Path) -> None:
    path = tmp_path / "z.gpkg"
    gpd.GeoDataFrame(geometry=[shapely.box(2.34, 48.85, 2.35, 48.86)], crs=4326).to_crs(2154).to_file(path)
    found = read_zone(path.read_bytes(), "Zone Nord.gpkg")
    west, south, _, _ = parse_zone(found.contour).bounds
    assert (west, south) == pytest.approx((2.34, 48.85), abs=1e-3)
    assert any("Coordonnées converties en WGS84" in one for one in found.remarques)


def test_several_outlines_are_one_zone_and_what_is_no_surface_is_said() -> None:
    found = read_zone(
        collection(TEXT, shapely.to_geojson(square(1, 0)), '{"type":"Point","coordinates":[1,2]}'), "z.json"
    )
    assert square_metres(parse_zone(found.contour)) == pytest.approx(2 * square_metres(SHAPE), rel=1e-6)
    assert any("2 contours réunis" in one for one in found.remarques)
    assert any("1 objet laissé de côté" in one for one in found.remarques)


@pytest.mark.parametrize(
    ("content", "name", "error", "words"),
    [
        (b"", "z.geojson", FormatError, "z.geojson est vide"),
        (b"   \n", "z.geojson", FormatError, "est vide"),
        (collection(), "z.geojson", FormatError, "aucun objet"),
        (collection('{"type":"Point","coordinates":[1,2]}'), "z.geojson", FormatError, "aucune surface"),
        (collection('{"type":"LineString","coordinates":[[1,2],[3,4]]}'), "z.geojson", FormatError, "aucune surface"),
        (b"bonjour", "z.geojson", FormatError, "z.geojson n'est pas une couche lisible"),
        (b"x", "z.kml", FormatError, "z.kml : une zone se lit"),
        (b"x" * (MOST_BYTES + 1), "z.json", TooMuch, "pèse plus de 20 Mo"),
    ],
)
def test_what_is_no_zone_is_said_in_french(content: bytes, name: str, error: type[InputError], words: str) -> None:
    with pytest.raises(error, match=words):
        read_zone(content, name)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bonjour", "n'est pas du GeoJSON"),
        ('{"type":"Point","coordinates":[1,2]}', "surface fermée"),
        (shapely.to_geojson(shapely.box(0, 0, 1e-5, 1e-5)), "moins de 200"),
        (shapely.to_geojson(shapely.box(800_000, 6_000_000, 800_100, 6_000_100)), "sort du globe"),
    ],
)
def test_a_contour_that_means_nothing_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse_zone(text)


def test_a_disc_has_its_radius_and_a_buffer_its_width() -> None:
    area = parse_zone(disc(LAT, LON, 100).contour)
    assert square_metres(area) == pytest.approx(3.1416 * 100**2, rel=0.01)
    assert square_metres(buffered(area, 50)) == pytest.approx(3.1416 * 150**2, rel=0.01)
    for wrong in ((LAT, LON, 5), (LAT, LON, 5000), (95.0, LON, 100)):
        with pytest.raises(ValueRefused):
            disc(*wrong)


def test_a_zone_lies_in_the_city_wholly_in_part_or_not(office: Office) -> None:
    place = grille(office, Selection(), 10)
    inside, across = square(0, 0), shapely.box(LON - 0.005, LAT, LON + 0.005, LAT + 0.005)
    assert check_in_city(office, inside, place.ground) == []
    assert "50 % de la zone" in check_in_city(office, across, place.ground)[0]
    with pytest.raises(ValueRefused, match="hors de la ville"):
        check_in_city(office, shapely.box(2.3, 48.8, 2.31, 48.81), place.ground)
    touching = cells_touching(place.cells, inside)
    assert 0 < touching.sum() < len(place.cells)
