"""How a text is read."""

from __future__ import annotations

import pytest

from observatory.geocode.query import Reading, text_to_query


@pytest.mark.parametrize(
    ("text", "postcode", "number", "suffix", "words"),
    [
        ("26 Rue de la Lune, 75002 PARIS", "75002", 26, "", ("rue", "lune", "paris")),
        ("66bis av J. Moulin 75 014 Paris", "75014", 66, "bis", ("avenue", "j", "moulin", "paris")),
        ("3 B rue Foch", "", 3, "b", ("rue", "foch")),
        ("3qua rue Foch", "", 3, "quater", ("rue", "foch")),
        ("12-14 rue Foch", "", 12, "", ("rue", "foch")),
        ("n°5 rue Foch", "", 5, "", ("rue", "foch")),
        ("rue du 8 mai 1945", "", None, "", ("rue", "8", "mai", "1945")),
        ("5 rue du 8 mai 45", "", 5, "", ("rue", "8", "mai", "1945")),
        ("12 rue X Paris 3e", "75003", 12, "", ("rue", "x", "paris")),
        ("4 rue Y paris 12ème arrondissement", "75012", 4, "", ("rue", "y", "paris")),
        ("65 rue Z, bâtiment B appt 12, 34070 Montpellier", "34070", 65, "", ("rue", "z", "montpellier")),
        ("9 rue Foch 13002 MARSEILLE CEDEX 02", "13002", 9, "", ("rue", "foch", "marseille")),
    ],
)
def test_first_reading(text: str, postcode: str, number: int | None, suffix: str, words: tuple[str, ...]) -> None:
    query = text_to_query(text)
    assert query.readings[0] == Reading(number, suffix, words, postcode)


def test_the_last_reading_keeps_the_number_among_the_words() -> None:
    assert text_to_query("5 rue Foch").readings[-1] == Reading(None, "", ("5", "rue", "foch"))


def test_an_empty_text_has_one_reading() -> None:
    assert text_to_query("").readings == (Reading(None, "", ()),)
