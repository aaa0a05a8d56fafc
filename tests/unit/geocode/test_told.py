"""Places told by other places, through the search: crossings, stretches, ends, what lies in front, across, beside."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from shapely import LineString

from observatory.domain.position import Position
from observatory.geocode.answer import METHODS, GeocodedAddress
from observatory.geocode.gazetteer import METRES_PER_DEGREE, Gazetteer
from observatory.geocode.relations import text_to_two_streets
from observatory.geocode.search import SURE, Geocoder

LAT, LON = 43.61, 3.87
FAR = 6_000.0
"""Metres to the east of the other town, where two names come again."""


def at(east: float, north: float) -> tuple[float, float]:
    """Metres east and north of the town's heart → longitude, latitude."""
    return LON + east / METRES_PER_DEGREE / float(np.cos(np.radians(LAT))), LAT + north / METRES_PER_DEGREE


LINES: dict[str, list[list[tuple[float, float]]]] = {
    "Rue de la Loge": [[(-100, 0), (100, 0)], [(FAR - 100, 0), (FAR + 100, 0)]],
    "RUE FOCH": [[(0, -100), (0, 100)], [(FAR, -100), (FAR, 100)]],
    "Rue Pierre et Marie Curie": [[(-60, -100), (-60, 100)]],
    "Place Jean Jaurès": [[(80, 0), (80, 60)]],
    "Impasse du Rossignol": [[(50, 0), (50, 90)]],
    "Rue de l'Anse": [[(-90, 0), (-90, 130), (90, 130), (90, 0)]],
    "Avenue Lointaine": [[(0, 900), (0, 950)]],
}
ROWS: list[tuple[int, str, tuple[float, float]]] = [
    *[(number, "Rue de la Loge", (-100 + 10 * number, 8 if number % 2 == 0 else -8)) for number in range(1, 20)],
    *[(number, "Rue Foch", (8 if number % 2 == 0 else -8, -100 + 10 * number)) for number in range(1, 20)],
    *[(number, "Rue Pierre et Marie Curie", (-52, -100 + 10 * number)) for number in (2, 12, 18)],
    *[(number, "Impasse du Rossignol", (56, 10 * number)) for number in (1, 3, 5)],
    *[(number, "Rue des Merles", (10 * number + 10, 506 if number % 2 else 494)) for number in range(1, 12)],
    *[(number, "Rue des Alouettes", (6 if number % 2 else -6, 510 + 10 * number)) for number in range(1, 12)],
    *[(2 * number, "Rue du Bout du Monde", (700, 10 * number)) for number in range(1, 6)],
    *[(number, "Rue du Coin", (750, 10 * number)) for number in range(1, 6)],
]
ELSEWHERE = [(1, "Rue de la Loge", (FAR - 90, 8)), (1, "Rue Foch", (FAR - 8, -90)), (9, "Rue Foch", (FAR - 8, 50))]
PLACES = {"École élémentaire Jules Ferry": (30.0, 40.0), "Gare Saint-Roch": (-30.0, -60.0), "Mairie": (400.0, 400.0)}


@pytest.fixture(scope="module")
def geocoder() -> Geocoder:
    rows = [(*row, "Montpellier", "34000", "34172") for row in ROWS]
    rows += [(*row, "Castelnau-le-Lez", "34170", "34057") for row in ELSEWHERE]
    columns: dict[str, list[Any]] = {
        "id": [f"adresse-{row}" for row in range(len(rows))],
        "numero": [row[0] for row in rows],
        "rep": [""] * len(rows),
        "nom_voie": [row[1] for row in rows],
        "lon": [at(*row[2])[0] for row in rows],
        "lat": [at(*row[2])[1] for row in rows],
        "nom_commune": [row[3] for row in rows],
        "code_postal": [row[4] for row in rows],
        "code_insee": [row[5] for row in rows],
    }
    lines = [(name, LineString([at(*one) for one in line])) for name, some in LINES.items() for line in some]
    places = [(name, *at(*place)) for name, place in PLACES.items()]
    return Geocoder(
        Gazetteer.build(
            columns,
            voies={"nom": [name for name, _ in lines], "contour": [line for _, line in lines]},
            lieux={name: [row[which] for row in places] for which, name in enumerate(("nom", "lon", "lat"))},
        )
    )


def metres(answer: GeocodedAddress, east: float, north: float) -> float:
    """Metres from an answer to a place of the town."""
    lon, lat = at(east, north)
    return Position(lat=answer.lat, lon=answer.lon).metres_to(Position(lat=lat, lon=lon))


@pytest.mark.parametrize(
    "text",
    [
        "angle rue de la Loge et rue Foch, Montpellier",
        "à l'angle de la rue de la Loge et de la rue Foch à Montpellier",
        "rue de la loge / rue foch montpellier",
        "rue foch / rue de la loge 34000",
        "croisement loge foch 34000 montpellier",
        "rue de la Loje angle rue Foche 34000 Montpellier",
        "au coin de la r. de la loge et de la r. foch 34000 Montpellier",
        "RUE DE LA LOGE X RUE FOCH MONTPELLIER",
    ],
)
def test_a_crossing_from_lines(geocoder: Geocoder, text: str) -> None:
    best = geocoder.search(text)[0]
    assert (best.method, best.type, best.city) == ("croisement", "intersection", "Montpellier")
    assert metres(best, 0, 0) < 5
    assert {"rue de la loge", "rue foch"} == set(best.name.lower().split(" / "))
    assert "d'après le tracé des voies" in best.explanation
    assert best.score >= SURE


def test_a_crossing_that_two_towns_have_is_not_guessed(geocoder: Geocoder) -> None:
    text = "angle rue de la Loge et rue Foch"
    found = geocoder.search(text)
    assert {one.city for one in found} == {"Montpellier", "Castelnau-le-Lez"}
    assert all(one.score < SURE for one in found)
    assert geocoder.search_many([text]) == [None]


@pytest.mark.parametrize("filters", [{"postcode": "34170"}, {"citycode": "34057"}])
def test_filters_and_positions_choose_the_town(geocoder: Geocoder, filters: dict[str, str]) -> None:
    found = geocoder.search("angle rue de la Loge et rue Foch", **filters)  # type: ignore[arg-type]
    assert [one.city for one in found] == ["Castelnau-le-Lez"]
    assert metres(found[0], FAR, 0) < 5


def test_streets_that_meet_twice_give_both_places_and_no_guess(geocoder: Geocoder) -> None:
    found = geocoder.search("angle rue de la Loge et rue de l'Anse 34000 Montpellier")
    assert {side for side in (-90, 90) if any(metres(one, side, 0) < 10 for one in found)} == {-90, 90}
    assert all(one.score < SURE for one in found)


@pytest.mark.parametrize("text", ["angle rue des Merles et rue des Alouettes", "rue des alouettes / rue des merles"])
def test_a_crossing_from_addresses_says_so(geocoder: Geocoder, text: str) -> None:
    best = geocoder.search(text)[0]
    assert (best.method, best.type) == ("croisement estimé", "intersection")
    assert metres(best, 0, 500) <= best.precision_m
    assert f"estimé à {best.precision_m:.0f} m près" in best.explanation


def test_streets_that_do_not_meet_are_no_crossing(geocoder: Geocoder) -> None:
    assert all(one.type != "intersection" for one in geocoder.search("angle rue Foch et avenue Lointaine"))


def test_and_within_a_name(geocoder: Geocoder) -> None:
    for text in (
        "angle rue Pierre et Marie Curie et rue de la Loge",
        "angle de la rue de la Loge et rue Pierre et Marie Curie",
    ):
        best = geocoder.search(text)[0]
        assert best.method == "croisement"
        assert metres(best, -60, 0) < 5


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("rue du Bout du Monde", "Rue du Bout du Monde"),
        ("4 rue du bout du monde", "4 Rue du Bout du Monde"),
        ("3 rue du coin", "3 Rue du Coin"),
        ("rue Pierre et Marie Curie", "Rue Pierre et Marie Curie"),
        ("12 rue pierre et marie curie", "12 Rue Pierre et Marie Curie"),
        ("12/14 rue Pierre et Marie Curie", "12 Rue Pierre et Marie Curie"),
    ],
)
def test_names_that_look_like_relations(geocoder: Geocoder, text: str, name: str) -> None:
    best = geocoder.search(text)[0]
    assert best.name == name
    assert best.score >= SURE


@pytest.mark.parametrize(
    "text",
    [
        "rue de la Loge entre la rue Pierre et Marie Curie et la place Jean Jaurès",
        "rue de la loge, entre rue pierre et marie curie et place jean jaures, montpellier",
    ],
)
def test_the_segment_of_a_street(geocoder: Geocoder, text: str) -> None:
    best = geocoder.search(text)[0]
    assert (best.method, best.name) == ("tronçon", "Rue de la Loge")
    assert metres(best, 10, 0) < 5, "half way between 60 m to the west and 80 m to the east"
    assert best.precision_m == pytest.approx(70, abs=3)


def test_between_two_places(geocoder: Geocoder) -> None:
    best = geocoder.search("entre la gare Saint-Roch et l'école Jules Ferry")[0]
    assert best.method == "tronçon"
    assert metres(best, 0, -10) < 2
    assert best.precision_m > 58


def test_the_end_of_a_dead_end_is_the_one_that_leads_nowhere(geocoder: Geocoder) -> None:
    best = geocoder.search("au bout de l'impasse du Rossignol")[0]
    assert best.method == "bout de rue"
    assert metres(best, 50, 90) < 2
    assert "sans issue" in best.explanation


def test_both_ends_of_a_street_are_given(geocoder: Geocoder) -> None:
    found = geocoder.search("au bout de la rue Pierre et Marie Curie")
    assert {end for end in (-100, 100) if any(metres(one, -60, end) < 2 for one in found)} == {-100, 100}


def test_an_open_end_is_not_guessed(geocoder: Geocoder) -> None:
    assert geocoder.search_many(["au bout de la rue de l'Anse"]) == [None]


def test_the_end_of_a_street_without_line_is_at_its_last_numbers(geocoder: Geocoder) -> None:
    best = geocoder.search("au bout de la rue des Merles")[0]
    assert best.method == "bout de rue"
    assert metres(best, 120, 506) < 2
    assert "d'après ses derniers numéros" in best.explanation


def test_the_middle_of_a_street(geocoder: Geocoder) -> None:
    best = geocoder.search("au milieu de l'impasse du Rossignol")[0]
    assert (best.method, best.name) == ("rue", "Impasse du Rossignol")
    assert metres(best, 50, 45) < 2


@pytest.mark.parametrize(
    "text", ["face au 12 rue de la Loge 34000 Montpellier", "en face du 12, rue de la loge Montpellier"]
)
def test_across_the_street_from_a_number(geocoder: Geocoder, text: str) -> None:
    best = geocoder.search(text)[0]
    assert best.method == "en face"
    assert metres(best, 20, -8) < 2, "mirrored in the line"
    assert "En face : 12 Rue de la Loge" in best.explanation


def test_across_a_street_without_line_is_the_nearest_number_of_the_other_side(geocoder: Geocoder) -> None:
    best = geocoder.search("face au 6 rue des Merles")[0]
    assert best.method == "en face"
    assert min(metres(best, 60, 506), metres(best, 80, 506)) < 2
    assert best.precision_m >= 25


@pytest.mark.parametrize(
    ("text", "method", "added"),
    [
        ("devant l'école Jules Ferry", "devant", 30),
        ("en face de l'école Jules Ferry", "en face", 40),
        ("derrière l'ecole jules ferry", "derrière", 40),
        ("à côté de l'école jules ferry", "à côté", 100),
        ("près de l'école jules fery", "à côté", 100),
    ],
)
def test_beside_a_place_is_the_place_less_precisely(geocoder: Geocoder, text: str, method: str, added: float) -> None:
    place, best = geocoder.search("école élémentaire jules ferry")[0], geocoder.search(text)[0]
    assert (best.method, best.name) == (method, place.name)
    assert metres(best, 30, 40) < 1
    assert best.precision_m == place.precision_m + added
    assert f"à {added} m près" in best.explanation


def test_beside_a_number(geocoder: Geocoder) -> None:
    best = geocoder.search("au niveau du 12 rue de la loge 34000 montpellier")[0]
    assert (best.method, best.housenumber) == ("à côté", "12")
    assert metres(best, 20, 8) < 1


def test_every_answer_has_a_documented_method_and_a_sentence(geocoder: Geocoder) -> None:
    texts = [
        "angle loge foch",
        "au bout de la rue Foch",
        "devant la mairie",
        "entre la mairie et la gare",
        "loge / merles",
    ]
    for one in (one for text in texts for one in geocoder.search(text)):
        assert one.method in METHODS
        assert one.explanation.endswith(".")
        assert one.precision_m > 0
        assert 0 <= one.score <= 1


def test_streets_that_do_not_meet_are_candidates_and_none_is_sure(geocoder: Geocoder) -> None:
    text = "angle rue de la Loge et rue des Merles 34000"
    found = geocoder.search(text)
    assert found[0].score < SURE
    assert "ne se croisent pas" in found[0].explanation
    assert geocoder.search_many([text]) == [None]


@pytest.mark.parametrize("text", ["rue de la Loge, rue Foch, Montpellier", "rue de la Loge au niveau de la rue Foch"])
def test_two_streets_without_a_word_of_meeting(geocoder: Geocoder, text: str) -> None:
    assert geocoder.search(text)[0].method == "croisement"


def test_a_stretch_between_two_numbers(geocoder: Geocoder) -> None:
    best = geocoder.search("entre le 10 et le 18 rue de la loge 34000")[0]
    assert best.method == "tronçon"
    assert best.type == "street"
    again = geocoder.search("rue de la loge entre le 10 et le 18")[0]
    assert (again.method, again.lat) == ("tronçon", best.lat)


def test_the_end_of_a_dead_end_is_sure(geocoder: Geocoder) -> None:
    (answer,) = geocoder.search_many(["fond de l'impasse du Rossignol"])
    assert answer is not None
    assert answer.method == "bout de rue"


def test_a_street_said_twice_is_one_street() -> None:
    assert text_to_two_streets("Pont Saint-Michel Pont Saint-Michel, 75006 PARIS") is None
    assert text_to_two_streets("quai Saint-Michel, rue de la Huchette") is not None
