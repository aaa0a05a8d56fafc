"""The smooth surface: by hand, and flat up to the border where the counts are."""

from __future__ import annotations

import numpy as np
import pytest

from observatory.analyse.kde import hotspot_kde

SQUARE = np.array([[x, y] for x in range(0, 1000, 100) for y in range(0, 1000, 100)], float)


def test_three_cells_by_hand() -> None:
    """100 m apart, bandwidth 200 m: a neighbour weighs (1 - 1/4)^2 = 9/16, one at 200 m nothing."""
    found = hotspot_kde([16, 0, 0], [[0, 0], [100, 0], [200, 0]], 200)
    assert found == pytest.approx([16 / (1 + 9 / 16), 9 / (1 + 18 / 16), 0])


def test_even_counts_stay_even_up_to_the_border() -> None:
    """Without the correction a corner would keep about a quarter of its height."""
    assert hotspot_kde(np.full(100, 3.0), SQUARE, 350) == pytest.approx(np.full(100, 3.0))


def test_a_hill_keeps_its_place_and_every_cell_weighs_what_its_distance_says() -> None:
    values = np.random.default_rng(1).poisson(1, 100).astype(float)
    gap = np.hypot(*(SQUARE[:, None] - SQUARE[None]).transpose(2, 0, 1))
    kernel = np.where(gap < 260, (1 - (gap / 260) ** 2) ** 2, 0)
    assert hotspot_kde(values, SQUARE, 260) == pytest.approx(kernel @ values / kernel.sum(axis=1))
    values[44] += 50
    assert int(np.argmax(hotspot_kde(values, SQUARE, 260))) == 44


def test_a_bandwidth_under_the_distance_of_two_cells_smooths_nothing() -> None:
    values = np.arange(100.0)
    assert hotspot_kde(values, SQUARE, 99).tolist() == values.tolist()
    assert hotspot_kde([4], [[0, 0]], 99).tolist() == [4]
    assert hotspot_kde([], np.zeros((0, 2)), 99).tolist() == []


def test_what_is_no_surface_is_refused() -> None:
    for values, centres, bandwidth in (
        ([1, 2], [[0, 0]], 10), ([1], [[0, 0]], 0), ([1], [[0, np.nan]], 10), ([np.inf], [[0, 0]], 10),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"shape|finite"):
            hotspot_kde(values, centres, bandwidth)
