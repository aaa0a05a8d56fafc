"""The dashboard's process: started with the owner, restarted if it dies, ended with the owner.

It is reached on a loopback port of this start, and only with the secret of this start, which it reads from its
standard input. That pipe is also its lifeline: when it closes, whatever ended the owner, the child ends. Where the
system allows, the child is given its listening socket rather than a number, so that no other program can take the
port in between.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import secrets
import subprocess
import sys
from pathlib import Path

import httpx

from observatory.server.guard import SECRET_HEADER
from observatory.server.listening import tcp_listener

log = logging.getLogger(__name__)

MODULE = "observatory.ui.process"
_POLL_STARTING, _POLL_UP = 0.05, 0.25
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.2, 15.0
_LONG_LIFE = 60.0
"""Seconds after which a fall is no longer counted with the ones before."""
_STOP_SECONDS = 1.5
_HEALTH_SECONDS = 2.0


class Dashboard:
    """Supervises one Streamlit process, which finds the owner by the file at ``endpoint``."""

    def __init__(self, db: Path, endpoint: Path, module: str = MODULE):
        self.secret = secrets.token_urlsafe(32)
        self.pages_secret = secrets.token_urlsafe(32)
        self._start_line = {
            "secret": self.secret,
            "pages_secret": self.pages_secret,
            "db": str(db),
            "endpoint": str(endpoint),
        }
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._falls = 0
        self._up = asyncio.Event()
        self._stopping = False

    @property
    def pid(self) -> int | None:
        """The process id, while there is a process."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def target(self) -> tuple[str, int] | None:
        """Host and port once it answers, else None."""
        return ("127.0.0.1", self._port) if self._up.is_set() else None

    def falls(self) -> int:
        """How often it ended by itself since it last stood for long."""
        return self._falls

    async def wait_up(self, seconds: float) -> bool:
        """Wait until it answers; whether it does."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._up.wait(), seconds)
        return self._up.is_set()

    async def supervise(self) -> None:
        """Keep it running until :meth:`stop`; a process that dies is started again, ever more slowly."""
        while not self._stopping:
            lived = 0.0
            try:
                self._start()
                lived = await self._watch()
            except OSError:
                log.exception("the dashboard could not be started")
            finally:
                self._up.clear()
            if self._stopping:
                return
            self._falls = 1 if lived > _LONG_LIFE else self._falls + 1
            pause = min(_SHORTEST_PAUSE * 2 ** (self._falls - 1), _LONGEST_PAUSE)
            log.warning("the dashboard ended after %.1f s; starting it again in %.1f s", lived, pause)
            await asyncio.sleep(pause)

    def _start(self) -> None:
        listener = tcp_listener("127.0.0.1", 0)
        try:
            self._port = listener.getsockname()[1]
            by_number = os.name == "nt"
            if by_number:
                listener.close()
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-m", self._module],
                stdin=subprocess.PIPE,
                pass_fds=() if by_number else (listener.fileno(),),
                start_new_session=True,  # Ctrl+C in the owner's terminal is the owner's alone
            )
            start = self._start_line | ({"port": str(self._port)} if by_number else {"fd": str(listener.fileno())})
            if self._process.stdin:
                self._process.stdin.write(json.dumps(start).encode() + b"\n")
                self._process.stdin.flush()
        finally:
            listener.close()

    async def _watch(self) -> float:
        """Mark it up when it answers; return, with the seconds it lived, when it is gone."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        process = self._process
        headers = {SECRET_HEADER: self.secret}
        async with httpx.AsyncClient(trust_env=False, timeout=_HEALTH_SECONDS, headers=headers) as http:
            while process is not None and process.poll() is None:
                if not self._up.is_set():
                    with contextlib.suppress(httpx.HTTPError):
                        answer = await http.get(f"http://127.0.0.1:{self._port}/_stcore/health")
                        if answer.status_code == httpx.codes.OK and not self._stopping:
                            self._up.set()
                await asyncio.sleep(_POLL_UP if self._up.is_set() else _POLL_STARTING)
        if process is not None and process.stdin:
            with contextlib.suppress(OSError):
                process.stdin.close()
        return loop.time() - started

    async def stop(self) -> None:
        """End it: first by closing its lifeline, then by force."""
        self._stopping = True
        self._up.clear()
        process = self._process
        if process is None:
            return
        if process.stdin:
            with contextlib.suppress(OSError):
                process.stdin.close()
        try:
            await asyncio.to_thread(process.wait, _STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)
