"""Messages that the office sends through the town's own mail server, and no other."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from observatory.domain.errors import MailFailed, ValueRefused
from observatory.settings import Settings, SmtpSettings

TLS = ("starttls", "ssl", "non")
_PATIENCE = 20.0
_AWAY = (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPAuthenticationError)


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that goes with a message."""

    nom: str
    contenu: bytes
    maintype: str = "application"
    subtype: str = "pdf"


def send_mail(settings: Settings, to: str, subject: str, text: str, pieces: Sequence[Piece] = ()) -> None:
    """Hand a message to the mail server of the settings; it has taken it when this returns.

    Raises
    ------
    MailFailed
        When no server is set, or it does not take the message: the sentence says what it answered.
    ValueRefused
        When the address is none.
    """
    server = settings.smtp
    if server is None:
        raise MailFailed(
            "Aucun serveur de messagerie n'est réglé (OBSERVATORY_SMTP_HOST) : transmettez par bordereau ou par "
            "téléphone, ou demandez à l'administrateur de le régler."
        )
    message = EmailMessage()
    message["From"] = mail_address(server.sender)
    message["To"] = mail_address(to)
    message["Subject"] = " ".join(subject.split())
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain=message["From"].addresses[0].domain)
    message.set_content(text)
    for one in pieces:
        message.add_attachment(one.contenu, maintype=one.maintype, subtype=one.subtype, filename=one.nom)
    try:
        _hand_over(server, message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailFailed(
            f"Le serveur de messagerie n'a pas pris le message ({_said(error)}) : rien n'est parti. Réessayez, ou "
            "transmettez par bordereau ou par téléphone."
        ) from error


def server_is_away(error: Exception) -> bool:
    """Whether a message did not leave for want of the server, whatever it said: the next would wait in vain."""
    cause = error.__cause__
    met = isinstance(cause, smtplib.SMTPException) and not isinstance(cause, _AWAY)
    return isinstance(error, MailFailed) and not met


def _hand_over(server: SmtpSettings, message: EmailMessage) -> None:
    if server.tls not in TLS or not 0 < server.port < 65_536:
        raise MailFailed(
            f"OBSERVATORY_SMTP_TLS vaut {', '.join(TLS)} et OBSERVATORY_SMTP_PORT est un nombre : corrigez-les."
        )
    context = ssl.create_default_context()
    opened = (
        smtplib.SMTP_SSL(server.host, server.port, timeout=_PATIENCE, context=context)
        if server.tls == "ssl"
        else smtplib.SMTP(server.host, server.port, timeout=_PATIENCE)
    )
    with opened as connection:
        if server.tls == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
        connection.send_message(message)


def mail_address(text: str) -> Address:
    """An address of e-mail, read.

    Raises
    ------
    ValueRefused
        When it is none.
    """
    try:
        found = Address(addr_spec=text.strip())
    except (ValueError, IndexError) as error:
        raise ValueRefused(f"« {text[:80]} » n'est pas une adresse de courriel : corrigez-la.") from error
    if not found.username or ("." not in found.domain and found.domain != "localhost") or not text.isascii():
        raise ValueRefused(f"« {text[:80]} » n'est pas une adresse de courriel : corrigez-la.")
    return found


def _said(error: Exception) -> str:
    """What the server answered, as one short line."""
    answer: tuple[int, bytes | str] | None = None
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answer = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        answer = (error.smtp_code, error.smtp_error)
    if answer is not None:
        code, words = answer
        said = f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
    else:
        said = str(error)
    return " ".join(said.split())[:160] or type(error).__name__
