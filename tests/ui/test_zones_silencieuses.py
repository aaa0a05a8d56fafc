"""The page of silent zones: what it says first, its table, its hexagons, and what a base without quartiers is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

SECONDS = 90
SCRIPT = "from observatory.ui.pages import zones_silencieuses\nzones_silencieuses.page()"


@pytest.fixture(scope="module")
def city(city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return city_in(tmp_path_factory.mktemp("silences"))


@pytest.fixture
def clairval(city: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("OBSERVATORY_DB", str(city))
    st.cache_resource.clear()
    yield city
    st.cache_resource.clear()


def shown() -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=SECONDS).run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    return "\n".join(str(one.value) for one in [*app.markdown, *app.caption, *app.info])


def test_plain_words_come_first_and_hexagons_after(clairval: Path) -> None:
    app = shown()
    said = words(app)
    assert "Peu de signalements ne veut pas dire peu de troubles." in app.markdown[0].value
    assert "Les Tamaris" in app.markdown[1].value
    assert "pas tout ce qui arrive" in said
    assert "redites" in said
    assert [one.label for one in app.expander] == ["En savoir plus"]
    table = app.dataframe[0].value
    assert table["Territoire"].tolist()[0] == "Les Tamaris"
    assert (table["Ce que l'on peut dire"] == "On y signale moins qu'ailleurs").sum() == 1
    app.segmented_control(key="silences-vue").set_value("Par hexagone").run()
    assert not app.exception
    assert app.dataframe[0].value["Territoire"].tolist() == table["Territoire"].tolist()


def test_a_small_base_says_that_there_is_not_enough(small_base: Path) -> None:
    said = words(shown())
    assert "Aucun territoire ne ressort comme silencieux" in said
    assert "pas assez de données" in said
    assert "La base n'a pas d'adresses" in said


def test_an_empty_base_has_nothing_to_compare(empty_base: Path) -> None:
    app = shown()
    assert not app.dataframe
