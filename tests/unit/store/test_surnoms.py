"""Nicknames: the table, the step that makes it, the file that a city edits."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from observatory.domain.errors import ValueRefused
from observatory.domain.records import Surnom
from observatory.settings import PROJECT
from observatory.store.database import Database
from observatory.store.surnoms import (
    check_surnom,
    file_stamp,
    read_surnoms,
    surnom_delete,
    surnom_insert,
    surnoms_origin,
    surnoms_path,
    surnoms_read,
)

NOW = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return surnoms_path(tmp_path)


def written(path: Path, *rows: str, header: str = "surnom,designe,lat,lon", encoding: str = "utf-8") -> Path:
    path.write_text("\n".join([header, *rows]), encoding=encoding)
    return path


def test_nicknames_are_kept_told_and_forgotten(tmp_path: Path) -> None:
    base = Database.create(tmp_path / "b.duckdb")
    butte, momo = Surnom("la Butte", "Parc de la Citadelle"), Surnom("chez Momo", "", 46.05, -4.6)
    for one in (butte, momo):
        base.write(lambda cursor, one=one: surnom_insert(cursor, one, auteur="essai", le=NOW))  # type: ignore[misc]
    assert surnoms_read(base) == [butte, momo]
    assert surnoms_origin(base)["chez Momo"] == ("essai", NOW)
    assert base.write(lambda cursor: surnom_delete(cursor, "la Butte")) == 1
    assert base.write(lambda cursor: surnom_delete(cursor, "la Butte")) is None
    assert surnoms_read(base) == [momo]
    base.close()


def test_the_table_refuses_what_stands_for_nothing(tmp_path: Path) -> None:
    base = Database.create(tmp_path / "b.duckdb")
    for bad in (Surnom("la Butte"), Surnom("la Butte", "x", 46.0, None)):
        with pytest.raises(duckdb.ConstraintException):
            base.write(lambda cursor, bad=bad: surnom_insert(cursor, bad, auteur="essai", le=NOW))  # type: ignore[misc]
    assert surnoms_read(base) == []
    base.close()


@pytest.mark.parametrize(
    ("surnom", "words"),
    [
        (Surnom(" ", "Place Foch"), "vide"),
        (Surnom("!?", "Place Foch"), "vide"),
        (Surnom("la Butte"), "ne désigne rien"),
        (Surnom("la Butte", "", 46.0, None), "moitié de position"),
        (Surnom("la Butte", "", 146.0, 0.0), "La latitude 146"),
        (Surnom("a" * 101, "x"), "100 caractères"),
        (Surnom("la Butte", "x" * 201), "200"),
        (Surnom("la Butte", "Place Foch\nchez Momo"), "plusieurs lignes"),
    ],
)
def test_what_cannot_be_kept_is_said_in_french(surnom: Surnom, words: str) -> None:
    with pytest.raises(ValueRefused, match=words):
        check_surnom(surnom)


def test_the_file_of_the_project_can_be_read() -> None:
    found, remarques = read_surnoms(surnoms_path(PROJECT / "data" / "reference"))
    assert remarques == []
    assert len(found) >= 3
    assert Surnom("chez Momo", "Le Bar des Halles Port-Clairval") in found
    assert any(one.lat is not None for one in found)


def test_a_file_that_is_not_there_holds_nothing(path: Path) -> None:
    assert file_stamp(path) is None
    assert read_surnoms(path) == ([], [])
    path.write_text("")
    assert read_surnoms(path) == ([], [])


def test_a_french_excel_writes_semicolons_commas_and_a_mark(path: Path) -> None:
    written(path, "la Butte;;46,05;-4,6", ";;;", header="surnom;designe;lat;lon", encoding="utf-8-sig")
    assert read_surnoms(path) == ([Surnom("la Butte", "", 46.05, -4.6)], [])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("la Butte,,,", "ligne 3 : « la Butte » ne désigne rien"),
        (",Place Foch,,", "ligne 3 : Le surnom est vide"),
        ("la Butte,,quarante,-4.6", "ligne 3 : « la Butte » : lat = « quarante » n'est pas un nombre"),
        ("la Butte,,nan,-4.6", "ligne 3 : « la Butte » : lat = « nan » n'est pas un nombre"),
        ("la Butte,,46.05,", "ligne 3 : « la Butte » n'a qu'une moitié"),
        ("la Butte,,46.05,-200", "ligne 3 : La longitude -200"),
        ("CHEZ MOMO,Place Foch,,", "ligne 3 : « CHEZ MOMO » est déjà à la ligne 2"),
        ("la Butte", "ligne 3 : « la Butte » ne désigne rien"),
        ("x" * 200_000, "ligne 3 : ligne trop longue"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_the_others_stay(path: Path, row: str, words: str) -> None:
    found, remarques = read_surnoms(written(path, "chez Momo,Le Bar des Halles,,", row, "la Criée,Quai Nord,,"))
    assert [one.surnom for one in found] == ["chez Momo", "la Criée"]
    assert len(remarques) == 1
    assert remarques[0].startswith(f"surnoms.csv, {words}")


def test_a_file_that_is_no_such_table_is_told(path: Path) -> None:
    def told() -> str:
        found, (remarque,) = read_surnoms(path)
        assert found == []
        return remarque

    written(path, "la Butte", header="surnom")
    assert "il manque designe, lat, lon" in told()
    written(path, "Élysée,x,,", encoding="latin-1")
    assert "pas en UTF-8" in told()
    path.unlink()
    path.mkdir()
    assert "ne peut pas être lu" in told()


def test_an_edit_changes_the_stamp_of_the_file(path: Path) -> None:
    written(path, "la Butte,Place Foch,,")
    before = file_stamp(path)
    assert file_stamp(path) == before
    written(path, "la Butte,Place Foch,,", "chez Momo,Quai Nord,,")
    assert file_stamp(path) != before
