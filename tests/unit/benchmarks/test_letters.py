from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from rapidfuzz.distance import OSA
from support.letters import NEIGHBOURS, double, insert, look_alike, lose, mistype, plain, sound_alike, swap

STREETS = ("Rue de la République", "Avenue du Maréchal Foch", "Chemin des Hirondelles", "Rue Phélypeaux")

Change = Callable[[str, Random], str | None]


def many(change: Change, text: str) -> set[str]:
    made = {change(text, Random(seed)) for seed in range(200)}
    return {one for one in made if one is not None}


def test_neighbours_touch_one_another() -> None:
    for key, near in NEIGHBOURS.items():
        assert key not in near
        assert all(key in NEIGHBOURS[other] for other in near), key


@pytest.mark.parametrize(
    ("change", "longer"),
    [(mistype, 0), (lose, -1), (double, 1), (swap, 0), (insert, 1)],
    ids=["mistype", "lose", "double", "swap", "insert"],
)
@pytest.mark.parametrize("street", STREETS)
def test_an_error_of_fingers_is_one_step_away(change: Change, longer: int, street: str) -> None:
    made = many(change, street)
    assert len(made) > 5
    for one in made:
        assert len(one) - len(street) == longer
        assert OSA.distance(one.lower(), street.lower()) == 1


def test_a_swap_keeps_the_letters_and_the_capital() -> None:
    for one in many(swap, "Foch"):
        assert sorted(one.lower()) == sorted("foch")
        assert one[0].isupper()


def test_a_mistyped_letter_is_a_neighbour() -> None:
    for one in many(mistype, "Monge"):
        (changed,) = [(old, new) for old, new in zip("monge", one.lower(), strict=True) if old != new]
        assert changed[1] in NEIGHBOURS[changed[0]]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Phare", "Fare"), ("Bateau", "Bato"), ("Ronsard", "Ronsar"), ("Gaulle", "Gaule"), ("Quai", "Kai"),
        ("Hôpital", "ôpital"), ("Lycée", "Licée"), ("Agneau", "Anieau"), ("Maison", "Maizon"), ("Théâtre", "Téâtre"),
        ("Prés", "Pré"), ("Paul", "Pol"), ("Roux", "Rou"), ("Place", "Plase"), ("Passage", "Paçage"),
    ],
)  # fmt: skip
def test_a_sound_is_written_otherwise(right: str, wrong: str) -> None:
    assert wrong in many(sound_alike, right)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("Foch", "F0ch"), ("Ile", "1le"), ("Carnot", "Camot"), ("Dunant", "Clunant"), ("Sers", "5ers"), ("Pré", "Pr6")],
)
def test_a_shape_is_taken_for_another(right: str, wrong: str) -> None:
    assert wrong in many(look_alike, right)


@pytest.mark.parametrize("change", [mistype, lose, double, swap, insert, sound_alike, look_alike])
def test_what_has_no_letters_stays(change: Change) -> None:
    assert change("12 - 14", Random(1)) is None


def test_plain_has_no_accents() -> None:
    assert plain("Cœur d'Évêque à Noël, ça") == "Coeur d'Eveque a Noel, ca"
