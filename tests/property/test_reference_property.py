"""The check of a reference: every single error and every exchange is found."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from observatory.domain.reference import ALPHABET, draw_reference, is_reference, read_reference, shown_reference, spell

REFERENCES = st.integers(0, 2**32).map(lambda seed: draw_reference(random.Random(seed)))


@given(REFERENCES)
def test_every_single_error_is_found(reference: str) -> None:
    for place in range(6):
        for sign in ALPHABET:
            if sign != reference[place]:
                wrong = reference[:place] + sign + reference[place + 1 :]
                assert not is_reference(wrong)
                assert read_reference(wrong) is None


@given(REFERENCES)
def test_every_exchange_of_two_characters_is_found(reference: str) -> None:
    for first in range(6):
        for second in range(first + 1, 6):
            signs = list(reference)
            signs[first], signs[second] = signs[second], signs[first]
            wrong = "".join(signs)
            assert wrong == reference or read_reference(wrong) is None


@given(REFERENCES)
def test_what_is_shown_and_dictated_is_read_back(reference: str) -> None:
    assert read_reference(shown_reference(reference)) == reference
    assert read_reference(spell(reference)) == reference
    assert read_reference(reference.lower()) == reference


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_reference_or_none(text: str) -> None:
    found = read_reference(text)
    assert found is None or is_reference(found)
