"""Words that sound, or look, the same."""

from __future__ import annotations

import pytest

from observatory.geocode.phonetics import word_to_look, word_to_sound


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("philippe", "filipe"),
        ("gambetta", "gambeta"),
        ("chateau", "chato"),
        ("moreau", "moro"),
        ("marceau", "marsot"),
        ("jaures", "jores"),
        ("quai", "kai"),
        ("christian", "kristian"),
        ("gerard", "jerar"),
        ("montaigne", "montegne"),
        ("vincent", "vinsan"),
        ("faubourg", "fobourg"),
        ("anselme", "enselme"),
        ("sycomores", "sicomore"),
        ("rousseau", "rouso"),
        ("hugo", "ugo"),
        ("thiers", "tiers"),
        ("zola", "sola"),
        ("leclerc", "leklerc"),
        ("schuman", "chuman"),
    ],
)
def test_words_that_sound_the_same(one: str, other: str) -> None:
    assert word_to_sound(one) == word_to_sound(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("foch", "loge"),
        ("gambetta", "jaures"),
        ("pasteur", "pasquier"),
        ("martin", "marton"),
        ("roux", "raix"),
        ("ville", "vile2"),
    ],
)
def test_words_that_do_not(one: str, other: str) -> None:
    assert word_to_sound(one) != word_to_sound(other)


@pytest.mark.parametrize("word", ["", "12", "3bis", "19e"])
def test_what_is_no_word_of_letters_is_its_own_code(word: str) -> None:
    assert word_to_sound(word) == word


@pytest.mark.parametrize("word", ["s", "x", "ee", "h", "y", "eaux", "e", "qu", "ch", "zz"])
def test_a_short_word_keeps_a_code(word: str) -> None:
    assert word_to_sound(word)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("marne", "mame"),
        ("clos", "dos"),
        ("loge", "l0ge"),
        ("ville", "vi11e"),
        ("saint", "5aint"),
        ("wagner", "vvagner"),
        ("paul", "paui"),
    ],
)
def test_words_that_look_the_same(one: str, other: str) -> None:
    assert word_to_look(one) == word_to_look(other)


def test_words_that_look_different() -> None:
    assert word_to_look("foch") != word_to_look("loge")


@pytest.mark.parametrize(("one", "other"), [("martin", "martain"), ("peintre", "pintre"), ("romain", "romin")])
def test_ain_and_ein_sound_like_in(one: str, other: str) -> None:
    assert word_to_sound(one) == word_to_sound(other)
