"""Passing requests on to the dashboard's process: HTTP both ways as streams, websockets both ways."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Protocol

import httpx
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from observatory.server.guard import SECRET_HEADER
from observatory.server.pages import waiting_page
from observatory.wire import SESSION_HEADER

CLOSED_PATHS = ("_stcore/agent",)
"""Parts of the dashboard that stay shut."""

_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailers",
        "transfer-encoding",
        "upgrade",
    }
)
"""Headers that speak of one connection only (RFC 9110, 7.6.1)."""
_OURS = frozenset(
    {
        "host",
        "origin",
        SECRET_HEADER,
        SESSION_HEADER,
        "cookie",
        "authorization",
        "forwarded",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
    }
)
"""Headers that a browser may not set: they are ours to say."""
_HANDSHAKE = frozenset(
    {
        "host",
        "content-length",
        "sec-websocket-key",
        "sec-websocket-version",
        "sec-websocket-extensions",
        "sec-websocket-protocol",
    }
)
_DASHBOARDS = "_streamlit"
_LEAVING = b'<script src="/compte/porte.js" defer></script>'
_BODY = frozenset({"date", "server", "content-length", "content-encoding", "etag", "last-modified"})
_TRY_AGAIN_LATER = 1013
_GONE = 499
_PATIENCE = httpx.Timeout(300.0, connect=5.0)
"""A download may be computed for minutes before its first byte."""

Headers = list[tuple[bytes, bytes]]


class Upstream(Protocol):
    """What the proxy asks of whoever supervises the dashboard."""

    secret: str

    def target(self) -> tuple[str, int] | None:
        """Host and port of the dashboard, or None while it is not up."""

    def falls(self) -> int:
        """How often it ended by itself since it last stood for long."""


class DashboardProxy:
    """Hands requests to the dashboard."""

    def __init__(self, upstream: Upstream):
        self._upstream = upstream
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=32)
        self._http = httpx.AsyncClient(timeout=_PATIENCE, limits=limits, trust_env=False, follow_redirects=False)

    async def close(self) -> None:
        """Close the connections to the dashboard."""
        await self._http.aclose()

    async def http(self, request: Request) -> Response:
        """Pass on one request; a French page that reloads itself while the dashboard is away."""
        if _is_closed(request):
            return PlainTextResponse("Cette partie du tableau de bord est fermée.", 404)
        target = self._upstream.target()
        if target is None:
            return self._away(request)
        url = httpx.URL(scheme="http", host=target[0], port=target[1]).copy_with(raw_path=_raw_path(request))
        has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
        passed = self._http.build_request(
            request.method,
            url,
            headers=self._inward_headers(request, target),
            content=request.stream() if has_body else None,
        )
        try:
            answer = await self._http.send(passed, stream=True)
        except httpx.TransportError:
            return self._away(request)
        except ClientDisconnect:
            return Response(status_code=_GONE)
        if answer.headers.get("content-type", "").startswith("text/html"):
            return await _page(answer)
        reply = StreamingResponse(_body(answer), status_code=answer.status_code)
        reply.raw_headers = _kept(answer.headers.raw, _HOP | {"date", "server"})
        return reply

    async def websocket(self, websocket: WebSocket) -> None:
        """Pass on one websocket until either side closes it."""
        target = self._upstream.target()
        if target is None or _is_closed(websocket):
            await websocket.close(_TRY_AGAIN_LATER)
            return
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in _kept(self._inward_headers(websocket, target), _HANDSHAKE)
        ]
        try:
            inner = await connect(
                f"ws://{_address(target)}{_raw_path(websocket).decode('ascii')}",
                host=target[0],
                port=target[1],
                additional_headers=headers,
                subprotocols=[Subprotocol(one) for one in websocket.scope["subprotocols"]] or None,
                max_size=None,
                compression=None,
                proxy=None,
                user_agent_header=None,
                open_timeout=20,
                ping_interval=None,
            )
        except (OSError, InvalidHandshake, TimeoutError):
            await websocket.close(_TRY_AGAIN_LATER)
            return
        try:
            await websocket.accept(subprotocol=inner.subprotocol)
            await _pump(websocket, inner)
        finally:
            await inner.close()

    def _inward_headers(self, connection: HTTPConnection, target: tuple[str, int]) -> Headers:
        """What the dashboard hears: it knows itself by its own address, whatever name people type."""
        client = connection.client.host if connection.client else ""
        page = "text/html" in connection.headers.get("accept", "")
        return [
            *_kept(connection.headers.raw, _HOP | _OURS | ({"accept-encoding"} if page else frozenset())),
            *_dashboards_cookies(connection),
            (b"host", _address(target).encode()),
            *([(b"origin", f"http://{_address(target)}".encode())] if "origin" in connection.headers else []),
            (SECRET_HEADER.encode(), self._upstream.secret.encode()),
            (SESSION_HEADER.encode(), str(connection.scope.get("state", {}).get("mark", "")).encode()),
            (b"x-forwarded-for", client.encode()),
        ]

    def _away(self, request: Request) -> Response:
        headers = {"Retry-After": "1", "Cache-Control": "no-store"}
        if "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(waiting_page(self._upstream.falls()), 503, headers=headers)
        return PlainTextResponse("Le tableau de bord démarre.", 503, headers=headers)


def _address(target: tuple[str, int]) -> str:
    return f"{target[0]}:{target[1]}"


def _dashboards_cookies(connection: HTTPConnection) -> Headers:
    """The cookies that the dashboard made itself; ours stay at the door."""
    own = [f"{name}={value}" for name, value in connection.cookies.items() if name.startswith(_DASHBOARDS)]
    return [(b"cookie", "; ".join(own).encode("latin-1"))] if own else []


def _is_closed(connection: HTTPConnection) -> bool:
    return any(part in connection.scope["path"] for part in CLOSED_PATHS)


def _kept(headers: Headers, dropped: frozenset[str]) -> Headers:
    return [(name, value) for name, value in headers if name.decode("latin-1").lower() not in dropped]


def _raw_path(connection: HTTPConnection) -> bytes:
    path: bytes = connection.scope.get("raw_path") or connection.url.path.encode()
    query: bytes = connection.scope["query_string"]
    return path + (b"?" + query if query else b"")


async def _page(answer: httpx.Response) -> Response:
    """A page of the dashboard with the script that leaves it when the session ends."""
    try:
        content = await answer.aread()
    finally:
        await answer.aclose()
    reply = Response(content.replace(b"</head>", _LEAVING + b"</head>", 1), answer.status_code)
    length = [(name, value) for name, value in reply.raw_headers if name == b"content-length"]
    reply.raw_headers = [*_kept(answer.headers.raw, _HOP | _BODY), *length]
    return reply


async def _body(answer: httpx.Response) -> AsyncIterator[bytes]:
    """The bytes as they come, compressed or not; the connection is given back whatever happens."""
    try:
        async for chunk in answer.aiter_raw():
            yield chunk
    finally:
        await answer.aclose()


async def _pump(websocket: WebSocket, inner: ClientConnection) -> None:
    """Carry frames both ways; when one side closes, close the other with its code."""
    ways = {asyncio.create_task(_inward(websocket, inner)), asyncio.create_task(_outward(websocket, inner))}
    try:
        done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
    for way in done:
        way.result()
    if websocket.application_state is WebSocketState.CONNECTED:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await websocket.close(_sendable(inner.close_code), inner.close_reason or "")


async def _inward(websocket: WebSocket, inner: ClientConnection) -> None:
    """From the browser to the dashboard, until the browser leaves or the dashboard is gone."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                await inner.close(_sendable(message.get("code")), message.get("reason") or "")
                return
            data = message.get("bytes")
            await inner.send(data if data is not None else message.get("text") or "")


async def _outward(websocket: WebSocket, inner: ClientConnection) -> None:
    """From the dashboard to the browser, until the dashboard closes or the browser is gone."""
    with contextlib.suppress(ConnectionClosed, WebSocketDisconnect):
        async for data in inner:
            if isinstance(data, str):
                await websocket.send_text(data)
            else:
                await websocket.send_bytes(data)


def _sendable(code: int | None) -> int:
    """A close code that may be sent: some are for reading only (RFC 6455, 7.4)."""
    known = code is not None and (code in range(1000, 1004) or code in range(1007, 1015) or 3000 <= code < 5000)
    return code if known and code is not None else 1000
