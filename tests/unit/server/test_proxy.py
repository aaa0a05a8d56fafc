"""The proxy carries everything both ways, and nothing that it should not."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from observatory.server.guard import SECRET_HEADER
from observatory.server.proxy import DashboardProxy

LARGE = 12 * 2**20
seen_close_codes: list[int] = []


class Upstream:
    def __init__(self, secret: str = "s3"):
        self.secret = secret
        self.at: tuple[str, int] | None = None
        self.fallen = 0

    def target(self) -> tuple[str, int] | None:
        return self.at

    def falls(self) -> int:
        return self.fallen


async def _echo(request: Request) -> Response:
    digest, size = hashlib.sha256(), 0
    async for chunk in request.stream():
        digest.update(chunk)
        size += len(chunk)
    answer = JSONResponse(
        {
            "headers": [[k.decode(), v.decode()] for k, v in request.headers.raw],
            "digest": digest.hexdigest(),
            "size": size,
            "path": request.scope["raw_path"].decode(),
            "query": request.scope["query_string"].decode(),
        }
    )
    answer.set_cookie("un", "1")
    answer.set_cookie("deux", "2")
    return answer


async def _slow(_: Request) -> Response:
    async def body() -> AsyncIterator[bytes]:
        yield b"premier"
        await asyncio.sleep(1.5)
        yield b"second"

    return StreamingResponse(body())


async def _part(request: Request) -> Response:
    assert request.headers["range"] == "bytes=2-4"
    return PlainTextResponse("cde", 206, headers={"Content-Range": "bytes 2-4/10"})


async def _socket(websocket: WebSocket) -> None:
    asked = websocket.scope["subprotocols"]
    await websocket.accept(subprotocol=asked[0] if asked else None)
    try:
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                seen_close_codes.append(message["code"])
                return
            if message.get("bytes") is not None:
                await websocket.send_bytes(message["bytes"])
            elif message["text"] == "ferme":
                await websocket.close(4321, "assez")
                return
            elif message["text"] == "protocoles":
                await websocket.send_text(",".join(asked))
            else:
                await websocket.send_text(message["text"])
    except WebSocketDisconnect:
        return


def _inner() -> Starlette:
    return Starlette(
        routes=[
            Route("/lent", _slow),
            Route("/morceau", _part),
            WebSocketRoute("/{p:path}", _socket),
            Route("/{p:path}", _echo, methods=["GET", "POST", "PUT", "DELETE"]),
        ]
    )


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


@pytest.fixture
def port(running: Any, upstream: Upstream) -> Iterator[int]:
    """The port of a proxy before a server that echoes."""
    proxy = DashboardProxy(upstream)

    @contextlib.asynccontextmanager
    async def closing(_: Starlette) -> AsyncIterator[None]:
        yield
        await proxy.close()

    outer = Starlette(
        lifespan=closing,
        routes=[
            WebSocketRoute("/{p:path}", proxy.websocket),
            Route("/{p:path}", proxy.http, methods=["GET", "POST", "PUT", "DELETE"]),
        ],
    )
    inner: AbstractContextManager[int] = running(_inner())
    with inner as inner_port, running(outer) as outer_port:
        upstream.at = ("127.0.0.1", inner_port)
        yield outer_port


def test_request_arrives_whole_with_the_secret_and_without_forged_headers(port: int) -> None:
    forged = {SECRET_HEADER: "faux", "X-Forwarded-For": "8.8.8.8", "Connection": "keep-alive", "X-Mien": "oui"}
    forged |= {"Cookie": "observatoire_session=a.b; autre=c", "Authorization": "Bearer x"}
    answer = httpx.get(f"http://127.0.0.1:{port}/a%20b%2Fc?q=%C3%A9&r=", headers=forged, trust_env=False)
    got = answer.json()
    headers = [tuple(pair) for pair in got["headers"]]
    assert got["path"] == "/a%20b%2Fc"
    assert got["query"] == "q=%C3%A9&r="
    assert [value for name, value in headers if name == SECRET_HEADER] == ["s3"]
    assert [value for name, value in headers if name == "x-forwarded-for"] == ["127.0.0.1"]
    assert ("x-mien", "oui") in headers
    (host,) = [value for name, value in headers if name == "host"]
    assert re.fullmatch(r"127\.0\.0\.1:\d+", host)
    assert host != f"127.0.0.1:{port}"  # the dashboard is called by its own address
    assert not [value for name, value in headers if name in ("cookie", "authorization")]
    assert not [name for name, _ in headers if name == "transfer-encoding"]
    assert len(answer.headers.get_list("set-cookie")) == 2
    assert len(answer.headers.get_list("date")) == 1


def test_upload_is_streamed_whole(port: int) -> None:
    def pieces() -> Iterator[bytes]:
        for number in range(64):
            yield bytes([number]) * (LARGE // 64)

    expected = hashlib.sha256(b"".join(pieces())).hexdigest()
    got = httpx.put(f"http://127.0.0.1:{port}/depot", content=pieces(), trust_env=False).json()
    assert (got["size"], got["digest"]) == (LARGE, expected)


def test_answer_is_streamed_as_it_comes(port: int) -> None:
    with httpx.stream("GET", f"http://127.0.0.1:{port}/lent", trust_env=False) as answer:
        chunks = answer.iter_raw()
        assert next(chunks) == b"premier"
        assert b"".join(chunks) == b"second"
        assert answer.elapsed.total_seconds() > 1


def test_range_passes(port: int) -> None:
    answer = httpx.get(f"http://127.0.0.1:{port}/morceau", headers={"Range": "bytes=2-4"}, trust_env=False)
    assert (answer.status_code, answer.text, answer.headers["content-range"]) == (206, "cde", "bytes 2-4/10")


def test_websocket_carries_large_frames_both_ways(port: int) -> None:
    with connect(f"ws://127.0.0.1:{port}/flux", max_size=None, proxy=None) as socket:
        socket.send("é")
        assert socket.recv(5) == "é"
        large = b"\x01" * LARGE
        socket.send(large)
        assert socket.recv(20) == large


def test_websocket_carries_subprotocols(port: int) -> None:
    with connect(
        f"ws://127.0.0.1:{port}/flux", subprotocols=[Subprotocol("streamlit"), Subprotocol("jeton")], proxy=None
    ) as socket:
        assert socket.subprotocol == "streamlit"
        socket.send("protocoles")
        assert socket.recv(5) == "streamlit,jeton"


def test_close_codes_pass_both_ways(port: int) -> None:
    with connect(f"ws://127.0.0.1:{port}/flux", proxy=None) as socket:
        socket.send("ferme")
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(5)
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4321, "assez")
    seen_close_codes.clear()
    with connect(f"ws://127.0.0.1:{port}/flux", proxy=None) as socket:
        socket.close(4567)
    for _ in range(100):
        if seen_close_codes:
            break
        httpx.get(f"http://127.0.0.1:{port}/attente", trust_env=False)
    assert seen_close_codes == [4567]


@pytest.mark.parametrize("path", ["/_stcore/agent/mcp", "/carte/_stcore/agent/interact", "/_stcore%2Fagent/mcp"])
def test_agent_part_is_closed(port: int, path: str) -> None:
    assert httpx.post(f"http://127.0.0.1:{port}{path}", trust_env=False).status_code == 404
    with pytest.raises(InvalidStatus):
        connect(f"ws://127.0.0.1:{port}{path}", proxy=None)


def test_french_page_while_the_dashboard_is_away(port: int, upstream: Upstream) -> None:
    upstream.at = None
    page = httpx.get(f"http://127.0.0.1:{port}/", headers={"Accept": "text/html,*/*"}, trust_env=False)
    assert page.status_code == 503
    assert 'http-equiv="refresh"' in page.text
    assert "Le tableau de bord démarre" in page.text
    upstream.fallen = 4
    page = httpx.get(f"http://127.0.0.1:{port}/", headers={"Accept": "text/html"}, trust_env=False)
    assert "4 fois" in page.text
    assert httpx.get(f"http://127.0.0.1:{port}/x.js", trust_env=False).headers["content-type"].startswith("text/plain")
    with pytest.raises(InvalidStatus):
        connect(f"ws://127.0.0.1:{port}/flux", proxy=None)


def test_dashboard_that_just_died_gives_the_page_too(port: int, upstream: Upstream) -> None:
    upstream.at = ("127.0.0.1", 9)
    page = httpx.get(f"http://127.0.0.1:{port}/", headers={"Accept": "text/html"}, trust_env=False)
    assert page.status_code == 503
