"""Small groups are told together or not at all; scores are compared in plain words; promises have their day."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.domain.arrondi import LEAST_COUNT
from observatory.domain.restitution import (
    Parole,
    Sens,
    coarse_mean,
    compared,
    mean_of,
    merged_groups,
    promise_state,
)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({}, []),
        ({"a": 0}, []),
        ({"a": 3}, [(("a",), None)]),
        ({"a": 2, "b": 2}, [(("a", "b"), None)]),
        ({"a": 7, "b": 6}, [(("a",), 7), (("b",), 6)]),
        ({"a": 9, "b": 1, "c": 6}, [(("a",), 9), (("b", "c"), 7)]),
        ({"a": 9, "b": 3, "c": 2, "d": 8}, [(("a",), 9), (("d",), 8), (("b", "c"), 5)]),
        ({"a": 12, "b": 4}, [(("a", "b"), 16)]),
    ],
)
def test_small_groups_are_told_together(counts: dict[str, int], told: list[tuple[tuple[str, ...], int | None]]) -> None:
    assert merged_groups(counts) == told


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12)))
def test_no_small_group_can_be_found_from_what_is_told(counts: dict[str, int]) -> None:
    told = merged_groups(counts)
    whole = sum(counts.values())
    assert sorted(name for names, _ in told for name in names) == sorted(name for name, n in counts.items() if n)
    assert all(n is None or n >= LEAST_COUNT for _, n in told)
    if any(n is None for _, n in told):
        assert len(told) == 1 and whole < LEAST_COUNT
    else:
        assert sum(n or 0 for _, n in told) == whole


def test_means_are_over_questions_then_compared_in_words() -> None:
    assert mean_of([[3, 1], [0]]) == 1.0
    assert mean_of([[], []]) is None
    assert compared(2.0, 1.5) == Sens.MIEUX
    assert compared(1.9, 1.5) == Sens.PAREIL
    assert compared(1.0, 1.5) == Sens.MOINS_BIEN
    assert compared(None, 1.5) is None


@pytest.mark.parametrize("n", range(LEAST_COUNT, 15))
def test_a_coarse_mean_fits_more_than_one_way_of_answering(n: int) -> None:
    """Where neither the answers nor their halves are told, at least two ways of answering give the mean that is."""
    ways: dict[float | None, set[tuple[int, ...]]] = {}
    for notes in product(range(n + 1), repeat=4):
        halves = (notes[0] + notes[1], notes[2] + notes[3])
        if sum(notes) == n and any(0 < k < LEAST_COUNT for k in halves):
            total = sum(note * k for note, k in enumerate(notes, 1))
            ways.setdefault(coarse_mean(total, n), set()).add(halves)
    assert all(len(one) > 1 for one in ways.values())


def test_a_promise_is_kept_late_or_to_come() -> None:
    today = dt.date(2026, 6, 1)
    assert promise_state(today, None, today) == Parole.A_VENIR
    assert promise_state(today - dt.timedelta(1), None, today) == Parole.EN_RETARD
    assert promise_state(today - dt.timedelta(9), today, today) == Parole.TENU
    assert promise_state(None, None, today) == Parole.SANS_DATE
