"""What is said of a change: a percentage of thirty at least, a sense beyond chance, titles that fit."""

from __future__ import annotations

import pytest

from observatory.domain.support import Nombre
from observatory.present.chiffres import cell_text, phrase_text
from observatory.present.mots_presentation import (
    LONGEST_TITLE,
    change_cell,
    change_phrase,
    change_sense,
    change_title,
    shortened,
)


@pytest.mark.parametrize(
    ("now", "before", "sense", "cell"),
    [
        (160.0, 100.0, 1, "+60\u202f%"),
        (100.0, 160.0, -1, "\u221238\u202f%"),
        (36.0, 30.0, 0, "+20\u202f%"),
        (90.0, 29.0, None, "trop peu"),
        (None, 90.0, None, "masqué"),
        (90.0, None, None, "masqué"),
    ],
)
def test_a_change_is_told_as_far_as_it_means_something(
    now: float | None, before: float | None, sense: int | None, cell: str
) -> None:
    pair = Nombre(now, masque=now is None), Nombre(before, masque=before is None)
    assert change_sense(*pair) == sense
    assert cell_text(change_cell(*pair)) == cell


def test_a_change_in_words_says_why_there_is_none() -> None:
    told, hidden = Nombre(90.0), Nombre(None, masque=True)
    assert phrase_text(change_phrase(told, Nombre(60.0))) == "+50\u202f% en un an (de 60 à 90)."
    assert phrase_text(change_phrase(told, Nombre(29.0))) == "Trop peu pour conclure."
    assert "masqué" in phrase_text(change_phrase(hidden, told)) and "masqué" in phrase_text(change_phrase(hidden, None))
    assert "un an avant" in phrase_text(change_phrase(told, None))


def test_titles_and_cells_are_cut_at_a_word() -> None:
    assert len(change_title(0, "Un quartier dont le nom est vraiment très long")) <= LONGEST_TITLE
    assert shortened("Passages renforcés au cours", 20) == "Passages renforcés…"
    assert shortened("Anticonstitutionnellement", 10) == "Anticonst…"
