"""Fixtures that every kind of test shares."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from observatory.client import create_base
from observatory.settings import load_settings

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
CITY = "port-clairval.duckdb"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real open data; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data est absent : les essais sur données réelles sont sautés.")
    return SHARED


@pytest.fixture(scope="session")
def city_in(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Puts a base of the fictional city (seed 7, until 20 November 2026) into a folder; gives its path.

    The city is made once in a run, by the first process that needs it; everybody works on a copy.
    """
    shared = tmp_path_factory.getbasetemp()
    shared = (shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared) / "ville"

    def put(folder: Path) -> Path:
        shared.mkdir(exist_ok=True)
        with (shared.parent / "ville.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (shared / "faite").exists():
                create_base("demo", settings=load_settings(shared / CITY), seed=7, until=dt.date(2026, 11, 20))
                (shared / "faite").touch()
        shutil.copytree(shared, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("faite"))
        return folder / CITY

    return put
