"""All indicators by quartier on a million signalements, in multiples of one plain GROUP BY on the same base.

    python benchmarks/indicateurs.py [--quick] [--base FILE]

The fictional city copied within itself (``support/desk_base.py``), each of its closed files with its moves, its
compte rendu, its retour. Each figure is the least of some runs: others work on this machine. ``--quick``: 100,000
signalements. ``--base`` keeps the base. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from support.desk_base import make_base
from support.followed import follow

from observatory.domain.selection import Selection
from observatory.pipeline.indicateurs.tables import FUNCTIONS, indicators_table
from observatory.pipeline.office import Office
from observatory.pipeline.questions import territories_table
from observatory.settings import load_settings

SEED, FULL, QUICK, RUNS = 7, 1_000_000, 100_000, 3
PLAIN = """
    SELECT territoire_id, count(*) AS n FROM signalement s JOIN appartenance a ON a.signalement_id = s.id
    JOIN territoire t ON t.id = a.territoire_id WHERE t.zonage = 'quartier' GROUP BY territoire_id
"""


def main() -> None:
    """Make the base where there is none, time, and print."""
    parser = argparse.ArgumentParser(description="All indicators by quartier, beside one plain GROUP BY.")
    parser.add_argument("--quick", action="store_true", help="100,000 signalements")
    parser.add_argument("--base", type=Path, help="keep the base here, or use the one that is")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.base or Path(folder) / "ville.duckdb"
        if not path.exists():
            make_base(path, QUICK if options.quick else FULL, SEED)
            print(f"{follow(path):,} rows of follow-up")
        with Office.open(load_settings(path)) as office:
            print(json.dumps(measured(office) | {"quick": options.quick}))


def measured(office: Office) -> dict[str, object]:
    """Seconds of the plain query, of the table of counts by quartier, and of all indicators."""
    database = office.database
    plain = least(lambda: database.read(PLAIN))
    counts = least(lambda: territories_table(office, Selection(), "quartier"))
    every = least(lambda: indicators_table(office, Selection(), "territoire", "quartier"))
    n = database.value("SELECT count(*) FROM signalement")
    print(f"{n:,} signalements, {len(FUNCTIONS)} indicators")
    print(f"plain GROUP BY {plain:.3f} s; counts by quartier {counts:.3f} s; all indicators {every:.2f} s")
    print(f"{every / plain:.0f} plain GROUP BYs")
    return {
        "signalements": n, "plain_s": round(plain, 4), "counts_s": round(counts, 4), "indicators_s": round(every, 3),
        "ratio": round(every / plain, 1),
    }  # fmt: skip


def least(work: Callable[[], object]) -> float:
    """The least time of some runs, in seconds: the first one also makes what is kept afterwards."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    main()
