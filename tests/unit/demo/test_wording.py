"""Words: addresses as told, spoken hours, profiles and templates for every category."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from observatory.demo.profiles import HOURS, PLACES, PROFILES, SEASONS, WEEKS, day_weights, hour_weights
from observatory.demo.told import misspell, plain
from observatory.demo.wording import Writer, load_texts, spoken_hour

NOMENCLATURE = Path(__file__).resolve().parents[3] / "data" / "reference" / "nomenclature.csv"


def _second_level() -> set[str]:
    with NOMENCLATURE.open(encoding="utf-8", newline="") as stream:
        return {row["code"] for row in csv.DictReader(stream) if row["parent"] or row["code"] == "autre"}


def test_every_category_has_a_profile_and_words() -> None:
    assert set(PROFILES) == _second_level()
    assert set(load_texts()["categories"]) == _second_level()


def test_profiles_name_curves_that_exist() -> None:
    for profile in PROFILES.values():
        assert profile.hours in HOURS
        assert profile.week in WEEKS
        assert profile.season in SEASONS
        assert profile.place in PLACES
    assert all(len(curve) == 24 for curve in HOURS.values())
    assert all(len(curve) == 12 for curve in SEASONS.values())


def test_summer_weekends_weigh_more_for_gatherings() -> None:
    weights = day_weights("bruit-rassemblement", date(2026, 1, 1), date(2026, 12, 31))
    saturday_in_july, tuesday_in_february = weights[(date(2026, 7, 25) - date(2026, 1, 1)).days], weights[33]
    assert saturday_in_july > 5 * tuesday_in_february
    assert hour_weights("bruit-rassemblement").sum() == pytest.approx(1)


@pytest.mark.parametrize("text", ["Rue Jules Ferry", "Quai des Thoniers", "Impasse Saint-Éloi", "Rue du Foc"])
def test_misspelling_changes_the_text_a_little(text: str) -> None:
    rng = np.random.default_rng(5)
    for _ in range(50):
        other = misspell(text, rng)
        assert other != text
        assert abs(len(other) - len(text)) <= 2
        assert other.split(" ")[0] == text.split(" ")[0] or len(text.split(" ")[0]) > 5


def test_plain_drops_accents() -> None:
    assert plain("Allée du Bœuf-Couronné") == "Allee du Boeuf-Couronne"


def test_spoken_hours() -> None:
    rng = np.random.default_rng(2)
    assert spoken_hour(0, 10, rng) == "minuit"
    assert all(spoken_hour(23, 10, rng).startswith("23") for _ in range(10))
    assert all(not spoken_hour(1, 5, rng).startswith("1 heures") for _ in range(20))


@pytest.mark.parametrize("categorie", sorted(PROFILES))
def test_texts_have_no_slot_left(categorie: str) -> None:
    writer = Writer(np.random.default_rng(9))
    for canal in ("telephone", "formulaire", "application", "courriel", "accueil", "marche"):
        for _ in range(10):
            text = writer.write(categorie, canal, 23, 15)
            assert text
            assert "{" not in text


def test_nobody_complains_of_darkness_at_noon() -> None:
    writer = Writer(np.random.default_rng(4))
    texts = [writer.write("eclairage-panne", "application", 13, 5) for _ in range(200)]
    assert not any("13" in text or "14" in text for text in texts)
    assert any("hors service" in text.lower() for text in texts)
