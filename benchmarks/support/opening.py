"""Run in a process of its own: open a base's index, ask queries, print seconds, memory and latencies as JSON.

    opening.py BASE QUERIES.json

The memory is the process's own, as Linux counts it (VmHWM is its peak), Python and its libraries in it.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

from observatory.client import connect


def main() -> None:
    """Open, ask, print."""
    base, queries_file = map(Path, sys.argv[1:])
    queries = json.loads(queries_file.read_text(encoding="utf-8"))
    before = _memory_mib("VmRSS")
    with connect(db=base) as client:
        start = time.perf_counter()
        client.geocoder.search("rue", limit=1)
        opened, peak = time.perf_counter() - start, _memory_mib("VmHWM")
        ms = []
        for query in queries:
            start = time.perf_counter()
            client.geocoder.search(query, limit=5)
            ms.append((time.perf_counter() - start) * 1e3)
    figures = {"open_s": opened, "before_mib": before, "open_peak_mib": peak, "peak_mib": _memory_mib("VmHWM")}
    print(json.dumps(figures | {"ms": ms}))


def _memory_mib(field: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(rf"^{field}:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else float("nan")


if __name__ == "__main__":
    main()
