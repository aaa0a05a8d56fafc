"""Any text about several places, any nickname, any number: no crash, and every answer lies in the commune."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely import LineString

from observatory.domain.position import Position
from observatory.domain.records import Surnom
from observatory.geocode.answer import METHODS, TYPES, GeocodedAddress
from observatory.geocode.crossings import crossing_of_lines, crossing_of_points, middle_of_lines
from observatory.geocode.gazetteer import Gazetteer
from observatory.geocode.normalise import fold, mend, text_to_key
from observatory.geocode.phonetics import word_to_look, word_to_sound
from observatory.geocode.relations import text_to_relation
from observatory.geocode.search import Geocoder

WEST, SOUTH, STEP = 3.87, 43.61, 0.0004
MARGIN = 0.001
"""Degrees beyond the outermost addresses and lines in which an answer may lie: some 80 to 110 m."""
EASTWARD = ["Rue de la Loge", "Rue Pierre et Marie Curie", "Avenue du Général de Gaulle", "Impasse Saint-Éloi"]
NORTHWARD = ["Rue Foch", "Boulevard du Coin", "Rue du Bout du Monde", "Place du 8 Mai 1945"]
PLACES = ["École Jules Ferry", "Gare Saint-Roch"]
SURNOMS = [Surnom("les quatre vents", "Gare Saint-Roch"), Surnom("la dalle", lat=43.6105, lon=3.8705)]
STREETS = [*EASTWARD, *NORTHWARD]

NAMED = st.sampled_from([*STREETS, *PLACES, "loge", "foch", "pagnol", "les quatre vents", "la dalle", "8 mai 45"])
NUMBERS = st.integers(0, 99_999).map(str) | st.sampled_from(["12 bis", "3b", "12-14", "n° 5"])
ADDRESSES = st.tuples(
    st.one_of(st.just(""), NUMBERS), NAMED, st.sampled_from(["", "34000", "Montpellier", "34000 Montpellier"])
)
ADDRESS_TEXTS = ADDRESSES.map(" ".join)
RELATIONS = st.sampled_from(
    [
        "angle {} et {}",
        "à l'angle de {} et de {}",
        "{} / {}",
        "{} x {}",
        "croisement {} {}",
        "{} angle {}",
        "entre {} et {}",
        "{} entre {} et Rue Foch",
        "au bout de {}{}",
        "face au {} {}",
        "devant {} {}",
        "près de {}, {}",
        "au milieu de {} {}",
        "coin {}",
    ]
)
TOLD = st.builds(lambda form, one, other: form.format(one, other), RELATIONS, ADDRESS_TEXTS, ADDRESS_TEXTS)
LETTERS = st.text(alphabet="angledtcroism/&+x,'’- 0123456789éè°\0\u200b\ufffd", max_size=60)
TEXTS = st.one_of(TOLD, ADDRESS_TEXTS, LETTERS, st.text(max_size=250))


@pytest.fixture(scope="module")
def geocoder() -> Geocoder:
    """A grid of streets: four run east, four north, five numbers each, every second street with a line."""
    rows = [
        (str(2 * number + 1), street, WEST + STEP * number, SOUTH + STEP * which)
        for which, street in enumerate(EASTWARD)
        for number in range(5)
    ]
    rows += [
        (str(2 * number + 1), street, WEST + STEP * which, SOUTH + STEP * number)
        for which, street in enumerate(NORTHWARD)
        for number in range(5)
    ]
    columns: dict[str, list[Any]] = {
        "id": [str(row) for row in range(len(rows))],
        "numero": [row[0] for row in rows],
        "rep": [""] * len(rows),
        "nom_voie": [row[1] for row in rows],
        "lon": [row[2] for row in rows],
        "lat": [row[3] for row in rows],
        "code_postal": ["34000"] * len(rows),
        "code_insee": ["34172"] * len(rows),
        "nom_commune": ["Montpellier"] * len(rows),
    }
    end = STEP * 4
    lines = {
        EASTWARD[0]: LineString([(WEST, SOUTH), (WEST + end, SOUTH)]),
        EASTWARD[2]: LineString([(WEST, SOUTH + 2 * STEP), (WEST + end, SOUTH + 2 * STEP)]),
        NORTHWARD[0]: LineString([(WEST, SOUTH), (WEST, SOUTH + end)]),
        NORTHWARD[2]: LineString([(WEST + 2 * STEP, SOUTH), (WEST + 2 * STEP, SOUTH + end)]),
    }
    lieux: dict[str, list[Any]] = {"nom": PLACES, "lon": [WEST + STEP, WEST + 2 * STEP], "lat": [SOUTH + STEP] * 2}
    gazetteer = Gazetteer.build(columns, voies={"nom": list(lines), "contour": list(lines.values())}, lieux=lieux)
    return Geocoder(gazetteer, SURNOMS)


def check(found: list[GeocodedAddress], limit: int) -> None:
    assert len(found) <= limit
    for one in found:
        assert WEST - MARGIN <= one.lon <= WEST + 4 * STEP + MARGIN, one
        assert SOUTH - MARGIN <= one.lat <= SOUTH + 4 * STEP + MARGIN, one
        assert one.method in METHODS
        assert one.type in TYPES
        assert 0 <= one.score <= 1
        assert one.precision_m > 0
        assert one.explanation.endswith(".")
        assert one.label


@given(text=TEXTS, autocomplete=st.booleans(), limit=st.integers(1, 6))
@settings(deadline=None, max_examples=400)
@example(text="angle et", autocomplete=False, limit=5)
@example(text="au bout de", autocomplete=True, limit=1)
@example(text="/" * 200, autocomplete=False, limit=5)
@example(text="99999 angle rue de la loge", autocomplete=False, limit=5)
def test_any_text_is_answered_within_the_commune(geocoder: Geocoder, text: str, autocomplete: bool, limit: int) -> None:
    found = geocoder.search(text, limit=limit, autocomplete=autocomplete)
    check(found, limit)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@given(text=st.one_of(TOLD, ADDRESS_TEXTS))
@settings(deadline=None, max_examples=150)
def test_the_same_text_has_the_same_answer_in_any_case(geocoder: Geocoder, text: str) -> None:
    assert geocoder.search(text) == geocoder.search(text)
    assert [one.label for one in geocoder.search(text.upper())] == [one.label for one in geocoder.search(text.lower())]


@given(number=st.integers(1, 400), street=st.sampled_from(STREETS))
@settings(deadline=None, max_examples=200)
def test_an_unknown_number_is_said_so_and_lies_by_its_street(geocoder: Geocoder, number: int, street: str) -> None:
    best = geocoder.search(f"{number} {street}", limit=1)[0]
    check([best], 1)
    assert best.street == street
    assert (best.method == "numero") is (number % 2 == 1 and number <= 9), best
    if best.method not in ("numero", "rue"):
        assert best.housenumber == str(number)
        assert f"Numéro {number} inconnu" in best.explanation


@given(
    east=st.sampled_from(EASTWARD),
    north=st.sampled_from(NORTHWARD),
    form=st.sampled_from(["angle {} et {}", "{} / {}"]),
)
@settings(deadline=None, max_examples=40)
def test_a_crossing_is_the_same_whichever_street_comes_first(
    geocoder: Geocoder, east: str, north: str, form: str
) -> None:
    one, other = geocoder.search(form.format(east, north))[0], geocoder.search(form.format(north, east))[0]
    assert one.type == other.type == "intersection"
    here, there = Position(lat=one.lat, lon=one.lon), Position(lat=other.lat, lon=other.lon)
    assert here.metres_to(there) < 10
    crossing = Position(lat=SOUTH + STEP * EASTWARD.index(east), lon=WEST + STEP * NORTHWARD.index(north))
    assert here.metres_to(crossing) <= one.precision_m + 5


@given(
    before=st.sampled_from(["", "devant ", "près de ", "DEVANT "]), surnom=st.sampled_from(SURNOMS), upper=st.booleans()
)
def test_nicknames_are_found_and_said_so(geocoder: Geocoder, before: str, surnom: Surnom, upper: bool) -> None:
    found = geocoder.search(before + (surnom.surnom.upper() if upper else surnom.surnom))
    check(found, 5)
    assert found[0].method == "surnom"
    assert surnom.surnom in found[0].explanation


@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180), limit=st.integers(0, 5))
@settings(deadline=None, max_examples=100)
def test_any_position_may_be_asked(geocoder: Geocoder, lat: float, lon: float, limit: int) -> None:
    check(geocoder.reverse(Position(lat=lat, lon=lon), limit=limit), limit)


@given(text=st.text(max_size=300))
@settings(max_examples=300)
def test_normalisation_is_idempotent(text: str) -> None:
    assert mend(mend(text)) == mend(text)
    assert fold(fold(text)) == fold(text)
    once = text_to_key(text)
    assert text_to_key(" ".join(once)) == once
    for word in once:
        assert word_to_sound(word)
        assert word_to_look(word_to_look(word)) == word_to_look(word)


@given(text=TEXTS)
@settings(max_examples=400)
def test_relations_are_cut_into_texts_that_say_something(text: str) -> None:
    relation = text_to_relation(text)
    if relation is None:
        return
    assert 1 <= len(relation.splits) <= 8
    for parts in relation.splits:
        assert 1 <= len(parts) <= 3
        assert all(len(part) <= 400 for part in parts)


CORNERS = st.lists(st.tuples(st.integers(-300, 300), st.integers(-300, 300)), min_size=2, max_size=6, unique=True)


def _degrees(corners: list[tuple[int, int]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(corners, np.float64) * 1e-5 + [WEST, SOUTH]


@given(first=st.lists(CORNERS, min_size=1, max_size=3), second=st.lists(CORNERS, min_size=1, max_size=3))
@settings(deadline=None, max_examples=200)
def test_any_two_streets_meet_near_both_or_not_at_all(
    first: list[list[tuple[int, int]]], second: list[list[tuple[int, int]]]
) -> None:
    one, other = [_degrees(line) for line in first], [_degrees(line) for line in second]
    every = np.concatenate([*one, *other])
    low, high = every.min(axis=0) - MARGIN, every.max(axis=0) + MARGIN
    spots = [*crossing_of_lines(one, other), middle_of_lines(one)]
    spots += crossing_of_points(np.concatenate(one), np.concatenate(other))
    for spot in spots:
        assert low[0] <= spot.lon <= high[0]
        assert low[1] <= spot.lat <= high[1]
        assert spot.radius_m >= 8
