"""People on dashboards, in a process of their own: each changes the period of Carte every few seconds.

    desk_viewers.py URL COOKIES SEED

``COOKIES`` is a JSON file with the cookie of each person. Each is a real Streamlit session: the websocket that a
browser opens, told a new value of the field « Période » as a browser tells it, and read until the page has run to its
end. Prints « ready » once all of them see their first page; for each line of its input, one JSON object with what was
seen since the line before; ends with its input.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

EVERY_S = 5.0
PAGE = "carte"
FIELD = "Période"
_PATIENCE_S = 120.0
_DAY = "%Y-%m-%d"


@dataclass
class Seen:
    """Seconds from each change to the end of its page, bytes received, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    received: int = 0
    errors: list[str] = field(default_factory=list)


class Viewer:
    """One person on Carte."""

    def __init__(self, flow: ClientConnection, url: str, seen: Seen, rng: Random):
        self._flow = flow
        self._url = f"{url}/{PAGE}"
        self._seen = seen
        self._rng = rng
        self._script = ""
        self._field = ""
        self._drawn = False
        self._first = self._last = dt.date.min

    async def open(self) -> None:
        """See the page for the first time, and find the field on it."""
        await self._run(BackMsg())
        if not self._field:
            raise RuntimeError(f"no field « {FIELD} » on the page {PAGE}")

    async def look(self, after: float) -> None:
        """Change the period every ``EVERY_S`` seconds, beginning after so many, without end."""
        at = time.perf_counter() + after
        while True:
            await asyncio.sleep(max(0.0, at - time.perf_counter()))
            asked = BackMsg()
            widget = asked.rerun_script.widget_states.widgets.add(id=self._field)
            widget.string_array_value.data.extend(one.strftime(_DAY) for one in self._period())
            start = time.perf_counter()
            await self._run(asked)
            self._seen.seconds.append(time.perf_counter() - start)
            at = max(at + EVERY_S, time.perf_counter())

    def _period(self) -> tuple[dt.date, dt.date]:
        """A period of two months at least, drawn among some hundred thousand."""
        days = (self._last - self._first).days
        start = self._rng.randrange(max(1, days - 60))
        end = self._rng.randrange(min(days, start + 60), days + 1)
        return self._first + dt.timedelta(start), self._first + dt.timedelta(end)

    async def _run(self, asked: BackMsg) -> None:
        """Send a message and read the page to its end."""
        asked.rerun_script.page_name = "" if self._script else PAGE
        asked.rerun_script.page_script_hash = self._script
        asked.rerun_script.context_info.url = self._url
        asked.rerun_script.context_info.locale = "fr-FR"
        asked.rerun_script.context_info.timezone = "Europe/Paris"
        self._drawn = False
        await self._flow.send(asked.SerializeToString())
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                data = await self._flow.recv()
                self._seen.received += len(data)
                message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
                kind = message.WhichOneof("type")
                if kind == "script_finished":
                    if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                        self._seen.errors.append(f"the page ended with {message.script_finished}")
                    if not self._drawn:
                        self._seen.errors.append("the page shows no map")
                    return
                self._notice(message)

    def _notice(self, message: ForwardMsg) -> None:
        """Keep the page's number, the field's, whether there is a map, and any error that is shown."""
        if message.WhichOneof("type") == "navigation":
            self._script = message.navigation.page_script_hash
        elif message.WhichOneof("type") == "delta":
            element = message.delta.new_element
            kind = element.WhichOneof("type")
            self._drawn = self._drawn or kind == "bidi_component"
            if kind == "exception" or (kind == "alert" and "problème" in element.alert.body):
                self._seen.errors.append(str(element)[:300])
            elif kind == "date_input" and element.date_input.label == FIELD:
                self._field = element.date_input.id
                self._first, self._last = (
                    dt.datetime.strptime(text, _DAY).date()  # noqa: DTZ007 - a day has no zone
                    for text in (element.date_input.min, element.date_input.max)
                )


async def watch(url: str, cookies: list[str], seed: int) -> None:
    """Let everybody look until the input ends."""
    seen, host = Seen(), urlsplit(url).netloc
    flows = [
        await connect(
            f"ws://{host}/_stcore/stream", origin=Origin(url), subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Cookie": cookie}, max_size=None, proxy=None, compression=None,
        )
        for cookie in cookies
    ]  # fmt: skip
    viewers = [Viewer(flow, url, seen, Random(seed * 1000 + number)) for number, flow in enumerate(flows)]
    for viewer in viewers:
        await viewer.open()
    print("ready", flush=True)
    looking = [asyncio.create_task(one.look(EVERY_S * turn / len(viewers))) for turn, one in enumerate(viewers)]
    while await asyncio.to_thread(sys.stdin.readline):
        broken = [str(task.exception()) for task in looking if task.done() and not task.cancelled()]
        print(json.dumps(asdict(seen) | {"errors": seen.errors + broken}), flush=True)
        seen.seconds, seen.errors, seen.received = [], [], 0
    for task in looking:
        task.cancel()
    await asyncio.gather(*looking, return_exceptions=True)
    for flow in flows:
        await flow.close()


def main() -> None:
    """Look, until the input ends."""
    url, cookies, seed = sys.argv[1:]
    asyncio.run(watch(url, json.loads(Path(cookies).read_text(encoding="utf-8")), int(seed)))


if __name__ == "__main__":
    main()
