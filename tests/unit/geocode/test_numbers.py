"""Numbers placed among known ones."""

from __future__ import annotations

import numpy as np
import pytest

from observatory.geocode.numbers import kriging_weights


def test_weights_add_up() -> None:
    assert kriging_weights(np.array([1, 4, 9, 12]), 6).sum() == pytest.approx(1)


def test_between_two_it_is_halfway() -> None:
    assert kriging_weights(np.array([5, 9]), 7) == pytest.approx([0.5, 0.5])


def test_a_straight_street_is_prolonged() -> None:
    numbers = np.array([1, 3, 5, 7, 9])
    assert numbers @ kriging_weights(numbers, 13) == pytest.approx(13, abs=1.5)


def test_the_own_side_speaks_louder() -> None:
    own, across = kriging_weights(np.array([4, 5]), 6)
    assert own > across
