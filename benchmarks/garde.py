"""The personal-data guard on the texts of ``tests/data/garde.csv``: what it finds, and how long it takes.

    python benchmarks/garde.py [--quick]

Prints the tables and the failures that ``docs/privacy.md`` holds, then the time of 1,000 characters of those texts,
found and masked. ``--quick`` times fewer pieces. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable

from support.garde import PARTS, failures, lines_of, read_texts, table, total_of

from observatory.domain.garde import find_personal, mask

PIECE = 1_000


def main() -> None:
    """Tables, failures, times."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true")
    quick = options.parse_args().quick
    texts = read_texts()
    figures: dict[str, object] = {}
    for part in PARTS:
        mine = [one for one in texts if one.partie == part]
        print(f"\n{part}: {len(mine)} texts\n\n{table(mine)}\n", *failures(mine), sep="\n")
        total = total_of(lines_of(mine))
        figures[part] = {"texts": len(mine), "right": total.right, "wrong": total.wrong, "missed": total.missed}
    told = " ".join(one.texte for one in texts)
    pieces = [told[at : at + PIECE] for at in range(0, len(told) - PIECE, PIECE)][: 5 if quick else None]
    works: dict[str, Callable[[str], object]] = {"find_ms": find_personal, "mask_ms": mask}
    for name, work in works.items():
        times = sorted(min(_seconds(work, piece) for _ in range(5)) * 1e3 for piece in pieces)
        figures[name] = {"median": round(times[len(times) // 2], 3), "maximum": round(times[-1], 3)}
    print(json.dumps(figures))


def _seconds(work: Callable[[str], object], piece: str) -> float:
    begun = time.perf_counter()
    work(piece)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
