"""Queries as they are while they are being typed."""

from __future__ import annotations

from collections.abc import Sequence

from support.scoring import Case, QuerySet

FIRST_LETTERS = 3
TYPED_SHARE = 0.6


def keystroke_set(rows: Sequence[dict[str, str]]) -> QuerySet:
    """« number street city » of each row, letter by letter from the third; only the time counts."""
    cases = [
        _case(_text(row)[:length], row, with_position=False)
        for row in rows
        for length in range(FIRST_LETTERS, len(_text(row)) + 1)
    ]
    return QuerySet("keystrokes", cases, autocomplete=True)


def unfinished_set(rows: Sequence[dict[str, str]]) -> QuerySet:
    """The first 60 % of « number street city », with the position: the street is expected among the first five."""
    cases = []
    for row in rows:
        text = _text(row)
        typed = text[: max(FIRST_LETTERS, round(TYPED_SHARE * len(text)))]
        cases.append(_case(typed, row, with_position=True))
    return QuerySet("unfinished", cases, autocomplete=True)


def _text(row: dict[str, str]) -> str:
    return f"{row['housenumber']} {row['street']} {row['city']}"


def _case(query: str, row: dict[str, str], *, with_position: bool) -> Case:
    bias = (float(row["lat"]), float(row["lon"])) if with_position else (None, None)
    expected = {"street": row["street"], "postcode": row["postcode"]}
    return {"query": query, "limit": 5, "bias": bias, "expected": expected}
