from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from random import Random

from support.cases import references, write_cases, wrong_queries
from support.errors import FAMILIES

ROWS = [
    {"housenumber": "3BIS", "street": "Rue de l'Église Neuve", "city": "Châteauroux", "postcode": "36000",
     "lat": "46.8", "lon": "1.7"},
    {"housenumber": "12", "street": "Avenue du Général Leclerc", "city": "Bourg-en-Bresse", "postcode": "01000",
     "lat": "46.2", "lon": "5.2"},
]  # fmt: skip


def test_every_family_has_as_many_queries() -> None:
    cases = wrong_queries(ROWS, 5 * len(FAMILIES), Random(1))
    assert Counter(case["error"] for case in cases) == dict.fromkeys(FAMILIES, 5)
    assert cases == wrong_queries(ROWS, 5 * len(FAMILIES), Random(1))


def test_what_the_query_does_not_say_is_expected() -> None:
    for case in wrong_queries(ROWS, 200, Random(2)):
        assert case["expected_housenumber"]
        assert case["expected_street"]
        if case["form"] in ("city", "position"):
            assert case["expected_postcode"]
            assert not case["expected_city"]
        else:
            assert case["expected_city"]
        assert bool(case["lat"]) == bool(case["lon"]) == (case["form"] == "position")


def test_a_family_that_touches_nothing_is_left_out() -> None:
    rows = [ROWS[1]]
    assert "suffix" not in {case["error"] for case in wrong_queries(rows, 40, Random(1))}


def test_written_cases_are_read_back(tmp_path: Path) -> None:
    cases = wrong_queries(ROWS, 40, Random(3))
    path = tmp_path / "errors" / "test_addresses_fuzzy.csv"
    write_cases(cases, path)
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == cases


def test_references_are_whole_and_have_their_zeros(tmp_path: Path) -> None:
    path = tmp_path / "reference.csv"
    path.write_text(
        "region,housenumber,street,city,postcode,lon,lat,n\n"
        "x,1,Rue A,Laon,2000,3.6,49.5,1\nx,,Rue B,Laon,02000,3.6,49.5,1\nx,2,Rue C,,02000,3.6,49.5,1\n",
        encoding="utf-8",
    )
    (row,) = references(path)
    assert (row["street"], row["postcode"]) == ("Rue A", "02000")
