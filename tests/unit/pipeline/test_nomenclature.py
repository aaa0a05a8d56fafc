"""Codes are added, renamed, retired and mapped; none is lost, and counts follow a mapping where one is said."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from observatory.domain.errors import ValueRefused
from observatory.domain.nomenclature import LigneNomenclature
from observatory.domain.roles import owner_of_the_file
from observatory.domain.selection import Selection
from observatory.operations.core import Context
from observatory.operations.reglages import nomenclature_csv, nomenclature_lire_csv
from observatory.pipeline.apercu import families
from observatory.pipeline.ecoute import desk_opened, heard
from observatory.pipeline.nomenclature import nomenclature_save
from observatory.pipeline.office import Office
from observatory.pipeline.questions import category_codes, plain_table
from observatory.pipeline.routage import rules_list
from observatory.pipeline.signalements import import_signalements
from observatory.store.journal import journal_read
from observatory.store.reference import nomenclature_lines
from tests.unit.pipeline.conftest import quiet

TODAY = dt.date(2026, 6, 1)


def changed(office: Office, code: str, **values: object) -> list[LigneNomenclature]:
    lines = nomenclature_lines(office.database)
    return [dataclasses.replace(one, **values) if one.code == code else one for one in lines]  # type: ignore[arg-type]


@pytest.fixture
def told(office: Office, tmp_path: Path) -> Office:
    rows = ["reference;recu_le;categorie;adresse;lon;lat;description;canal;statut"]
    codes = ["tags-affichage", "tags-affichage", "tags-facade", "bruit-voisins"]
    rows += [f"A{n};2026-03-0{n + 1} 10:00;{code};;;;Des affiches;telephone;recu" for n, code in enumerate(codes)]
    path = tmp_path / "signalements.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    import_signalements(office, path, preset_name="observatoire", auteur="essai", progress=quiet)
    return office


def by_family(office: Office) -> dict[str, int]:
    table = families(office, Selection()).to_pylist()
    return {row["categorie"]: row["n"] for row in table if row["n"]}


def by_code(office: Office) -> dict[str, int]:
    table = plain_table(office, Selection(), par_categorie=True).to_pylist()
    return {row["categorie"]: row["n"] for row in table if row["n"]}


def test_a_code_is_added_and_renamed(office: Office) -> None:
    lines = changed(office, "tags-facade", libelle="Tag sur un mur")
    added = nomenclature_save(office, [*lines, LigneNomenclature("bruit-drone", "bruit", "Drone", lieu="public")], "a")
    assert added[-1].code == "bruit-drone"
    shown = {one.code: one.libelle for one in desk_opened(office, owner_of_the_file()).categories}
    assert (shown["tags-facade"], shown["bruit-drone"]) == ("Tag sur un mur", "Drone")
    line = journal_read(office.database, 1).to_pylist()[0]
    assert line["evenement"] == "nomenclature"
    assert '"bruit-drone"' in line["detail"]


def test_a_retired_code_is_offered_nowhere_and_its_files_stay(told: Office) -> None:
    before = by_code(told)
    assert heard(told, "des affiches collées, un affichage sauvage").categories[0][0] == "tags-affichage"
    kept = nomenclature_save(
        told, [one for one in nomenclature_lines(told.database) if one.code != "tags-affichage"], "a"
    )
    retired = next(one for one in kept if one.code == "tags-affichage")
    assert (retired.retiree_le, retired.dossiers) == (TODAY, 2)
    assert "tags-affichage" not in {one.code for one in desk_opened(told, owner_of_the_file()).categories}
    assert "tags-affichage" not in told.codes()
    said = {code for code, _ in heard(told, "des affiches collées, un affichage sauvage").categories}
    assert "tags-affichage" not in said
    assert by_code(told) == before == {"tags-affichage": 2, "tags-facade": 1, "bruit-voisins": 1}


def test_counts_follow_a_mapping_that_is_said(told: Office) -> None:
    lines = changed(told, "tags-affichage", retiree_le=TODAY, remplacee_par="depots-ordures")
    nomenclature_save(told, lines, "a")
    assert by_code(told) == {"depots-ordures": 2, "tags-facade": 1, "bruit-voisins": 1}
    assert by_family(told) == {"depots": 2, "tags": 1, "bruit": 1}
    assert plain_table(told, Selection(categories=("depots",)))["n"].to_pylist() == [2]
    assert plain_table(told, Selection(categories=("tags",)))["n"].to_pylist() == [1]
    assert category_codes(told, ("tags-affichage",)) == ["depots-ordures"]
    kept = told.database.read("SELECT categorie FROM signalement ORDER BY id")["categorie"].to_pylist()
    assert kept.count("tags-affichage") == 2


def test_a_rule_on_a_retired_code_is_said(office: Office) -> None:
    nomenclature_save(office, changed(office, "stationnement-epave", retiree_le=TODAY), "a")
    assert any("une catégorie retirée" in one for one in rules_list(office).remarques)


@pytest.mark.parametrize(
    ("code", "values", "said"),
    [
        ("autre", {"retiree_le": TODAY}, "obligatoire"),
        ("tags", {"retiree_le": TODAY}, "retirez d'abord"),
        ("tags-facade", {"parent": "bruit"}, "ne change pas de famille"),
        ("tags-facade", {"libelle": " "}, "il manque le nom"),
        ("tags-facade", {"lieu": "ailleurs"}, "pas « ailleurs »"),
        ("tags-facade", {"remplacee_par": "bruit"}, "retirez-la avant"),
        ("tags-facade", {"retiree_le": TODAY, "remplacee_par": "tags-facade"}, "n'est pas une catégorie en usage"),
        ("tags-facade", {"retiree_le": TODAY, "remplacee_par": "rien"}, "n'est pas une catégorie en usage"),
        ("tags-facade", {"mots": "x" * 2_001}, "dépasse 2000"),
    ],
)
def test_what_cannot_serve_is_refused(office: Office, code: str, values: dict[str, object], said: str) -> None:
    before = nomenclature_lines(office.database)
    with pytest.raises(ValueRefused, match=said):
        nomenclature_save(office, changed(office, code, **values), "a")
    assert nomenclature_lines(office.database) == before


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (LigneNomenclature("Bruit Drone", "bruit", "Drone"), "n'est pas un code"),
        (LigneNomenclature("drone", "tags-facade", "Drone"), "n'est pas une catégorie du premier niveau"),
        (LigneNomenclature("tags-facade", "tags", "Encore"), "Code répété"),
    ],
)
def test_a_new_line_that_cannot_serve_is_refused(office: Office, line: LigneNomenclature, said: str) -> None:
    with pytest.raises(ValueRefused, match=said):
        nomenclature_save(office, [*nomenclature_lines(office.database), line], "a")


def test_it_goes_out_as_a_file_and_comes_back(office: Office) -> None:
    context = Context(office, owner_of_the_file())
    nomenclature_save(office, changed(office, "tags-affichage", retiree_le=TODAY, remplacee_par="tags-facade"), "a")
    back = nomenclature_lire_csv(context, nomenclature_csv(context))
    assert back == nomenclature_lines(office.database)
