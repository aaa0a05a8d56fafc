"""The dashboard as the owner starts it: Streamlit on a loopback port, behind a secret.

The first line of standard input tells the secret, the listening socket, the base and where its owner answers. When
the input closes, the owner is gone, however it ended, and so is this process.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
import threading
from collections.abc import AsyncIterator

import uvicorn
from starlette.middleware import Middleware

from observatory.server.guard import ResumeGuard, SecretGuard
from observatory.server.listening import tcp_listener
from observatory.settings import PROJECT, hand_over

SCRIPT = PROJECT / "app.py"
_LARGEST_MESSAGE = 256 * 2**20
_KEEP_SECONDS = 120


def main() -> None:
    """Serve the dashboard until the owner is gone."""
    start: dict[str, str] = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_owner, daemon=True).start()
    hand_over(start["db"], start["endpoint"], start["pages_secret"])
    import streamlit as st  # here: Streamlit reads the environment when it is imported

    from observatory.ui.session import OWNERS

    guards = [Middleware(SecretGuard, secret=start["secret"]), Middleware(ResumeGuard, owners=OWNERS)]
    app = st.App(SCRIPT, middleware=guards, lifespan=_warmed)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        ws_max_size=_LARGEST_MESSAGE,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        timeout_keep_alive=_KEEP_SECONDS,
        timeout_graceful_shutdown=1,
    )
    uvicorn.Server(config).run(sockets=[_listener(start)])


def _listener(start: dict[str, str]) -> socket.socket:
    """The socket that the owner opened, or one on the port that it named."""
    if "fd" in start:
        return socket.socket(fileno=int(start["fd"]))
    return tcp_listener("127.0.0.1", int(start["port"]))


def _end_with_owner() -> None:
    sys.stdin.read()
    os._exit(0)


@contextlib.asynccontextmanager
async def _warmed(_app: object) -> AsyncIterator[None]:
    """While the server starts answering, a thread makes the first page quicker."""
    threading.Thread(target=_warm, daemon=True).start()
    yield


def _warm() -> None:
    """Import what the first page needs before anybody asks for it."""
    import altair
    import pandas

    import observatory.client

    _ = (altair, pandas, observatory.client)


if __name__ == "__main__":
    main()
