"""The guards stand before HTTP and websocket alike."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from observatory.server.guard import SECRET_HEADER, ResumeGuard, SecretGuard
from observatory.wire import SESSION_HEADER


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


@pytest.mark.parametrize(("given", "expected"), [("juste", True), ("faux", False), ("", False), (None, False)])
def test_secret_opens_both(given: str | None, expected: bool) -> None:
    headers = {} if given is None else {SECRET_HEADER: given}
    assert _is_in(SecretGuard(_inside, "juste"), headers) is expected


OWNERS = {"page-de-paul": "marque-de-paul"}


def _asked(mark: str, subprotocols: list[str]) -> list[str]:
    """The subprotocols that the dashboard hears of."""
    heard: list[Scope] = []

    async def dashboard(scope: Scope, receive: Receive, send: Send) -> None:
        heard.append(scope)

    async def nothing(*_: object) -> Any:
        return {}

    raw = [
        (b"sec-websocket-protocol", ", ".join(subprotocols).encode()),
        (SESSION_HEADER.encode(), mark.encode()),
    ]
    scope: dict[str, Any] = {
        "type": "websocket", "path": "/_stcore/stream", "headers": raw, "subprotocols": subprotocols,
    }  # fmt: skip
    asyncio.run(ResumeGuard(dashboard, OWNERS)(scope, nothing, nothing))
    names = [value.decode() for key, value in heard[0]["headers"] if key == b"sec-websocket-protocol"]
    assert names == [", ".join(heard[0]["subprotocols"])]
    return list(heard[0]["subprotocols"])


@pytest.mark.parametrize(
    ("mark", "resumed"),
    [("marque-de-paul", True), ("marque-de-zoe", False), ("", False)],
)
def test_a_streamlit_session_is_resumed_by_its_own_person_alone(mark: str, resumed: bool) -> None:
    kept = _asked(mark, ["streamlit", "xsrf", "page-de-paul"])
    assert kept == ["streamlit", "xsrf", *(["page-de-paul"] if resumed else [])]
    assert _asked(mark, ["streamlit", "xsrf"]) == ["streamlit", "xsrf"]
    assert _asked(mark, ["streamlit", "xsrf", "inconnue"]) == ["streamlit", "xsrf"]


@pytest.mark.parametrize(("mark", "gets_in"), [("marque-de-paul", True), ("marque-de-zoe", False), ("", False)])
def test_files_are_sent_into_ones_own_session_alone(mark: str, gets_in: bool) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    path, headers = "/_stcore/upload_file/page-de-paul/fichier", [(SESSION_HEADER.encode(), mark.encode())]
    scope: dict[str, Any] = {"type": "http", "path": path, "headers": headers}
    asyncio.run(ResumeGuard(_inside, OWNERS)(scope, receive, send))
    assert (sent[0]["type"] == "inside") is gets_in
