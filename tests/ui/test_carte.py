"""The map page against a small base: its caption, its legend, its table, the list of a hexagon."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatory.client import connect
from observatory.domain.grid import cell_to_text
from observatory.domain.selection import Selection

SECONDS = 90
EVERYTHING = {"depuis": "2025-03-03"}


def carte_script() -> None:
    """What AppTest runs."""
    from observatory.ui.pages import carte

    carte.page()


def shown(**query: str) -> AppTest:
    app = AppTest.from_function(carte_script, default_timeout=SECONDS)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def table_of(app: AppTest) -> list[tuple[str, int]]:
    """Quartier and count of each hexagon in the table that says the same as the map."""
    frame = next(one.value for one in app.dataframe if "Hexagone" in one.value.columns)
    return list(zip(frame["Quartier"], frame["Nombre"], strict=True))


def test_the_caption_says_the_period_the_number_and_what_is_away(small_base: Path) -> None:
    caption = shown(**EVERYTHING).caption[0].value
    assert "4\u00a0signalements" in caption
    assert "absents de la carte\u202f: 1" in caption


def test_the_table_says_the_same_as_the_counts(small_base: Path) -> None:
    app = shown(hexagones="11", **EVERYTHING)
    with connect(small_base) as client:
        counts = client.tables.cellules(Selection(), 11)["n"].to_pylist()
    assert sorted(n for _, n in table_of(app)) == sorted(counts)
    assert sum(counts) == 3
    assert {name for name, _ in table_of(app)} == {"Nord"}


def test_a_hexagon_in_the_url_lists_its_signalements(small_base: Path) -> None:
    with connect(small_base) as client:
        cells = client.tables.cellules(Selection(), 11).sort_by([("n", "descending")])
    app = shown(cellule=cell_to_text(cells["cell"][0].as_py()), **EVERYTHING)
    assert [one.value for one in app.subheader if "hexagone choisi" in one.value] == [
        "2\u00a0signalements dans l'hexagone choisi"
    ]
    listed = next(one.value for one in app.dataframe if "Récit" in one.value.columns)
    assert set(listed["Récit"]) == {"Marteau-piqueur"}


def test_a_hexagon_without_any_signalement_is_no_error(small_base: Path) -> None:
    app = shown(cellule="8b184351b275fff", **EVERYTHING)
    assert any("0\u00a0signalement " in one.value for one in app.subheader)


def test_a_selection_without_any_match_says_so(small_base: Path) -> None:
    app = shown(categorie="voisinage", **EVERYTHING)
    assert any("Aucun signalement localisé" in one.value for one in app.info)
    assert table_of(app) == []


def test_what_the_url_says_wrongly_is_left_out_and_said(small_base: Path) -> None:
    app = shown(cellule="zzz", contours="lune", **EVERYTHING)
    assert any("« zzz »" in one.value and "« lune »" in one.value for one in app.warning)


@pytest.mark.parametrize("size", [8, 10])
def test_the_size_of_hexagons_can_be_chosen(small_base: Path, size: int) -> None:
    app = shown(**EVERYTHING)
    app.selectbox(key="carte-taille").set_value(size).run()
    assert not app.exception
    assert app.query_params["hexagones"] == str(size)
    with connect(small_base) as client:
        assert len(table_of(app)) == client.tables.cellules(Selection(), size).num_rows


def test_an_empty_base_says_where_to_begin(empty_base: Path) -> None:
    assert any("Pas encore de signalement" in one.value for one in shown().subheader)
