"""Below the least count even a place that stands out very much would not be found; from it on it is."""

from __future__ import annotations

import numpy as np
import pytest

from observatory.analyse.assez import RING, RISK, enough, least_count
from observatory.analyse.gi_star_counts import gi_star_p_counts
from observatory.analyse.significance import benjamini_hochberg
from observatory.analyse.voisinage import voisinage_of


def test_a_larger_map_a_smaller_risk_and_more_power_ask_for_more() -> None:
    assert least_count(1) == least_count(50) == 50
    assert least_count(500) < least_count(2000) < least_count(10_000)
    assert least_count(2000, risk=3) > least_count(2000, risk=5) > least_count(2000)
    assert least_count(2000, power=0.95) > least_count(2000)
    assert enough(least_count(2000), 2000)
    assert not enough(least_count(2000) - 1, 2000)


def test_at_the_least_count_a_place_told_twenty_times_as_often_is_found_four_times_of_five() -> None:
    cells = 200 * RING
    blocks = np.arange(cells).reshape(-1, RING)
    first = np.repeat(blocks, RING - 1, axis=1).ravel()
    second = np.concatenate([np.delete(row, i) for row in blocks for i in range(RING)])
    graph, risk = voisinage_of(cells, first, second), np.ones(cells)
    rng = np.random.default_rng(1)
    risk[:RING] = RISK

    def power(total: int) -> float:
        drawn = [rng.poisson(total / cells * risk) for _ in range(200)]
        found = [benjamini_hochberg(gi_star_p_counts(one, graph))[0] <= 0.05 for one in drawn]
        return float(np.mean(found))

    assert power(least_count(cells)) > 0.7
    assert power(least_count(cells) // 3) < 0.4


@pytest.mark.parametrize(
    "asked", [{"cells": 0}, {"cells": 9, "risk": 1.0}, {"cells": 9, "power": 1.0}, {"cells": 9, "level": 0.0}]
)
def test_impossible_questions_are_refused(asked: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="risk"):
        least_count(**asked)  # type: ignore[arg-type]


def test_a_risk_that_is_hardly_one_is_refused() -> None:
    with pytest.raises(ValueError, match="more than"):
        least_count(10_000, risk=1.01)
