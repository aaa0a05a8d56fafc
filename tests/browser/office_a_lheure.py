"""Serves an office whose clock a test moves: ``python -m tests.browser.office_a_lheure BASE FILE``.

The file holds how many seconds are added to the machine's clock; it is read at every question, so that six months pass
while the office stays open.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from observatory.pipeline.office import Office, system_clock
from observatory.server.owner import serve
from observatory.settings import load_settings


def main(base: str, moved: str) -> None:
    """Open the office on a port that is free, and print its address."""
    settings = load_settings(Path(base))

    def clock() -> dt.datetime:
        return system_clock() + dt.timedelta(seconds=float(Path(moved).read_text(encoding="utf-8")))

    with Office.open(settings, clock) as office:
        serve(office, settings, host="127.0.0.1", port=0, on_ready=lambda url, _: print(url, flush=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
