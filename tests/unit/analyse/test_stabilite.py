"""Redraws of callers have the mean and the spread that they should; badges follow their rules."""

from __future__ import annotations

import numpy as np
import pytest

from observatory.analyse.stabilite import Badge, caller_redraws, stability_badges


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def test_one_zealous_caller_is_there_wholly_or_not_at_all() -> None:
    drawn = caller_redraws(ints(0), ints(7), ints(40), ints(0, 0), 2_000, np.random.default_rng(1))
    assert set(np.unique(drawn[:, 0] % 40)) == {0}
    assert np.mean(drawn[:, 0] == 0) == pytest.approx(np.exp(-1), abs=0.04)
    assert not drawn[:, 1].any()


def test_redraws_keep_the_mean_and_have_the_variance_of_the_callers() -> None:
    cells, callers, counts = ints(0, 0, 1, 1), ints(3, 9, 3, 4), ints(2, 1, 5, 3)
    drawn = caller_redraws(cells, callers, counts, ints(10, 0), 20_000, np.random.default_rng(2))
    assert drawn.mean(axis=0) == pytest.approx([13, 8], rel=0.02)
    assert drawn.var(axis=0) == pytest.approx([4 + 1 + 10, 25 + 9], rel=0.05)
    assert np.cov(drawn.T)[0, 1] == pytest.approx(2 * 5, rel=0.1)  # the caller whom both cells share


def test_the_same_seed_gives_the_same_draws() -> None:
    first, again = (
        caller_redraws(ints(0), ints(0), ints(1), ints(4), 5, np.random.default_rng(3)).tolist() for _ in range(2)
    )
    assert first == again


@pytest.mark.parametrize(
    ("cells", "callers", "draws"), [((0, 1), (0,), 5), ((2,), (0,), 5), ((0,), (-1,), 5), ((0,), (0,), 0)]
)
def test_what_does_not_fit_is_an_error(cells: tuple[int, ...], callers: tuple[int, ...], draws: int) -> None:
    with pytest.raises(ValueError, match=r"cells|rank"):
        caller_redraws(ints(*cells), ints(*callers), ints(*cells), ints(1, 1), draws, np.random.default_rng(0))


def test_badges() -> None:
    kept = np.array([1.0, 0.95, 0.95, 0.95, 0.8, 0.7])
    held = np.array([[1, 1, 1, 0, 1, 1], [1, 1, 0, 0, 1, 1], [1, 1, 1, 0, 1, 1]], bool)
    expected = [Badge.SOLIDE, Badge.SOLIDE, Badge.PROBABLE, Badge.FRAGILE, Badge.PROBABLE, Badge.FRAGILE]
    assert stability_badges(kept, held).tolist() == expected
    assert stability_badges(kept[:1], held[:0, :1]).tolist() == [Badge.SOLIDE]
    with pytest.raises(ValueError, match="hotspots"):
        stability_badges(kept, held[:, :2])
