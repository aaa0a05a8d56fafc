"""``geocode`` and ``surnoms`` as people type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from observatory.cli import make_app
from observatory.domain.errors import NotFound, ValueRefused

ADDRESSES = """id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;lon;lat
1;12;;Rue des Goélands;29990;29999;Port;-4.60;46.05
2;14;;Rue des Goélands;29990;29999;Port;-4.6002;46.05
3;12;;Rue des Goélands;29991;29998;Bourg;-4.70;46.05
4;3;;Place du Phare;29990;29999;Port;-4.61;46.06
"""


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    folder = tmp_path / "reference"
    folder.mkdir()
    (folder / "nomenclature.csv").write_text(
        "code,parent,libelle,service_code,lieu,mots\nautre,,Autre,,,\n", encoding="utf-8"
    )
    (folder / "surnoms.csv").write_text("surnom,designe,lat,lon\nle Caillou,,46.0601,-4.6101\n", encoding="utf-8")
    return folder


@pytest.fixture
def db(tmp_path: Path, reference: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OBSERVATORY_REFERENCE", str(reference))
    path = tmp_path / "ville.duckdb"
    (tmp_path / "a.csv").write_text(ADDRESSES, encoding="utf-8")
    assert run(path, "init", "--city", "vide").exit_code == 0
    assert run(path, "import", "adresses", tmp_path / "a.csv").exit_code == 0
    return path


def run(db: Path, *arguments: object) -> Result:
    return CliRunner().invoke(make_app(), ["--db", str(db), *map(str, arguments)])


def labels(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return [one["properties"]["label"] for one in json.loads(result.stdout.splitlines()[-1])["features"]]


def test_codes_position_and_type_narrow_a_search(db: Path) -> None:
    asked = ("geocode", "12 rue des goelands", "--json")
    assert len(labels(run(db, *asked))) == 2
    assert labels(run(db, *asked, "--citycode", "29998")) == ["12 Rue des Goélands 29991 Bourg"]
    assert labels(run(db, *asked, "--postcode", "29990")) == ["12 Rue des Goélands 29990 Port"]
    assert labels(run(db, *asked, "--lat", "46.05", "--lon=-4.7", "--limit", "1")) == [
        "12 Rue des Goélands 29991 Bourg"
    ]
    streets = run(db, "geocode", "rue des goelands", "--json", "--type", "street", "--postcode", "29990")
    assert labels(streets) == ["Rue des Goélands 29990 Port"]
    assert labels(run(db, "geocode", "place du ph", "--autocomplete", "--json"))[0] == "Place du Phare 29990 Port"


def test_a_position_gives_what_is_near_with_its_distance(db: Path) -> None:
    result = run(db, "geocode", "--reverse", "46.0500,-4.60008", "--limit", "2")
    assert result.exit_code == 0
    assert [line.split("  ")[:2] for line in result.stdout.splitlines()] == [
        ["6 m", "12 Rue des Goélands 29990 Port"],
        ["9 m", "14 Rue des Goélands 29990 Port"],
    ]
    assert labels(run(db, "geocode", "--reverse", "46.05 -4.6", "--type", "street", "--json")) == [
        "Rue des Goélands 29990 Port"
    ]
    assert "Rien de connu à moins de 20 km" in run(db, "geocode", "--reverse", "1;2").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("12 rue des goelands", "--reverse", "46.05,-4.6"),
        ("12 rue des goelands", "--lat", "46.05"),
        ("--reverse", "46.05"),
        ("--reverse", "ici"),
        ("x", "--type", "galaxie"),
        ("--csv", "a.csv", "--column", "x"),
        ("x", "--limit", "101"),
    ],
)
def test_what_cannot_be_asked_is_wrong_usage(db: Path, arguments: tuple[str, ...]) -> None:
    assert run(db, "geocode", *arguments).exit_code == 2


def test_a_position_out_of_the_globe_is_refused(db: Path) -> None:
    result = run(db, "geocode", "--reverse", "91,2")
    assert result.exit_code == 1
    assert isinstance(result.exception, ValueRefused)


def test_nothing_found_says_what_to_do(db: Path) -> None:
    assert "surnoms ajouter" in run(db, "geocode", "boulevard zzyx").stdout


def test_nicknames_are_added_used_listed_written_and_taken_out(db: Path, reference: Path, tmp_path: Path) -> None:
    added = run(db, "surnoms", "ajouter", "chez Momo", "3 place du Phare")
    assert added.exit_code == 0
    assert "« chez Momo » : 3 Place du Phare 29990 Port" in added.stdout
    assert run(db, "surnoms", "ajouter", "la Pointe", "--lat", "46.0602", "--lon=-4.6102", "--json").exit_code == 0
    assert labels(run(db, "geocode", "CHEZ MOMO", "--json"))[:1] == ["3 Place du Phare 29990 Port"]
    listed = run(db, "surnoms", "liste")
    assert [line.split("  →  ")[0] for line in listed.stdout.splitlines()[:-1]] == [
        "chez Momo",
        "la Pointe",
        "le Caillou",
    ]
    assert "(fichier)" in listed.stdout
    assert listed.stdout.splitlines()[-1] == "3 surnoms."

    out = tmp_path / "surnoms.csv"
    assert run(db, "surnoms", "liste", "--csv", out).exit_code == 0
    (reference / "surnoms.csv").write_bytes(out.read_bytes())
    for name in ("chez Momo", "la pointe"):
        assert run(db, "surnoms", "retirer", name).exit_code == 0
    known = json.loads(run(db, "surnoms", "liste", "--json").stdout.splitlines()[-1])
    assert [(one["surnom"], one["origine"]) for one in known["surnoms"]] == [
        ("chez Momo", "fichier"),
        ("la Pointe", "fichier"),
        ("le Caillou", "fichier"),
    ]
    assert known["remarques"] == []


def test_a_nickname_that_means_nothing_is_refused(db: Path) -> None:
    assert isinstance(run(db, "surnoms", "ajouter", "la Butte").exception, ValueRefused)
    assert isinstance(run(db, "surnoms", "ajouter", "la Butte", "boulevard zzyx").exception, ValueRefused)
    twins = run(db, "surnoms", "ajouter", "la Butte", "12 rue des goelands").exception
    assert isinstance(twins, ValueRefused)
    assert "12 Rue des Goélands 29990 Port ; 12 Rue des Goélands 29991 Bourg" in twins.message
    assert isinstance(run(db, "surnoms", "retirer", "la Butte").exception, NotFound)


def test_a_bad_row_of_the_file_is_told_on_standard_error(db: Path, reference: Path) -> None:
    with (reference / "surnoms.csv").open("a", encoding="utf-8") as file:
        file.write("la Butte,,,\n")
    result = run(db, "surnoms", "liste")
    assert result.exit_code == 0
    assert "surnoms.csv, ligne 3 : « la Butte » ne désigne rien" in result.stderr
    assert "le Caillou" in result.stdout
