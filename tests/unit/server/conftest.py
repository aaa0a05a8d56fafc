"""What tests of the server share: an application that really listens, on a free port of this machine."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
import uvicorn

Running = Callable[..., AbstractContextManager[int]]


@contextlib.contextmanager
def _running(app: Any, listener: socket.socket | None = None) -> Iterator[int]:
    listener = listener or socket.create_server(("127.0.0.1", 0))
    name = listener.getsockname()
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="critical", ws_max_size=2**28, timeout_graceful_shutdown=1, proxy_headers=False)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    limit = time.monotonic() + 90
    while not server.started and time.monotonic() < limit:
        time.sleep(0.01)
    assert server.started
    try:
        yield name[1] if isinstance(name, tuple) else 0
    finally:
        server.should_exit = True
        thread.join(90)
        listener.close()


@pytest.fixture
def running() -> Running:
    """What serves an application for the time of a block and gives its port."""
    return _running
