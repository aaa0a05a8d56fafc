"""Symbols of the observations d'ambiance: where, which shape, which words."""

from __future__ import annotations

import json

import h3.api.basic_int as h3

from observatory.present.ambiances import ambiance_marks, marks_legend_html
from observatory.present.maps import hexagon_map

CELL = h3.latlng_to_cell(46.05, -4.6, 10)
MARKS = ambiance_marks([CELL, CELL], ["favorable", "genante"], [1, 3], ["Calme", "Bruit 2, Tension"])


def test_a_symbol_stands_in_its_cell_and_says_what_was_observed() -> None:
    assert [h3.latlng_to_cell(one.lat, one.lon, 10) for one in MARKS] == [CELL, CELL]
    assert [one.texte for one in MARKS] == ["1\u00a0observation : Calme", "3\u00a0observations : Bruit 2, Tension"]


def test_they_travel_in_a_layer_of_their_own_and_change_no_count() -> None:
    words = ("signalement", "signalements")
    plain, marked = hexagon_map([CELL], [2], [], words=words), hexagon_map([CELL], [2], [], words=words, marks=MARKS)
    before, after = json.loads(plain.layers), json.loads(marked.layers)
    assert before["marks"] == []
    assert [one[2:4] for one in after["marks"]] == [["favorable", 1], ["genante", 3]]
    assert {**after, "marks": []} == before
    assert marked.classes == plain.classes


def test_the_legend_tells_shapes_and_numbers_apart() -> None:
    text = marks_legend_html(MARKS, "light")
    assert text.index("Favorable") < text.index("Neutre") < text.index("Gênante")
    assert "border-radius:50%" in text
    assert "rotate(45deg)" in text
    assert text.count("<b>") == 3
