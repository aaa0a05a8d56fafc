"""Where a running owner can be reached: a small file beside the base that only its user can read."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError


@dataclass(frozen=True, slots=True)
class Endpoint:
    """How to reach an owner: a Unix socket where the system has them, else a loopback port; always a secret."""

    pid: int
    family: str
    address: str
    secret: str

    @property
    def base_url(self) -> str:
        """The web address that requests are made to."""
        return f"http://{self.address}" if self.family == "tcp" else "http://owner"


def endpoint_socket(db: Path, runtime: Path) -> tuple[socket.socket, Endpoint]:
    """Open a listening socket that only this user can reach, and its description.

    The Unix socket stands in a folder of mode 0700 under ``runtime``, its name short (a path may hold 108 bytes).
    """
    secret = secrets.token_urlsafe(32)
    if not hasattr(socket, "AF_UNIX"):
        listener = socket.create_server(("127.0.0.1", 0))
        host, port = listener.getsockname()[:2]
        return listener, Endpoint(os.getpid(), "tcp", f"{host}:{port}", secret)
    folder = runtime / f"observatory-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o077:
        folder = runtime / f"observatory-{os.getuid()}-{secrets.token_hex(4)}"
        folder.mkdir(mode=0o700)
    path = folder / (hashlib.sha256(str(db).encode()).hexdigest()[:16] + ".sock")
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    listener.listen(64)
    return listener, Endpoint(os.getpid(), "unix", str(path), secret)


def write_endpoint(path: Path, endpoint: Endpoint) -> None:
    """Write the description, readable by its user alone, whole or not at all."""
    draft = path.with_name(path.name + ".tmp")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(endpoint), file)
    draft.replace(path)


def read_endpoint(path: Path) -> Endpoint | None:
    """The description, or None where there is none that can be read."""
    try:
        return TypeAdapter(Endpoint).validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def remove_endpoint(path: Path, endpoint: Endpoint) -> None:
    """Take away the description and the socket, if they are still ours."""
    if read_endpoint(path) == endpoint:
        path.unlink(missing_ok=True)
    if endpoint.family == "unix":
        Path(endpoint.address).unlink(missing_ok=True)
