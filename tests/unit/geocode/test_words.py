"""Words that look alike."""

from __future__ import annotations

from observatory.geocode.words import TYPE_WEIGHT, WordIndex

INDEX = WordIndex.build(["rue jonas", "rue fayette", "place jaures", "rue jaures"])


def test_alike() -> None:
    assert INDEX.alike("jaures")[INDEX.ids["jaures"]] == 1
    assert INDEX.alike("jores")[INDEX.ids["jaures"]] > 0.5
    assert INDEX.alike("lafayette")[INDEX.ids["fayette"]] == 0.9


def test_a_type_weighs_little() -> None:
    assert INDEX.word_weight("rue") == TYPE_WEIGHT < INDEX.word_weight("jaures")


def test_begun_by() -> None:
    assert {INDEX.words[word] for word in INDEX.begun_by("j")} == {"jonas", "jaures"}


def test_best_names() -> None:
    assert INDEX.best_names([INDEX.alike("rue"), INDEX.alike("jonas")], 2)[0] == 0
    assert INDEX.best_names([{}], 2) == []
