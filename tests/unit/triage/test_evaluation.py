from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.triage.evaluation import (
    Judged,
    always_the_commonest,
    at_threshold,
    best_threshold,
    by_class,
    judge,
    landmark,
    reliability,
    split_by_time,
)
from observatory.triage.modele import Answers

FAMILY = {"a": "a", "a1": "a", "a2": "a", "b": "b"}
DAY = dt.date(2026, 1, 1)


def answers(by_code: list[list[float]]) -> Answers:
    codes = np.array(by_code, np.float32)
    return Answers(("a1", "a2", "b"), ("a", "b"), codes, np.stack([codes[:, 0] + codes[:, 1], codes[:, 2]], axis=1))


@given(st.lists(st.integers(0, 30), max_size=60))
def test_a_cut_never_divides_a_day(offsets: list[int]) -> None:
    days = [DAY + dt.timedelta(days=one) for one in sorted(offsets)]
    cuts = split_by_time(days, (0.2, 0.2))
    if cuts is None:
        return
    first, second = cuts
    assert 0 < first < second < len(days)
    assert days[first - 1] < days[first]
    assert days[second - 1] < days[second]


def test_a_hundred_days_are_cut_as_asked_and_a_single_day_is_not() -> None:
    days = [DAY + dt.timedelta(days=one) for one in range(100)]
    assert split_by_time(days, (0.1, 0.1)) == (80, 90)
    assert split_by_time([DAY] * 100, (0.1, 0.1)) is None
    assert split_by_time([], (0.1, 0.1)) is None


def test_answers_are_held_against_what_people_chose() -> None:
    judged = judge(answers([[0.7, 0.2, 0.1], [0.1, 0.2, 0.7], [0.5, 0.4, 0.1]]), ["a1", "a1", "a"], FAMILY)
    assert judged.precise.tolist() == [True, True, False]
    assert judged.first.tolist() == [True, False, False]
    assert judged.among.tolist() == [True, True, False]
    assert judged.family.tolist() == [True, False, True]
    assert judged.chosen == ["a1", "b", "a1"]
    found = landmark("x", judged)
    assert (found.exactitude, found.exactitude_3) == (0.5, 1.0)
    assert found.exactitude_famille == pytest.approx(2 / 3)
    assert found.ece == pytest.approx(abs(0.7 - 0.5))


def test_a_threshold_suggests_a_category_else_a_family_else_nothing() -> None:
    chances = [[0.7, 0.2, 0.1], [0.45, 0.4, 0.15], [0.3, 0.3, 0.4], [0.4, 0.5, 0.1]]
    judged = judge(answers(chances), ["a1", "a2", "b", "a"], FAMILY)
    found = at_threshold(judged, 0.65)
    assert (found.couverture, found.exactitude) == (0.75, 1.0)
    low = at_threshold(judged, 0.1)
    assert (low.couverture, low.exactitude) == (1.0, 0.75)
    assert at_threshold(judged, 0.99) == type(low)(0.99, 0.0, None)


def made(chance: list[float], right: list[bool]) -> Judged:
    n = len(chance)
    flags = np.array(right, bool)
    return Judged(np.ones(n, bool), flags, flags, flags, np.array(chance), np.array(chance), ["a1"] * n, ["a"] * n)


def test_the_threshold_is_the_lowest_that_is_right_often_enough() -> None:
    chance = [0.45] * 10 + [0.9] * 10
    assert best_threshold(made(chance, [False] * 10 + [True] * 10)) == 0.5
    assert best_threshold(made(chance, [True] * 20)) == 0.4
    assert best_threshold(made(chance, [False] * 20)) == 0.9


def test_the_reliability_table_says_what_was_announced_and_what_was_right() -> None:
    table, ece = reliability(made([0.25, 0.25, 0.25, 0.25, 1.0, 1.0], [True, False, False, False, True, False]))
    assert [(one.de, one.n, one.annonce, one.constate) for one in table] == [(0.2, 4, 0.25, 0.25), (0.9, 2, 1.0, 0.5)]
    assert ece == pytest.approx(2 / 6 * 0.5)
    assert reliability(made([], [])) == ([], 0.0)


def test_precision_and_recall_by_class() -> None:
    first, second = by_class(["x", "x", "y"], ["x", "y", "y"], {"x": "X", "y": "Y", "z": "Z"})
    assert (first.n, first.n_suggere, first.precision, first.rappel) == (1, 2, 0.5, 1.0)
    assert (second.n, second.n_suggere, second.precision, second.rappel) == (2, 1, 1.0, 0.5)
    (never,) = by_class(["x"], ["x"], {"x": "X", "z": "Z"})
    assert never.code == "x"
    (missed,) = by_class(["?"], ["x"], {"x": "X"})
    assert (missed.precision, missed.rappel) == (None, 0.0)


def test_the_commonest_is_the_same_for_every_text() -> None:
    found = always_the_commonest(["b", "b", "a1", "a"], 3, FAMILY)
    assert found.codes == ("a1", "a2", "b")
    assert found.by_code.shape == (3, 3)
    assert judge(found, ["b", "b", "b"], FAMILY).first.all()
