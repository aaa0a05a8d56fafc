"""The words of danger: said, denied, misspelt without accents; a table that can serve."""

from __future__ import annotations

import dataclasses

import pytest
from observatory.domain.orientation import Orientation, check_orientations, orientations_said
from observatory.store.orientations import orientations_file, orientations_path

from observatory.domain.errors import ValueRefused
from observatory.settings import PROJECT

TABLE = orientations_file(orientations_path(PROJECT / "data" / "reference"))


@pytest.mark.parametrize(
    ("texte", "codes"),
    [
        ("Il y a un incendie dans la cave", ["18"]),
        ("deux hommes avec des couteaux", ["17"]),
        ("un blesse sur le trottoir", ["15"]),
        ("il n'y a pas de blessé, juste du verre", []),
        ("l'incendie de l'an dernier ? non, plus aucun incendie", ["18"]),
        ("aucun incendie", []),
        ("un SDF dort dehors, il a fait un malaise", ["15", "115"]),
        ("une fuite de gaz !", ["18"]),
        ("ma voiture a été enlevée ce matin", ["fourriere"]),
        ("un canapé devant l'entrée", []),
        ("le carmel et l'armement", []),
        ("", []),
    ],
)
def test_words_bring_the_right_lines_emergencies_first(texte: str, codes: list[str]) -> None:
    assert [one.code for one in orientations_said(texte, TABLE)] == codes


def test_the_reference_table_can_serve() -> None:
    check_orientations(TABLE)
    assert {"17", "18", "15", "112", "114", "115", "119", "3919", "police-municipale"} <= {one.code for one in TABLE}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([], "vide"),
        ([*TABLE, TABLE[0]], "déjà celui"),
        ([dataclasses.replace(TABLE[0], numero=" ")], "il manque numero"),
        ([dataclasses.replace(one, urgence=False) for one in TABLE], "Aucune ligne n'est une urgence"),
        ([dataclasses.replace(TABLE[0], consigne="x" * 301)], "dépasse 300"),
        ([dataclasses.replace(TABLE[0], code=str(n)) for n in range(61)], "61 lignes"),
    ],
)
def test_a_table_that_cannot_serve_is_refused(table: list[Orientation], said: str) -> None:
    with pytest.raises(ValueRefused, match=said):
        check_orientations(table)
