"""``docs/privacy.md`` says of the guard what the texts say."""

from __future__ import annotations

from collections import Counter

import pytest
from support.garde import BARE, PARTS, Text, failures, lines_of, read_texts, table, total_of

from observatory.domain.garde import Genre
from observatory.settings import PROJECT

TEXTS = read_texts()
DOCUMENT = (PROJECT / "docs" / "privacy.md").read_text(encoding="utf-8")


def of_part(part: str) -> list[Text]:
    return [one for one in TEXTS if one.partie == part]


@pytest.mark.parametrize("part", PARTS)
def test_the_document_holds_the_table_and_every_failure_of_a_part(part: str) -> None:
    section = DOCUMENT.split(f"### `{part}`:")[1].split("\n## ")[0].split("\n### ")[0]
    texts = of_part(part)
    assert table(texts) in section
    assert [line for line in section.splitlines() if line.startswith("- ")] == failures(texts)
    assert f"{len(texts)} texts, {sum(not one.attendu for one in texts)} with nothing to find." in section


def test_the_document_counts_the_texts() -> None:
    assert f"holds {len(TEXTS)} texts" in DOCUMENT
    assert f"{sum(not one.attendu for one in TEXTS)} of them hold" in DOCUMENT


def test_the_texts_are_well_marked() -> None:
    assert {one.partie for one in TEXTS} == set(PARTS)
    assert len({one.texte for one in TEXTS}) == len(TEXTS) >= 220
    for text in TEXTS:
        for pair in text.attendu:
            kind, extract = pair.split(":", 1)
            assert kind in [*Genre, BARE]
            assert extract in text.texte


def test_a_wrong_extract_is_both_missed_and_wrongly_found() -> None:
    lines = lines_of([Text("", "Rappeler M. Lambert", Counter(["nom:Lamb"]))])
    assert (lines["nom"].right, lines["nom"].wrong, lines["nom"].missed) == (0, 1, 1)
    assert failures([Text("", "Rappeler M. Lambert", Counter(["nom:Lamb"]))]) == [
        "- « Rappeler M. Lambert »: + nom:Lambert, − nom:Lamb"
    ]


def test_a_bare_name_that_is_found_counts_as_such() -> None:
    lines = lines_of([Text("", "je suis Jean Petit", Counter([f"{BARE}:Jean Petit"]))])
    assert (lines[BARE].right, lines["nom"].wrong) == (1, 0)


@pytest.mark.parametrize(
    ("part", "recall", "precision"),
    [("reglage", 0.99, 0.99), ("reglage-2", 0.97, 0.97), ("epreuve", 0.99, 0.99), ("epreuve-3", 0.8, 0.9)],
)
def test_the_guard_holds_what_it_reached(part: str, recall: float, precision: float) -> None:
    total = total_of(lines_of(of_part(part)))
    assert total.right / (total.right + total.missed) >= recall
    assert total.right / (total.right + total.wrong) >= precision
