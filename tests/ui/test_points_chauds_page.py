"""The page of hotspots: too few are said to be too few; a plain sentence, a map, sectors and a hexagon otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from observatory.client import connect
from observatory.domain.grid import cell_to_text
from observatory.domain.selection import Selection


def script() -> None:
    """What AppTest runs."""
    from observatory.ui.pages import points_chauds

    points_chauds.page()


def shown(**query: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=90)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def city_base(city_in: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    db = city_in(tmp_path)
    monkeypatch.setenv("OBSERVATORY_DB", str(db))
    st.cache_resource.clear()
    yield db
    st.cache_resource.clear()


def test_too_few_are_said_to_be_too_few(small_base: Path) -> None:
    app = shown(depuis="2025-03-03")
    assert "Trop peu pour une carte de points chauds" in app.warning[0].value


def test_words_map_sectors_and_a_hexagon(city_base: Path) -> None:
    with connect(city_base) as client:
        table = client.hotspots.carte(Selection(), 10).sort_by([("n", "descending")])
    cell = cell_to_text(table["cell"][0].as_py())
    app = shown(cellule=cell, depuis="debut")
    texts = [one.value for one in app.markdown]
    assert any("que le hasard ne l'explique" in one for one in texts)
    assert any("pas tout ce qui arrive" in one.value for one in app.caption)
    sectors = next(one.value for one in app.dataframe if "Secteur" in one.value.columns)
    assert len(sectors) > 0
    assert any(f"{table['n'][0].as_py()}" in one.value for one in app.subheader)
    assert {"Points chauds"} == {one.value for one in app.title}
