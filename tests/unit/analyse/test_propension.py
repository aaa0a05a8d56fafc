"""How readily residents tell is read off what follows a first telling, and off nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from observatory.analyse.propension import Propension, further_tellings, reporting_propensity

NOBODY = -1


def follow(
    rows: Sequence[tuple[int, float, int, float]], window: float = 30, end: float = 100
) -> list[tuple[int, float]]:
    """Further tellings and days of each trouble."""
    trouble, told, voice, closed = zip(*rows, strict=True)
    found = further_tellings(trouble, told, voice, closed, window=window, end=end)
    return list(zip(found.suivants.tolist(), found.jours.tolist(), strict=True))


def test_the_first_telling_is_never_counted() -> None:
    assert follow([(1, 5, 7, np.nan)]) == [(0, 30)]
    assert follow([(1, 9, 8, np.nan), (1, 5, 7, np.nan), (2, 1, 7, np.nan)]) == [(1, 30), (0, 30)]


def test_a_trouble_is_watched_until_it_is_closed_or_the_window_or_the_knowledge_ends() -> None:
    rows = [(1, 5.0, NOBODY, 9.0), (1, 8.0, NOBODY, np.nan), (1, 10.0, NOBODY, np.nan)]
    assert follow(rows) == [(1, 4)]
    assert follow(rows[:1] + rows[2:], window=2) == [(0, 2)]
    late = [(1, 95.0, NOBODY, np.nan), (1, 99.0, NOBODY, np.nan), (1, 101.0, NOBODY, np.nan)]
    assert follow(late) == [(1, 5)]
    assert follow([(1, 105.0, NOBODY, np.nan), (1, 106.0, NOBODY, np.nan)]) == [(0, 0)]
    assert follow([(1, 5.0, NOBODY, 4.0)]) == [(0, 0)]


def test_who_told_already_is_no_further_voice_but_nobody_known_is() -> None:
    rows = [(1, 1, 7, np.nan), (1, 2, 7, np.nan), (1, 3, 8, np.nan), (1, 4, 8, np.nan)]
    assert follow(rows) == [(1, 30)]
    assert follow([(1, day, NOBODY, np.nan) for day in range(4)]) == [(3, 30)]
    other = [(1, 1, 7, np.nan), (2, 2, 7, np.nan), (2, 3, 8, np.nan)]
    assert follow(other) == [(0, 30), (1, 30)]


def simulated(rng: np.random.Generator, frank: np.ndarray, troubles: int = 2500) -> Propension:
    """Troubles of five kinds in areas of uneven frankness, as the model says; files close whenever."""
    pace = np.array([0.01, 0.02, 0.04, 0.05, 0.1])
    area, kind = rng.integers(0, len(frank), troubles), rng.integers(0, 5, troubles)
    first = rng.uniform(0, 365, troubles)
    more = rng.poisson(pace[kind] * frank[area] * 60)
    trouble = np.concatenate([np.arange(troubles), np.repeat(np.arange(troubles), more)])
    told = np.concatenate([first, np.repeat(first, more) + rng.uniform(0, 60, more.sum())])
    closed = np.concatenate([first + rng.exponential(15, troubles), np.full(more.sum(), np.nan)])
    found = further_tellings(trouble, told, np.full(len(told), NOBODY), closed, window=30, end=365)
    return reporting_propensity(area, kind, found.suivants, found.jours, len(frank))


def test_the_ratio_is_unbiased_and_its_interval_holds_it() -> None:
    rng = np.random.default_rng(4)
    frank = np.ones(12)
    frank[8] = 0.4
    against = np.array([1 / np.delete(frank, i).mean() * frank[i] for i in range(12)])
    found = [simulated(rng, frank) for _ in range(40)]
    assert np.mean([one.rapport[8] for one in found]) == pytest.approx(0.4, abs=0.03)
    assert np.mean([(one.bas <= against) & (against <= one.haut) for one in found]) >= 0.94
    assert np.mean([one.haut[8] < 1 for one in found]) > 0.95
    assert np.mean([(one.lisse_bas <= against) & (against <= one.lisse_haut) for one in found]) > 0.9


def test_areas_that_are_alike_are_seldom_told_apart() -> None:
    rng = np.random.default_rng(6)
    p = np.array([simulated(rng, np.ones(12)).p_value for _ in range(25)])
    assert np.mean(p <= 0.05) <= 0.05 + 2 * (0.05 * 0.95 / p.size) ** 0.5


def test_kinds_that_are_told_more_often_do_not_make_an_area_frank() -> None:
    area = np.repeat([0, 0, 1, 1], [90, 10, 10, 90])
    kind = np.repeat([0, 1, 0, 1], [90, 10, 10, 90])
    more = np.where(kind == 0, 2, 0)
    found = reporting_propensity(area, kind, more, np.ones(200), 2)
    assert found.rapport == pytest.approx([1, 1])
    assert found.suivants.tolist() == [180, 20]


def test_what_lies_nowhere_serves_the_comparison_alone() -> None:
    found = reporting_propensity([0, -1, -1], [0, 0, 0], [1, 2, 4], [1.0, 2.0, 1.0], 2)
    assert found.rapport[0] == pytest.approx(0.5)
    assert found.n.tolist() == [1, 0]
    assert np.isnan(found.rapport[1])
    assert np.isnan(found.haut[1])


def test_a_kind_that_nobody_else_tells_says_nothing() -> None:
    found = reporting_propensity([0, 0, 1], [0, 1, 0], [3, 50, 3], [1.0, 1.0, 1.0], 2)
    assert found.rapport == pytest.approx([1, 1])
    assert found.suivants[0] == 3


def test_no_trouble_at_all() -> None:
    assert len(further_tellings([], [], [], [], window=30, end=9).premier) == 0
    empty = reporting_propensity([], [], [], [], 3)
    assert np.isnan(empty.rapport).all()
    assert empty.n.tolist() == [0, 0, 0]


def test_impossible_values_are_refused() -> None:
    with pytest.raises(ValueError, match="shapes"):
        further_tellings([1], [1.0, 2.0], [1], [1.0], window=30, end=9)
    with pytest.raises(ValueError, match="window"):
        further_tellings([1], [1.0], [1], [1.0], window=0, end=9)
    with pytest.raises(ValueError, match="cannot be"):
        reporting_propensity([2], [0], [1], [1.0], 2)
    with pytest.raises(ValueError, match="shapes"):
        reporting_propensity([0], [0, 1], [1], [1.0], 2)
