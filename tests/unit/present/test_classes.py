"""Classes of counts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from observatory.present.classes import Classes, count_classes


def test_no_count_gives_no_class_and_no_label() -> None:
    assert count_classes([]).labels() == []
    assert count_classes([0, 0]).labels() == []
    assert count_classes([0]).index(0) is None


def test_equal_counts_make_one_class() -> None:
    assert count_classes([3, 3, 3]).labels() == ["3"]


def test_labels_are_french_and_follow_one_another() -> None:
    assert Classes(1, (4, 5, 1200)).labels() == ["1 à 4", "5", "6 à 1\u202f200"]


def test_breaks_above_a_hundred_are_round() -> None:
    classes = count_classes(range(1, 1001))
    assert classes.bounds == (500, 750, 900, 970, 1000)


@given(st.lists(st.integers(0, 5000), max_size=200))
def test_each_class_holds_a_count_and_each_count_has_its_class(counts: list[int]) -> None:
    classes = count_classes(counts)
    found = {classes.index(n) for n in counts if n}
    assert found == set(range(len(classes.bounds)))
    assert list(classes.bounds) == sorted(set(classes.bounds))
    positive = [n for n in counts if n]
    starts = [classes.lowest, *(bound + 1 for bound in classes.bounds)]
    for n in positive:
        index = classes.index(n)
        assert index is not None
        assert starts[index] <= n <= classes.bounds[index]
    assert classes.index(0) is None
