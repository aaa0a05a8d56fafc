"""French spaces in the words of a document."""

from __future__ import annotations

import pytest

from observatory.domain.support import Partie, Support, Tableau
from observatory.present.typographie import french_support, french_text
from tests.supports import support


@pytest.mark.parametrize(
    ("plain", "french"),
    [
        ("Tranquillité publique : Port-Clairval", "Tranquillité publique\u00a0: Port-Clairval"),
        ("« Bruit » ; et après ?", "«\u00a0Bruit\u00a0»\u202f; et après\u202f?"),
        ("à 18:30, rue : {0}", "à 18:30, rue\u00a0: {0}"),
        ("Oui !", "Oui\u202f!"),
    ],
)
def test_signs_hold_on_to_their_words(plain: str, french: str) -> None:
    assert french_text(plain) == french == french_text(french)


def test_words_are_set_and_keys_are_not() -> None:
    table = Tableau("Dit : fait", ("Qui ?", "Quoi"), (("« Lui »", "rien ;"),), "Note : s.")
    made = french_support(support(Partie("a : b", "Un : deux", (table,))))
    (part,) = made.parties
    (bloc,) = part.blocs
    assert part.cle == "a : b" and part.titre == "Un\u00a0: deux"
    assert isinstance(bloc, Tableau) and bloc.colonnes[0] == "Qui\u202f?" and bloc.lignes[0][0] == "«\u00a0Lui\u00a0»"
    assert bloc.type == "tableau" and isinstance(made, Support)
