"""Every command that writes a document, on the fictional city: seconds of a fresh process against a limit of five.

    python benchmarks/documents.py [--quick] [--base FILE]

Each command runs as somebody would type it, from the start of the program to the file on disk; the least of some runs
counts, as others work on this machine, beside the seconds of processor that it took. ``--quick``: one run of each verb.
``--base`` keeps the city. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from observatory.client import connect, create_base
from observatory.settings import load_settings

SEED, UNTIL, RUNS, LIMIT_S = 7, dt.date(2026, 11, 20), 3, 5.0
PLACE, PERIOD = "Q04", "2026-S1"
COMMANDS: dict[str, tuple[str, ...]] = {
    "deck.pptx": ("deck", "--periode", PERIOD),
    "deck-neuf.pptx": ("deck", "--periode", "2026-T3"),
    "deck-quartier.pptx": ("deck", "--territoire", PLACE, "--periode", PERIOD),
    "deck.pdf": ("deck", "--periode", PERIOD),
    "deck.html": ("deck", "--periode", PERIOD),
    "bilan.docx": ("bilan",),
    "bilan.pdf": ("bilan",),
    "fiche-action.docx": ("fiche-action", "{action}"),
    "fiche-action.pdf": ("fiche-action", "{action}"),
    "tableau-de-bord.xlsx": ("tableau-de-bord", "--periode", PERIOD),
    "fiche-quartier.pdf": ("fiche-quartier", PLACE, "--periode", PERIOD),
}
"""The file that each command writes, and what is typed before it."""
SLOW_TO_REPEAT = frozenset({"deck.pdf", "deck.html", "bilan.pdf", "fiche-action.pdf"})
"""Left out by ``--quick``: other files of the same content."""
_PROGRAM = "from observatory.cli import main; main()"


def main() -> None:
    """Make the city where there is none, run every command, print."""
    parser = argparse.ArgumentParser(description="Seconds of every command that writes a document.")
    parser.add_argument("--quick", action="store_true", help="one run of each verb")
    parser.add_argument("--base", type=Path, help="keep the city here, or use the one that is")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = options.base or Path(folder) / "ville.duckdb"
        if not base.exists():
            create_base("demo", settings=load_settings(base), seed=SEED, until=UNTIL)
        names = [name for name in COMMANDS if not options.quick or name not in SLOW_TO_REPEAT]
        found = measured(base, Path(folder), names, 1 if options.quick else RUNS)
    slowest = max(found, key=lambda name: found[name]["wall_s"])
    print(f"slowest: {slowest}, {found[slowest]['wall_s'] / LIMIT_S:.2f} of the limit of {LIMIT_S:.0f} s")
    print(json.dumps({"limit_s": LIMIT_S, "quick": options.quick, "commands": found}))


def measured(base: Path, folder: Path, names: Sequence[str], runs: int) -> dict[str, dict[str, float]]:
    """Wall seconds, processor seconds, kilobytes and ratio to the limit of each command: the least of some runs."""
    with connect(settings=load_settings(base)) as client:
        plan = client.schemas.liste()[0]
        action = min(one.reference for one in client.actions.liste(plan.ident))
    found = {}
    for name in names:
        words = [word.format(action=action) for word in COMMANDS[name]]
        times = [timed(base, words, folder / name) for _ in range(runs)]
        wall, cpu = min(one for one, _ in times), min(one for _, one in times)
        size = (folder / name).stat().st_size / 1_024
        print(
            f"{name:22} {wall:5.2f} s wall, {cpu:5.2f} s processor, {size:7.0f} KB, {wall / LIMIT_S:.2f} of the limit"
        )
        found[name] = {
            "wall_s": round(wall, 2), "cpu_s": round(cpu, 2), "kb": round(size), "ratio": round(wall / LIMIT_S, 2),
        }  # fmt: skip
    return found


def timed(base: Path, words: list[str], out: Path) -> tuple[float, float]:
    """Wall and processor seconds of one command in a process of its own."""
    before, start = _children(), time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", _PROGRAM, "--db", str(base), *words, "-o", str(out)],
        check=True, capture_output=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    return time.perf_counter() - start, _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
