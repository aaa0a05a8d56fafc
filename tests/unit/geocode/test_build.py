"""From columns to a gazetteer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from shapely import LineString, MultiLineString, Point, to_wkb

from observatory.geocode.gazetteer import LIEU, NO_NUMBER, STREET, Gazetteer

LINE = LineString([(3.870, 43.610), (3.872, 43.610)])


def columns(*rows: tuple[Any, ...]) -> dict[str, list[Any]]:
    """Columns from rows of numero, nom_voie, code_postal, nom_commune, lon."""
    names = ("numero", "nom_voie", "code_postal", "nom_commune", "lon")
    made: dict[str, list[Any]] = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return made | {
        "id": [f"adresse-{row}" for row in range(len(rows))],
        "rep": [""] * len(rows),
        "code_insee": ["34172"] * len(rows),
        "lat": [43.61] * len(rows),
    }


HAUTE = ("3", "Rue Haute", "34000", "Montpellier", 3.870), ("1", "Rue Haute", "34000", "Montpellier", 3.871)


def test_addresses_of_a_way_stand_together_in_the_order_of_their_numbers() -> None:
    rows = [
        (str(number), street, "34000", "Montpellier", 3.87) for number in (9, 1, 5) for street in ("Rue A", "Rue B")
    ]
    gazetteer = Gazetteer.build(columns(*rows))
    assert gazetteer.way_label == ["Rue A", "Rue B"]
    for way in (0, 1):
        there = gazetteer.addresses_of(way)
        assert gazetteer.number[there].tolist() == [1, 5, 9]
        assert set(gazetteer.way[there].tolist()) == {way}
    assert sorted(gazetteer.id) == [f"adresse-{row}" for row in range(6)]


def test_one_name_under_two_postcodes_is_two_ways() -> None:
    other = ("7", "Rue Haute", "34070", "Montpellier", 3.9)
    gazetteer = Gazetteer.build(columns(*HAUTE, other))
    assert len(gazetteer.way_label) == 2
    assert len(gazetteer.names.names) == 1
    assert sorted(gazetteer.sisters(0).tolist()) == [0, 1]


def test_a_row_without_a_number_is_a_street() -> None:
    gazetteer = Gazetteer.build(columns(("", "Chemin Vert", "34000", "Montpellier", 3.87)))
    assert (gazetteer.way_label, gazetteer.number.tolist()) == (["Chemin Vert"], [])
    assert gazetteer.way_kind.tolist() == [STREET]
    assert (gazetteer.way_lat[0], gazetteer.way_lon[0]) == (43.61, 3.87)


@pytest.mark.parametrize("numero", ["0", "sans", "-", NO_NUMBER, None, float("nan")])
def test_what_is_no_number_is_none(numero: Any) -> None:
    assert Gazetteer.build(columns((numero, "Rue Haute", "34000", "Montpellier", 3.87))).number.tolist() == []


@pytest.mark.parametrize("numero", ["12", " 12 ", 12, 12.0, "0012", "12bis"])
def test_what_is_a_number(numero: Any) -> None:
    assert Gazetteer.build(columns((numero, "Rue Haute", "34000", "Montpellier", 3.87))).number.tolist() == [12]


@pytest.mark.parametrize("lines", [LINE, to_wkb(LINE), MultiLineString([LINE])])
def test_lines_as_geometries_and_as_wkb(lines: Any) -> None:
    gazetteer = Gazetteer.build(columns(*HAUTE), voies={"nom": ["RUE HAUTE"], "contour": [lines]})
    assert gazetteer.way_label == ["Rue Haute"], "a street that has addresses is not added twice"
    (line,) = gazetteer.lines_of(0)
    assert np.allclose(line, [(3.870, 43.610), (3.872, 43.610)])
    assert gazetteer.way_lon[0] == pytest.approx(3.871), "the middle along the line"
    assert gazetteer.way_radius[0] == pytest.approx(80.5, abs=0.5)


def test_a_line_without_addresses_is_a_street_of_the_nearest_commune() -> None:
    far = ("1", "Rue Basse", "34170", "Castelnau-le-Lez", 3.95)
    line = LineString([(3.94, 43.61), (3.945, 43.61)])
    gazetteer = Gazetteer.build(columns(*HAUTE, far), voies={"nom": ["Rue Neuve"], "contour": [line]})
    way = gazetteer.way_label.index("Rue Neuve")
    assert gazetteer.commune_city[gazetteer.way_commune[way]] == "Castelnau-le-Lez"
    assert len(gazetteer.points_of(way)) == 0
    assert len(gazetteer.lines_of(way)) == 1


def test_pieces_of_a_street_are_all_kept() -> None:
    second = LineString([(3.872, 43.610), (3.873, 43.611)])
    gazetteer = Gazetteer.build(columns(*HAUTE), voies={"nom": ["Rue Haute", "rue haute"], "contour": [LINE, second]})
    assert len(gazetteer.lines_of(0)) == 2


@pytest.mark.parametrize(
    ("nom", "contour"), [("", LINE), (None, LINE), ("Rue Neuve", LineString()), ("Rue Neuve", Point(3.87, 43.61))]
)
def test_lines_that_say_nothing_are_left_out(nom: Any, contour: Any) -> None:
    gazetteer = Gazetteer.build(columns(*HAUTE), voies={"nom": [nom], "contour": [contour]})
    assert gazetteer.way_label == ["Rue Haute"]
    assert gazetteer.lines_of(0) == []


def test_lieux() -> None:
    lieux: dict[str, list[Any]] = {
        "nom": ["Ã‰cole Ferry", "", "Gare"],
        "lon": [3.8705, 3.87, float("nan")],
        "lat": [43.611, 43.61, 43.6],
    }
    gazetteer = Gazetteer.build(columns(*HAUTE), lieux=lieux)
    assert gazetteer.way_label == ["Rue Haute", "École Ferry"], "mended; without a name or a position: left out"
    assert gazetteer.way_kind.tolist() == [STREET, LIEU]
    assert gazetteer.commune_city[gazetteer.way_commune[1]] == "Montpellier"


def test_lines_alone_are_enough() -> None:
    gazetteer = Gazetteer.build(columns(), voies={"nom": ["Rue Neuve"], "contour": [LINE]})
    assert gazetteer.way_label == ["Rue Neuve"]
    assert gazetteer.commune_city == [""]


def test_arrondissements_are_no_cities() -> None:
    gazetteer = Gazetteer.build(columns(("1", "Rue Haute", "75009", "Paris 9e Arrondissement", 2.34)))
    assert gazetteer.commune_city == ["Paris"]


def test_the_middle_of_a_street_is_one_of_its_addresses() -> None:
    rows = [(str(number), "Rue Haute", "34000", "Montpellier", 3.87 + 0.001 * number) for number in (1, 2, 3, 4, 5)]
    gazetteer = Gazetteer.build(columns(*rows))
    assert gazetteer.way_lon[0] == pytest.approx(3.873)
    assert gazetteer.way_radius[0] == pytest.approx(161, abs=1)
