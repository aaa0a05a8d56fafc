"""The guards stand before HTTP and websocket alike."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from observatory.server.guard import SECRET_HEADER, LoopbackGuard, SecretGuard


async def _inside(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "inside"})


def _answer(app: ASGIApp, kind: str, headers: dict[str, str]) -> Message:
    """The first message that a request or a websocket gets."""
    sent: list[Message] = []
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {"type": kind, "path": "/", "headers": raw}

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    async def ask() -> None:
        await app(scope, receive, send)

    asyncio.run(ask())
    return sent[0]


def _is_in(app: ASGIApp, headers: dict[str, str]) -> bool:
    """Whether HTTP and websocket both get in; they must agree."""
    http, websocket = _answer(app, "http", headers), _answer(app, "websocket", headers)
    assert (http["type"] == "inside") == (websocket["type"] == "inside")
    if http["type"] != "inside":
        assert http["status"] == 403
        assert websocket["type"] == "websocket.close"
    return bool(http["type"] == "inside")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Host": "127.0.0.1:8501"}, True),
        ({"Host": "LOCALHOST:8501"}, True),
        ({"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}, True),
        ({}, False),
        ({"Host": "piege.example:8501"}, False),
        ({"Host": "127.0.0.1.piege.example"}, False),
        ({"Host": "127.0.0.1:8501", "Origin": "http://piege.example"}, False),
        ({"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:9999"}, False),
        ({"Host": "127.0.0.1:8501", "Origin": "null"}, False),
    ],
)
def test_only_our_own_pages_on_this_machine(headers: dict[str, str], expected: bool) -> None:
    assert _is_in(LoopbackGuard(_inside), headers) is expected


@pytest.mark.parametrize(("given", "expected"), [("juste", True), ("faux", False), ("", False), (None, False)])
def test_secret_opens_both(given: str | None, expected: bool) -> None:
    headers = {} if given is None else {SECRET_HEADER: given}
    assert _is_in(SecretGuard(_inside, "juste"), headers) is expected
