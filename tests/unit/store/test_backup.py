"""Backups: one instant, whole or absent, verified before anything is made of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import stat
import threading
from pathlib import Path

import duckdb
import pytest

from observatory.domain.errors import BaseExists, BaseTooNew, FormatError, NotFound, WriteRefused
from observatory.store.backup import backup_choose, backup_restore, backup_write, backups_in
from observatory.store.database import Cursor, Database
from observatory.store.integrity import late_sequences
from observatory.store.manifest import SCHEMA, Manifest, describe_file, read_manifest, write_manifest
from observatory.store.migrations import SCHEMA_VERSION
from tests.unit.store.conftest import base_of_version, tables_of

LE = dt.datetime(2026, 6, 1, 2, 30, tzinfo=dt.UTC)


def quiet(label: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def base(tmp_path: Path) -> Database:
    return Database.open(base_of_version(tmp_path / "ville.duckdb", 2))


def test_a_restored_base_has_the_same_tables_and_goes_on_numbering(base: Database, tmp_path: Path) -> None:
    written = backup_write(base, tmp_path / "sauvegardes", LE, quiet)
    assert written.name == "ville-2026-06-01T02-30-00Z"
    assert stat.S_IMODE(written.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(one.stat().st_mode) == 0o600 for one in written.iterdir())
    assert [one.name for one in written.parent.iterdir()] == [written.name]
    manifest = backup_restore(written, tmp_path / "neuve.duckdb", quiet)
    assert (manifest.version, manifest.le) == (SCHEMA_VERSION, LE)
    new = Database.open(tmp_path / "neuve.duckdb")
    assert tables_of(new) == tables_of(base)
    assert late_sequences(new) == []
    assert not list(tmp_path.glob(".neuve*"))
    base.close()
    new.close()


def test_sessions_do_not_come_back_with_a_base(base: Database, tmp_path: Path) -> None:
    base.write(lambda c: c.execute("INSERT INTO session VALUES ('x', 1, now(), now(), now() + INTERVAL 1 DAY, NULL)"))
    written = backup_write(base, tmp_path / "s", LE, quiet)
    base.close()
    backup_restore(written, tmp_path / "neuve.duckdb", quiet)
    new = Database.open(tmp_path / "neuve.duckdb")
    assert new.value("SELECT count(*) FROM session") == 0
    new.close()


def test_a_backup_is_of_one_instant_while_others_write(base: Database, tmp_path: Path) -> None:
    stop = threading.Event()

    def both(cursor: Cursor) -> None:
        cursor.execute("INSERT INTO rejet SELECT uuid()::VARCHAR, now()")
        cursor.execute("INSERT INTO effacement VALUES ('recit', 'signalement', 0, now())")

    def write() -> None:
        while not stop.is_set():
            base.write(both)

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    counts = []
    for second in range(4):
        written = backup_write(base, tmp_path / "s", LE + dt.timedelta(seconds=second), quiet)
        lines = {one.table: one.lignes for one in read_manifest(written).fichiers}
        assert lines["rejet"] == lines["effacement"] == read_manifest(written).effacements
        counts.append(lines["rejet"])
    stop.set()
    for thread in threads:
        thread.join(90)
    assert counts == sorted(counts)
    assert len(set(counts)) > 1
    base.close()


@pytest.mark.parametrize("version", [1, 2])
def test_a_backup_of_an_earlier_version_comes_forward(tmp_path: Path, version: int) -> None:
    path = base_of_version(tmp_path / "vieille.duckdb", version)
    folder = _backup_by_hand(path, tmp_path / "copie", version)
    backup_restore(folder, tmp_path / "neuve.duckdb", quiet)
    old, new = Database.open(path), Database.open(tmp_path / "neuve.duckdb")
    assert tables_of(new) == tables_of(old)
    assert new.value("SELECT valeur FROM meta WHERE cle = 'version'") == str(SCHEMA_VERSION)
    old.close()
    new.close()


def _backup_by_hand(path: Path, folder: Path, version: int) -> Path:
    """A backup as the program of that version would have written it."""
    folder.mkdir()
    with duckdb.connect(str(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        files = []
        for name in names:
            rows = connection.execute(f"COPY {name} TO '{folder / name}.parquet' (FORMAT parquet)").fetchone()
            files.append(describe_file(folder / f"{name}.parquet", name, rows[0] if rows else None))
    schema = Path("tests/data/schema") / f"v{version}.sql"
    text = schema.read_text(encoding="utf-8").split("-- A few rows")[0]
    (folder / SCHEMA).write_text(text, encoding="utf-8")
    files.append(describe_file(folder / SCHEMA))
    write_manifest(folder, Manifest(1, "vieille", version, LE, 0, files))
    return folder


def test_nothing_is_overwritten(base: Database, tmp_path: Path) -> None:
    written = backup_write(base, tmp_path / "s", LE, quiet)
    with pytest.raises(BaseExists, match="jamais écrasée"):
        backup_write(base, tmp_path / "s", LE, quiet)
    there = tmp_path / "autre.duckdb"
    there.write_bytes(b"quelque chose")
    with pytest.raises(BaseExists, match="jamais écrasé"):
        backup_restore(written, there, quiet)
    assert there.read_bytes() == b"quelque chose"
    (tmp_path / "seul.duckdb.wal").write_bytes(b"")
    with pytest.raises(BaseExists):
        backup_restore(written, tmp_path / "seul.duckdb", quiet)
    base.close()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda folder: (folder / "contact.parquet").unlink(), "contact.parquet : absent"),
        (lambda folder: (folder / "contact.parquet").write_bytes(b"PAR1"), "octets au lieu de"),
        (lambda folder: _flip(folder / "signalement.parquet"), "contenu modifié"),
        (lambda folder: _flip(folder / "schema.sql"), "contenu modifié"),
        (lambda folder: (folder / "manifest.json").write_text("{}"), "illisible"),
        (lambda folder: _edit(folder, lambda m: m.update(version=1)), "a été modifié"),
    ],
)
def test_a_damaged_backup_is_refused_and_nothing_is_made(
    base: Database, tmp_path: Path, damage: object, words: str
) -> None:
    written = backup_write(base, tmp_path / "s", LE, quiet)
    damage(written)  # type: ignore[operator]
    with pytest.raises(FormatError, match=words):
        backup_restore(written, tmp_path / "neuve.duckdb", quiet)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["s", "ville.duckdb", "ville.duckdb.wal"]
    base.close()


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _edit(folder: Path, change: object) -> None:
    content = json.loads((folder / "manifest.json").read_text())
    change(content)  # type: ignore[operator]
    (folder / "manifest.json").write_text(json.dumps(content))


def test_a_newer_backup_and_a_schema_that_does_more_are_refused(base: Database, tmp_path: Path) -> None:
    written = backup_write(base, tmp_path / "s", LE, quiet)
    manifest = read_manifest(written)
    write_manifest(written, dataclasses.replace(manifest, version=999))
    with pytest.raises(BaseTooNew, match="999"):
        backup_restore(written, tmp_path / "neuve.duckdb", quiet)
    spy = tmp_path / "espion.csv"
    with (written / SCHEMA).open("a") as file:
        file.write(f"COPY (SELECT 1) TO '{spy}';")
    files = [describe_file(written / SCHEMA) if one.nom == SCHEMA else one for one in manifest.fichiers]
    write_manifest(written, dataclasses.replace(manifest, fichiers=files))
    with pytest.raises(FormatError, match="autre chose que créer"):
        backup_restore(written, tmp_path / "neuve.duckdb", quiet)
    assert not spy.exists()
    base.close()


def test_a_schema_that_reads_elsewhere_is_refused(base: Database, tmp_path: Path) -> None:
    written = backup_write(base, tmp_path / "s", LE, quiet)
    (tmp_path / "secret.csv").write_text("a\n1\n")
    manifest = read_manifest(written)
    with (written / SCHEMA).open("a") as file:
        file.write(f"CREATE TABLE vol AS FROM read_csv('{tmp_path / 'secret.csv'}');")
    files = [describe_file(written / SCHEMA) if one.nom == SCHEMA else one for one in manifest.fichiers]
    write_manifest(written, dataclasses.replace(manifest, fichiers=files))
    with pytest.raises(FormatError, match="ne peut pas être relue"):
        backup_restore(written, tmp_path / "sous" / "neuve.duckdb", quiet)
    base.close()


def test_the_latest_of_a_folder_is_chosen(base: Database, tmp_path: Path) -> None:
    folder = tmp_path / "s"
    with pytest.raises(NotFound, match="pas de sauvegarde"):
        backup_choose(folder)
    first = backup_write(base, folder, LE, quiet)
    second = backup_write(base, folder, LE + dt.timedelta(days=1), quiet)
    (folder / "autre chose").mkdir()
    assert backups_in(folder) == [first, second]
    assert backups_in(folder, "autre-base") == []
    assert backup_choose(folder) == second
    assert backup_choose(first) == first
    base.close()


def test_a_folder_that_is_a_file_is_refused(base: Database, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(WriteRefused, match="Impossible d'écrire"):
        backup_write(base, tmp_path / "fichier", LE, quiet)
    base.close()
