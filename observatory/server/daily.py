"""The owner's day: each minute what is watched over, and the daily work where it is due, in a thread of the workers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from observatory.operations.core import Context
from observatory.operations.memory import memoire_quotidien
from observatory.operations.tableau import veille_minute
from observatory.server.workers import Workers

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 60.0

Sleep = Callable[[float], Awaitable[None]]


async def live_by_the_day(context: Context, workers: Workers, sleep: Sleep = asyncio.sleep) -> None:
    """Watch, and do the daily work whenever it is due, until cancelled. A failure of one does not keep the other."""
    while True:
        await sleep(LOOK_EVERY_SECONDS)
        for name, work in (("watch", veille_minute), ("daily work", memoire_quotidien)):
            try:
                for line in await workers.run(work, context):
                    log.info("%s: %s", name, line)
            except Exception:
                log.exception("the %s failed", name)
