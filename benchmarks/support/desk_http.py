"""A browser's connections, as small as they can be: what they cost must not be taken for what the office costs."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit


class Browser:
    """Connections to one office that are kept open, with the cookie of one person."""

    def __init__(self, url: str, cookie: str):
        self._host, self._port = (urlsplit(url).hostname or ""), urlsplit(url).port or 80
        self._head = f"Host: {self._host}:{self._port}\r\nCookie: {cookie}\r\nOrigin: {url}\r\n"
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def get(self, path: str, query: Mapping[str, Any]) -> tuple[int, bytes, float]:
        """Ask for a path; status, body, seconds from sending the request to having read its answer."""
        return await self._ask(f"GET {path}?{urlencode(query)} HTTP/1.1\r\n{self._head}\r\n".encode())

    async def post(self, path: str, arguments: Mapping[str, Any]) -> tuple[int, bytes, float]:
        """Send arguments as JSON, as the desk does; status, body, seconds."""
        body = json.dumps(arguments).encode()
        head = f"POST {path} HTTP/1.1\r\n{self._head}X-Observatoire: bureau\r\nContent-Type: application/json\r\n"
        return await self._ask(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    async def close(self) -> None:
        """Close every connection."""
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()

    async def _ask(self, request: bytes) -> tuple[int, bytes, float]:
        reader, writer = (
            self._idle.pop() if self._idle else await asyncio.open_connection(self._host, self._port, limit=2**20)
        )
        start = time.perf_counter()
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            status = int(head[9:12])
            length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
            body = await reader.readexactly(length)
        except BaseException:
            writer.close()
            raise
        seconds = time.perf_counter() - start
        self._idle.append((reader, writer))
        return status, body, seconds
