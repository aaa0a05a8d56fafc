"""Each page against a small base: what it says, when it is full, empty, or cannot reach the base."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from observatory.client import connect
from observatory.domain.selection import Selection
from observatory.ui.import_step import Reading, columns_guessed, preset_guessed
from observatory.ui.pages.exports import file_name

SECONDS = 90


def page_script(module: str) -> None:
    """What AppTest runs: one page, under the same guard as the navigation."""
    import importlib

    from observatory.domain.errors import ObservatoryError
    from observatory.ui.session import show_error

    try:
        importlib.import_module(f"observatory.ui.pages.{module}").page()
    except ObservatoryError as error:
        show_error(error)


def shown(module: str, **query: str) -> AppTest:
    """A page as it is after its first run, over everything that the base knows unless ``query`` says otherwise."""
    app = AppTest.from_function(page_script, default_timeout=SECONDS, args=(module,))
    for name, value in ({"depuis": "2000-01-01"} | query).items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    """Every text of the page."""
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.warning, app.error, app.success)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def test_overview_says_its_figures_and_what_is_not_located(small_base: Path) -> None:
    app = shown("apercu")
    figures = {one.label: one.value for one in app.metric}
    assert len(figures) <= 8
    assert figures["Signalements"] == "4"
    assert figures["Non localisés"] == "1"
    assert "1\u00a0signalement sans position" in texts(app)
    lists = [frame.value for frame in app.dataframe if "Récit" in frame.value.columns]
    assert list(lists[0]["Récit"]) == ["Sans adresse"]


def test_overview_compares_with_the_year_before_only_where_it_is_known(small_base: Path) -> None:
    whole = shown("apercu")
    assert not any(one.delta for one in whole.metric)
    month = shown("apercu", depuis="2026-03-03", jusqua="2026-03-31")
    deltas = {one.label: one.delta for one in month.metric}
    assert deltas["Signalements"] == "0 (petits nombres)"


def test_overview_without_any_match_says_so(small_base: Path) -> None:
    assert "Aucun signalement ne répond" in texts(shown("apercu", categorie="voisinage"))


@pytest.mark.parametrize("module", ["apercu", "territoires", "exports"])
def test_pages_of_an_empty_base_say_where_to_begin(empty_base: Path, module: str) -> None:
    app = shown(module)
    assert "Pas encore de signalement" in texts(app)
    assert "Mettre en service" in texts(app)


def test_balance_has_a_row_for_each_quartier(small_base: Path) -> None:
    app = shown("territoires")
    frame = app.dataframe[0].value
    assert dict(zip(frame["Territoire"], frame["Nombre"], strict=True)) == {"Nord": 3, "Sud": 0}
    assert dict(zip(frame["Territoire"], frame["Pour 1 000 hab."], strict=True)) == {"Nord": 6.0, "Sud": 0.0}
    assert "Évolution" not in frame.columns
    assert "Périmètre unique" in texts(app)


def test_balance_warns_of_small_numbers(small_base: Path) -> None:
    frame = shown("territoires", depuis="2026-03-03", jusqua="2026-03-31").dataframe[0].value
    assert dict(zip(frame["Territoire"], frame["À savoir"], strict=True)) == {
        "Nord": "petits nombres",
        "Sud": "aucun un an avant",
    }


def test_a_quartier_has_its_own_page(small_base: Path) -> None:
    app = shown("territoires", territoire="quartier:N")
    assert [one.value for one in app.title] == ["Nord"]
    assert {one.label: one.value for one in app.metric}["Signalements"] == "3"
    assert app.button[0].label == "Tous les territoires"


def test_an_unknown_quartier_is_said(small_base: Path) -> None:
    app = shown("territoires", territoire="quartier:X")
    assert "Aucun territoire « X »" in texts(app)


def test_exports_say_how_many_rows_and_that_they_are_internal(small_base: Path) -> None:
    app = shown("exports")
    assert "4\u00a0lignes" in texts(app)
    assert "Usage interne" in texts(app)
    assert len(app.get("download_button")) == 5


def test_commissioning_lists_what_is_done(small_base: Path) -> None:
    labels = [one.label for one in shown("mise_en_service").expander]
    assert labels[0] == "1. La commune — à faire"
    assert labels[2] == "3. Les quartiers — 2\u00a0quartiers"
    assert labels[4] == "5. Les premiers signalements — 4\u00a0signalements"


def test_commissioning_shows_a_file_and_counts_refusals_before_it_writes(empty_base: Path) -> None:
    app = shown("mise_en_service")
    good = "".join(f"2026-03-{day:02};bruit;{day} rue Haute\n" for day in range(1, 10))
    content = "Date;Type;Rue\n" + good + "hier soir;bruit;2 rue Haute\n"
    app.file_uploader(key="fichier-signalements").upload("mairie.csv", content.encode(), "text/csv").run()
    assert not app.exception
    assert "acceptées : :green[**9**]" in texts(app)
    assert "refusées : :red[**1**]" in texts(app)
    with connect(empty_base) as client:
        assert client.base.etat().signalements == 0
    st.cache_resource.clear()
    app.button(key="importer-signalements").click().run()
    assert not app.exception
    assert "lignes lues : 10 ; enregistrées : 0 ; à localiser : 9 ; déjà connues : 0 ; refusées : 1" in texts(app)
    with connect(empty_base) as client:
        assert client.base.etat().signalements == 9


def test_the_date_column_can_be_named_by_hand(empty_base: Path) -> None:
    app = shown("mise_en_service")
    content = "Quand;Type\n2026-03-02;bruit\nhier soir;bruit\nce matin;bruit\n"
    app.file_uploader(key="fichier-signalements").upload("mairie.csv", content.encode(), "text/csv").run()
    assert "acceptées : :green[**0**]" in texts(app)
    choice = next(one for one in app.selectbox if one.label == "Date de réception")
    choice.select("Quand").run()
    assert "acceptées : :green[**1**]" in texts(app)


def test_the_fictional_city_takes_nothing_in(empty_base: Path) -> None:
    st.cache_resource.clear()
    with duckdb.connect(str(empty_base)) as base:
        base.execute("update meta set valeur = 'oui' where cle = 'fictif'")
    app = shown("mise_en_service")
    assert "Vous êtes dans la ville fictive" in texts(app)
    assert not app.get("file_uploader")
    assert "init --city vide" in app.code[0].value


def test_a_missing_base_is_told_with_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORY_DB", str(tmp_path / "absente.duckdb"))
    st.cache_resource.clear()
    app = shown("apercu")
    assert "Aucune base pour le moment" in texts(app)
    assert "observatory init" in texts(app)
    assert [one.label for one in app.button] == ["Réessayer"]


def test_the_name_of_an_export_says_its_period() -> None:
    today = dt.date(2026, 11, 21)
    chosen = Selection(depuis=dt.date(2026, 1, 1), jusqua=dt.date(2026, 3, 31))
    assert file_name(chosen, ".csv", today) == "signalements_2026-01-01_2026-03-31.csv"
    assert file_name(Selection(), ".gpkg", today) == "signalements_debut_2026-11-21.gpkg"


def test_guessed_columns_survive_a_comma_in_a_name() -> None:
    columns = ["Rue, numéro", "Ville", "Type"]
    assert columns_guessed("Rue, numéro", columns) == ["Rue, numéro"]
    assert columns_guessed("Type, Ville", columns) == ["Type", "Ville"]
    assert columns_guessed("", columns) == []


def test_presets_are_recognised_by_their_own_columns() -> None:
    assert preset_guessed({"reference": "id_dmr", "recu_le": "datedecl"}) == "dansmarue"
    assert preset_guessed({"recu_le": "Date"}) == ""
    own = ("recu_le", "categorie", "reference", "methode")
    assert preset_guessed(dict(zip(own, own, strict=True))) == "observatoire"


def test_a_reading_becomes_a_mapping() -> None:
    reading = Reading("", (("recu_le", "Date"), ("adresse", ("N°", "Rue"))), (("Tapage", "bruit"),))
    columns = {"recu_le": "Date", "adresse": ["N°", "Rue"]}
    assert reading.mapping() == {"colonnes": columns, "categories": {"Tapage": "bruit"}}
    assert Reading("dansmarue", reading.colonnes).mapping() is None
