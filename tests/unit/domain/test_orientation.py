"""Which words call for whom: emergencies first, what is denied calls for nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.domain.errors import ValueRefused
from observatory.domain.orientation import Orientation, check_orientations, orientations_said
from observatory.settings import PROJECT
from observatory.store.orientations import orientations_path, read_orientations

TABLE = read_orientations(orientations_path(PROJECT / "data" / "reference"))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Il y a une bagarre devant le bar", ["17"]),
        ("IL Y A UNE BAGARRE", ["17"]),
        ("deux hommes se battent, l'un a un couteau", ["17"]),
        ("une poubelle qui brule rue des Courlis", ["18"]),
        ("Des poubelles en feu et un blessé", ["18", "15"]),
        ("une femme inconsciente sur le trottoir", ["15"]),
        ("un monsieur blesse à la tete saigne", ["15"]),
        ("deux personnes blessées", ["15"]),
        ("une personne est blessée", ["15"]),
        ("tirs de mortiers depuis 22 h", ["17"]),
        ("ça sent le gaz dans le hall", ["gaz"]),
        ("un sdf dort dehors devant l'école", ["115"]),
        ("je voudrais une carte d’identité", ["mairie"]),
        ("mon mari me frappe", ["3919"]),
        ("où est la déchetterie ?", ["decheterie"]),
        ("ma voiture a été enlevée par la fourrière", ["fourriere"]),
        ("un SDF a fait un malaise", ["15", "115"]),
        ("il y a des flammes", ["18"]),
        ("pas loin d'un incendie", ["18"]),
        ("plus de flammes que tout à l'heure", ["18"]),
    ],
)
def test_words_call_for_who_answers_emergencies_first(text: str, codes: list[str]) -> None:
    assert [one.code for one in orientations_said(text, TABLE)] == codes


@pytest.mark.parametrize(
    "text",
    [
        "", "une voiture garée sur le trottoir", "pas de blessé", "il n'y a pas de blessés", "aucun blessé",
        "sans bagarre ni couteau", "personne n'est blessé", "blessés : non", "il n'y a plus de flammes",
        "ça ne brûle pas : une odeur", "jamais de bagarre", "le feu rouge est en panne", "un feu d'artifice",
        "l'alarme sonne", "un homme violent", "ils jouent du violon", "une voiture brûlée depuis un mois",
        "rue de l'Incendiaire", "pas un seul mot", "il n'y a pas eu de blessé", "rien n'est en feu",
    ],
)  # fmt: skip
def test_what_is_denied_or_means_something_else_calls_for_nothing(text: str) -> None:
    assert orientations_said(text, TABLE) == []


def test_a_denial_ends_with_its_clause() -> None:
    assert [one.code for one in orientations_said("pas de blessé, mais un incendie", TABLE)] == ["18"]
    assert [one.code for one in orientations_said("il n'est pas tard. Bagarre dehors", TABLE)] == ["17"]


@given(st.text(max_size=200))
def test_whatever_is_said_it_answers(text: str) -> None:
    found = orientations_said(text, TABLE)
    assert [one.urgence for one in found] == sorted((one.urgence for one in found), reverse=True)


def test_the_table_that_comes_with_the_program_can_serve() -> None:
    check_orientations(TABLE)
    codes = {one.code for one in TABLE}
    assert {"17", "18", "15", "112", "114", "115", "119", "3919", "3018", "116117"} <= codes
    assert {"police-municipale", "fourriere", "decheterie", "mairie", "aide-victimes", "antipoison"} <= codes
    assert all(one.mots and one.horaires for one in TABLE)


def changed(line: str, **values: object) -> list[Orientation]:
    return [replace(one, **values) if one.code == line else one for one in TABLE]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ([one for one in TABLE if one.code != "112"], "Il manque le 112"),
        (changed("18", urgence=False), "Il manque le 18"),
        ([*TABLE, TABLE[0]], "« 17 » est donné à deux lignes"),
        (changed("115", libelle="  "), "il manque « libelle »"),
        (changed("115", numero=""), "il manque « numero »"),
        (changed("115", consigne="x" * 301), "300 caractères"),
        (changed("115", consigne="x\ny"), "une ligne"),
        (changed("115", code="Le 115"), "minuscules"),
        (changed("115", mots=("la",)), "trop court"),
        (changed("115", mots=("dort;dehors",)), "point-virgule"),
        (changed("115", mots=tuple(f"mot{n}" for n in range(61))), "61 mots"),
        (TABLE * 4, "76 lignes"),
    ],
)
def test_a_table_that_cannot_serve_is_refused(table: list[Orientation], words: str) -> None:
    with pytest.raises(ValueRefused, match=words):
        check_orientations(table)
