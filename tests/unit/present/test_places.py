"""Places found, in words and on a map."""

from __future__ import annotations

import json
from typing import Any

import pytest

from observatory.domain.position import Position
from observatory.geocode.answer import METHODS, TYPES
from observatory.present.labels import METHODES, TYPES_LIEU
from observatory.present.places import metres, place_caption, place_method, place_position, places_layers

RUE = {
    "label": "Rue <b>Haute</b> 29990 Port",
    "lat": 46.05,
    "lon": -4.6,
    "score": 0.984,
    "precision_m": 1_240.0,
    "type": "street",
    "method": "rue",
    "explanation": "Milieu de la rue, ses bouts à 1240 m au plus.",
}
NUMERO = RUE | {"label": "3 Rue Basse", "lat": 46.06, "type": "housenumber", "precision_m": 10.0, "score": 0.001}


def drawn(answers: list[dict[str, Any]], chosen: int, asked: Position | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(places_layers(answers, chosen, asked))
    return found


def test_every_method_of_the_geocoder_has_its_words() -> None:
    assert set(METHODES) == set(METHODS)
    assert set(TYPES) <= set(TYPES_LIEU)


def test_a_line_says_what_how_sure_how_precise_and_why() -> None:
    assert place_caption(RUE) == (
        "voie · sûr à 98\u202f% · à 1,2\u202fkm près. Milieu de la rue, ses bouts à 1240 m au plus."
    )
    assert "sûr à moins de 1\u202f%" in place_caption(NUMERO)
    assert place_method(RUE) == "Milieu de la rue"
    assert place_position(RUE) == "46.050000, -4.600000"
    assert set(TYPES_LIEU) >= {RUE["type"], NUMERO["type"]}


def test_what_is_near_a_position_says_its_distance_alone() -> None:
    near = NUMERO | {"distance": 42.0, "explanation": "Adresse connue la plus proche, à 42 m."}
    assert place_caption(near) == "numéro · Adresse connue la plus proche, à 42 m."


@pytest.mark.parametrize(("value", "text"), [(0, "0\u00a0m"), (29.6, "30\u00a0m"), (1_000, "1,0\u202fkm")])
def test_metres(value: float, text: str) -> None:
    assert metres(value) == text


def test_a_map_goes_to_the_chosen_place_and_holds_them_all() -> None:
    layers = drawn([RUE, NUMERO], 1)
    assert layers["places"] == [
        [46.05, -4.6, "Rue <b>Haute</b> 29990 Port", 1240.0, False],
        [46.06, -4.6, "3 Rue Basse", 10.0, True],
    ]
    (south, west), (north, east) = layers["look"]
    assert south < 46.06 < north
    assert west < -4.6 < east
    assert north - south < 0.004
    (south, _), (north, _) = layers["bounds"]
    assert south < 46.05 - 1240 / 111_195
    assert north > 46.06
    assert layers["hexagons"] == layers["outlines"] == []
    assert layers["asked"] is None


def test_a_position_asked_for_bears_a_cross_and_no_circle() -> None:
    layers = drawn([NUMERO | {"distance": 42.0, "precision_m": 42.0}], 0, Position(lat=46.061, lon=-4.6))
    assert layers["asked"] == [46.061, -4.6]
    assert layers["places"][0][3] == 0.0
