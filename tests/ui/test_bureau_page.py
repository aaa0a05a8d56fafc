"""The page of the desk where no office serves it, and the régulateur's page of instructions."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatory.client import connect

SECONDS = 90


def desk_script() -> None:
    """What AppTest runs."""
    from observatory.ui.pages import bureau

    bureau.page()


def settings_script() -> None:
    """What AppTest runs."""
    from observatory.ui.pages import reglages

    reglages.page()


@pytest.fixture
def page(empty_base: Path) -> AppTest:
    """The part « Consignes » of the page of settings."""
    app = AppTest.from_function(settings_script, default_timeout=SECONDS)
    app.query_params["partie"] = "Consignes"
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception
    return app


def test_without_an_office_the_page_says_how_to_open_one(empty_base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OBSERVATORY_ENDPOINT", raising=False)
    app = AppTest.from_function(desk_script, default_timeout=SECONDS).run()
    assert not app.exception
    assert [one.value for one in app.title] == ["Bureau des appels"]
    assert "observatory serve" in app.info[0].value


def test_an_instruction_is_given_shown_and_taken_away(page: AppTest) -> None:
    assert page.title[0].value == "Consignes"
    assert "Aucune consigne" in page.info[0].value
    page.text_area[0].set_value("Marché déplacé : envoyez les appels au placier.")
    page.number_input[0].set_value(3)
    press(page, "Donner la consigne")
    assert "le bureau la montre à chacun" in page.success[0].value
    assert page.text[0].value == "Marché déplacé : envoyez les appels au placier."
    with connect() as client:
        kept = client.consignes.liste()
    assert [(one.genre, one.lecteurs) for one in kept] == [("consigne", 1)]
    assert kept[0].jusqua is not None
    assert (kept[0].jusqua - kept[0].le).days == 3
    press(page, "Retirer")
    assert page.success[0].value == "Consigne retirée."
    assert not page.text


def test_a_note_of_a_shift_is_shown_as_one(empty_base: Path) -> None:
    with connect() as client:
        client.consignes.passer("Fuite place du Marché : l'astreinte rappelle vers 23 h.")
    app = AppTest.from_function(settings_script, default_timeout=SECONDS)
    app.query_params["partie"] = "Consignes"
    app.run()
    assert any("Note d'équipe" in one.value for one in app.markdown)
    assert "l'astreinte rappelle" in app.text[0].value


def test_an_empty_instruction_is_refused_in_french(page: AppTest) -> None:
    press(page, "Donner la consigne")
    assert "3 à 1" in page.error[0].value
    with connect() as client:
        assert client.consignes.liste() == []


def test_an_unknown_part_shows_the_first_one(small_base: Path) -> None:
    app = AppTest.from_function(settings_script, default_timeout=SECONDS)
    app.query_params["partie"] = "Inconnue"
    app.run()
    assert not app.exception
    assert app.title[0].value == "Règles d'envoi"
