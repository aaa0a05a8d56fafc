"""References by ear: an alphabet without twins, a check that finds errors, readings as people give them."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from observatory.domain.reference import (
    ALPHABET,
    draw_reference,
    is_reference,
    read_reference,
    shown_reference,
    spell,
)

REFERENCE = "H7M4RX"

FAMILIES = ("BCDEGPTV", "MN", "FS", "IJY", "AKH", "QU", "O0", "1I", "Z7", "Z2", "S5", "B8")
"""Characters that rhyme, are heard for one another, or are drawn alike."""


def with_check(start: str) -> str:
    (found,) = [start + sign for sign in ALPHABET if is_reference(start + sign)]
    return found


def test_the_alphabet_is_of_nineteen_and_holds_one_of_each_family() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 19
    assert all(len(set(family) & set(ALPHABET)) <= 1 for family in FAMILIES)


def test_what_is_drawn_agrees_and_is_spread() -> None:
    drawn = [draw_reference(random.Random(seed)) for seed in range(2000)]
    assert all(map(is_reference, drawn))
    assert len(set(drawn)) > 1990
    assert {sign for one in drawn for sign in one} == set(ALPHABET)


def test_shown_and_spelled() -> None:
    reference = with_check("H7M4R")
    assert shown_reference(reference) == f"H7M 4R{reference[-1]}"
    assert spell(reference).startswith("H comme Henri, sept, M comme Marcel ; quatre, R comme Raoul, ")


@pytest.mark.parametrize(
    "write",
    [
        str.lower, shown_reference, lambda one: f"  {one[:2]}-{one[2:4]}.{one[4:]} ", spell,
        lambda one: " ".join(one), lambda one: one.replace("0", "O", 1), lambda one: one.replace("M", "N", 1),
        lambda one: one.replace("Y", " i grec "), lambda one: one.replace("W", " double vé "),
    ],
)  # fmt: skip
@pytest.mark.parametrize("seed", range(40))
def test_it_is_read_as_people_write_and_say_it(write: Callable[[str], str], seed: int) -> None:
    reference = draw_reference(random.Random(seed))
    assert read_reference(write(reference)) == reference


@pytest.mark.parametrize(
    "text",
    ["", "H7M", "H7M 4RXX", "bonjour", "0612345678", "H comme Henri", "élève", "AAAAAA", "BCDEGT", "H7M 4R?", "🙂" * 6],
)
def test_what_is_no_reference_is_none(text: str) -> None:
    assert read_reference(text) is None


def test_a_sign_that_may_be_two_is_settled_by_the_check_or_not_at_all() -> None:
    eight, letter = with_check("8H7M4"), with_check("PH7M4")
    assert read_reference("B" + eight[1:]) == eight
    assert read_reference("B" + letter[1:]) == letter
    assert read_reference("BB" + eight[2:]) in (None, *(a + b + eight[2:] for a in "P8" for b in "P8"))
