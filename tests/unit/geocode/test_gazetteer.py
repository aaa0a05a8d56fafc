"""What is indexed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from observatory.geocode.gazetteer import LIEU, Gazetteer
from observatory.geocode.search import Geocoder


def test_ways_and_addresses(gazetteer: Gazetteer) -> None:
    loge = gazetteer.way_label.index("Rue de la Loge")
    assert gazetteer.number[gazetteer.addresses_of(loge)].tolist() == [1, 2, 5, 9, 10]
    assert "RUE DE LA LOGE" not in gazetteer.way_label  # a street that has addresses is not added twice
    assert (gazetteer.way_kind == LIEU).sum() == 1
    assert len(gazetteer.way_start) == len(gazetteer.way_label) + 1
    assert set(gazetteer.commune_city) == {"Montpellier", "Castelnau-le-Lez", "Paris"}


def test_rows_that_cannot_be_placed_are_left_out() -> None:
    columns: dict[str, Sequence[Any]] = {
        "id": ["a", "b", "c", "d"],
        "numero": [1, 2.0, None, "3bis"],
        "rep": [None, "", float("nan"), ""],
        "nom_voie": ["Rue Haute", "Rue Haute", "", "Rue Haute"],
        "code_postal": ["34000"] * 4,
        "code_insee": ["34172"] * 4,
        "nom_commune": ["Montpellier"] * 4,
        "lon": [3.8, math.nan, 3.8, 3.8],
        "lat": [43.6, 43.6, 43.6, 43.6],
    }
    gazetteer = Gazetteer.build(columns)
    assert gazetteer.number.tolist() == [1, 3]
    assert [gazetteer.suffix_of(index) for index in range(2)] == ["", "bis"]
    assert list(gazetteer.id) == ["a", "d"]


def test_suffixes_that_a_commune_shortens() -> None:
    columns: dict[str, Sequence[Any]] = {
        "id": ["a", "b", "c"],
        "numero": ["2", "2qua", "4"],
        "rep": ["qte", "", "BIS"],
        "nom_voie": ["Rue Haute", "Rue Basse", "Rue Haute"],
        "code_postal": ["34000"] * 3,
        "code_insee": ["34172"] * 3,
        "nom_commune": ["Montpellier"] * 3,
        "lon": [3.8, 3.9, 3.8],
        "lat": [43.6, 43.6, 43.6],
    }
    geocoder = Geocoder(Gazetteer.build(columns))
    found = geocoder.search_many(["2 quater rue haute", "2qua rue basse", "4bis rue haute"])
    assert [(one.housenumber, one.id, one.method) for one in found if one] == [
        ("2quater", "a", "numero"),
        ("2quater", "b", "numero"),
        ("4bis", "c", "numero"),
    ]


def test_an_empty_gazetteer_answers_nothing() -> None:
    names = ("id", "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune", "lon", "lat")
    nothing: dict[str, list[object]] = {name: [] for name in names}
    geocoder = Geocoder(Gazetteer.build(nothing, voies={"nom": [], "contour": []}))
    assert geocoder.search("5 rue de la Loge") == []
    assert geocoder.search_many(["5 rue de la Loge", ""]) == [None, None]
