"""Periods of documents: years, half-years, quarters."""

from __future__ import annotations

import datetime as dt

import pytest

from observatory.domain.errors import ValueRefused
from observatory.domain.periode_publique import last_closed, text_to_periode


@pytest.mark.parametrize(
    ("code", "first", "last", "year"),
    [
        ("2026-S1", dt.date(2026, 1, 1), dt.date(2026, 6, 30), ["2025-S1", "2025-S2", "2026-S1"]),
        (
            "2026-T4",
            dt.date(2026, 10, 1),
            dt.date(2026, 12, 31),
            ["2025-T4", "2026-T1", "2026-T2", "2026-T3", "2026-T4"],
        ),
        ("2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31), ["2023", "2024"]),
    ],
)
def test_bounds_and_the_year_before(code: str, first: dt.date, last: dt.date, year: list[str]) -> None:
    period = text_to_periode(code.lower())
    assert (period.code, period.debut, period.fin) == (code, first, last)
    assert [one.code for one in period.depuis_un_an()] == year
    assert period.suivante().precedente() == period


def test_the_quarters_of_a_half_year() -> None:
    assert text_to_periode("2026-S2").trimestres() == ("2026-T3", "2026-T4")


@pytest.mark.parametrize("text", ["", "2026-S3", "2026-T5", "S1", "2026-01", "26-S1"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueRefused, match="2026-S1"):
        text_to_periode(text)


def test_the_last_that_is_over() -> None:
    assert last_closed(dt.date(2026, 6, 30)).code == "2025-S2"
    assert last_closed(dt.date(2026, 7, 1)).code == "2026-S1"
    assert last_closed(dt.date(2026, 1, 1), "T").code == "2025-T4"
    assert last_closed(dt.date(2026, 1, 1), "").code == "2025"
