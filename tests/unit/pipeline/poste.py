"""A mail server of this machine, for the tests of what the office sends."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

import pytest
from aiosmtpd.controller import Controller

from observatory.settings import SmtpSettings


class Postman:
    """A mail server that keeps what it takes, or takes nothing."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], Message]] = []
        self.closed = False

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802 - aiosmtpd's name
        if self.closed:
            return "451 revenez plus tard"
        self.letters.append((list(envelope.rcpt_tos), message_from_bytes(envelope.content)))  # type: ignore[attr-defined]
        return "250 pris"

    def texts(self) -> list[str]:
        return [letter.get_payload(decode=True).decode() for _, letter in self.letters]  # type: ignore[union-attr]


@pytest.fixture
def postman() -> Iterator[tuple[Postman, SmtpSettings]]:
    keeper = Postman()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(keeper, hostname="127.0.0.1", port=port)
    controller.start()
    yield keeper, SmtpSettings("127.0.0.1", port, "office@ville.fr", tls="non")
    controller.stop()
