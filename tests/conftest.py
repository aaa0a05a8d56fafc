"""Fixtures that every kind of test shares."""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from observatory.client import create_base
from observatory.settings import load_settings

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
CITY = "port-clairval.duckdb"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--ville-gardee", action="store_true", help="keep the fictional city that was made last, whatever changed since"
    )


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real open data; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data est absent : les essais sur données réelles sont sautés.")
    return SHARED


@pytest.fixture(scope="session")
def city_in(pytestconfig: pytest.Config) -> Callable[[Path], Path]:
    """Puts a base of the fictional city (seed 7, until 20 November 2026) into a folder; gives its path.

    The city is made once for the program as it stands, by the first process that needs it; everybody works on a copy.
    """
    kept = pytestconfig.cache.mkdir("ville") if pytestconfig.cache else Path(tempfile.mkdtemp())
    shared = kept / ("gardee" if pytestconfig.getoption("--ville-gardee") else _program())

    def put(folder: Path) -> Path:
        with (kept / "ville.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (shared / "faite").exists():
                for old in (one for one in kept.iterdir() if one.is_dir()):
                    shutil.rmtree(old)
                shared.mkdir()
                create_base("demo", settings=load_settings(shared / CITY), seed=7, until=dt.date(2026, 11, 20))
                (shared / "faite").touch()
        shutil.copytree(shared, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("faite"))
        return folder / CITY

    return put


def _program() -> str:
    """A fingerprint of all that the city is made by."""
    root = Path(__file__).resolve().parents[1]
    told = hashlib.sha256()
    for path in sorted((*(root / "observatory").rglob("*"), *(root / "data" / "reference").rglob("*"))):
        if path.is_file() and path.suffix != ".pyc":
            told.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return told.hexdigest()[:16]
