"""The pages of the door as their roles see them, run by Streamlit's own test harness."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PAGES = {
    "comptes": ("Comptes et clés", "administrateur"),
    "journal": ("Journaux", ""),
    "confies": ("Confié à mon service", ""),
    "publics": ("Chiffres publiables", ""),
}


@pytest.fixture(scope="module")
def city(city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return city_in(tmp_path_factory.mktemp("roles"))


@pytest.fixture(autouse=True)
def _base(city: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from observatory.ui.session import client

    monkeypatch.setenv("OBSERVATORY_DB", str(city))
    client.clear()
    yield
    client.clear()


@pytest.mark.parametrize("name", PAGES)
def test_each_page_of_the_door_runs(name: str) -> None:
    heading, _ = PAGES[name]
    page = AppTest.from_string(f"from observatory.ui.pages import {name}\n{name}.page()", default_timeout=90).run()
    assert not page.exception
    assert [one.value for one in page.title] == [heading]


def test_an_account_is_made_and_its_secret_is_told_once() -> None:
    page = AppTest.from_string("from observatory.ui.pages import comptes\ncomptes.page()", default_timeout=90).run()
    page.text_input[0].set_value("d.durand")
    page.text_input[1].set_value("Denise Durand")
    page.multiselect[0].set_value(["operateur"])
    made = next(one for one in page.button if one.label == "Créer le compte").click().run()
    assert not made.exception
    assert [one.value for one in made.success] == ["Compte « d.durand » créé."]
    assert len(made.code[0].value) == 19
    again = made.run()
    assert not again.code
    wrong = next(one for one in again.button if one.label == "Créer le compte").click().run()
    assert not wrong.exception
    assert wrong.error
