"""Guards before an application: pure ASGI, so that they stand before HTTP and websocket alike.

``LoopbackGuard`` is the door of the office in its first form: only this machine, only our own pages. Accounts and
sessions take its place in :func:`observatory.server.owner.office_app`. ``SecretGuard`` keeps the dashboard's process
to the owner that started it. Neither is a ``BaseHTTPMiddleware``, which lets websockets through.
"""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost"})
"""Names of this machine under which the office answers."""

SECRET_HEADER = "x-observatory-secret"  # noqa: S105 - the name of a header  # nosec B105

_POLICY_VIOLATION = 1008


class LoopbackGuard:
    """Refuses requests that name another host (DNS rebinding) or come from another site's page."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request pass, or answer 403 (close a websocket)."""
        if scope["type"] not in ("http", "websocket") or _is_ours(scope):
            await self.app(scope, receive, send)
        else:
            await _refuse(scope, receive, send, "Cette adresse n'est pas celle de l'office.")


class SecretGuard:
    """Lets in only what bears the secret of this start."""

    def __init__(self, app: ASGIApp, secret: str):
        self.app = app
        self._expected = secret.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403 (close a websocket)."""
        if scope["type"] not in ("http", "websocket") or self._bears(scope):
            await self.app(scope, receive, send)
        else:
            await _refuse(scope, receive, send, "Le tableau de bord ne s'ouvre que par l'adresse de l'office.")

    def _bears(self, scope: Scope) -> bool:
        given = _header(scope, SECRET_HEADER)
        return given is not None and secrets.compare_digest(given.encode("latin-1"), self._expected)


def _is_ours(scope: Scope) -> bool:
    host = (_header(scope, "host") or "").lower()
    origin = _header(scope, "origin")
    return host.rsplit(":", 1)[0] in LOOPBACK and (origin is None or urlsplit(origin).netloc.lower() == host)


def _header(scope: Scope, wanted: str) -> str | None:
    found = (value for name, value in scope["headers"] if name.decode("latin-1").lower() == wanted)
    value: bytes | None = next(found, None)
    return None if value is None else value.decode("latin-1")


async def _refuse(scope: Scope, receive: Receive, send: Send, why: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": why.encode()})
