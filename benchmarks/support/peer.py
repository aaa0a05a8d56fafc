"""addok, the engine of the Base Adresse Nationale, run beside ours: its own venv, its own redis, the same queries."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.scoring import QuerySet, Run

PACKAGES = ("addok==1.3.2", "addok-fr", "addok-france", "addok-sqlite-store")
_ANSWERS = Path(__file__).with_name("peer_answers.py")
_REDIS_STARTS_S = 10.0
_LIMIT_S = 900


class PeerAbsent(Exception):
    """addok or redis cannot be had; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Where addok is: the Python of its venv, the redis server, the folder of the tools that run it."""

    python: Path
    redis_server: Path
    tools: Path


@dataclass(frozen=True, slots=True)
class PeerRun:
    """What addok did: seconds of its index, MiB of redis and of its file of documents, and its runs by set."""

    index_s: float
    redis_mib: float
    documents_mib: float
    runs: dict[str, Run]


def find_peer(python: Path | None, redis_server: Path, tools: Path, venv: Path, *, make: bool) -> Peer:
    """The addok of the Python given, else of the venv at ``venv``, which is made where ``make`` allows it.

    Raises
    ------
    PeerAbsent
        When the tools, redis or addok are not there and cannot be made.
    """
    if not (tools / "geocoder_peer.py").is_file():
        raise PeerAbsent(f"{tools / 'geocoder_peer.py'} is absent")
    if not redis_server.is_file():
        raise PeerAbsent(f"no redis server at {redis_server}: install redis-server, or give --redis-server")
    chosen = python or venv / "bin" / "python"
    if not chosen.is_file():
        if python or not make:
            raise PeerAbsent(f"no addok at {chosen}")
        _make_venv(venv)
    asked = subprocess.run([chosen, "-c", "import addok, addok_fr, addok_france, addok_sqlite_store"], check=False)
    if asked.returncode:
        raise PeerAbsent(f"{chosen} does not know addok: install {' '.join(PACKAGES)} in that venv")
    return Peer(chosen, redis_server, tools)


def _make_venv(venv: Path) -> None:
    print(f"making a venv for addok in {venv}", file=sys.stderr)
    pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
    for command in ([sys.executable, "-m", "venv", str(venv)], pip):
        try:
            subprocess.run(command, check=True, timeout=300)
        except (subprocess.SubprocessError, OSError) as error:
            raise PeerAbsent(f"addok cannot be installed: {error}") from error


def run_peer(peer: Peer, gazetteer: Sequence[Path], sets: Sequence[QuerySet], work: Path) -> PeerRun:
    """Index ``gazetteer`` and answer every set, in one process; what addok prints goes to ``work``/addok.log.

    Raises
    ------
    PeerAbsent
        When redis does not start or addok fails.
    """
    work.mkdir(parents=True, exist_ok=True)
    questions, answers, log = work / "questions.json", work / "answers.json", work / "addok.log"
    asked = {"gazetteer": [str(one) for one in gazetteer], "sets": {one.name: one.cases for one in sets}}
    questions.write_text(json.dumps(asked), encoding="utf-8")
    with _redis(peer.redis_server, work) as port, log.open("w") as output:
        command: list[str | Path] = [peer.python, _ANSWERS, peer.tools, questions, answers, work, str(port)]
        try:
            done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, check=False, timeout=_LIMIT_S)
        except subprocess.TimeoutExpired as error:
            raise PeerAbsent(f"addok was stopped after {_LIMIT_S} s") from error
    printed = log.read_text(encoding="utf-8", errors="replace")
    if done.returncode:
        raise PeerAbsent(f"addok ended with {done.returncode}: {printed[-500:]}")
    told = json.loads(answers.read_text(encoding="utf-8"))
    size = re.search(r"([\d.]+) MiB; SQLite: ([\d.]+) MiB", printed)
    if size is None:
        raise PeerAbsent(f"addok did not say what its index takes: {printed[-500:]}")
    redis_mib, documents_mib = map(float, size.groups())
    runs = {
        one.name: Run(one.cases, *([row[key] for row in told["sets"][one.name]] for key in ("passed", "ms", "results")))
        for one in sets
    }
    return PeerRun(told["index_s"], redis_mib, documents_mib, runs)


@contextmanager
def _redis(server: Path, work: Path) -> Iterator[int]:
    """A redis of our own on a free port of this machine, without a file; stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(work)]
    with subprocess.Popen([server, *options], stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _REDIS_STARTS_S
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise PeerAbsent(f"redis did not start on port {port}")
