from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from observatory.domain.errors import BaseBusy, BaseExists, BaseMissing, BaseTooNew, FormatError
from observatory.store.database import Cursor, Database
from observatory.store.migrations import migrate, schema_version


def test_a_base_is_made_once_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "b.duckdb"
    Database.create(path).close()
    before = path.read_bytes()
    with pytest.raises(BaseExists, match="jamais écrasée"):
        Database.create(path)
    assert path.read_bytes() == before


def test_a_missing_base_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BaseMissing, match="init --city demo"):
        Database.open(tmp_path / "absent.duckdb")


@pytest.mark.parametrize("content", [b"", b"not a base at all" * 500])
def test_a_file_that_is_no_base_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.duckdb"
    path.write_bytes(content)
    with pytest.raises(FormatError):
        Database.open(path)
    if content:
        assert path.read_bytes() == content


def test_a_base_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    duckdb.connect(str(path)).close()
    with pytest.raises(FormatError, match="n'est pas une base de l'observatoire"):
        Database.open(path)


def test_a_newer_base_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.duckdb"
    base = Database.create(path)
    base.cursor().execute("UPDATE meta SET valeur = '999' WHERE cle = 'version'")
    base.close()
    with pytest.raises(BaseTooNew, match="999"):
        Database.open(path)


def test_steps_take_an_older_base_forward_once(tmp_path: Path) -> None:
    base = Database.create(tmp_path / "b.duckdb")
    base.cursor().execute("UPDATE meta SET valeur = '1' WHERE cle = 'version'")
    steps = tmp_path / "steps"
    steps.mkdir()
    (steps / "0002.sql").write_text("ALTER TABLE meta ADD COLUMN note VARCHAR;")
    (steps / "0003.sql").write_text("SELECT never_reached();")
    assert migrate(base.cursor(), steps, newest=2) == [2]
    assert schema_version(base.cursor()) == 2
    assert migrate(base.cursor(), steps, newest=2) == []
    with pytest.raises(duckdb.Error):
        migrate(base.cursor(), steps, newest=3)
    assert schema_version(base.cursor()) == 2
    base.close()


def test_a_busy_base_says_so(tmp_path: Path) -> None:
    path = tmp_path / "b.duckdb"
    base = Database.create(path)
    code = (
        "import sys; from pathlib import Path; from observatory.store.database import Database; "
        "Database.open(Path(sys.argv[1]))"
    )
    other = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60)
    assert BaseBusy.__name__ in other.stderr
    base.close()


def test_a_change_is_whole_or_nothing(tmp_path: Path) -> None:
    base = Database.create(tmp_path / "b.duckdb")

    def half(cursor: Cursor) -> None:
        cursor.execute("INSERT INTO meta VALUES ('a', '1')")
        raise RuntimeError("stopped in the middle")

    with pytest.raises(RuntimeError):
        base.write(half)
    assert base.value("SELECT count(*) FROM meta WHERE cle = 'a'") == 0
    base.close()


def test_threads_write_and_read_together(tmp_path: Path) -> None:
    base = Database.create(tmp_path / "b.duckdb")
    base.write(lambda cursor: cursor.execute("INSERT INTO meta VALUES ('n', '0')"))
    failures: list[BaseException] = []

    def add() -> None:
        try:
            for _ in range(10):
                base.write(lambda c: c.execute("UPDATE meta SET valeur = (valeur::INT + 1)::VARCHAR WHERE cle = 'n'"))
                base.ibis().list_tables()
        except BaseException as error:  # noqa: BLE001 - told to the main thread
            failures.append(error)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert base.value("SELECT valeur FROM meta WHERE cle = 'n'") == "40"
    base.close()
