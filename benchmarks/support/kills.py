"""A real owner under load, ended by ``kill -9``: what was acknowledged is there, and nothing is half there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from observatory.client import LocalCaller, connect, create_base
from observatory.domain.errors import OwnerUnreachable
from observatory.remote import RemoteCaller, find_owner
from observatory.settings import PROJECT, Settings

COMMAND = [sys.executable, "-c", "from observatory.cli import main; main()"]
LAT, LON = 46.05, -4.6
_OPENING_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: writes acknowledged, those of them that are gone, rows half written, seconds of the reopening.

    ``sound`` says whether the base passed every deep check.
    """

    acknowledged: int
    lost: int
    half_written: int
    reopening_s: float
    sound: bool


def prepare(folder: Path) -> Settings:
    """A base with one address, so that positions near it may be named."""
    settings = Settings(folder / "essai.duckdb", PROJECT / "data" / "reference", folder)
    create_base("vide", settings=settings)
    addresses = folder / "adresses.csv"
    addresses.write_text(
        "id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;lon;lat\n"
        f"a;1;;Rue des Mouettes;29990;29999;Essai;{LON};{LAT}\n",
        encoding="utf-8",
    )
    with connect(settings=settings) as client:
        client.imports.adresses([str(addresses)])
    return settings


@contextmanager
def killed(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """An owner in a process group of its own, which takes calls; its group is killed at the end, whatever happens."""
    foreign = ("OBSERVATORY_", "STREAMLIT_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
    environment |= {"XDG_RUNTIME_DIR": str(settings.runtime), "PYTHONPATH": str(PROJECT)}
    with (settings.runtime / "office.txt").open("ab") as journal:
        process = subprocess.Popen(
            [*COMMAND, "--db", str(settings.db), "serve", "--port", "0"],
            env=environment,
            cwd=settings.runtime,
            stdout=journal,
            stderr=journal,
            start_new_session=True,
        )
    try:
        _wait(settings, process)
        yield process
    finally:
        with suppress(ProcessLookupError):  # it may have ended by itself
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(15)


def _wait(settings: Settings, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + _OPENING_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        owner = find_owner(settings.endpoint)
        if owner is not None:
            owner.close()
            return
        time.sleep(0.05)
    raise RuntimeError((settings.runtime / "office.txt").read_text(errors="replace")[-2000:])


class Writers:
    """Threads that add nicknames over the socket until the owner is gone, and note each that was acknowledged."""

    def __init__(self, settings: Settings, n: int, label: str):
        self.settings = settings
        self.acknowledged: list[str] = []
        self.failures: list[BaseException] = []
        self.label = label
        self._threads = [threading.Thread(target=self._write, args=(number,)) for number in range(n)]
        for thread in self._threads:
            thread.start()

    def _write(self, who: int) -> None:
        try:
            with connect(settings=self.settings) as client:
                if not isinstance(client.caller, RemoteCaller):
                    raise RuntimeError("no owner answers")
                for number in range(10**6):
                    name = f"lieu {self.label} {who} {number}"
                    client.surnoms.ajouter(name, "", LAT, LON)
                    self.acknowledged.append(name)
        except OwnerUnreachable:
            return
        except BaseException as error:  # noqa: BLE001 - told to who waits
            self.failures.append(error)

    def join(self) -> None:
        """Wait for their end; raises what went wrong with one of them."""
        for thread in self._threads:
            thread.join(30)
        if self.failures:
            raise self.failures[0]


def kill_once(settings: Settings, after_s: float, label: str, writers: int = 4, at_least: int = 1) -> Kill:
    """Start an owner on a copy of the base, kill it while it writes, open the base again and look.

    It is killed ``after_s`` seconds after the write that made ``at_least`` of them acknowledged.
    """
    copy = settings.runtime / f"kill-{label}"
    copy.mkdir()
    db = copy / "essai.duckdb"
    shutil.copy(settings.db, db)
    mine = Settings(db, settings.reference, copy)
    with killed(mine) as process:
        team = Writers(mine, writers, label)
        limit = time.monotonic() + _OPENING_SECONDS
        while len(team.acknowledged) < at_least and time.monotonic() < limit:
            time.sleep(0.01)
        time.sleep(after_s)
        os.killpg(process.pid, signal.SIGKILL)
        team.join()
    found = _look(mine, team.acknowledged)
    shutil.rmtree(copy)
    return found


def _look(settings: Settings, acknowledged: list[str]) -> Kill:
    before = time.perf_counter()
    with connect(settings=settings) as client:
        seconds = time.perf_counter() - before
        sound = client.memoire.verifier().ok
        kept = {one.surnom for one in client.surnoms.liste().surnoms if one.origine == "base"}
        if not isinstance(client.caller, LocalCaller):
            raise RuntimeError("the owner still runs")
        numbers, told = (
            client.caller.office.database.read(query)["n"].to_pylist()
            for query in (
                "SELECT id AS n FROM surnom",
                "SELECT cle::BIGINT AS n FROM journal WHERE objet = 'surnom' AND evenement = 'ajout'",
            )
        )
    half = len(set(numbers) ^ set(told)) + len(told) - len(set(told))
    return Kill(len(acknowledged), len(set(acknowledged) - kept), half, seconds, sound)
