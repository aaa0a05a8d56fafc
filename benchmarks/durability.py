"""An acknowledged write survives ``kill -9``: the real server under load, killed a hundred times.

    python benchmarks/durability.py [--quick] [--kills N] [--seed N]

Each time four threads add nicknames over the socket of ``observatory serve``, noting each one that was acknowledged;
its process group is killed at a random moment, the base is opened again, and every acknowledged nickname must be there
with its line of the journal, nothing half written, and ``check --deep`` without a fault. ``--quick`` kills five times.
The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from pathlib import Path

from support.kills import kill_once, prepare
from support.limits import Limit, limits_to_figures, print_limits

KILLS, QUICK = 100, 5
REOPENING_LIMIT_S = 5.0


def main() -> None:
    """Kill, look, print figures; exit code 1 when a write was lost."""
    parser = argparse.ArgumentParser(description="Kill the real server under load; count what is lost.")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} kills")
    parser.add_argument("--kills", type=int, help=f"how many (default {KILLS})")
    parser.add_argument("--seed", type=int, default=1, help="which moments")
    options = parser.parse_args()
    n = options.kills or (QUICK if options.quick else KILLS)
    rng, start = random.Random(options.seed), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        settings = prepare(Path(folder))
        done = []
        for number in range(n):
            done.append(kill_once(settings, rng.uniform(0.05, 0.8), str(number)))
            print(f"kill {number + 1}/{n}: {done[-1]}")
    acknowledged, lost, half = (
        sum(getattr(one, name) for one in done) for name in ("acknowledged", "lost", "half_written")
    )
    unsound = sum(not one.sound for one in done)
    slowest = max(one.reopening_s for one in done)
    limits = [
        Limit("survival", (acknowledged - lost) / max(acknowledged, 1), 1.0),
        Limit("whole_writes", acknowledged / max(acknowledged + half, 1), 1.0),
        Limit("sound_bases", (n - unsound) / n, 1.0),
        Limit("slowest_reopening_s", slowest, REOPENING_LIMIT_S, most=True),
    ]
    print_limits(limits)
    figures = {
        "kills": n,
        "acknowledged": acknowledged,
        "lost": lost,
        "half_written": half,
        "unsound": unsound,
        "seconds": round(time.perf_counter() - start, 1),
    }
    print(json.dumps({**figures, **limits_to_figures(limits), "quick": options.quick}))
    sys.exit(0 if all(one.kept for one in limits[:3]) else 1)


if __name__ == "__main__":
    main()
