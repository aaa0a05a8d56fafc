"""The door, in its first form: only this machine, only our own pages.

A pure ASGI guard, so that it stands before HTTP and websocket alike. Accounts and sessions will stand here too.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_REFUSED = "Cette adresse n'est pas celle de l'office."


class LoopbackGuard:
    """Refuses requests that name another host (DNS rebinding) or come from another site's page."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request pass, or answer 403 (close a websocket)."""
        if scope["type"] not in ("http", "websocket") or _is_ours(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": _REFUSED})
        else:
            headers = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 403, "headers": headers})
            await send({"type": "http.response.body", "body": _REFUSED.encode()})


def _is_ours(scope: Scope) -> bool:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    host = headers.get("host", "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    origin = headers.get("origin")
    return name in LOOPBACK and (origin is None or urlsplit(origin).netloc == host)
