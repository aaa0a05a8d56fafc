"""Every earlier version of the base comes forward with what it holds."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from observatory.domain.annuaire import Orientation, check_directory, line_to_orientation
from observatory.domain.errors import BaseTooNew
from observatory.store.annuaire import annuaire_read
from observatory.store.database import Database
from observatory.store.integrity import late_sequences, orphan_counts
from observatory.store.migrations import SCHEMA_VERSION, STEPS, schema_version
from tests.unit.store.conftest import VERSIONS, base_of_version, tables_of

COLUMNS = (
    "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
    "ORDER BY table_name, ordinal_position"
)


def test_there_is_a_step_for_each_version() -> None:
    assert [int(step.stem) for step in sorted(STEPS.glob("*.sql"))] == list(range(2, SCHEMA_VERSION + 1))
    assert VERSIONS[0] == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_an_earlier_base_comes_forward_whole(tmp_path: Path, version: int) -> None:
    path = base_of_version(tmp_path / "vieille.duckdb", version)
    base, new = Database.open(path), Database.create(tmp_path / "neuve.duckdb")
    assert schema_version(base.cursor()) == SCHEMA_VERSION
    assert base.read(COLUMNS).equals(new.read(COLUMNS))
    constraints = "SELECT table_name, constraint_text FROM duckdb_constraints() ORDER BY ALL"
    assert base.read(constraints).equals(new.read(constraints))
    kept = tables_of(base)
    assert [kept[name].num_rows for name in ("signalement", "contact", "declarant", "journal")] == [2, 2, 1, 1]
    assert kept["signalement"]["description"].to_pylist() == ["La musique du deuxième étage", "Une barrière tombée"]
    assert all(count == 0 for _, count in orphan_counts(base))
    assert late_sequences(base) == []
    base.close()
    again = Database.open(path)
    assert tables_of(again) == kept
    again.close()
    new.close()


def test_a_newer_base_is_left_as_it_is(tmp_path: Path) -> None:
    path = base_of_version(tmp_path / "b.duckdb", 2)
    base = Database.open(path)
    base.write(lambda cursor: cursor.execute("UPDATE meta SET valeur = '999' WHERE cle = 'version'"))
    base.close()
    before = path.read_bytes()
    with pytest.raises(BaseTooNew, match="999, plus récente"):
        Database.open(path)
    assert path.read_bytes() == before


def test_a_meeting_that_lies_ahead_was_not_held(tmp_path: Path) -> None:
    path = base_of_version(tmp_path / "b.duckdb", 7)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "INSERT INTO reunion VALUES (nextval('reunion_id'), 'presentation', 'À venir', DATE '9000-01-01', '', "
            "NULL, 'coordonnateur', TIMESTAMPTZ '2024-06-02 10:00:00+02')"
        )
    base = Database.open(path)
    assert base.read("SELECT etat FROM reunion ORDER BY id")["etat"].to_pylist() == ["tenue", "prevue"]
    base.close()


def test_the_orientations_of_a_city_become_lines_of_its_directory(tmp_path: Path) -> None:
    path = base_of_version(tmp_path / "b.duckdb", 5)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "INSERT INTO orientation VALUES "
            "('17', 0, 'Police secours', '17', '24 h sur 24', 'Raccrochez.', 'arme', true), "
            "('115', 1, 'Samu social', '115', '24 h sur 24', '', 'sans abri', false), "
            "('voirie', 2, 'Voirie', '05 36 49 00 05', 'en semaine', 'Donnez la rue.', 'trou', false)"
        )
    base = Database.open(path)
    lines = annuaire_read(base)
    assert [(one.code, one.genre, one.said) for one in lines] == [
        ("17", "urgence", True), ("115", "aide", True), ("voirie", "service", True),
    ]  # fmt: skip
    assert [line_to_orientation(one) for one in lines][2] == Orientation(
        "voirie", "Voirie", "05 36 49 00 05", "en semaine", "Donnez la rue.", "trou", urgence=False
    )
    check_directory(lines)
    base.close()
