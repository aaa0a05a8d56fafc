"""Whether the statistics err as seldom as they say, and find what is planted.

    python benchmarks/validity.py [--quick] [--only NAME]

Every module ``support/validity_NAME.py`` has a function ``figures(quick)`` which simulates and gives its figures: maps
of pure chance, planted hotspots, and those of the other methods. ``--quick``: fewer maps. The last line is one JSON
object.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

PREFIX = "validity_"


def names() -> list[str]:
    """What there is to judge, in order."""
    found = (Path(__file__).parent / "support").glob(f"{PREFIX}*.py")
    return sorted(path.stem.removeprefix(PREFIX) for path in found)


def main() -> None:
    """Simulate, print as it goes, and end with all figures."""
    parser = argparse.ArgumentParser(description="Errors, coverage and power of the statistics, by simulation.")
    parser.add_argument("--quick", action="store_true", help="fewer maps, fewer seeds")
    parser.add_argument("--only", choices=names(), help="one group of figures")
    options = parser.parse_args()
    every: dict[str, Any] = {"quick": options.quick}
    for name in [options.only] if options.only else names():
        start = time.perf_counter()
        every[name] = import_module(f"support.{PREFIX}{name}").figures(options.quick)
        print(f"{name} ({time.perf_counter() - start:.0f} s)")
        for line in _lines(every[name], "  "):
            print(line)
    print(json.dumps(every))


def _lines(figures: dict[str, Any], indent: str) -> Iterator[str]:
    for name, value in figures.items():
        if isinstance(value, dict):
            yield f"{indent}{name}"
            yield from _lines(value, indent + "  ")
        else:
            yield f"{indent}{name}: {value}"


if __name__ == "__main__":
    main()
