"""What people write, and what is found."""

from __future__ import annotations

from typing import Any

import pytest

from observatory.domain.position import Position
from observatory.geocode.agreement import postcode_agreement
from observatory.geocode.answer import METHODS, TYPES
from observatory.geocode.gazetteer import Gazetteer
from observatory.geocode.search import SURE, Geocoder


@pytest.mark.parametrize(
    ("text", "label", "method"),
    [
        ("5 rue de la Loge, 34000 Montpellier", "5 Rue de la Loge 34000 Montpellier", "numero"),
        ("5 RUE LOGE MONTPELLIER CEDEX 1", "5 Rue de la Loge 34000 Montpellier", "numero"),
        ("rue de la loge 5", "5 Rue de la Loge 34000 Montpellier", "numero"),
        ("n° 5 r. de la loge", "5 Rue de la Loge 34000 Montpellier", "numero"),
        ("5-9 rue de la loge", "5 Rue de la Loge 34000 Montpellier", "numero"),
        ("5rueloge", "5 Rue de la Loge 34000 Montpellier", "numero"),
        ("Montpellier 5 rue de la loge", "5 Rue de la Loge 34000 Montpellier", "numero"),
        ("5 rue de la loje", "5 Rue de la Loge 34000 Montpellier", "numero"),
        ("7 rue de la loge", "7 Rue de la Loge 34000 Montpellier", "interpolation"),
        ("13 rue de la loge", "13 Rue de la Loge 34000 Montpellier", "numero voisin"),
        ("rue de la loge", "Rue de la Loge 34000 Montpellier", "rue"),
        ("3 bis av du pont juvenal", "3bis Avenue du Pont Juvénal 34000 Montpellier", "numero"),
        ("3b avenue pont-juvenal", "3bis Avenue du Pont Juvénal 34000 Montpellier", "numero"),
        ("3B AV. DU PONT JUVENAL", "3bis Avenue du Pont Juvénal 34000 Montpellier", "numero"),
        ("3 ter av du pont juvenal", "3 Avenue du Pont Juvénal 34000 Montpellier", "numero voisin"),
        ("12 bd st guilhem", "12 Boulevard Saint-Guilhem 34000 Montpellier", "numero"),
        ("4 place du huit mai 45", "4 Place du 8 Mai 1945 34070 Montpellier", "numero"),
        ("4 pl du 8 mai 1945 34070 montpellier", "4 Place du 8 Mai 1945 34070 Montpellier", "numero"),
        ("7 rue marcel pagnol castelnau le lez", "7 Rue Marcel Pagnol 34170 Castelnau-le-Lez", "numero"),
        ("7 rue marcel pagnol 34070", "7 Rue Marcel Pagnol 34070 Montpellier", "numero"),
        ("chemin vert", "Chemin Vert 34170 Castelnau-le-Lez", "rue"),
        ("rue neuve", "Rue Neuve 34000 Montpellier", "rue"),
        ("79 rue lafayette paris", "79 Rue La Fayette 75009 Paris", "numero"),
        ("79bis rue la fayette paris 9e", "79 Rue La Fayette 75009 Paris", "numero voisin"),
        ("25 rue pierre mendes france", "25 Rue Pierre Mendès France 75012 Paris", "numero"),
        ("devant l'école Jules Ferry", "École élémentaire Jules Ferry 34000 Montpellier", "devant"),
        ("castelnau le lez", "Castelnau-le-Lez", "commune"),
        ("castelneau le lez", "Castelnau-le-Lez", "commune"),
    ],
)
def test_search(geocoder: Geocoder, text: str, label: str, method: str) -> None:
    best = geocoder.search(text)[0]
    assert (best.label, best.method) == (label, method)
    assert best.score >= SURE
    assert best.method in METHODS
    assert best.explanation.endswith(".")


def test_interpolation_says_between_what(geocoder: Geocoder) -> None:
    best = geocoder.search("7 rue de la loge")[0]
    assert best.explanation == "Numéro 7 inconnu : placé entre 5 et 9."
    assert Position(lat=best.lat, lon=best.lon).metres_to(Position(lat=43.6090, lon=3.8766)) < 10
    assert best.precision_m >= 10


def test_a_far_number_is_the_street(geocoder: Geocoder) -> None:
    best = geocoder.search("999 rue de la loge")[0]
    assert (best.method, best.housenumber, best.type) == ("rue", "", "street")
    assert "999 inconnu" in best.explanation


def test_equals_far_apart_are_not_guessed(geocoder: Geocoder) -> None:
    text = "7 rue marcel pagnol"
    assert {one.city for one in geocoder.search(text)} == {"Montpellier", "Castelnau-le-Lez"}
    assert geocoder.search_many([text]) == [None]


def _streets(*rows: tuple[str, str, float]) -> Geocoder:
    """A number 7 in each street of a commune: name, postcode, longitude."""
    columns = {name: [row[place] for row in rows] for place, name in enumerate(("nom_voie", "code_postal", "lon"))}
    same = {"numero": "7", "rep": "", "nom_commune": "Ville", "code_insee": "34999", "lat": 43.6}
    ids = [f"adresse-{number}" for number in range(len(rows))]
    return Geocoder(Gazetteer.build({"id": ids, **columns, **{name: [one] * len(rows) for name, one in same.items()}}))


@pytest.mark.parametrize(("lon", "answered"), [(3.881, True), (3.890, False)])
def test_equals_of_other_types_far_apart_are_not_guessed(lon: float, answered: bool) -> None:
    one, other = "Rue Camille Claudel Sculptrice", "Boulevard Camille Claudel Sculptrice"
    geocoder = _streets((one, "34000", 3.88), (other, "34000", lon))
    found = geocoder.search("7 avenue camille claudel sculptrice")
    assert {answer.street for answer in found} == {one, other}
    assert (found[0].score >= SURE) is answered
    assert (geocoder.search_many(["7 avenue camille claudel sculptrice"]) != [None]) is answered


def test_a_third_equal_counts() -> None:
    three = _streets(("Rue Pasteur", "34000", 3.88), ("rue Pasteur", "34000", 3.88), ("Rue Pasteur", "34070", 3.92))
    assert three.search_many(["7 rue pasteur"]) == [None]


def test_a_street_written_two_ways_is_one_answer() -> None:
    twice = _streets(("Rue Pasteur", "34000", 3.88), ("rue Pasteur", "34000", 3.88))
    assert [one.label for one in twice.search("7 rue pasteur ville")] == ["7 Rue Pasteur 34000 Ville"]
    assert len(_streets(("Rue Pasteur", "34000", 3.88), ("rue Pasteur", "34000", 3.90)).search("7 rue pasteur")) == 2


def test_a_name_approached_under_another_postcode_is_less_sure() -> None:
    one = _streets(("Rue du Clos", "34070", 3.88))
    elsewhere, there = (one.search(f"7 rue clos feuquieres {code} ville")[0].score for code in ("34000", "34070"))
    assert elsewhere < there - 0.1


def test_position_decides_between_equals(geocoder: Geocoder) -> None:
    near = geocoder.search("7 rue marcel pagnol", lat=43.63, lon=3.90)[0]
    assert near.city == "Castelnau-le-Lez"
    assert geocoder.search("7 rue marcel pagnol", lat=43.59, lon=3.85)[0].city == "Montpellier"


def test_codes_are_filters(geocoder: Geocoder) -> None:
    assert {one.postcode for one in geocoder.search("7 rue marcel pagnol", postcode="34170")} == {"34170"}
    assert {one.citycode for one in geocoder.search("7 rue marcel pagnol", citycode="34172")} == {"34172"}
    assert geocoder.search("7 rue marcel pagnol", citycode="99999") == []


def test_a_street_of_another_city_is_not_sure(geocoder: Geocoder) -> None:
    assert geocoder.search_many(["12 rue de la république castelnau-le-lez", "?", ""]) == [None, None, None]


def test_search_many_answers_each_text_in_order(geocoder: Geocoder) -> None:
    texts = ["5 rue de la loge", "zzz", "5 rue de la loge"]
    first, missing, again = geocoder.search_many(texts)
    assert first is not None
    assert first is again
    assert missing is None


def test_autocomplete(geocoder: Geocoder) -> None:
    assert geocoder.search("12 bd saint gui", autocomplete=True)[0].street == "Boulevard Saint-Guilhem"
    assert geocoder.search("av du pont juv", autocomplete=True)[0].street == "Avenue du Pont Juvénal"


def test_reverse(geocoder: Geocoder) -> None:
    found = geocoder.reverse(Position(lat=43.6090, lon=3.87641), limit=3)
    assert found[0].label == "5 Rue de la Loge 34000 Montpellier"
    assert found[0].precision_m == pytest.approx(0.8, abs=0.2)
    assert [one.precision_m for one in found] == sorted(one.precision_m for one in found)
    assert geocoder.reverse(Position(lat=0, lon=0), limit=0) == []


def test_limit(geocoder: Geocoder) -> None:
    assert geocoder.search("rue", limit=0) == []
    assert len(geocoder.search("7 rue marcel pagnol", limit=1)) == 1


def test_postcode_agreement() -> None:
    alone, beside = postcode_agreement("34070", ["34070", "34170", "34200", "13001"])
    assert alone.tolist() == sorted(alone.tolist(), reverse=True) == [1, 0.88, 0.78, 0.6]
    assert (beside[1:] > alone[1:]).all()
    assert postcode_agreement("75116", ["75016"])[0] == 1


def test_the_commune_served_is_meant_where_none_is_written(gazetteer: Gazetteer) -> None:
    served = Geocoder(gazetteer, served=["Castelnau-le-Lez"])
    text = "7 rue marcel pagnol"
    (sure,) = served.search_many([text])
    assert sure is not None
    assert sure.city == "Castelnau-le-Lez"
    assert served.search(f"{text} montpellier")[0].city == "Montpellier"
    assert [one.city for one in served.search(text)] == ["Castelnau-le-Lez", "Montpellier"]
    assert served.search(text, lat=43.591, lon=3.851, postcode="34070")[0].city == "Montpellier"


def test_a_city_of_several_postcodes_is_one_answer(geocoder: Geocoder) -> None:
    (montpellier,) = [one for one in geocoder.search("montpellier") if one.type == "municipality"]
    assert montpellier.score >= SURE


def test_a_lieu_may_bear_the_name_of_its_city() -> None:
    columns: dict[str, list[Any]] = {
        "id": ["a"], "numero": ["1"], "rep": [""], "nom_voie": ["Rue Haute"], "code_postal": ["34000"],
        "code_insee": ["34172"], "nom_commune": ["Montpellier"], "lon": [3.8], "lat": [43.6],
    }  # fmt: skip
    lieux: dict[str, list[Any]] = {"nom": ["Mairie de Montpellier"], "lon": [3.8], "lat": [43.6]}
    geocoder = Geocoder(Gazetteer.build(columns, lieux=lieux))
    for text in ("mairie", "la mairie de montpellier", "devant la mairie"):
        assert geocoder.search(text)[0].name == "Mairie de Montpellier"


def test_reverse_knows_every_type(geocoder: Geocoder) -> None:
    here = Position(lat=43.61, lon=3.87)
    for kind in TYPES:
        assert {one.type for one in geocoder.reverse(here, limit=3, kind=kind)} <= {kind}
    assert geocoder.reverse(here, kind="intersection") == []
