"""Phone numbers as callers give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.domain.telephone import phone_trouble, read_phone, shown_phone


@pytest.mark.parametrize(
    ("text", "e164", "shown"),
    [
        ("06 39 98 01 02", "+33639980102", "06 39 98 01 02"),
        ("06.39.98.01.02", "+33639980102", "06 39 98 01 02"),
        ("06-39-98-01-02", "+33639980102", "06 39 98 01 02"),
        ("tél : 0639980102", "+33639980102", "06 39 98 01 02"),
        ("+33 (0)6 39 98 01 02", "+33639980102", "06 39 98 01 02"),
        ("0033 6 39 98 01 02", "+33639980102", "06 39 98 01 02"),
        ("06\u00a039\u202f98 01 02", "+33639980102", "06 39 98 01 02"),
        ("01 99 00 12 34", "+33199001234", "01 99 00 12 34"),
        ("09 70 12 34 56", "+33970123456", "09 70 12 34 56"),
        ("0692 12 34 56", "+262692123456", "0692 12 34 56"),
        ("0262 20 12 34", "+262262201234", "0262 20 12 34"),
        ("0269 61 12 34", "+262269611234", "0269 61 12 34"),
        ("0690 12 34 56", "+590690123456", "0690 12 34 56"),
        ("0696 12 34 56", "+596696123456", "0696 12 34 56"),
        ("0594 30 12 34", "+594594301234", "0594 30 12 34"),
        ("05 08 41 12 34", "+508411234", "+508 41 12 34"),
        ("+34 612 34 56 78", "+34612345678", "+34 612 34 56 78"),
        ("00212 661 12 34 56", "+212661123456", "+212 6 61 12 34 56"),
        ("+1 212 555 0100", "+12125550100", "+1 212-555-0100"),
    ],
)
def test_numbers_as_they_are_dictated(text: str, e164: str, shown: str) -> None:
    assert read_phone(text) == e164
    assert shown_phone(e164) == shown
    assert phone_trouble(text) is None
    assert read_phone(shown) == e164


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("06 12 34 56", "8 chiffres"),
        ("06 12 34 56 78 9", "11 chiffres"),
        ("zéro six", "en chiffres"),
        ("17", "numéro court"),
        ("3919", "numéro court"),
        ("12 34 56 78 90", "01 à 07, ou 09"),
        ("+34 12", "l'indicatif"),
        ("5", "1 chiffre :"),
    ],
)
def test_what_is_wrong_is_said(text: str, words: str) -> None:
    assert read_phone(text) is None
    assert words in (phone_trouble(text) or "")


def test_nothing_typed_is_no_trouble() -> None:
    assert read_phone("") is None
    assert phone_trouble("  ") is None


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_number_that_can_be_shown_or_a_sentence(text: str) -> None:
    found = read_phone(text)
    if found is None:
        assert phone_trouble(text) or not text.strip()
    else:
        assert found.startswith("+")
        assert read_phone(shown_phone(found)) == found


@given(st.from_regex(r"0[1-79]([ .-]?[0-9]{2}){4}", fullmatch=True))
def test_every_french_number_is_read_and_shown_back(text: str) -> None:
    found = read_phone(text)
    assert found is not None
    assert read_phone(shown_phone(found)) == found
