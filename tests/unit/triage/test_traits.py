from __future__ import annotations

import numpy as np
import pytest

from observatory.triage.traits import (
    LEAST_PERSONS,
    LONGEST_TEXT,
    learn_vocabulary,
    text_to_traits,
    text_to_words,
    words_to_traits,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L'ŒUVRE d’art taguée", ["oeuvre", "art", "taguee"]),
        ("e\u0301gout bouche\u0301", ["egout", "bouche"]),
        ("des rats, des sacs et 3 bus à 23h30", ["rat", "sac", "0", "bus", "0", "h", "0"]),
        ("voir [téléphone] de [nom]", ["voir"]),
        ("😀🔥 !!! …", []),
        ("", []),
        ("de la du des à", []),
    ],
)
def test_french_is_folded(text: str, folded: list[str]) -> None:
    assert [word.folded for word in text_to_words(text)] == folded


def test_a_word_is_kept_as_it_was_typed() -> None:
    assert [word.typed for word in text_to_words("Dépôt SAUVAGE")] == ["Dépôt", "SAUVAGE"]


def test_a_word_gives_itself_its_pair_and_its_pieces() -> None:
    own, after = words_to_traits(text_to_words("bac plein"))
    assert own == ["m:bac", " ba", "bac", "ac ", " bac", "bac ", " bac "]
    assert after[:2] == ["m:plein", "p:bac plein"]
    assert text_to_traits("17 au 3") == ["m:0", "m:0", "p:0 0"]


def test_only_the_beginning_of_an_endless_text_is_read() -> None:
    assert len(text_to_words("mot " * 100_000)) == LONGEST_TEXT // 4
    assert len(text_to_words("z" * 100_000)[0].folded) == 40


def test_what_one_person_says_often_is_not_kept_and_what_three_say_is() -> None:
    texts = ["zorglub"] * 20 + ["capharnaüm"] * LEAST_PERSONS + ["deuxfois"] * 2
    persons = ["a"] * 20 + [str(at) for at in range(LEAST_PERSONS)] + ["b", "c"]
    traits = learn_vocabulary(texts, persons, ["tapage"]).traits
    assert {"m:capharnaum", "m:tapage"} <= set(traits)
    assert not [trait for trait in traits if "zor" in trait or "glub" in trait or "deux" in trait]


def test_a_text_is_a_vector_of_length_one_and_its_words_know_their_places() -> None:
    vocabulary = learn_vocabulary([], [], ["matelas abandonné", "sac poubelle"])
    row = vocabulary.row("Un MATELAS, des matelas et un zèbre")
    assert float((row.values**2).sum()) == pytest.approx(1, abs=1e-5)
    assert [(word.typed, bool(places)) for word, places in row.words][:2] == [("MATELAS", True), ("matelas", True)]
    matrix = vocabulary.matrix(["Un MATELAS, des matelas et un zèbre", "", "sac"])
    assert matrix.shape == (3, len(vocabulary.traits))
    assert matrix[1].nnz == 0
    assert np.allclose(matrix[0].toarray()[0][row.places], row.values)


def test_a_rare_trait_weighs_more_than_a_common_one() -> None:
    vocabulary = learn_vocabulary([], [], ["rue sale", "rue propre", "rue vide"])
    weight = dict(zip(vocabulary.traits, vocabulary.idf.tolist(), strict=True))
    assert weight["m:sale"] > weight["m:rue"]
