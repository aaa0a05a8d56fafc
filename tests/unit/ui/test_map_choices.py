"""What a URL may ask of the map, and what a browser may say of it."""

from __future__ import annotations

import pytest

from observatory.domain.grid import text_to_cell
from observatory.ui.components.hexagones import MapAnswer, read_answer
from observatory.ui.map_choices import MapChoices, query_to_choices

KNOWN = ["quartier", "qpv"]
CELL = "89184351b27ffff"


def test_a_bare_url_shows_the_first_layer() -> None:
    assert query_to_choices({}, KNOWN) == (MapChoices(0, ("quartier",), None), [])
    assert query_to_choices({}, []) == (MapChoices(), [])


def test_a_url_can_ask_for_everything() -> None:
    query = {"hexagones": "10", "contours": "qpv,quartier", "cellule": CELL}
    assert query_to_choices(query, KNOWN) == (MapChoices(10, ("qpv", "quartier"), text_to_cell(CELL)), [])
    assert query_to_choices({"contours": "aucun"}, KNOWN)[0].layers == ()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"hexagones": "12"}, "taille d'hexagones « 12 »"),
        ({"hexagones": "grand"}, "taille d'hexagones « grand »"),
        ({"contours": "lune"}, "contours « lune »"),
        ({"cellule": "zzz"}, "hexagone « zzz »"),
        ({"cellule": "12"}, "hexagone « 12 »"),
    ],
)
def test_what_means_nothing_is_left_out_and_said(query: dict[str, str], said: str) -> None:
    choices, refused = query_to_choices(query, KNOWN)
    assert refused == [said]
    assert choices.size == 0
    assert choices.cell is None


def test_a_browser_is_believed_only_where_it_makes_sense() -> None:
    assert read_answer(CELL, 10) == MapAnswer(text_to_cell(CELL), 10)
    assert read_answer(None, None) == MapAnswer(None, None)
    assert read_answer("<script>", 99) == MapAnswer(None, None)
    assert read_answer(12, "9") == MapAnswer(None, None)
