"""The parts of « Réglages »: each is laid out, shows who may change it, and keeps what was edited."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from observatory.client import connect
from observatory.domain.annuaire import Ligne
from observatory.domain.roles import Role
from observatory.ui.pages.annuaire import frame_to_lines, lines_to_frame
from observatory.ui.pages.nomenclature import frame_to_lines as frame_to_categories
from observatory.ui.pages.nomenclature import lines_to_frame as categories_to_frame
from observatory.ui.pages.reglages import PARTS, parts_of
from observatory.ui.pages.reglages_office import frame_to_staff, staff_to_frame
from tests.modeles import city_template

SECONDS = 90


def reglages_script() -> None:
    """What AppTest runs."""
    from observatory.ui.pages import reglages

    reglages.page()


def opened(part: str) -> AppTest:
    app = AppTest.from_function(reglages_script, default_timeout=SECONDS)
    app.query_params["partie"] = part
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    next(one for one in app.button if key in (one.key, one.label)).click().run()
    assert not app.exception
    return app


@pytest.fixture
def edit(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[pd.DataFrame], pd.DataFrame]], None]:
    """What somebody makes of a table: the test harness cannot type in it."""

    def call(change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
        monkeypatch.setattr("streamlit.data_editor", lambda frame, **_: change(frame.copy()))

    return call


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_laid_out_with_who_changes_what(small_base: Path, part: str) -> None:
    app = opened(part)
    assert len(app.title) == 1
    assert any(one.label == "Qui peut changer quoi" for one in app.expander)
    assert not [one for one in app.button if one.label == "Enregistrer" and not one.disabled]


def test_each_role_is_shown_its_own_parts() -> None:
    assert parts_of(frozenset({Role.DPO})) == ["Conservation"]
    chief, keeper = (set(parts_of(frozenset({role}))) for role in (Role.REGULATEUR, Role.ADMINISTRATEUR))
    assert "Consignes" in chief - keeper
    assert keeper - chief == {"Conservation", "Comptes"}


def test_a_line_of_the_directory_is_changed_then_retired(
    small_base: Path, edit: Callable[[Callable[[pd.DataFrame], pd.DataFrame]], None]
) -> None:
    edit(lambda frame: frame.assign(numero=frame["numero"].replace("05 36 49 00 05", "05 36 49 00 99")))
    app = press(opened("Annuaire"), "Enregistrer")
    assert "Annuaire enregistré" in app.success[0].value
    edit(lambda frame: frame[frame["code"] != "espaces-verts"])
    press(opened("Annuaire"), "Enregistrer")
    with connect(small_base) as client:
        known = {one.code: one for one in client.annuaire.liste()}
    assert known["voirie"].numero == "05 36 49 00 99"
    assert known["espaces-verts"].retire_le is not None


def test_of_two_who_edit_a_table_at_once_the_second_is_told(
    small_base: Path, edit: Callable[[Callable[[pd.DataFrame], pd.DataFrame]], None]
) -> None:
    """The rows that are edited stay those that were shown, whatever somebody else keeps meanwhile."""
    edit(lambda frame: frame)
    directory, staff, names = opened("Annuaire"), opened("Effectifs"), opened("Nomenclature")
    with connect(small_base) as client:
        lines = client.annuaire.liste()
        client.annuaire.enregistrer([*lines, Ligne("fourriere-2", "service", "Fourrière de nuit")], lines)
        client.reglages.enregistrer("effectifs", [{"jour": "lun", "heure": 9, "operateurs": 4}])
        kinds = client.nomenclature.lignes()
        client.nomenclature.enregistrer([replace(one, libelle=f"{one.libelle} !") for one in kinds], kinds)
    typed: dict[str, dict[int, Any]] = {"edited_rows": {0: {}}}
    for app, name, key in (
        (directory, "annuaire", "Enregistrer"), (staff, "effectifs", "effectifs-enregistrer"),
        (names, "nomenclature", "Enregistrer"),
    ):  # fmt: skip
        app.session_state[f"{name}-edition-0"] = typed
        edit(_CHANGES[name])
        app.run()
        press(app, key)
        assert "Quelqu'un a" in app.error[0].value, name
    with connect(small_base) as client:
        assert next(one for one in client.annuaire.liste() if one.code == "fourriere-2").retire_le is None


def _more_staff(frame: pd.DataFrame) -> pd.DataFrame:
    frame.loc[10, "lun"] = 7
    return frame


_CHANGES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "annuaire": lambda frame: frame.iloc[:-1],
    "effectifs": _more_staff,
    "nomenclature": lambda frame: frame.assign(libelle=frame["libelle"] + " ?"),
}


def test_a_nickname_of_a_place_that_is_not_found_is_refused_there(small_base: Path) -> None:
    app = opened("Lieux et surnoms")
    app.text_input[0].set_value("le dépôt de Mado")
    app.text_input[1].set_value("nulle part")
    assert "nulle part" in press(app, "Ajouter ce surnom").error[0].value


def test_lines_are_noted_as_checked(small_base: Path) -> None:
    app = opened("Annuaire")
    choice = next(one for one in app.multiselect if one.label == "Appelées et justes")
    choice.set_value(choice.options[:2] and [choice.options[0]]).run()
    press(app, "Noter comme vérifiées aujourd'hui")
    with connect(small_base) as client:
        assert [one.code for one in client.annuaire.liste() if one.verifie_le] == ["17"]


def test_the_directory_goes_to_the_table_and_back() -> None:
    lines = [Ligne("a", "service", "Voirie", numero="05"), Ligne("b", "aide", "Écoute", mots="peur")]
    assert frame_to_lines(lines_to_frame(lines), {}) == lines
    frame = lines_to_frame(lines)
    frame.loc[2] = [None, "service", "Régie de l'eau", *[None] * 10]
    frame.loc[3] = [None] * 13
    assert frame_to_lines(frame, {})[2:] == [Ligne("regie-de-l-eau", "service", "Régie de l'eau")]


def test_hours_are_kept_shown_in_their_history_and_set_back(small_base: Path) -> None:
    app = opened("Horaires et astreintes")
    app.text_input[0].set_value("lun-sam 09-19").run()
    press(app, "horaires-enregistrer")
    app.text_input[0].set_value("toujours").run()
    press(app, "horaires-enregistrer")
    assert "plage horaire" in app.error[0].value
    app.text_input[0].set_value("lun-dim 09-19").run()
    press(app, "horaires-enregistrer")
    press(app, "horaires-retour")
    assert app.text_input[0].value == "lun-sam 09-19"


def test_staff_is_a_grid_that_is_kept(
    small_base: Path, edit: Callable[[Callable[[pd.DataFrame], pd.DataFrame]], None]
) -> None:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[9, "lun"] = 4
        return frame

    edit(change)
    press(opened("Effectifs"), "effectifs-enregistrer")
    with connect(small_base) as client:
        kept = next(one for one in client.reglages.liste() if one.cle == "effectifs")
    assert kept.valeur == [{"jour": "lun", "heure": 9, "operateurs": 4}]
    assert frame_to_staff(staff_to_frame(kept.valeur)) == kept.valeur


def test_a_text_is_the_city_s_own_until_it_is_emptied(small_base: Path) -> None:
    app = opened("Textes")
    first = app.text_area[0].value
    app.text_area[0].set_value("Vous pouvez rester anonyme.").run()
    press(app, "textes-enregistrer")
    assert app.text_area[0].value == "Vous pouvez rester anonyme."
    app.text_area[0].set_value("").run()
    press(app, "textes-enregistrer")
    assert app.text_area[0].value == first


def test_a_category_is_retired_and_mapped(
    small_base: Path, edit: Callable[[Callable[[pd.DataFrame], pd.DataFrame]], None]
) -> None:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        chosen = frame["code"] == "bruit-chantier"
        frame.loc[chosen, "retiree_le"] = pd.Timestamp("2026-06-01")
        frame.loc[chosen, "remplacee_par"] = "voirie-chaussee"
        return frame

    edit(change)
    app = press(opened("Nomenclature"), "Enregistrer")
    assert "Nomenclature enregistrée" in app.success[0].value
    with connect(small_base) as client:
        known = {one.code: one for one in client.nomenclature.lignes()}
        assert (known["bruit-chantier"].remplacee_par, known["bruit-chantier"].dossiers) == ("voirie-chaussee", 2)
        lines = list(known.values())
    assert frame_to_categories(categories_to_frame(lines)) == lines


def test_a_duration_out_of_its_bounds_is_refused(
    small_base: Path, edit: Callable[[Callable[[pd.DataFrame], pd.DataFrame]], None]
) -> None:
    def change(months: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
        return lambda frame: frame.assign(
            mois=[months if one == "journal" else m for one, m in zip(frame["genre"], frame["mois"], strict=True)]
        )

    edit(change(3))
    assert "de 6 à 120" in press(opened("Conservation"), "conservation-enregistrer").error[0].value
    edit(change(24))
    press(opened("Conservation"), "conservation-enregistrer")
    with connect(small_base) as client:
        assert {one.genre: one.mois for one in client.memoire.durees()}["journal"] == 24


def test_a_question_of_the_grid_is_taken_out(
    small_base: Path, edit: Callable[[Callable[[pd.DataFrame], pd.DataFrame]], None]
) -> None:
    edit(lambda frame: frame.iloc[1:])
    with connect(small_base) as client:
        before: dict[str, Any] = {one.cle: one.valeur for one in client.reglages.liste()}
    app = press(opened("Grilles de marche"), "grille_marche-enregistrer")
    assert "enregistré" in app.success[0].value
    with connect(small_base) as client:
        kept: dict[str, Any] = {one.cle: one.valeur for one in client.reglages.liste()}
    assert kept["grille_marche"] == before["grille_marche"][1:]
    assert kept["grille_diagnostic"] == before["grille_diagnostic"]


def test_a_logo_is_shown_and_taken_away(small_base: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (900, 300), "navy").save(picture, "PNG")
    with connect(small_base) as client:
        client.reglages.logo(picture.getvalue())
        shown = client.reglages.identite().logo
    with Image.open(io.BytesIO(base64.b64decode(shown))) as kept:
        assert kept.size == (480, 160)
    press(opened("Téléphones et logo"), "Retirer le logo")
    with connect(small_base) as client:
        assert client.reglages.identite().logo == ""


def test_the_colours_and_the_template_of_the_documents(small_base: Path) -> None:
    with connect(small_base) as client:
        client.reglages.modele("ville.pptx", city_template())
    app = opened("Documents")
    assert any("« ville.pptx »" in one.value for one in app.markdown)
    app.color_picker[0].set_value("#ffcc00").run()
    assert "se lit mal sur du blanc : contraste 1,5" in app.warning[0].value
    app.color_picker[0].set_value("#0b3d91").run()
    assert "enregistré" in press(app, "charte-enregistrer").success[0].value
    press(app, "Retirer le modèle")
    with connect(small_base) as client:
        kept = {one.cle: one.valeur for one in client.reglages.liste()}
    assert kept["modele_diapos"] == {} and kept["charte"] == {"couleur": "#0b3d91", "accent": "#b9521a"}
