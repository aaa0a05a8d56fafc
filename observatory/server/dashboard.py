"""The dashboard's process: started with the owner, restarted if it dies, ended with the owner.

It is reached on a loopback port that is free at its start, and only with the secret of this start, which it reads
from its standard input. That pipe is also its lifeline: when it closes, whatever ended the owner, the child ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

import httpx

from observatory.server.endpoint import Endpoint
from observatory.server.proxy import SECRET_HEADER

log = logging.getLogger(__name__)

_POLL_SECONDS = 0.1
_LONGEST_PAUSE = 15.0
_STOP_SECONDS = 3.0


class Dashboard:
    """Supervises one Streamlit process."""

    def __init__(self, db: Path, endpoint_path: Path, endpoint: Endpoint):
        self.secret = secrets.token_urlsafe(32)
        self._environment = {"OBSERVATORY_DB": str(db), "OBSERVATORY_ENDPOINT": str(endpoint_path)}
        self._endpoint = endpoint
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._up = asyncio.Event()
        self._stopping = False

    @property
    def pid(self) -> int | None:
        """The process id, while there is a process."""
        return self._process.pid if self._process else None

    def target(self) -> str | None:
        """``host:port`` once it answers, else None."""
        return f"127.0.0.1:{self._port}" if self._up.is_set() else None

    async def wait_up(self, seconds: float) -> bool:
        """Wait until it answers; whether it does."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._up.wait(), seconds)
        return self._up.is_set()

    async def supervise(self) -> None:
        """Keep it running until :meth:`stop`; a process that dies is started again, ever more slowly."""
        pause = 0.2
        while not self._stopping:
            self._start()
            lived = await self._watch()
            self._up.clear()
            if self._stopping:
                return
            pause = 0.2 if lived > _LONGEST_PAUSE else min(pause * 2, _LONGEST_PAUSE)
            log.warning("the dashboard ended after %.1f s; starting it again in %.1f s", lived, pause)
            await asyncio.sleep(pause)

    def _start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "observatory.ui.process"],
            stdin=subprocess.PIPE,
            env={**os.environ, **self._environment},
        )
        if self._process.stdin:
            start = {"port": self._port, "secret": self.secret}
            self._process.stdin.write(json.dumps(start).encode() + b"\n")
            self._process.stdin.flush()

    async def _watch(self) -> float:
        """Mark it up when it answers; return, with the seconds it lived, when it is gone."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        async with httpx.AsyncClient(trust_env=False, timeout=2.0, headers={SECRET_HEADER: self.secret}) as http:
            while self._process is not None and self._process.poll() is None:
                if not self._up.is_set():
                    with contextlib.suppress(httpx.HTTPError):
                        answer = await http.get(f"http://127.0.0.1:{self._port}/_stcore/health")
                        if answer.status_code == httpx.codes.OK:
                            self._up.set()
                await asyncio.sleep(_POLL_SECONDS)
        return loop.time() - started

    async def stop(self) -> None:
        """End it: first by closing its lifeline, then by force."""
        self._stopping = True
        process = self._process
        if process is None:
            return
        if process.stdin:
            process.stdin.close()
        try:
            await asyncio.to_thread(process.wait, _STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)
