"""The pool of operations: bounded, and it can be told to stop."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from observatory.domain.errors import OwnerUnreachable
from observatory.server.workers import Workers


def test_no_more_than_its_size_run_at_once() -> None:
    workers, lock, running, most = Workers(2), threading.Lock(), [0], [0]

    def work(number: int) -> int:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.02)
        with lock:
            running[0] -= 1
        return number

    async def all_of_them() -> list[int]:
        return await asyncio.gather(*(workers.run(work, number) for number in range(8)))

    assert asyncio.run(all_of_them()) == list(range(8))
    assert most == [2]
    assert workers.drain(5)


def test_drain_waits_so_long_and_no_longer() -> None:
    workers, release = Workers(1), threading.Event()
    workers.submit(release.wait, 90)
    waiting = workers.submit(release.wait, 90)
    before = time.monotonic()
    assert not workers.drain(0.2)
    assert time.monotonic() - before < 30
    assert waiting.cancelled()
    release.set()


def test_what_runs_is_asked_to_give_up() -> None:
    workers = Workers(1)
    workers.check()
    workers.ask_to_stop()
    with pytest.raises(OwnerUnreachable, match="se ferme"):
        workers.check()
    assert workers.drain(1)
