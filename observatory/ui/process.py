"""The dashboard as the owner starts it: Streamlit on a loopback port, behind a secret.

The first line of standard input tells the port and the secret. When the input closes, the owner is gone, however it
ended, and so is this process.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import threading

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from observatory.server.proxy import SECRET_HEADER
from observatory.settings import PROJECT

SCRIPT = PROJECT / "app.py"
_LARGEST_MESSAGE = 256 * 2**20


class SecretGuard:
    """Lets in only what bears the secret of this start, HTTP and websocket alike."""

    def __init__(self, app: ASGIApp, secret: str):
        self.app = app
        self._expected = secret.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403 (close a websocket)."""
        if scope["type"] not in ("http", "websocket") or self._bears(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"403"})

    def _bears(self, scope: Scope) -> bool:
        given = next((value for name, value in scope["headers"] if name == SECRET_HEADER.encode()), b"")
        return secrets.compare_digest(given, self._expected)


def main() -> None:
    """Serve the dashboard until the owner is gone."""
    start = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_owner, daemon=True).start()
    threading.Thread(target=_warm, daemon=True).start()
    app = st.App(SCRIPT, middleware=[Middleware(SecretGuard, secret=start["secret"])])
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=start["port"],
        log_level="warning",
        access_log=False,
        ws_max_size=_LARGEST_MESSAGE,
        timeout_graceful_shutdown=1,
    )


def _end_with_owner() -> None:
    sys.stdin.read()
    os._exit(0)


def _warm() -> None:
    """Import what the first page needs before anybody asks for it."""
    import altair
    import pandas

    _ = (altair, pandas)


if __name__ == "__main__":
    main()
