from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from observatory.aggregate.disclosure import THRESHOLD, hidden_lines, suppress


def test_small_lines_are_hidden_and_never_one_alone() -> None:
    assert hidden_lines([0, 3, 9, 40]) == [False, True, True, False]
    assert hidden_lines([0, 9, 40]) == [False, False, False]


@given(st.lists(st.integers(0, 30), max_size=30))
def test_what_is_hidden_cannot_be_told_within_less_than_five(counts: list[int]) -> None:
    hidden = hidden_lines(counts)
    assert all(hide for n, hide in zip(counts, hidden, strict=True) if 0 < n < THRESHOLD)
    assert not any(hide for n, hide in zip(counts, hidden, strict=True) if n == 0)
    total = sum(n for n, hide in zip(counts, hidden, strict=True) if hide)
    if any(hidden) and sum(n >= THRESHOLD for n in counts):
        assert sum(hidden) >= 2
        assert total >= THRESHOLD


def test_a_hidden_line_is_empty_and_a_zero_stays() -> None:
    table = pa.table({"code": ["a", "b", "c"], "n": [0, 2, 8], "pour_1000": [0.0, 1.0, 4.0]})
    shown = suppress(table)
    assert shown["n"].to_pylist() == [0, None, None]
    assert shown["pour_1000"].to_pylist() == [0.0, None, None]
    assert b"2 lignes" in shown.schema.metadata[b"masque"]
