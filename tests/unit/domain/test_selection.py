from __future__ import annotations

import datetime as dt

import pytest

from observatory.domain.errors import ValueRefused
from observatory.domain.selection import Selection


def test_the_year_before_of_a_leap_day_is_the_28th() -> None:
    before = Selection(depuis=dt.date(2024, 2, 29), jusqua=dt.date(2024, 3, 31)).year_before()
    assert (before.depuis, before.jusqua) == (dt.date(2023, 2, 28), dt.date(2023, 3, 31))


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueRefused, match="échangez"):
        Selection(depuis=dt.date(2026, 2, 1), jusqua=dt.date(2026, 1, 1))


def test_half_a_band_of_hours_and_codes_without_a_zonage_are_refused() -> None:
    with pytest.raises(ValueRefused):
        Selection(heure_debut=3)
    with pytest.raises(ValueRefused):
        Selection(heure_debut=3, heure_fin=25)
    with pytest.raises(ValueRefused):
        Selection(territoires=("QP1",))
