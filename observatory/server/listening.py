"""Listening on a port of this machine."""

from __future__ import annotations

import os
import socket


def tcp_listener(host: str, port: int) -> socket.socket:
    """A socket that listens on ``host`` and ``port`` (0: any free one).

    Its protocol is named: asyncio turns off Nagle's algorithm only where it is, and small answers take 40 ms otherwise.

    Raises
    ------
    OSError, OverflowError
        When the port is taken, may not be opened, or is none.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":  # there, the option would let two programs share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(512)
    except (OSError, OverflowError):
        listener.close()
        raise
    return listener
