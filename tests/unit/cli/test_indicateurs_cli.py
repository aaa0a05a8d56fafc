"""``observatory indicateurs``: on the screen, as JSON, as a file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from observatory.domain.errors import NotFound, ValueRefused
from observatory.domain.indicateurs import DEFINITIONS
from tests.unit.cli.test_cli import db, last, run, with_signalements

__all__ = ["db"]


def test_the_screen_tells_every_indicator_and_what_is_not_known(db: Path) -> None:
    with_signalements(db)
    result = run(db, "indicateurs")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == len(DEFINITIONS)
    assert "non communiqué : Aucune médiation n'est notée dans la base." in result.stdout


def test_a_file_by_month_and_its_summary(db: Path, tmp_path: Path) -> None:
    with_signalements(db)
    out = tmp_path / "i.csv"
    asked = ("--par", "mois", "--indicateur", "signalements", "--indicateur", "cout")
    found = last(run(db, "indicateurs", *asked, "-o", out, "--json"))
    assert found["lignes"] == 4
    table = pd.read_csv(out)
    counted = table[table["code"] == "signalements"]
    assert dict(zip(counted["groupe"], counted["valeur"], strict=True)) == {"2026-01": 1, "2026-02": 2}
    assert table[table["code"] == "cout"]["valeur"].isna().all()
    assert run(db, "indicateurs", *asked, "-o", tmp_path / "i.xlsx").exit_code == 0
    assert (tmp_path / "i.xlsx").read_bytes().startswith(b"PK")


def test_json_without_a_file_holds_the_rows(db: Path) -> None:
    with_signalements(db)
    rows = last(run(db, "indicateurs", "--indicateur", "signalements", "--json"))["lignes"]
    assert isinstance(rows, list)
    assert rows[0]["valeur"] == 3


@pytest.mark.parametrize(
    ("asked", "error"),
    [(("--indicateur", "retours"), NotFound), (("--par", "territoire"), ValueRefused), (("-o", "x.doc"), ValueRefused)],
)
def test_a_wrong_question_is_a_french_sentence(db: Path, asked: tuple[str, str], error: type[Exception]) -> None:
    result = run(db, "indicateurs", *asked)
    assert result.exit_code == 1
    assert isinstance(result.exception, error)
