"""Intervals shared out over the hours of the week."""

from __future__ import annotations

import numpy as np
import pytest

from observatory.analyse.aoristique import WEEK, aoristic_weights, day_hour_table


def test_an_interval_past_midnight_is_shared_by_what_it_covers() -> None:
    weights = aoristic_weights([22.5], [25.5])[0]
    assert weights[[22, 23, 24, 25]] == pytest.approx([1 / 6, 1 / 3, 1 / 3, 1 / 6])
    assert weights.sum() == pytest.approx(1)


def test_past_sunday_it_goes_on_on_monday() -> None:
    weights = aoristic_weights([167.0], [169.0])[0]
    assert weights[[167, 0]] == pytest.approx([0.5, 0.5])


def test_an_instant_stands_in_its_hour_and_before_monday_is_sunday() -> None:
    weights = aoristic_weights([9.99, -0.5], [9.99, -0.5])
    assert weights.argmax(axis=1).tolist() == [9, 167]


def test_longer_than_a_week_counts_some_hours_twice() -> None:
    weights = aoristic_weights([0.0], [WEEK + 24.0])[0]
    assert weights[:24] == pytest.approx(2 / 192)
    assert weights[24:] == pytest.approx(1 / 192)


def test_every_event_weighs_one_and_the_table_is_their_sum() -> None:
    random = np.random.default_rng(1)
    start = random.uniform(-200, 400, 500)
    end = start + random.choice([0.0, 0.4, 5.0, 60.0, 700.0], 500)
    weights = aoristic_weights(start, end)
    assert weights.sum(axis=1) == pytest.approx(np.ones(500))
    assert weights.min() >= 0
    assert day_hour_table(start, end).ravel() == pytest.approx(weights.sum(axis=0))


def test_an_end_on_the_hour_does_not_spill() -> None:
    assert day_hour_table([10.0], [11.0])[0, 10] == 1


@pytest.mark.parametrize(("start", "end"), [([2.0], [1.0]), ([np.nan], [1.0]), ([1.0, 2.0], [3.0])])
def test_what_is_no_interval_is_refused(start: list[float], end: list[float]) -> None:
    with pytest.raises(ValueError, match=r"interval|finite|shapes"):
        aoristic_weights(start, end)
