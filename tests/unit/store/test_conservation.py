from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from observatory.domain.conservation import GENRES, months_before
from observatory.domain.errors import FormatError
from observatory.settings import PROJECT
from observatory.store.conservation import conservation_path, read_conservation

OURS = conservation_path(PROJECT / "data" / "reference")


def test_every_kind_has_its_duration_and_its_reason() -> None:
    rules = read_conservation(OURS)
    assert [rule.genre for rule in rules] == list(GENRES)
    assert all(rule.objet and rule.base and rule.raison and 0 < rule.mois <= 36 for rule in rules)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("recit,", "recits,", "« recits » est inconnu"),
        (",12,36,cloture", ",-1,36,cloture", "mois = « -1 »"),
        (",12,36,cloture", ",douze,36,cloture", "mois = « douze »"),
        (",12,36,cloture", ",1200,36,cloture", "entre 0 et 120"),
        (",12,36,cloture", ",,36,cloture", "manque une durée"),
        (",12,36,cloture", ",12,,cloture", "jamais clos"),
        (",12,36,cloture", ",12,36,evenement", "part de « cloture »"),
        ("genre,objet,mois,", "genre,objet,durée,", "il manque mois"),
        ("remarque,", "recit,", "genres répétés recit, genres sans durée remarque"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, before: str, after: str, words: str) -> None:
    text = OURS.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "conservation.csv"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(FormatError, match=words):
        read_conservation(path)


def test_without_the_file_nothing_is_erased(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="rien n'est effacé"):
        read_conservation(tmp_path / "conservation.csv")
    (tmp_path / "x.csv").write_bytes("genre,objet\nrécit".encode("latin-1"))
    with pytest.raises(FormatError, match="UTF-8"):
        read_conservation(tmp_path / "x.csv")


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ((2026, 6, 15), 12, (2025, 6, 15)),
        ((2026, 3, 31), 1, (2026, 2, 28)),
        ((2024, 3, 31), 1, (2024, 2, 29)),
        ((2026, 1, 10), 1, (2025, 12, 10)),
        ((2026, 1, 10), 0, (2026, 1, 10)),
        ((2026, 12, 31), 24, (2024, 12, 31)),
    ],
)
def test_months_are_those_of_the_calendar(
    day: tuple[int, int, int], months: int, expected: tuple[int, int, int]
) -> None:
    assert months_before(dt.datetime(*day, tzinfo=dt.UTC), months) == dt.datetime(*expected, tzinfo=dt.UTC)
