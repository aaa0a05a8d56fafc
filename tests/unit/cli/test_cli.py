from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from observatory.cli import make_app
from observatory.domain.errors import BaseExists, BaseMissing, NotFound, ObservatoryError

SIGNALEMENTS = """reference,recu_le,canal,categorie,adresse,lat,lon
A,2026-01-05T10:00:00+01:00,telephone,bruit,,46.05,-4.60
B,2026-02-06,telephone,tags,12 rue des Goélands,,
C,2026-02-07,telephone,licorne,,46.05,-4.60
"""


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "ville.duckdb"
    run(path, "init", "--city", "vide")
    return path


def run(db: Path, *arguments: object) -> Result:
    return CliRunner().invoke(make_app(), ["--db", str(db), *map(str, arguments)])


def last(result: Result) -> dict[str, object]:
    found = json.loads(result.stdout.splitlines()[-1])
    assert isinstance(found, dict)
    return found


def with_signalements(db: Path) -> Result:
    path = db.with_name("s.csv")
    path.write_text(SIGNALEMENTS, encoding="utf-8")
    return run(db, "import", "signalements", path, "--preset", "observatoire", "--json")


def test_a_base_is_never_overwritten(db: Path) -> None:
    again = run(db, "init", "--city", "vide")
    assert again.exit_code == 1
    assert isinstance(again.exception, (BaseExists, SystemExit, ObservatoryError))


def test_an_import_sums_up_in_one_json_object(db: Path) -> None:
    found = last(with_signalements(db))
    assert [found[k] for k in ("lus", "enregistres", "a_localiser", "deja_connus", "rejetes")] == [3, 2, 1, 0, 0]


def test_a_refusal_is_exit_code_1_and_wrong_usage_2(db: Path) -> None:
    bad = db.with_name("bad.csv")
    bad.write_text("reference,recu_le\nX,hier\n", encoding="utf-8")
    assert run(db, "import", "signalements", bad, "--preset", "observatoire").exit_code == 1
    assert run(db, "import", "signalements", bad).exit_code == 2
    assert run(db, "aggregate").exit_code == 2
    assert run(db, "aggregate", "--by", "cell", "--depuis", "hier", "-o", db.with_name("x.csv")).exit_code == 2


def test_aggregate_writes_the_columns_asked_for(db: Path, tmp_path: Path) -> None:
    with_signalements(db)
    out = tmp_path / "c.csv"
    found = last(run(db, "aggregate", "--by", "cell", "--pas", "mois", "--par-categorie", "-o", out, "--json"))
    table = pd.read_csv(out)
    assert list(table.columns) == ["cell", "periode", "categorie", "n"]
    assert table["n"].sum() == 2
    assert set(table["categorie"]) == {"bruit", "autre"}
    assert table["cell"].str.len().eq(15).all()
    assert found["non_localises"] == 1
    only = tmp_path / "o.csv"
    window = ("--depuis", "2026-01-05", "--jusqua", "2026-01-05")
    run(db, "aggregate", "--by", "cell", "--categorie", "bruit", *window, "-o", only)
    assert pd.read_csv(only)["n"].tolist() == [1]


@pytest.mark.parametrize("ending", ["csv", "geojson", "parquet", "gpkg", "xlsx"])
def test_every_format_is_written(db: Path, tmp_path: Path, ending: str) -> None:
    with_signalements(db)
    out = tmp_path / f"c.{ending}"
    assert run(db, "aggregate", "--by", "cell", "-o", out).exit_code == 0
    assert out.stat().st_size > 0


def test_a_french_excel_gets_its_csv(db: Path, tmp_path: Path) -> None:
    with_signalements(db)
    out = tmp_path / "s.csv"
    assert run(db, "export", "signalements", "-o", out, "--excel").exit_code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "46,05" in out.read_text(encoding="utf-8-sig")


def test_an_unknown_ending_zonage_or_category_is_a_french_sentence(db: Path, tmp_path: Path) -> None:
    with_signalements(db)
    for arguments in (
        ("--by", "cell", "-o", tmp_path / "x.doc"),
        ("--by", "quartier", "-o", tmp_path / "x.csv"),
        ("--by", "cell", "--categorie", "brui", "-o", tmp_path / "x.csv"),
    ):
        result = run(db, "aggregate", *arguments)
        assert result.exit_code == 1
        assert isinstance(result.exception, ObservatoryError)
    assert isinstance(run(db, "aggregate", "--by", "quartier", "-o", tmp_path / "x.csv").exception, NotFound)


def test_public_outputs_hide_small_counts_and_refuse_crossings(db: Path, tmp_path: Path) -> None:
    with_signalements(db)
    out = tmp_path / "p.csv"
    assert run(db, "aggregate", "--by", "cell", "--public", "-o", out).exit_code == 0
    assert pd.read_csv(out)["n"].isna().all()
    for wrong in (("--pas", "jour"), ("--par-categorie",), ("--depuis", "2026-01-02"), ("--resolution", "12")):
        result = run(db, "aggregate", "--by", "cell", "--public", *wrong, "-o", out)
        assert result.exit_code == 1
        assert isinstance(result.exception, ObservatoryError)


def test_geocode_prints_one_geocodejson_on_one_line(db: Path, tmp_path: Path) -> None:
    addresses = tmp_path / "a.csv"
    addresses.write_text(
        "id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;lon;lat\n"
        "1;12;;Rue des Goélands;29990;29999;Port;-4.60;46.05\n",
        encoding="utf-8",
    )
    assert run(db, "import", "adresses", addresses).exit_code == 0
    result = run(db, "geocode", "12 r des goelands", "--json")
    assert len(result.stdout.splitlines()) == 1
    feature = json.loads(result.stdout)["features"][0]
    assert feature["geometry"]["coordinates"] == [-4.60, 46.05]
    assert feature["properties"]["housenumber"] == "12"

    queries, out = tmp_path / "q.csv", tmp_path / "out.csv"
    queries.write_text("nom;voie\nun;12 rue des Goélands\ndeux;\n", encoding="utf-8")
    found = last(run(db, "geocode", "--csv", queries, "--column", "voie", "-o", out, "--json"))
    assert (found["lus"], found["trouves"]) == (2, 1)
    table = pd.read_csv(out)
    assert list(table.columns[:4]) == ["nom", "voie", "latitude", "longitude"]
    assert {"result_label", "result_citycode", "precision_m", "method", "explanation"} <= set(table.columns)


def test_check_says_that_the_base_is_sound(db: Path) -> None:
    with_signalements(db)
    result = run(db, "check", "--json")
    assert result.exit_code == 0
    assert last(result)["ok"] is True


def test_a_missing_base_says_how_to_make_one(tmp_path: Path) -> None:
    result = run(tmp_path / "absent.duckdb", "check")
    assert result.exit_code == 1
    assert isinstance(result.exception, BaseMissing)
