"""The page of addresses and places: what is sure, what is to be chosen, what is learnt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatory.client import connect
from observatory.domain.errors import ValueRefused
from observatory.domain.position import Position
from observatory.ui.components.hexagones import read_answer
from observatory.ui.pages.adresses import text_to_position

SECONDS = 90
ROWS = """id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;lon;lat
1;12;;Rue des Halles;75001;75101;Ville;2.351;48.851
2;14;;Rue des Halles;75001;75101;Ville;2.3512;48.851
3;3;;Place du Vieux Marché;75001;75101;Ville;2.353;48.852
4;5;;Place du Marché Neuf;75001;75101;Ville;2.358;48.856
"""


@pytest.fixture
def town(empty_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A base with four addresses, and no file of nicknames."""
    (tmp_path / "reference").mkdir()
    monkeypatch.setenv("OBSERVATORY_REFERENCE", str(tmp_path / "reference"))
    (tmp_path / "a.csv").write_text(ROWS, encoding="utf-8")
    with connect(empty_base) as client:
        client.imports.adresses([str(tmp_path / "a.csv")])
    return empty_base


def adresses_script() -> None:
    """What AppTest runs."""
    from observatory.ui.pages import adresses

    adresses.page()


def opened(q: str = "") -> AppTest:
    app = AppTest.from_function(adresses_script, default_timeout=SECONDS)
    app.run()
    if q:
        app.text_input(key="adresses-texte").set_value(q).run()
    assert not app.exception
    return app


def options(app: AppTest) -> list[str]:
    return [option for one in app.radio for option in one.options]


def submit(app: AppTest, label: str) -> None:
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception


def test_an_empty_base_says_where_to_begin(empty_base: Path) -> None:
    assert "Mettre en service" in opened().info[0].value


def test_nothing_asked_is_an_invitation(town: Path) -> None:
    app = opened()
    assert "Écrivez comme on vous le dit" in app.caption[0].value
    assert not app.radio
    assert not app.warning


def test_a_sure_answer_is_shown_without_a_warning(town: Path) -> None:
    app = opened("12 r des hales")
    assert options(app)[0] == "1. 12 Rue des Halles 75001 Ville"
    assert app.code[0].value == "48.851000, 2.351000"
    assert not app.warning
    assert not [one for one in app.button if one.label == "Ajouter ce surnom"]


def test_choosing_another_shows_its_position(town: Path) -> None:
    app = opened("place du marché")
    assert len(options(app)) >= 2
    assert "à vous de choisir" in app.warning[0].value
    before = app.code[0].value
    app.radio[0].set_value(1).run()
    assert app.code[0].value != before


def test_a_position_gives_what_is_around(town: Path) -> None:
    app = opened("48.8511, 2.3511")
    assert options(app)[0].endswith("Rue des Halles 75001 Ville")
    assert "proche d'abord" in app.radio[0].label
    assert "Rien de connu" in opened("1.5, 2.5").warning[0].value
    assert "La latitude 95" in opened("95.5, 2.5").error[0].value


def test_a_miss_is_learnt_and_found_then_unlearnt(town: Path) -> None:
    app = opened("chez bébert")
    assert "Aucun lieu trouvé" in app.warning[0].value
    surnom, designe = app.text_input[1], app.text_input[2]
    assert surnom.value == "chez bébert"
    designe.set_value("boulevard zzyx")
    submit(app, "Ajouter ce surnom")
    assert "n'est pas trouvé avec certitude" in app.error[0].value
    app.text_input[2].set_value("3 place du vieux marche")
    submit(app, "Ajouter ce surnom")
    assert app.toast[0].value == "« chez bébert » est appris."
    assert options(app) == ["1. 3 Place du Vieux Marché 75001 Ville"]
    known = app.dataframe[0].value
    assert list(known["Surnom"]) == ["chez bébert"]
    assert list(known["Gardé dans"]) == ["la base"]
    submit(app, "Retirer")
    assert app.toast[0].value == "« chez bébert » n'est plus un surnom."
    assert "Aucun lieu trouvé" in app.warning[0].value


def test_a_position_can_be_what_a_nickname_stands_for(town: Path) -> None:
    app = opened("le caillou")
    app.text_input[2].set_value("48.8515, 2.3515")
    submit(app, "Ajouter ce surnom")
    assert app.code[0].value == "48.851500, 2.351500"


def test_a_bad_row_of_the_file_is_told(town: Path, tmp_path: Path) -> None:
    (tmp_path / "reference" / "surnoms.csv").write_text("surnom,designe,lat,lon\nla Butte,,,\n", encoding="utf-8")
    assert "ligne 2" in opened().warning[0].value


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("46.05, -4.60", Position(lat=46.05, lon=-4.6)),
        ("46,05 ; -4,60", Position(lat=46.05, lon=-4.6)),
        (" 46.05 -4.60 ", Position(lat=46.05, lon=-4.6)),
        ("12 rue des Halles", None),
        ("46, 4", None),
    ],
)
def test_a_position_is_told_from_an_address(text: str, position: Position | None) -> None:
    assert text_to_position(text) == position


def test_a_position_out_of_the_globe_is_refused() -> None:
    with pytest.raises(ValueRefused, match="latitude"):
        text_to_position("95.0, 4.0")


def test_a_browser_says_a_rank_or_nothing() -> None:
    nothing = read_answer(None, None)
    assert replace(nothing, place=3) == read_answer(None, None, 3)
    for wrong in (-1, "3", True, 1.0, None):
        assert read_answer(None, None, wrong) == nothing
