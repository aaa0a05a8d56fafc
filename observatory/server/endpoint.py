"""Where a running owner can be reached: a small file beside the base that only its user can read."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import socket
import stat
import tempfile
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from observatory.server.listening import tcp_listener

LONGEST_SOCKET_PATH = 100
"""Bytes: the system takes 108 on Linux and 104 on macOS, its closing zero included."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """How to reach an owner: a Unix socket where the system has them, else a loopback port; always a secret.

    ``url`` is where people find the office with a browser.
    """

    pid: int
    family: str
    address: str
    secret: str
    version: str
    url: str = ""

    @property
    def base_url(self) -> str:
        """The web address that requests are made to."""
        return f"http://{self.address}" if self.family == "tcp" else "http://owner"


def program_version() -> str:
    """The version of the installed program."""
    return metadata.version("observatory")


def endpoint_socket(db: Path, runtime: Path, url: str = "") -> tuple[socket.socket, Endpoint]:
    """Open a listening socket that only this user can reach, and its description.

    The Unix socket has mode 0600 and stands in a folder of mode 0700 under ``runtime``, or under the system's folder
    of temporary files where that name would be too long. Without Unix sockets it is a loopback port, behind the secret.
    """
    secret = secrets.token_urlsafe(32)
    path = _socket_path(db, runtime) if hasattr(socket, "AF_UNIX") and hasattr(os, "getuid") else None
    if path is None:
        listener = tcp_listener("127.0.0.1", 0)
        host, port = listener.getsockname()[:2]
        return listener, Endpoint(os.getpid(), "tcp", f"{host}:{port}", secret, program_version(), url)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    listener.listen(128)
    return listener, Endpoint(os.getpid(), "unix", str(path), secret, program_version(), url)


def _socket_path(db: Path, runtime: Path) -> Path | None:
    """A short path for the socket in a folder of ours, or None where every place is too deep."""
    name = hashlib.sha256(str(db).encode()).hexdigest()[:16] + ".sock"
    for place in (runtime, Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108 - ours, of mode 0700  # nosec B108
        folder = place / f"observatory-{os.getuid()}"
        if len(os.fsencode(folder / name)) > LONGEST_SOCKET_PATH - 10 or not place.is_dir():
            continue
        return _private(folder) / name
    return None


def _private(folder: Path) -> Path:
    """``folder`` if it is ours alone, else another beside it: nobody else may have prepared it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077:
        return folder
    other = folder.with_name(f"{folder.name}-{secrets.token_hex(4)}")
    other.mkdir(mode=0o700)
    return other


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


def is_alive(pid: int) -> bool:
    """Whether a process of this number runs (it may be another than the owner: numbers are used again)."""
    if os.name == "nt":  # there, signal 0 would end it: only an answer can tell
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
