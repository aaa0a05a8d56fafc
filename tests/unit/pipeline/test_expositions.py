"""What counts are compared with: every address, metre and inhabitant of the place, once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import shapely

from observatory.domain.errors import StateError
from observatory.domain.selection import Selection
from observatory.pipeline.expositions import cut_lines, exposure
from observatory.pipeline.gazetteer import import_territoires
from observatory.pipeline.grille import grille
from observatory.pipeline.office import Office
from observatory.store.adresses import adresses_write, voies_write
from tests.unit.pipeline.conftest import LAT, LON, SIDE, quiet, write_layer

METRE = 1 / 111_195


def add_streets(office: Office, *lines: shapely.LineString) -> None:
    table = pa.table({"nom": ["Rue"] * len(lines), "contour": [shapely.to_wkb(one) for one in lines]})
    office.database.write(lambda cursor: voies_write(cursor, table))


def test_every_address_of_the_place_counts_once(office: Office) -> None:
    place = grille(office, Selection(), 10)
    found = exposure(office, place, "adresses")
    assert found.sum() == 39
    assert len(found) == len(place.cells)
    assert exposure(office, place, "adresses") is found
    western = grille(office, Selection(zonage="quartier", territoires=("Q00",)), 10)
    assert exposure(office, western, "adresses").sum() == 25  # hexagons reach over its edge, what lies there does not
    assert exposure(office, western, "habitants").sum() == pytest.approx(1_000, abs=1)


def test_a_new_address_is_seen(office: Office) -> None:
    place = grille(office, Selection(), 9)
    before = exposure(office, place, "adresses").sum()
    row = {"id": "z", "numero": "1", "rep": "", "nom_voie": "Quai", "code_postal": "29990", "code_insee": "29999",
           "nom_commune": "Petiteville", "lon": LON + 0.015, "lat": LAT + 0.015}  # fmt: skip
    far = row | {"id": "y", "lon": LON + 3}
    office.database.write(lambda cursor: adresses_write(cursor, pa.Table.from_pylist([row, far])))
    assert exposure(office, place, "adresses").sum() == before + 1


def test_inhabitants_of_quartiers_are_kept_whole(office: Office) -> None:
    place = grille(office, Selection(), 10)
    found = exposure(office, place, "habitants")
    assert found.sum() == pytest.approx(4_000)
    doors = exposure(office, place, "adresses") > 0
    assert found[doors].sum() == pytest.approx(2_000)  # two quartiers with addresses, two without


def test_squares_of_population_are_spread_over_their_addresses(office: Office, tmp_path: Path) -> None:
    lived = shapely.box(LON, LAT + 0.004, LON + 0.002, LAT + 0.006)
    empty = shapely.box(LON + 0.012, LAT + 0.012, LON + 0.014, LAT + 0.014)
    away = shapely.box(LON - 1, LAT, LON - 0.998, LAT + 0.002)
    layer = write_layer(tmp_path / "carreaux.geojson", {"C1": lived, "C2": empty, "C3": away}, population=60)
    import_territoires(office, layer, "carreau", population="population", auteur="essai", progress=quiet)
    place = grille(office, Selection(), 10)
    found = exposure(office, place, "habitants")
    assert found.sum() == pytest.approx(120)
    assert found[exposure(office, place, "adresses") > 0].sum() == pytest.approx(60)


def test_kilometres_of_street_are_those_that_lie_in_the_place(office: Office) -> None:
    place = grille(office, Selection(), 10)
    with pytest.raises(StateError, match="import voies"):
        exposure(office, place, "voirie")
    inside = shapely.LineString([(LON + 0.002, LAT + 0.002), (LON + 0.002, LAT + 0.002 + 1_000 * METRE)])
    beyond = shapely.LineString([(LON - 1, LAT), (LON - 0.99, LAT)])
    add_streets(office, inside, beyond)
    assert exposure(office, place, "voirie").sum() == pytest.approx(1.0, rel=1e-3)


def test_lines_are_cut_short_and_their_length_is_kept() -> None:
    east = shapely.LineString([(LON, LAT), (LON + SIDE, LAT), (LON + SIDE, LAT)])
    both = shapely.MultiLineString([[(LON, LAT), (LON, LAT + 3 * METRE)], [(LON, LAT), (LON, LAT + 95 * METRE)]])
    lats, lons, metres = cut_lines(np.array([east, both], object))
    wide = SIDE / METRE * np.cos(np.radians(LAT))
    assert metres.max() <= 10
    assert metres.sum() == pytest.approx(wide + 98, rel=1e-4)
    assert (lons.min(), lons.max()) == pytest.approx((LON, LON + SIDE), abs=1e-4)
    assert lats.max() == pytest.approx(LAT + 90 * METRE, abs=5 * METRE)


def test_a_base_that_knows_nothing_says_what_to_import(office: Office) -> None:
    place = grille(office, Selection(), 10)

    def empty(cursor: object) -> None:
        cursor.execute("DELETE FROM adresse")  # type: ignore[attr-defined]
        cursor.execute("UPDATE territoire SET population = NULL")  # type: ignore[attr-defined]

    office.database.write(empty)
    with pytest.raises(StateError, match="import adresses"):
        exposure(office, place, "adresses")
    with pytest.raises(StateError, match="population"):
        exposure(office, place, "habitants")
