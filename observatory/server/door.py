"""The door: one pure ASGI guard before everything else, for HTTP and websocket alike.

It knows each route of the table ``ROUTES``: what is public passes, what is not needs a session of a person or, on the
routes for programs, a key. A page without a session is sent to the log-in page, anything else gets 401, a websocket is
not opened. An open websocket is closed when its session ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from observatory.domain.errors import NotAllowed, TooMuch
from observatory.domain.roles import Account
from observatory.domain.routes import ACCOUNT, KEY, PUBLIC, ROUTES
from observatory.domain.transmission import LARGEST_PHOTO, MOST_PHOTOS
from observatory.pipeline.sessions import Sessions, token_to_mark
from observatory.server.cookies import Cookies
from observatory.server.guard import LOOPBACK
from observatory.server.keys import Keys

WATCHED_EVERY = 1.0
"""Seconds between two looks at whether the session of an open websocket still holds."""
SESSION_OVER = 4401
"""Code with which a websocket is closed when its session ends."""
LARGEST_BODY = 256 * 2**20
LARGEST_FORM = 64 * 1024
LARGEST_ANSWER = (MOST_PHOTOS * LARGEST_PHOTO) + 2**20
"""What a service sends by its link: its pictures, and some words."""
LARGEST_SENDING = 4 * 2**20
"""What a phone sends of a walk at once: a picture that it made small."""
ANSWERS, WALKS = "/reponse/", "/marche/"
_POLICY_VIOLATION = 1008
_INNER = (
    "/_stcore/",
    "/static/",
    "/media/",
    "/component/",
    "/export/",
    "/carte/",
    "/geocodage/",
    "/bureau/",
    "/terrain/api/",
    "/terrain/fichiers/",
    "/terrain/sw.js",
    "/terrain/manifeste.json",
    "/hors-ligne/",
    "/marche/",
    "/compte/",
    "/suivi/bordereau/",
    "/marches/",
    "/documents/",
    "/openapi.json",
)
"""Paths that are no pages: without a session they get 401, never the log-in page."""
_BEFORE_NEW_PASSWORD = ("/compte", "/compte/etat", "/deconnexion")
_FOLDERS = ("/carte/leaflet", "/bureau/fichiers", "/terrain/fichiers", "/hors-ligne", "/marche/fichiers")
"""Routes under which files lie."""

CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "frame-src 'self' blob: data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
"""What the dashboard's pages may load: nothing of another host. Streamlit and Vega need inline and evaluated code."""
_HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(self), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Door:
    """Stands before the whole office."""

    def __init__(self, app: ASGIApp, sessions: Sessions, keys: Keys, cookies: Cookies, *, loopback: bool = True):
        self.app = app
        self._sessions = sessions
        self._keys = keys
        self._cookies = cookies
        self._loopback = loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request pass with its account in ``scope["state"]``, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        send = _with_headers(send, secure=self._cookies.secure)
        refusal = self._foreign(scope) or _too_large(scope)
        if refusal:
            await _refuse(scope, receive, send, *refusal)
            return
        access = route_access(scope["path"]) if scope["type"] == "http" else ACCOUNT
        token = self._cookies.session(scope)
        mark = token_to_mark(token) if token else ""
        account = self._sessions.account(mark, used=scope["type"] == "http") if mark else None
        if account is None and access == KEY:
            try:
                account = self._by_key(scope)
            except NotAllowed as error:
                await _refuse(scope, receive, send, 401, error.message)
                return
            except TooMuch as error:
                await _refuse(scope, receive, send, 429, error.message, {"retry-after": "60"})
                return
        if account is None and access != PUBLIC:
            await self._unknown(scope, receive, send)
            return
        if (
            account is not None
            and account.a_changer
            and access == ACCOUNT
            and scope["path"] not in _BEFORE_NEW_PASSWORD
        ):
            await _redirect(scope, receive, send, "/compte", "Changez d'abord votre mot de passe.")
            return
        scope.setdefault("state", {}).update(account=account, mark=mark if account and not account.droits else "")
        if scope["type"] == "websocket" and mark:
            await self._watched(scope, receive, send, mark)
        else:
            await self.app(scope, receive, send)

    def _foreign(self, scope: Scope) -> tuple[int, str] | None:
        """Why a request is not for this office, or comes from another site's page."""
        host = (header(scope, "host") or "").lower()
        origin = header(scope, "origin")
        if self._loopback and host.rsplit(":", 1)[0] not in LOOPBACK:
            return 403, "Cette adresse n'est pas celle de l'office."
        if origin is not None and urlsplit(origin).netloc.lower() != host:
            return 403, "Cette demande vient de la page d'un autre site."
        if (
            scope["type"] == "websocket"
            and origin is None
            and header(scope, "sec-fetch-site") not in (None, "same-origin")
        ):
            return 403, "Cette demande vient de la page d'un autre site."
        return None

    def _by_key(self, scope: Scope) -> Account | None:
        scheme, _, key = (header(scope, "authorization") or "").partition(" ")
        return self._keys.account(key.strip()) if scheme.lower() == "bearer" and key.strip() else None

    async def _unknown(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        query = scope["query_string"].decode("latin-1")
        back = quote(path + (f"?{query}" if query else ""), safe="")
        page = scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and not path.startswith(_INNER)
        accept = header(scope, "accept") or "*/*"
        if page and ("text/html" in accept or "*/*" in accept):
            await _redirect(scope, receive, send, "/connexion" if path == "/" else f"/connexion?suite={back}", "")
        else:
            await _refuse(scope, receive, send, 401, "Connectez-vous à l'office, ou donnez une clé.")

    async def _watched(self, scope: Scope, receive: Receive, send: Send, mark: str) -> None:
        """Run a websocket until it ends or its session does."""

        async def heard() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                self._sessions.account(mark, used=True)
            return message

        running = asyncio.ensure_future(self.app(scope, heard, send))
        try:
            while not running.done():
                await asyncio.wait({running}, timeout=WATCHED_EVERY)
                if not running.done() and self._sessions.account(mark) is None:
                    running.cancel()
                    await asyncio.gather(running, return_exceptions=True)
                    with contextlib.suppress(RuntimeError):  # closed meanwhile
                        await send({"type": "websocket.close", "code": SESSION_OVER, "reason": "Session terminée"})
                    return
            await running
        finally:
            running.cancel()


def route_access(path: str) -> str:
    """Who passes for a path: the first route of the table that it fits."""
    return next(access for pattern, access in _PATTERNS if pattern.fullmatch(path))


def _pattern(route: str) -> re.Pattern[str]:
    if route == "/{path}":
        return re.compile("/.*|", re.DOTALL)
    parts = re.split(r"\{\w+\}", route)
    end = "(?:/.*)?" if route in _FOLDERS else "/?"
    return re.compile("[^/]+".join(re.escape(part) for part in parts) + end)


_PATTERNS = [(_pattern(route), access) for route, access in ROUTES.items()]


def header(scope: Scope, wanted: str) -> str | None:
    """The first value of a header."""
    name = wanted.encode()
    value: bytes | None = next((value for key, value in scope["headers"] if key.lower() == name), None)
    return None if value is None else value.decode("latin-1")


def _too_large(scope: Scope) -> tuple[int, str] | None:
    length = header(scope, "content-length") or "0"
    public = scope["type"] == "http" and route_access(scope["path"]) == PUBLIC
    form = {ANSWERS: LARGEST_ANSWER, WALKS: LARGEST_SENDING}
    own = next((size for path, size in form.items() if scope["path"].startswith(path)), LARGEST_FORM)
    largest = own if public else LARGEST_BODY
    if not length.isdecimal() or int(length) > largest:
        return 413, f"Cet envoi est trop grand : pas plus de {largest // 1024} Kio ici."
    return None


def _with_headers(send: Send, *, secure: bool) -> Send:
    """Add the headers of security to every answer, but those that it sets itself."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.lower() for name, _ in message.get("headers", ())}
            added: Iterable[tuple[str, str]] = _HEADERS.items()
            if secure:
                added = [*added, ("strict-transport-security", "max-age=31536000")]
            missing = [(name.encode(), value.encode()) for name, value in added if name.encode() not in own]
            message = {**message, "headers": [*message.get("headers", ()), *missing]}
        await send(message)

    return sent


async def _redirect(scope: Scope, receive: Receive, send: Send, to: str, why: str) -> None:
    if scope["type"] != "http" or scope["path"].startswith(_INNER):
        await _refuse(scope, receive, send, 403, why)
        return
    headers = [(b"location", to.encode("latin-1")), (b"cache-control", b"no-store"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _refuse(
    scope: Scope, receive: Receive, send: Send, status: int, why: str, more: dict[str, str] | None = None
) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        return
    body = json.dumps({"code": status, "message": why}, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"content-length", str(len(body)).encode()),
        *((name.encode(), value.encode()) for name, value in (more or {}).items()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body if scope["method"] != "HEAD" else b""})
