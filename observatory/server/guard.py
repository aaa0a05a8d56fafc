"""Guards before the dashboard's process: pure ASGI, so that they stand before HTTP and websocket alike.

``SecretGuard`` keeps it to the owner that started it. ``ResumeGuard`` keeps each Streamlit session to the person who
began it: Streamlit gives a session, and what is in it, to whoever presents its number. Neither is a
``BaseHTTPMiddleware``, which lets websockets through.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send

from observatory.wire import SESSION_HEADER

LOOPBACK = frozenset({"127.0.0.1", "localhost"})
"""Names of this machine under which the office answers."""

SECRET_HEADER = "x-observatory-secret"  # noqa: S105 - the name of a header  # nosec B105

_POLICY_VIOLATION = 1008
_UPLOAD = "/_stcore/upload_file/"
_RESUMED = 2
"""Where among the subprotocols Streamlit's browser puts the number of the session to be resumed."""


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


class ResumeGuard:
    """Lets nobody resume another's Streamlit session, nor send files into it.

    ``owners`` says, for each Streamlit session, the session of the door under which its pages ran.
    """

    def __init__(self, app: ASGIApp, owners: Mapping[str, str]):
        self.app = app
        self._owners = owners

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, without the number of a session that is another's."""
        if scope["type"] == "websocket":
            scope = self._without_anothers(scope)
        elif scope["type"] == "http" and _UPLOAD in scope["path"]:
            ident = scope["path"].split(_UPLOAD, 1)[1].split("/", 1)[0]
            if not self._is_own(scope, ident):
                await _refuse(scope, receive, send, "Cette page n'est pas la vôtre : rechargez-la.")
                return
        await self.app(scope, receive, send)

    def _is_own(self, scope: Scope, ident: str) -> bool:
        owner = self._owners.get(ident)
        return bool(owner) and secrets.compare_digest(
            (owner or "").encode(), (_header(scope, SESSION_HEADER) or "").encode()
        )

    def _without_anothers(self, scope: Scope) -> Scope:
        asked: list[str] = scope["subprotocols"]
        if len(asked) <= _RESUMED or self._is_own(scope, asked[_RESUMED]):
            return scope
        kept = asked[:_RESUMED]
        name = b"sec-websocket-protocol"
        headers = [(key, value) for key, value in scope["headers"] if key.lower() != name]
        return {**scope, "subprotocols": kept, "headers": [*headers, (name, ", ".join(kept).encode("latin-1"))]}


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
