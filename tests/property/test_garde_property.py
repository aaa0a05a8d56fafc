"""Any text: no crash, findings in order and to the letter, masks that stay, time that grows with the length only."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.domain.garde import MARKS, find_personal, mask

PIECES = st.sampled_from(
    [
        "06 12 34 56 78",
        "0612345678",
        "+33 6",
        "zéro six",
        "douze",
        "trente-quatre",
        "a.b@exemple.fr",
        "arobase",
        "point fr",
        "@",
        "AB-123-CD",
        "123 ABC 34",
        "immatriculé",
        "plaque",
        "M.",
        "Mme",
        "monsieur",
        "madame",
        "MM.",
        "docteur",
        "Dupont",
        "DUPONT",
        "dupont",
        "de la",
        "d'",
        "Le",
        "et",
        "la famille",
        "mes voisins les",
        "s'appelle",
        "Cordialement",
        "je suis",
        "Nom :",
        "rue",
        "place",
        "né le",
        "12/03/1984",
        "en 1972",
        "1 84 12 76 451 089 46",
        "FR76 3000 6000 0112 3456",
        "7890 189",
        "alcoolique",
        "il est",
        "enceinte",
        "handicapé",
        "place",
        "sale",
        "type",
        "noirs",
        "les",
        "un",
        "gitans",
        "étrangers",
        "à",
        "fou",
        "des",
        "c'est",
        "racaille",
        "[nom]",
        "[téléphone]",
        "[santé]",
        "[",
        "]",
        "\n",
        "\t",
        "\u200b",
        "e\u0301",
        "\u00a0",
        "’",
        "İ",
        "ß",
        ".",
        ",",
        ":",
        "-",
        "(",
        ")",
        "0",
        "1",
        "9",
        "x",
        "|",
    ]
)
TEXTS = st.text() | st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=25).map("".join)


@given(TEXTS)
@settings(deadline=None, max_examples=600)
def test_findings_are_in_order_apart_and_to_the_letter(text: str) -> None:
    at = 0
    for one in find_personal(text):
        assert at <= one.start < one.end <= len(text)
        assert one.extrait == text[one.start : one.end]
        assert one.conseil.endswith(".")
        at = one.end


@given(TEXTS)
@settings(deadline=None, max_examples=600)
def test_a_mask_stays_and_hides_what_was_found(text: str) -> None:
    masked = mask(text)
    assert mask(masked) == masked
    assert find_personal(masked) == []
    assert (masked == text) == (not find_personal(text))


@given(TEXTS)
@settings(deadline=None, max_examples=200)
def test_what_is_left_of_a_masked_text_was_in_the_text(text: str) -> None:
    rest = mask(text)
    for sign in MARKS.values():
        rest = rest.replace(sign, "\0")
    at = 0
    for piece in filter(None, rest.split("\0")):
        at = text.find(piece, at) + len(piece)
        assert at >= len(piece)


HOSTILE = [
    "a",
    "0 ",
    "06 ",
    "1",
    "M. ",
    "M. Abc ",
    "Mme et ",
    "@",
    "a@",
    "a.a@a.",
    "a point ",
    "x arobase ",
    "zero six ",
    "zero ",
    "+",
    "+33(",
    "FR76 ",
    "AB 123 ",
    "12 ABC ",
    "plaque a ",
    "immatricul",
    "né à a ",
    "la famille ",
    "nom : ",
    "A-",
    "Aa'",
    "il est très ",
    "les noirs ",
    "rue du ",
    "e\u0301",
    "\u200b",
    "[nom] ",
    "M. [nom",
    "\n",
    "(",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_run_costs_no_more_than_its_length(piece: str) -> None:
    """Ten times the length takes less than 25 times as long (a square would take a hundred), and under 5 s."""
    short, long = piece * (10_000 // len(piece)), piece * (100_000 // len(piece))
    quick = min(_seconds(short) for _ in range(3))
    slow = min(_seconds(long) for _ in range(2))
    assert slow < max(0.2, 25 * quick)
    assert slow < 5


def _seconds(text: str) -> float:
    begun = time.process_time()
    find_personal(text)
    return time.process_time() - begun
