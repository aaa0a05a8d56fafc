"""The file written anew: what was deleted is in no byte of it, and nobody notices."""

from __future__ import annotations

import random
import string
import threading
import time
from pathlib import Path

import duckdb
import pytest

from observatory.domain.errors import BaseBusy, DiskFailed, StateError
from observatory.store import swap
from observatory.store.database import Database
from observatory.store.rewrite import rewrite
from tests.unit.store.conftest import tables_of


def markers(n: int, seed: int) -> list[str]:
    letters = random.Random(seed)
    return ["".join(letters.choices(string.ascii_uppercase, k=24)) for _ in range(n)]


def bytes_of(path: Path) -> bytes:
    log = path.with_name(path.name + ".wal")
    return path.read_bytes() + (log.read_bytes() if log.exists() else b"")


def test_a_deleted_value_is_in_the_file_until_it_is_rewritten(tmp_path: Path) -> None:
    base = Database.create(tmp_path / "b.duckdb")
    base.cursor().execute("SET GLOBAL force_compression = 'uncompressed'")  # so that bytes can be searched
    gone, kept = markers(200, 1), markers(200, 2)
    base.write(lambda c: c.execute("INSERT INTO rejet SELECT unnest(?), now()", [gone + kept]))
    base.cursor().execute("CHECKPOINT")
    content = bytes_of(base.path)
    assert all(one.encode() in content for one in gone + kept)
    base.write(lambda c: c.execute("DELETE FROM rejet WHERE chemin IN (SELECT unnest(?))", [gone]))
    base.cursor().execute("CHECKPOINT")
    assert all(one.encode() in bytes_of(base.path) for one in gone)
    before = tables_of(base)
    rewrite(base, 1)
    content = bytes_of(base.path)
    assert not [one for one in gone if one.encode() in content]
    assert all(one.encode() in content for one in kept)
    assert tables_of(base) == before
    base.close()
    again = Database.open(tmp_path / "b.duckdb")
    assert tables_of(again) == before
    assert [one.name for one in tmp_path.iterdir() if not one.name.endswith(".wal")] == ["b.duckdb"]
    again.close()


def test_threads_go_on_writing_and_reading_over_several_rewritings(tmp_path: Path) -> None:
    base = Database.create(tmp_path / "b.duckdb")
    stop, failures, written = threading.Event(), [], []

    def work(who: int) -> None:
        number = 0
        try:
            while not stop.is_set():
                name = f"{who}-{number}"
                base.write(lambda c, name=name: c.execute("INSERT INTO rejet VALUES (?, now())", [name]))  # type: ignore[misc]
                written.append(name)
                with base.in_use():
                    base.ibis().table("rejet").count().execute()
                    assert base.value("SELECT count(*) FROM rejet WHERE chemin = ?", [name]) == 1
                number += 1
        except BaseException as error:  # noqa: BLE001 - told to the main thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(who,)) for who in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        time.sleep(0.3)
        rewrite(base, 10)
    stop.set()
    for thread in threads:
        thread.join(90)
    assert failures == []
    assert len(written) > 5
    assert set(base.read("SELECT chemin FROM rejet")["chemin"].to_pylist()) == set(written)
    base.close()


def test_who_is_at_work_is_not_disturbed(tmp_path: Path) -> None:
    base = Database.create(tmp_path / "b.duckdb")
    inside, leave, answers = threading.Event(), threading.Event(), []

    def long_question() -> None:
        with base.in_use():
            inside.set()
            leave.wait(90)
            answers.append(base.value("SELECT 1"))

    thread = threading.Thread(target=long_question)
    thread.start()
    assert inside.wait(90)
    with pytest.raises(BaseBusy, match="D'autres opérations"):
        rewrite(base, 0.1)
    leave.set()
    thread.join(90)
    assert answers == [1]
    rewrite(base, 1)
    base.close()


def test_a_base_that_is_open_here_or_elsewhere_is_not_replaced(tmp_path: Path) -> None:
    base = Database.create(tmp_path / "b.duckdb")
    (tmp_path / "neuve.duckdb").write_bytes(b"x")
    with pytest.raises(StateError, match="encore en usage"):
        swap.put_in_place(tmp_path / "neuve.duckdb", base.path)
    assert base.value("SELECT count(*) FROM meta") == 1
    base.close()


def test_a_copy_that_is_not_the_same_is_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = Database.create(tmp_path / "b.duckdb")
    sums = iter(range(10**6))
    monkeypatch.setattr("observatory.store.rewrite._sum", lambda *_: (next(sums),))
    with pytest.raises(StateError, match="l'ancien est gardé"):
        rewrite(base, 1)
    assert base.value("SELECT count(*) FROM meta") == 1
    assert not list(tmp_path.glob(".b.duckdb*"))
    base.close()


def test_a_failure_while_replacing_leaves_the_old_file_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = Database.create(tmp_path / "b.duckdb")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("observatory.store.swap.flush", refuse)
    with pytest.raises(DiskFailed, match="No space left"):
        rewrite(base, 1)
    base.write(lambda c: c.execute("INSERT INTO rejet VALUES ('après', now())"))
    base.close()
    with duckdb.connect(str(tmp_path / "b.duckdb")) as connection:
        assert connection.execute("SELECT chemin FROM rejet").fetchall() == [("après",)]
