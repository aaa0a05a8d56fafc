"""The one reading of tables as CSV: separators, marks, what is wrong said with its line; and the writing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from observatory.domain.errors import FormatError
from observatory.store.fichier_csv import MOST_ROWS, read_table, table_to_text, text_to_day, text_to_table

COLUMNS = ("code", "nom")


@pytest.mark.parametrize(
    "text",
    [
        "code,nom\na, Voirie \n",
        "\ufeffcode;nom\r\na;Voirie\r\n",
        'nom;autre;code\n"Voirie";x;a\n',
        "code,nom\n\na,Voirie",
    ],
)
def test_the_columns_asked_for_are_read_whatever_the_separator(text: str) -> None:
    assert text_to_table(text, COLUMNS, "essai.csv") == [{"code": "a", "nom": "Voirie"}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "il manque code, nom"),
        ("code,nom\n", "il manque code, nom"),
        ("code;libelle\na;b\n", "il manque nom"),
        ("code,nom\na,b,c\n", "ligne 2 : plus de cases"),
        ("code,nom\n" + "a,b\n" * (MOST_ROWS + 1), "au plus"),
        ('code,nom\n"' + "x" * 200_000 + '",b\n', "ne peut pas être lu"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        text_to_table(text, COLUMNS, "essai.csv")


def test_a_file_is_read_as_its_text(tmp_path: Path) -> None:
    path = tmp_path / "essai.csv"
    with pytest.raises(FormatError, match=r"essai\.csv manque"):
        read_table(path, COLUMNS)
    with pytest.raises(FormatError, match="sans elle, rien"):
        read_table(path, COLUMNS, "sans elle, rien")
    path.write_bytes("code,nom\na,Propreté".encode("latin-1"))
    with pytest.raises(FormatError, match="CSV UTF-8"):
        read_table(path, COLUMNS)
    path.write_text("code,nom\na,Propreté", encoding="utf-8-sig")
    assert read_table(path, COLUMNS) == [{"code": "a", "nom": "Propreté"}]


def test_what_is_written_is_read_back() -> None:
    rows = [{"code": "a;b", "nom": 'dit "la Butte"\nen deux lignes'}, {"code": "=1+1", "nom": ""}]
    text = table_to_text([rows[0], {"code": "=1+1", "nom": None}], COLUMNS)
    assert "'=1+1" in text
    assert text.startswith("\ufeffcode;nom\r\n")
    assert text_to_table(text, COLUMNS, "essai.csv") == rows


def test_days_are_read_in_both_ways_of_writing() -> None:
    assert text_to_day("ici", "le", "2026-06-30") == text_to_day("ici", "le", "30/06/2026") == dt.date(2026, 6, 30)
    assert text_to_day("ici", "le", "") is None
    with pytest.raises(FormatError, match="ici : le = « 31/02/2026 »"):
        text_to_day("ici", "le", "31/02/2026")
