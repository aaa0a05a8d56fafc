"""Any text: no crash, bounded scores, answers inside the gazetteer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.geocode.gazetteer import Gazetteer
from observatory.geocode.normalise import fold, text_to_key
from observatory.geocode.search import SURE, Geocoder

STREETS = ["Rue de la Loge", "Avenue du Général de Gaulle", "Place du 8 Mai 1945", "Impasse Saint-Éloi"]
WORDS = st.sampled_from(
    [
        "rue",
        "loge",
        "av",
        "gal",
        "gaulle",
        "8",
        "mai",
        "45",
        "st",
        "eloi",
        "12",
        "bis",
        "3b",
        "34000",
        "montpellier",
        "cedex",
        "n°",
        "-",
        "/",
        "angle",
        "de",
        "la",
        "l'",
        "12-14",
        "²",
        "½",
    ]
)
TEXTS = st.text() | st.lists(WORDS).map(" ".join)


@pytest.fixture(scope="module")
def geocoder() -> Geocoder:
    count = len(STREETS) * 10
    return Geocoder(
        Gazetteer.build(
            {
                "id": [str(row) for row in range(count)],
                "numero": [row % 10 + 1 for row in range(count)],
                "rep": [""] * count,
                "nom_voie": [STREETS[row // 10] for row in range(count)],
                "code_postal": ["34000"] * count,
                "code_insee": ["34172"] * count,
                "nom_commune": ["Montpellier"] * count,
                "lon": [3.87 + 0.0001 * row for row in range(count)],
                "lat": [43.61] * count,
            }
        )
    )


@given(text=TEXTS, autocomplete=st.booleans())
@settings(deadline=None, max_examples=150)
def test_no_text_crashes(geocoder: Geocoder, text: str, autocomplete: bool) -> None:
    found = geocoder.search(text, autocomplete=autocomplete)
    assert len(found) <= 5
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for one in found:
        assert 0 <= one.score <= 1
        assert one.precision_m > 0
        assert abs(one.lat - 43.61) < 0.01
        assert abs(one.lon - 3.87) < 0.02


@given(texts=st.lists(TEXTS, max_size=5))
@settings(deadline=None, max_examples=50)
def test_search_many_gives_the_best_or_nothing(geocoder: Geocoder, texts: list[str]) -> None:
    answers = geocoder.search_many(texts)
    assert len(answers) == len(texts)
    assert all(one is None or one.score >= SURE for one in answers)


@given(text=st.text())
def test_normalisation_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    once = text_to_key(text)
    assert text_to_key(" ".join(once)) == once
