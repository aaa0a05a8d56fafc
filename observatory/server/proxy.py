"""Passing requests on to the dashboard's process: HTTP both ways as streams, websockets both ways."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from observatory.server.pages import starting_page

SECRET_HEADER = "x-observatory-secret"  # noqa: S105 - the name of a header
CLOSED_PATHS = ("_stcore/agent",)
"""Parts of the dashboard that stay shut."""

_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailers",
        "transfer-encoding",
        "upgrade",
        SECRET_HEADER,
    }
)
_HANDSHAKE = frozenset(
    {"sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions", "sec-websocket-protocol"}
)
_TRY_AGAIN_LATER = 1013


class DashboardProxy:
    """Hands requests to the dashboard at ``target()`` (host:port), or None while it is not up."""

    def __init__(self, target: Callable[[], str | None], secret: str):
        self._target = target
        self._secret = secret
        self._http = httpx.AsyncClient(timeout=httpx.Timeout(60.0, connect=5.0), trust_env=False)

    async def close(self) -> None:
        """Close the connections to the dashboard."""
        await self._http.aclose()

    async def http(self, request: Request) -> Response:
        """Pass on one request; a French page that reloads itself while the dashboard is away."""
        target = self._target()
        if any(part in request.url.path for part in CLOSED_PATHS):
            return PlainTextResponse("Cette porte est fermée.", 404)
        if target is None:
            return _away(request)
        url = httpx.URL(scheme="http", host=target.split(":")[0], port=int(target.split(":")[1]))
        url = url.copy_with(raw_path=_raw_path(request))
        passed = self._http.build_request(
            request.method, url, headers=self._headers(request.headers.raw), content=request.stream()
        )
        try:
            answer = await self._http.send(passed, stream=True)
        except httpx.TransportError:
            return _away(request)
        reply = StreamingResponse(
            answer.aiter_raw(), status_code=answer.status_code, background=BackgroundTask(answer.aclose)
        )
        reply.raw_headers = [(name, value) for name, value in answer.headers.raw if name.decode().lower() not in _HOP]
        return reply

    async def websocket(self, websocket: WebSocket) -> None:
        """Pass on one websocket until either side closes it."""
        target = self._target()
        if target is None or any(part in websocket.url.path for part in CLOSED_PATHS):
            await websocket.close(_TRY_AGAIN_LATER)
            return
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in self._headers(websocket.headers.raw)
            if name.decode("latin-1").lower() not in _HANDSHAKE | {"host", "content-length"}
        ]
        query = f"?{websocket.url.query}" if websocket.url.query else ""
        try:
            upstream = await connect(
                f"ws://{websocket.headers['host']}{websocket.url.path}{query}",
                host=target.split(":")[0],
                port=int(target.split(":")[1]),
                additional_headers=headers,
                subprotocols=[Subprotocol(one) for one in websocket.scope["subprotocols"]] or None,
                max_size=None,
                compression=None,
                proxy=None,
                user_agent_header=None,
                open_timeout=20,
            )
        except (OSError, InvalidHandshake, TimeoutError):
            await websocket.close(_TRY_AGAIN_LATER)
            return
        await websocket.accept(subprotocol=upstream.subprotocol)
        await _pump(websocket, upstream)

    def _headers(self, raw: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        kept = [(name, value) for name, value in raw if name.decode("latin-1").lower() not in _HOP]
        return [*kept, (SECRET_HEADER.encode(), self._secret.encode())]


def _raw_path(request: Request) -> bytes:
    path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    query: bytes = request.scope["query_string"]
    return path + (b"?" + query if query else b"")


def _away(request: Request) -> Response:
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(starting_page(), 503, headers={"Retry-After": "1", "Cache-Control": "no-store"})
    return PlainTextResponse("Le tableau de bord démarre.", 503, headers={"Retry-After": "1"})


async def _pump(websocket: WebSocket, upstream: ClientConnection) -> None:
    """Carry frames both ways; when one side closes, close the other with its code."""

    async def inward() -> None:
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                await upstream.close(_sendable(message.get("code")))
                return
            data = message.get("bytes")
            await upstream.send(data if data is not None else message.get("text") or "")

    async def outward() -> None:
        async for data in upstream:
            if isinstance(data, str):
                await websocket.send_text(data)
            else:
                await websocket.send_bytes(data)
        await websocket.close(_sendable(upstream.close_code))

    tasks = {asyncio.create_task(inward()), asyncio.create_task(outward())}
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            error = task.exception()
            if error is not None and not isinstance(error, (ConnectionClosed, WebSocketDisconnect, RuntimeError)):
                raise error
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await upstream.close()


def _sendable(code: int | None) -> int:
    """A close code that may be sent: some are for reading only."""
    return (
        code if code is not None and (code in range(1000, 1004) or code in range(1007, 1015) or code >= 3000) else 1000
    )
