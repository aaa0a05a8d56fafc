"""What a map of hotspots says in words: plain first, honest about what it may not say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from observatory.domain.points_chauds import Bilan
from observatory.present.points_chauds import (
    class_rank,
    headline,
    hexagon_tooltip,
    hexagon_words,
    hotspot_classes,
    method_text,
    p_text,
    period_text,
    stability_words,
)

BILAN = Bilan(dt.date(2026, 1, 1), dt.date(2026, 6, 30), "signalements", None, 10, 1976, 4000, 12, 50, True, 9, 3, 2)
ROW: dict[str, Any] = {
    "n": 12, "hotspot": "chaud", "stabilite": "solide", "voisins": 6, "autour": 60, "attendu": 14.2,
    "tirages": 0.97, "variations": 4, "tenues": 4,
}  # fmt: skip


def test_the_headline_says_what_was_found_or_why_nothing_is_said() -> None:
    assert headline(BILAN).startswith("**2\u00a0secteurs concentrent plus de signalements que le hasard")
    assert headline(replace(BILAN, secteurs=1, chauds=1)).startswith("**1\u00a0secteur concentre ")
    assert "pas une preuve" in headline(replace(BILAN, chauds=0))
    few = headline(replace(BILAN, n=12, assez=False))
    assert "12\u00a0signalements, il en faut au moins 50" in few
    assert "12" in period_text(BILAN)
    assert "absents" not in period_text(replace(BILAN, non_localises=0))


def test_each_class_has_a_look_of_its_own_in_both_themes() -> None:
    for theme in ("light", "dark"):
        classes = hotspot_classes(theme)
        assert len({one.colour for one in classes}) == len(classes)
        fragile = [class_rank("chaud", "fragile"), class_rank("froid", "fragile")]
        assert [number for number, one in enumerate(classes) if one.dashes] == fragile
    assert class_rank(None, None) == -1


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "dans les 6 hexagones voisins ; une répartition égale en donnerait 14 : c'est plus que le hasard"),
        ({"hotspot": "froid"}, "c'est moins que le hasard"),
        ({"hotspot": None}, "l'écart peut venir du hasard"),
        ({"voisins": 1}, "ici et dans l'hexagone voisin ;"),
        ({"voisins": 0}, "aucun hexagone voisin"),
        ({"attendu": None}, "Environ 60"),
        ({"autour": None}, "Moins de 5 signalements ici"),
    ],
)
def test_a_hexagon_in_plain_words(changed: dict[str, Any], expected: str) -> None:
    assert expected in hexagon_words(ROW | changed, BILAN)


def test_the_badge_says_its_trials_and_hides_shares_where_they_are_hidden() -> None:
    said = stability_words(ROW)
    assert said.startswith("**Solide**")
    assert "4 essais sur 4" in said
    assert "97" in said
    assert "retirages" not in stability_words(ROW | {"tirages": None})
    assert stability_words(ROW | {"stabilite": None}) == ""


def test_small_words() -> None:
    assert hexagon_tooltip(ROW, "signalement") == "12\u00a0signalements\nPoint chaud solide"
    assert hexagon_tooltip(ROW | {"n": None, "hotspot": None}, "signalement") == "Moins de 5"
    assert [p_text(one) for one in (0.0004, 0.0123)] == ["p < 0,001", "p = 0,012"]
    assert [p_text(one, rounded=True) for one in (0.01, 1.0)] == ["p ≤ 0,010", "p > 0,05"]
    text = method_text(BILAN)
    for word in ("résolution 10", "Getis", "Benjamini", "4\u202f000", "1er janvier 2026"):
        assert word in text
