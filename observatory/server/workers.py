"""The threads in which operations run: a bounded number, so that the event loop never waits for the base."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import ParamSpec, TypeVar

from observatory.domain.errors import OwnerUnreachable

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger(__name__)

WORKERS = 8
"""Operations that may run at once; others wait for their turn."""


class Workers:
    """A bounded pool that can be told to stop: what runs is asked to give up at its next sign of progress."""

    def __init__(self, size: int = WORKERS):
        self.executor = ThreadPoolExecutor(size, thread_name_prefix="operation")
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._running: set[Future[object]] = set()

    async def run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run ``work`` in a thread and wait for it without holding up the loop."""
        return await asyncio.wrap_future(self.submit(work, *args, **kwargs))

    def submit(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Run ``work`` in a thread."""
        future = self.executor.submit(work, *args, **kwargs)
        with self._lock:
            self._running = {one for one in self._running if not one.done()}
            self._running.add(future)  # type: ignore[arg-type]
        return future

    def check(self) -> None:
        """Called by what runs for long, now and then.

        Raises
        ------
        OwnerUnreachable
            When the office is closing: the work is given up, and its transaction with it.
        """
        if self._stopping.is_set():
            raise OwnerUnreachable("L'office se ferme : l'opération est abandonnée. Rouvrez-le, puis recommencez.")

    def ask_to_stop(self) -> None:
        """From now on, :meth:`check` raises."""
        self._stopping.set()

    def drain(self, seconds: float) -> bool:
        """Take no more work and wait for what runs; whether all of it ended in time."""
        self._stopping.set()
        self.executor.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            running = set(self._running)
        return not wait(running, seconds).not_done
