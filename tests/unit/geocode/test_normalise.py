"""Words compared."""

from __future__ import annotations

import pytest

from observatory.geocode.normalise import city_without_arrondissement, fold, mend, text_to_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Av. du Gal de Gaulle", "avenue Général-de-Gaulle"),
        ("BD ST MICHEL", "Boulevard Saint-Michel"),
        ("rue du 8 mai 45", "Rue du Huit Mai 1945"),
        ("Place Albert 1er", "pl albert premier"),
        ("rue de l'Œuvre", "RUE OEUVRE"),
        ("AllÃ©e Louise", "all. Louise"),
        ("rond point N.-D.", "rond-point n d"),
        ("rue Notre Dame", "r nd"),
    ],
)
def test_same_key(one: str, other: str) -> None:
    assert text_to_key(one) == text_to_key(other)


def test_fold() -> None:
    assert fold("ÉCOLE Œuvre") == "ecole oeuvre"


def test_mend_leaves_right_text_alone() -> None:
    assert mend("Ãbc") == "Ãbc"
    assert mend("Allée") == "Allée"
    assert mend("AllÃ©e") == "Allée"


def test_city_without_arrondissement() -> None:
    assert city_without_arrondissement("Paris 1er Arrondissement") == "Paris"
    assert city_without_arrondissement("Lyon 3e Arrondissement") == "Lyon"
    assert city_without_arrondissement("Montpellier") == "Montpellier"
