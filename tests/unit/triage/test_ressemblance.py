"""How alike short texts are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.triage.ressemblance import likeness, telling_words


def test_words_that_say_nothing_and_accents_are_left_out() -> None:
    assert telling_words("Bonjour, il y a un MATELAS abandonné devant le 12 !") == {"matelas", "abandonne", "12"}


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Matelas abandonné sur le trottoir", "un matelas abandonne sur le trotoir", 0.99, 1.0),
        ("Matelas abandonné", "Lampadaire éteint", 0.0, 0.0),
        ("Deux matelas et un canapé devant l'école", "Canapé devant l'école Jules Ferry", 0.5, 0.8),
        ("Rue bloquée", "rue Haute", 0.4, 0.6),
        ("mur tag", "tag mur tag", 1.0, 1.0),
    ],
)
def test_the_share_of_words_in_common(one: str, other: str, least: float, most: float) -> None:
    found = likeness(one, other)
    assert found is not None
    assert least <= found <= most


@pytest.mark.parametrize("empty", ["", "   ", "il y a", "!?"])
def test_a_text_that_says_nothing_is_not_compared(empty: str) -> None:
    assert likeness(empty, "matelas abandonné") is None
    assert likeness("matelas abandonné", empty) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_it_is_a_share_the_same_for_equals(one: str, other: str) -> None:
    found = likeness(one, other)
    assert found is None or 0 <= found <= 1
    assert likeness(one, one) in (None, 1.0)
