"""The page of indicators: every figure with its reason or its interval, one of them line by line, files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
from streamlit.testing.v1 import AppTest

from observatory.domain.indicateurs import DEFINITIONS, Indicateur
from observatory.domain.selection import Selection
from observatory.pipeline.indicateurs.tables import SCHEMA
from observatory.present.indicateurs import (
    by_family,
    chart_frame,
    indicator_chart,
    indicator_notes,
    indicator_text,
    interval_text,
    table_frame,
    value_text,
)
from observatory.ui.pages.indicateurs import export_path
from tests.ui.test_pages import shown, texts


def figures(app: AppTest) -> dict[str, str]:
    return {one.label: str(one.value) for one in app.metric}


def test_the_page_shows_what_is_known_and_why_the_rest_is_not(small_base: Path) -> None:
    app = shown("indicateurs")
    known = figures(app)
    assert known["Signalements"] == "4"
    assert known["Dossiers résolus"] == "2"
    assert known["Part résolue"] == "50,0\u202f%"
    unknown = [one.libelle for one in DEFINITIONS.values() if one.libelle not in known]
    assert {"Retour : médiane", "Tags effacés", "Médiations confiées", "Contacts", "Évolution"} <= set(unknown)
    page = texts(app)
    assert all(f"**{name}** : non communiqué." in page for name in unknown)
    assert "Aucune médiation n'est notée dans la base." in page
    assert "Non communiqué** n'est pas zéro" in page
    part = next(one for one in app.metric if one.label == "Part résolue")
    assert part.delta == "de 15,0 à 85,0\u202f%"
    assert "Sur 4 cas : peu." in part.help


def test_a_choice_of_the_filters_moves_the_figures(small_base: Path) -> None:
    assert figures(shown("indicateurs", categorie="bruit-voisins"))["Signalements"] == "2"


def test_one_indicator_line_by_line(small_base: Path) -> None:
    app = shown("indicateurs")
    app.segmented_control[0].set_value("Ligne par ligne").run()
    assert not app.exception
    choice = next(one for one in app.selectbox if one.label == "Indicateur")
    choice.set_value("signalements").run()
    app.segmented_control[1].set_value("territoire").run()
    assert not app.exception
    frame = app.dataframe[0].value
    assert dict(zip(frame["Territoire"], frame["Valeur"], strict=True)) == {"Nord": "3", "Sud": "0"}
    assert "Périmètre unique" in texts(app)
    assert len(app.get("download_button")) == 2


def test_an_empty_base_says_where_to_begin(empty_base: Path) -> None:
    assert "Pas encore de signalement" in texts(shown("indicateurs"))


def row(**values: object) -> dict[str, object]:
    known = {
        "groupe": "2026-05", "nom": "2026-05", "code": "retour_median", "indicateur": "Retour : médiane",
        "valeur": 8.14, "unite": "jours", "n": 40, "bas": 7.0, "haut": 9.5, "non_communique": "", "reserve": "R.",
    }  # fmt: skip
    return known | values


def test_a_figure_is_told_with_its_unit_and_interval() -> None:
    assert value_text(1204.4, "m²") == "1\u202f204\u00a0m²"
    assert value_text(None, "%") == "non communiqué"
    assert value_text(0.0, "") == "0"
    assert interval_text(-17.6, 178.7, "%", signed=True) == "de \u221217,6 à +178,7\u202f%"
    assert interval_text(2.0, None, "jours") == "2,0\u00a0jours au moins"
    assert interval_text(None, None, "jours") == ""
    assert indicator_text(row()) == "8,1\u00a0jours (de 7,0 à 9,5\u00a0jours)"
    assert indicator_text(row(valeur=None, non_communique="Trop tôt.")) == "non communiqué : Trop tôt."


def test_a_line_that_is_not_known_has_no_bar_and_says_so() -> None:
    table = pa.Table.from_pylist(
        [row(), row(groupe="2026-06", valeur=None, bas=None, haut=None, n=0, non_communique="Trop tôt.")], SCHEMA
    )
    frame = table_frame(table, "mois")
    assert list(frame["Mois"]) == ["05/2026", "06/2026"]
    assert list(frame["Valeur"]) == ["8,1\u00a0jours", "non communiqué"]
    assert list(frame["Remarque"]) == ["", "Trop tôt."]
    drawn = chart_frame(table, "mois")
    assert drawn["valeur"].isna().tolist() == [False, True]
    assert indicator_chart(table, "mois").to_dict()["layer"]
    assert indicator_chart(table, "service").to_dict()["layer"]


def test_the_notes_of_a_figure_say_definition_interval_cases_and_caveat() -> None:
    one = Indicateur("rouverts_part", "Part rouverte", 25.0, "%", 4, "Définition.", "Réserve.", (4.6, 69.9))
    notes = indicator_notes(one)
    for part in ("Définition.", "de 4,6 à 69,9\u202f%", "Sur 4 cas : peu.", "À savoir : Réserve."):
        assert part in notes
    assert list(by_family([one])) == ["Suites données"]


def test_the_link_of_a_file_says_what_is_asked() -> None:
    path = export_path(Selection(depuis=dt.date(2026, 1, 1)), "territoire", "qpv", "xlsx")
    assert path.startswith("/export/indicateurs.xlsx?selection=%7B%22depuis%22%3A+%222026-01-01%22")
    assert path.endswith("&par=territoire&zonage=qpv")
