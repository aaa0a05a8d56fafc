"""A listening socket that answers small questions at once."""

from __future__ import annotations

import asyncio
import socket

import pytest

from observatory.server.listening import tcp_listener


def test_taken_port_is_an_error() -> None:
    with tcp_listener("127.0.0.1", 0) as first, pytest.raises(OSError, match=r"in use|already|once"):
        tcp_listener("127.0.0.1", first.getsockname()[1])


def test_impossible_port_is_an_error() -> None:
    with pytest.raises(OverflowError):
        tcp_listener("127.0.0.1", 70_000)


def test_connections_do_not_wait_to_be_filled() -> None:
    async def accepted() -> int:
        seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def take(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            peer = writer.get_extra_info("socket")
            seen.set_result(peer.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with tcp_listener("127.0.0.1", 0) as listener:
            server = await asyncio.start_server(take, sock=listener)
            _, writer = await asyncio.open_connection(*listener.getsockname())
            found = await asyncio.wait_for(seen, 5)
            writer.close()
            server.close()
        return found

    assert asyncio.run(accepted()) != 0
