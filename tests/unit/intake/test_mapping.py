from __future__ import annotations

import csv
from pathlib import Path

import pytest

from observatory.domain.errors import FormatError, NotFound, ValueRefused
from observatory.intake.mapping import PRESETS, load_mapping, parse_mapping, preset
from observatory.intake.rows import Rows

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def codes() -> list[str]:
    with (ROOT / "data/reference/nomenclature.csv").open(encoding="utf-8") as stream:
        return [row["code"] for row in csv.DictReader(stream)]


def rows(*columns: str) -> Rows:
    return Rows("essai.csv", columns, [], [])


@pytest.mark.parametrize("name", PRESETS)
def test_presets_lead_to_known_codes(name: str, codes: list[str]) -> None:
    preset(name).check_codes(codes)


def test_a_mapping_file(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(
        '[colonnes]\nrecu_le = "Date"\nadresse = ["N°", "Voie"]\n[categories]\n"Bruit" = "bruit"\n', "utf-8"
    )
    mapping = load_mapping(path)
    assert mapping.colonnes.adresse == ("N°", "Voie")
    assert mapping.code_of(["BRUIT "]) == "bruit"
    with pytest.raises(NotFound):
        load_mapping(tmp_path / "absent.toml")


def test_categories_from_most_to_least_specific() -> None:
    mapping = parse_mapping(
        '[colonnes]\nrecu_le = "d"\ncategorie = ["t", "s"]\n[categories]\n"Eau" = "eau"\n'
        '"Eau / *fuite*" = "eau-fuite"\n'
        '"Eau / petite fuite" = "eau-egout"\n',
        "m.toml",
    )
    assert mapping.code_of(["Eau", "Grosse FUITE d’eau"]) == "eau-fuite"
    assert mapping.code_of(["Eau", "petite fuite"]) == "eau-egout"
    assert mapping.code_of(["Eau", "autre chose"]) == "eau"
    assert mapping.code_of(["Feu", "fuite"]) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[colonnes", "TOML"),
        ('[colonnes]\nadresse = "a"', "recu_le"),
        ('[colonnes]\nrecu_le = "a"\nadrese = "b"', "Vouliez-vous dire « adresse »"),
        ('[colonnes]\nrecu_le = "a"\n[categorie]\n"a" = "b"', "Vouliez-vous dire « categories »"),
        ("[colonnes]\nrecu_le = 3", "colonnes.recu_le"),
        ("colonnes = 3", "doit être une table"),
        ('[colonnes]\nrecu_le = "a"\n[canaux]\n"Tel" = "telefone"', "Vouliez-vous dire « telephone »"),
        ('[colonnes]\nrecu_le = "a"\n[statuts]\n"Fini" = "fini"', "Valeurs possibles"),
        ('[colonnes]\nrecu_le = "a"\n[format]\nfuseau = "Europe/Pari"', "fuseau"),
    ],
)
def test_errors_say_the_way_out(text: str, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        parse_mapping(text, "m.toml")


def test_an_unknown_code_names_the_nearest() -> None:
    mapping = parse_mapping('[colonnes]\nrecu_le = "a"\n[categories]\n"Bruit" = "bruits"', "m.toml")
    with pytest.raises(ValueRefused, match=r"« bruits ».*Vouliez-vous dire « bruit »"):
        mapping.check_codes(["bruit", "tags"])


def test_a_missing_column_is_named_with_the_nearest() -> None:
    mapping = parse_mapping('[colonnes]\nrecu_le = "date_decl"', "m.toml")
    with pytest.raises(FormatError, match=r"« date_decl ».*Vouliez-vous dire « datedecl ».*« type »"):
        mapping.fitted(rows("type", "datedecl"))


def test_case_and_accents_of_columns_do_not_matter() -> None:
    mapping = parse_mapping('[colonnes]\nrecu_le = "DATE RECUE"', "m.toml")
    assert mapping.fitted(rows("Date  reçue")).colonnes.recu_le == "Date  reçue"


def test_optional_columns_may_lack() -> None:
    fitted = preset("dansmarue").fitted(rows("id_dmr", "datedecl", "type", "soustype", "adresse"))
    assert fitted.colonnes.lon is None
    with pytest.raises(FormatError, match="id_dmr"):
        preset("dansmarue").fitted(rows("datedecl", "type", "soustype"))


def test_an_unknown_preset() -> None:
    with pytest.raises(NotFound, match="dansmarue"):
        preset("dansmaru")
