"""Each class by a planted example, signs included."""

from __future__ import annotations

import numpy as np
import pytest

from observatory.analyse.emergence import CLASSES, hotspot_emergence

T = 24


def scores(shape: str) -> np.ndarray:
    """Gi* of one cell over 24 bins, with a little noise."""
    noise = np.random.default_rng(5).normal(0, 0.3, T)
    at = np.arange(T)
    shapes = {
        "flat": np.full(T, 6.0),
        "up": 4 + 0.25 * at,
        "down": 10 - 0.25 * at,
        "new": np.where(at >= 18, 6.0, 0.0),
        "gone": np.where(at < 12, 6.0, 0.0),
        "nothing": np.zeros(T),
        "cold up": -8 + 0.15 * at,  # a cold spot that fades: Gi* rises
        "cold down": -4 - 0.25 * at,  # a cold spot that deepens: Gi* falls
        "swings": np.where(at % 2 == 0, 6.0, -6.0),
    }
    return np.asarray(noise + shapes[shape])


def classes(*shapes: str) -> list[str]:
    z = np.column_stack([scores(one) for one in shapes])
    return [CLASSES[k] for k in hotspot_emergence(z, z > 3, z < -3)]


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [("flat", "persistant"), ("up", "en hausse"), ("down", "en baisse"), ("new", "nouveau"), ("gone", "ancien"),
     ("nothing", ""), ("cold up", ""), ("cold down", ""), ("swings", "")],
)  # fmt: skip
def test_each_class_by_construction(shape: str, wanted: str) -> None:
    assert classes(shape) == [wanted]


def test_cells_are_each_by_themselves() -> None:
    assert classes("new", "cold down", "flat", "gone") == ["nouveau", "", "persistant", "ancien"]


def test_a_bin_without_scores_is_neither_hot_nor_cold() -> None:
    z = scores("flat")[:, None]
    z[4] = np.nan
    assert CLASSES[hotspot_emergence(z, np.nan_to_num(z) > 3)[0]] == "persistant"


def test_shapes_and_contradictions_are_refused() -> None:
    z, hot = np.zeros((6, 2)), np.zeros((6, 2), bool)
    for bad in ((z, hot[:5], None), (z[:3], hot[:3], None), (z, ~hot, ~hot), (z[0], hot[0], None)):
        with pytest.raises(ValueError, match=r"shapes|bins|hot and cold"):
            hotspot_emergence(*bad)
