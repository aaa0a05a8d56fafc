"""Postcodes with a digit wrong, lost, or of another département."""

from __future__ import annotations

import pytest

from observatory.geocode.agreement import agreement_by_commune, postcode_agreement
from observatory.geocode.gazetteer import Gazetteer


@pytest.mark.parametrize(
    ("wanted", "better", "worse"),
    [
        ("34000", "34000", "34070"),
        ("34000", "34070", "13001"),
        ("3400", "34000", "34170"),
        ("34001", "34000", "34170"),
        ("43000", "34000", "13001"),
        ("75116", "75016", "75017"),
    ],
)
def test_nearer_postcodes_agree_better(wanted: str, better: str, worse: str) -> None:
    for factors in postcode_agreement(wanted, [better, worse]):
        assert factors[0] > factors[1]
        assert 0.5 < factors[1] < factors[0] <= 1


def test_the_two_postcodes_of_the_sixteenth_are_one() -> None:
    assert postcode_agreement("75016", ["75116"])[0].tolist() == [1]
    assert postcode_agreement("75116", ["75016"])[0].tolist() == [1]


def test_beside_the_city_a_wrong_postcode_costs_less() -> None:
    alone, beside = postcode_agreement("34070", ["34070", "34071", "34999", "13001"])
    assert alone[0] == beside[0] == 1
    assert (beside[1:] > alone[1:]).all()


def test_each_commune_gets_the_factor_of_its_postcode(gazetteer: Gazetteer) -> None:
    alone, beside = agreement_by_commune(gazetteer, "34170")
    assert len(alone) == len(beside) == len(gazetteer.commune_postcode)
    for commune, postcode in enumerate(gazetteer.commune_postcode):
        assert bool(alone[commune] == 1) is (postcode == "34170")
    again = agreement_by_commune(gazetteer, "34170")
    assert again[0] is alone, "remembered"
