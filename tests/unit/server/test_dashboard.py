"""The supervisor: restarts what dies, ends what it started, and hides its port behind a secret."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import textwrap
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from observatory.server.dashboard import Dashboard
from observatory.server.endpoint import is_alive
from observatory.server.guard import SECRET_HEADER

CHILD = """
    import json, os, socket, sys, threading, time
    start = json.loads(sys.stdin.readline())
    open({seen!r}, "a").write(json.dumps({{**start, "pid": os.getpid()}}) + "\\n")
    if {dies}:
        sys.exit(3)
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    if "fd" in start:
        listener = socket.socket(fileno=int(start["fd"]))
    else:
        listener = socket.create_server(("127.0.0.1", int(start["port"])))
    while True:
        connection, _ = listener.accept()
        asked = connection.recv(65536).lower()
        right = b"{header}: " + start["secret"].lower().encode() in asked
        answer = b"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n"
        connection.sendall(answer if right else b"")
        connection.close()
"""


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], Path]:
    """Put a small stand-in for the dashboard's process on the path; gives the file where it says that it started."""

    def make(dies: bool) -> Path:
        seen = tmp_path / "vus.jsonl"
        text = textwrap.dedent(CHILD).format(seen=str(seen), dies=dies, header=SECRET_HEADER)
        (tmp_path / "essai_enfant.py").write_text(text)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        return seen

    return make


def _with(tmp_path: Path, act: Callable[[Dashboard], Awaitable[None]]) -> None:
    async def run() -> None:
        dashboard = Dashboard(tmp_path / "a.duckdb", tmp_path / "a.owner.json", "essai_enfant")
        supervision = asyncio.create_task(dashboard.supervise())
        try:
            await act(dashboard)
        finally:
            await dashboard.stop()
            supervision.cancel()
            await asyncio.gather(supervision, return_exceptions=True)

    asyncio.run(run())


def test_start_death_restart_and_stop(tmp_path: Path, child: Callable[[bool], Path]) -> None:
    seen = child(False)
    pids: list[int] = []

    async def act(dashboard: Dashboard) -> None:
        assert await dashboard.wait_up(10)
        target, pid = dashboard.target(), dashboard.pid
        assert target is not None
        assert pid is not None
        pids.append(pid)
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"http://{target[0]}:{target[1]}/", trust_env=False)
        os.kill(pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        limit = time.monotonic() + 10
        while dashboard.pid in (pid, None) and time.monotonic() < limit:
            await asyncio.sleep(0.05)
        assert await dashboard.wait_up(10)
        assert dashboard.falls() == 1
        assert dashboard.pid is not None
        pids.append(dashboard.pid)

    _with(tmp_path, act)
    assert len(set(pids)) == 2
    assert not any(is_alive(pid) for pid in pids)
    starts = [json.loads(line) for line in seen.read_text().splitlines()]
    assert [one["pid"] for one in starts] == pids
    assert starts[0]["db"] == str(tmp_path / "a.duckdb")


def test_one_that_always_dies_is_started_ever_more_slowly(tmp_path: Path, child: Callable[[bool], Path]) -> None:
    seen = child(True)

    async def act(dashboard: Dashboard) -> None:
        assert not await dashboard.wait_up(2.5)
        assert dashboard.target() is None
        assert dashboard.falls() >= 2

    _with(tmp_path, act)
    assert 2 <= len(seen.read_text().splitlines()) <= 5


@pytest.mark.skipif(sys.platform == "win32", reason="sous Windows, seul le numéro de port est transmis")
def test_child_gets_its_socket_not_a_number(tmp_path: Path, child: Callable[[bool], Path]) -> None:
    seen = child(False)

    async def act(dashboard: Dashboard) -> None:
        assert await dashboard.wait_up(10)

    _with(tmp_path, act)
    assert set(json.loads(seen.read_text())) == {"secret", "pages_secret", "db", "endpoint", "fd", "pid"}
