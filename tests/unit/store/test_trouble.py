"""Full disks, read-only folders, damaged files: said in French, exit code 1, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from observatory.domain.errors import BaseBusy, DiskFailed, FormatError, WriteRefused
from observatory.settings import PROJECT
from observatory.store.database import Database
from observatory.store.trouble import disk_trouble, opening_trouble

COMMAND = [sys.executable, "-c", "from observatory.cli import main; main()"]

SMALL_DISK = """
import resource, sys
from pathlib import Path
from observatory.domain.errors import DiskFailed
from observatory.store.database import Database

def add(name, times):
    base.write(lambda c: c.execute("INSERT INTO rejet SELECT ? || range, now() FROM range(?)", [name, times]))

base = Database.open(Path(sys.argv[1]))
add("avant", 10)
free = int(sys.argv[2])
size = max(one.stat().st_size for one in Path(sys.argv[1]).parent.glob("b.duckdb*"))
resource.setrlimit(resource.RLIMIT_FSIZE, (size + free, resource.RLIM_INFINITY))
kept, told = 0, []
for number in range(12):
    try:
        add("x" * 3000 + f"{number}-", 100)
        kept += 1
    except DiskFailed as error:
        told.append(error.message)
try:
    base.settle() if len(sys.argv) > 3 else None
except Exception as error:
    told.append(str(error))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
add("après", 10)
base.close()
print(kept)
print(told[0])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="ce système ne limite pas la taille des fichiers d'un processus")
def test_a_full_disk_is_said_and_costs_nothing_that_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "b.duckdb"
    Database.create(path).close()
    done = subprocess.run(
        [sys.executable, "-c", SMALL_DISK, str(path), "200000"], capture_output=True, text=True, timeout=60, cwd=PROJECT
    )
    assert done.returncode == 0, done.stderr
    kept, told = done.stdout.splitlines()
    assert int(kept) < 12
    assert "le disque est plein : libérez de la place" in told
    base = Database.open(path)
    assert base.value("SELECT count(*) FROM rejet") == 20 + 100 * int(kept)
    base.close()


def test_a_base_that_duckdb_gave_up_is_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = Database.create(tmp_path / "b.duckdb")
    base.write(lambda c: c.execute("INSERT INTO rejet VALUES ('avant', now())"))

    def fail(_: object) -> None:
        raise duckdb.FatalException("FATAL Error: Could not write file: No space left on device")

    with pytest.raises(DiskFailed, match="le disque est plein"):
        base.write(fail)
    closed = base.cursor()
    base.write(lambda c: c.execute("INSERT INTO rejet VALUES ('après', now())"))
    with pytest.raises(duckdb.ConnectionException):
        closed.execute("SELECT 1")
    assert base.value("SELECT count(*) FROM rejet") == 2
    base.close()


def _with_log(folder: Path) -> tuple[Path, Path]:
    """A base as ``kill -9`` leaves it: twenty rows of it stand in its log alone."""
    living = Database.create(folder / "vivante.duckdb")
    living.settle()
    for number in range(20):
        living.write(lambda c, number=number: c.execute("INSERT INTO rejet VALUES (?, now())", [f"r{number}"]))  # type: ignore[misc]
    path = folder / "tuee.duckdb"
    for ending in ("", ".wal"):
        content = (folder / f"vivante.duckdb{ending}").read_bytes()
        path.with_name(path.name + ending).write_bytes(content)
    living.close()
    return path, path.with_name("tuee.duckdb.wal")


def test_a_log_is_read_again(tmp_path: Path) -> None:
    path, _ = _with_log(tmp_path)
    base = Database.open(path)
    assert base.value("SELECT count(*) FROM rejet") == 20
    base.close()


def test_no_damaged_byte_makes_a_write_vanish_unsaid(tmp_path: Path) -> None:
    """Each byte of the log in turn, the last transaction apart: what is damaged there looks like a crash."""
    path, log = _with_log(tmp_path)
    content, base_content = log.read_bytes(), path.read_bytes()
    silent = []
    last = content[:-21].rindex(b"d\x00d\xff\xff") + 5
    for at in range(0, last, 13):
        log.write_bytes(content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :])
        path.write_bytes(base_content)
        try:
            base = Database.open(path)
        except FormatError:
            continue
        if base.value("SELECT count(*) FROM rejet") != 20:
            silent.append(at)
        base.close()
    assert silent == []


def test_the_last_write_cut_in_its_middle_is_the_only_one_that_goes(tmp_path: Path) -> None:
    path, log = _with_log(tmp_path)
    log.write_bytes(log.read_bytes()[:-5])
    base = Database.open(path)
    assert base.value("SELECT count(*) FROM rejet") == 19
    base.close()


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"garbage!" * 8 + content[64:],
        lambda content: os.urandom(len(content)),
        lambda content: content[: len(content) // 2] + b"XX" + content[len(content) // 2 + 2 :],
        lambda content: content + bytes(200),
    ],
    ids=["head", "noise", "middle", "tail"],
)
def test_a_damaged_log_is_said_and_kept(tmp_path: Path, damage: object) -> None:
    path, log = _with_log(tmp_path)
    log.write_bytes(damage(log.read_bytes()))  # type: ignore[operator]
    before = path.read_bytes(), log.read_bytes()
    with pytest.raises(FormatError, match="dernières écritures"):
        Database.open(path)
    assert (path.read_bytes(), log.read_bytes()) == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content[:-1],
        lambda content: content[:20] + b"XXXXXXXX" + content[28:],
        lambda content: content[:12288] + os.urandom(len(content) - 12288),
        lambda content: os.urandom(len(content)),
    ],
    ids=["cut", "last byte", "header", "blocks", "noise"],
)
def test_a_damaged_base_is_said_and_left_as_it_is(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "b.duckdb"
    base = Database.create(path)
    base.write(lambda c: c.execute("INSERT INTO rejet SELECT 'r' || range, now() FROM range(100000)"))
    base.close()
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    before = path.read_bytes()
    with pytest.raises(FormatError, match="restaurez une sauvegarde"):
        Database.open(path)
    assert path.read_bytes() == before


def test_the_command_line_says_it_with_exit_code_1(tmp_path: Path) -> None:
    path, log = _with_log(tmp_path)
    log.write_bytes(b"garbage!" * 100)
    done = subprocess.run(
        [*COMMAND, "--db", str(path), "check"], capture_output=True, text=True, timeout=60, cwd=PROJECT
    )
    assert done.returncode == 1
    assert "restaurez une sauvegarde" in done.stderr
    assert "Traceback" not in done.stderr
    assert log.read_bytes() == b"garbage!" * 100


def test_a_block_that_is_damaged_is_found_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "b.duckdb"
    base = Database.create(path)
    base.cursor().execute("SET GLOBAL force_compression = 'uncompressed'")
    base.write(lambda c: c.execute("INSERT INTO rejet SELECT 'marque' || range || 'x', now() FROM range(100000)"))
    base.close()
    content = bytearray(path.read_bytes())
    at = content.index(b"marque77777x")
    content[at : at + 6] = b"abimee"
    path.write_bytes(content)
    base = Database.open(path)
    with pytest.raises(FormatError, match="restaurez la dernière sauvegarde"):
        base.value("SELECT sum(hash(chemin)) FROM rejet")


def _without_privilege() -> None:
    """Let root be refused what the rights of a file refuse: the program that is started loses CAP_DAC_OVERRIDE."""
    import ctypes

    ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)  # PR_CAPBSET_DROP


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="les droits de ce système sont d'un autre genre")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_read_only_file_or_folder_is_said(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "dossier"
    folder.mkdir()
    path = folder / "b.duckdb"
    Database.create(path).close()
    path.chmod(0o444 if what == "file" else 0o644)
    folder.chmod(0o755 if what == "file" else 0o555)
    before = path.read_bytes()
    addresses = tmp_path / "adresses.csv"
    addresses.write_text(
        "id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;lon;lat\na;1;;Rue X;29990;29999;Y;-4.6;46.05\n"
    )
    done = subprocess.run(
        [*COMMAND, "--db", str(path), "import", "adresses", str(addresses)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=PROJECT,
        preexec_fn=_without_privilege if os.getuid() == 0 else None,
    )
    folder.chmod(0o755)
    assert done.returncode == 1, done.stderr
    assert "lecture seule" in done.stderr
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("told", "kind", "words"),
    [
        ("IO Error: Could not write file: No space left on device", DiskFailed, "plein"),
        ("IO Error: Cannot open file: Permission denied", DiskFailed, "lecture seule"),
        ("IO Error: Cannot open file: Read-only file system", DiskFailed, "lecture seule"),
        ("IO Error: Corrupt database file: computed checksum 1", FormatError, "abîmée"),
        ("IO Error: Input/output error", DiskFailed, "ne répond plus"),
    ],
)
def test_each_failure_has_its_sentence(told: str, kind: type[Exception], words: str) -> None:
    found = disk_trouble(duckdb.IOException(told), Path("b.duckdb"))
    assert type(found) is kind
    assert words in str(found)


def test_a_conflict_of_two_writers_is_no_failure_of_the_disk() -> None:
    assert disk_trouble(duckdb.TransactionException("TransactionContext Error: Conflict on update!"), Path("b")) is None
    busy = duckdb.IOException('IO Error: Could not set lock on file "b": Conflicting lock is held in PID 1')
    assert isinstance(opening_trouble(busy, Path("b")), BaseBusy)
    refused = duckdb.IOException('IO Error: Cannot open file "b": Permission denied')
    assert isinstance(opening_trouble(refused, Path("b")), WriteRefused)
    blocks = duckdb.IOException("IO Error: computed checksum of block 3 does not match")
    assert isinstance(opening_trouble(blocks, Path("b")), FormatError)
