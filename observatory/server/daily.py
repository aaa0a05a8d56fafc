"""The owner's day: looks every minute whether the daily work is due, and does it in a thread of the workers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from observatory.operations.core import Context
from observatory.operations.memory import memoire_quotidien
from observatory.server.workers import Workers

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 60.0

Sleep = Callable[[float], Awaitable[None]]


async def live_by_the_day(context: Context, workers: Workers, sleep: Sleep = asyncio.sleep) -> None:
    """Do the daily work whenever it is due, until cancelled. A failure is logged; the next day is another one."""
    while True:
        await sleep(LOOK_EVERY_SECONDS)
        try:
            for line in await workers.run(memoire_quotidien, context):
                log.info("daily work: %s", line)
        except Exception:
            log.exception("the daily work failed")
