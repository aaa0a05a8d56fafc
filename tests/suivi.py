"""What tests of the follow-up share: pictures as cameras write them, calls that are saved, a mail server."""

from __future__ import annotations

import email
import email.policy
import io
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from PIL import Image

from observatory.domain.appel import Appel, Issue
from observatory.pipeline.bureau import save_call
from observatory.pipeline.office import Office
from observatory.settings import SmtpSettings

PLACE = {"adresse": "5 rue des Mouettes", "adresse_trouvee": "5 Rue des Mouettes", "lat": 46.055, "lon": -4.598}
PHONE = "06 12 34 56 78"
STORY = "Mme Lefranc au 06 39 98 01 02 dit que la façade est couverte de peinture"


def saved(office: Office, cle: str, categorie: str = "tags-facade", **values: Any) -> str:
    """A call that is kept; gives its reference."""
    told = {**PLACE, "description": STORY, **values}
    call = Appel(cle=f"suivi-{cle:0>8}", issue=Issue.SIGNALEMENT, categorie=categorie, **told)
    return save_call(office, call, "op").reference


def camera(width: int = 400, height: int = 300, kind: str = "JPEG", *, gps: bool = True) -> bytes:
    """A picture with the place, the hour and the owner that cameras write beside it."""
    made = Image.effect_noise((width, height), 60).convert("RGB")
    exif = Image.Exif()
    if gps:
        exif[0x010F] = "MarqueDeLAppareil"
        exif[0x9003] = "2026:06:01 10:00:00"
        exif.get_ifd(0x8825).update({1: "N", 2: (46.0, 3.0, 18.0), 3: "W", 4: (4.0, 35.0, 52.0)})
    out = io.BytesIO()
    made.save(out, kind, exif=exif)
    return out.getvalue()


class MailBox:
    """A mail server on this machine: keeps what it takes, and refuses whom it is told to."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refused = ""
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refused and self.refused in address:
            return "550 5.1.1 boite inconnue"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(email.message_from_bytes(content, policy=email.policy.default))
        return "250 OK"

    @property
    def settings(self) -> SmtpSettings:
        """The settings that name it."""
        return SmtpSettings("127.0.0.1", self.port, "office@petiteville.example", tls="non")

    def text(self, rank: int = -1) -> str:
        """The words of a message."""
        body = self.messages[rank].get_body(("plain",))
        assert body is not None
        return str(body.get_content())


@contextmanager
def mail_server() -> Iterator[MailBox]:
    """A mail server that listens for the time of a block."""
    box = MailBox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
