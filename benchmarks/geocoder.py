"""The geocoder against addok, the engine of the Base Adresse Nationale: the same gazetteers and queries in one run.

    python benchmarks/geocoder.py [--quick] [--addok-python PATH] [--redis-server PATH] [--cases DIR]
                                  [--gazetteer CSV...] [--signalements CSV] [--parts NAME...]

Parts: ``engines`` (accuracy and speed of both by kind of query, without and with homonyms, the errors that people make,
typing, calibration), ``montpellier`` (crossings and places), ``batch`` (a list of residents' addresses) and ``growth``
(10,000 to 700,000 addresses). addok runs with the Python given, else in a venv that the first full run makes. What is
absent is said and left out. ``--quick`` takes samples and ends within a minute. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from support.engines import measure_engines
from support.limits import limits_to_figures, print_limits
from support.parts import measure_batches, measure_growing, measure_montpellier
from support.peer import Peer, PeerAbsent, find_peer
from support.scoring import load_tools
from support.trial import Outcome, Trial

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
DATA = SHARED / "data"
GAZETTEERS = (
    DATA / "geocoder-tester" / "reference.csv",
    DATA / "montpellier" / "adresses_34172.csv",
    DATA / "paris" / "adresses_75_sample.csv",
    DATA / "bondy" / "ban_bondy_93010.csv",
)
CACHE = Path.home() / ".cache" / "observatory-benchmarks" / "addok-1.3.2"

PARTS = {
    "engines": measure_engines,
    "montpellier": measure_montpellier,
    "batch": measure_batches,
    "growth": measure_growing,
}
"""What a run measures, in this order."""

SCORED = ("engines", "montpellier")
"""Parts that need the scorer of the tools, and the package unidecode with it."""


def main() -> None:
    """Run the parts, print tables, limits and figures."""
    options = _options()
    tools, missing_package = None, ""
    try:
        tools = load_tools(options.tools)
    except ImportError as error:
        missing_package = f"the package {error.name}"
    peer = _peer(options)
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(
            folder=Path(folder), tools=tools, tools_folder=options.tools, peer=peer, quick=options.quick,
            seed=options.seed, towns=options.towns, cases=options.cases, gazetteer=options.gazetteer,
            montpellier=DATA / "montpellier", signalements=options.signalements,
            signalements_addresses=options.signalements_addresses, chart=options.chart,
        )  # fmt: skip
        for name in options.parts:
            missing = [str(path) for path in trial.needs(name) if not path.exists()]
            if missing_package and name in SCORED:
                missing.append(missing_package)
            if missing:
                outcome.skip(name, f"{', '.join(missing)} absent")
            else:
                print(f"\n## {name}", flush=True)
                start = time.perf_counter()
                outcome.add(PARTS[name](trial))
                outcome.figures[f"{name}_run_s"] = round(time.perf_counter() - start, 1)
    print_limits(outcome.limits)
    for name, why in outcome.skipped.items():
        print(f"skipped: {name}: {why}", file=sys.stderr)
    print(json.dumps(outcome.figures | limits_to_figures(outcome.limits) | {"skipped": "; ".join(outcome.skipped)}))


def _peer(options: argparse.Namespace) -> Peer | str:
    """addok, or why there is none."""
    try:
        return find_peer(options.addok_python, options.redis_server, options.tools, CACHE, make=not options.quick)
    except PeerAbsent as reason:
        return str(reason)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The geocoder against addok, in one run.")
    parser.add_argument("--quick", action="store_true", help="samples only, under a minute, installs nothing")
    parser.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--addok-python", type=Path, help="Python of a venv that holds addok")
    parser.add_argument("--redis-server", type=Path, default=Path(shutil.which("redis-server") or "redis-server"))
    parser.add_argument("--tools", type=Path, default=SHARED / "tools", help="folder of geocoder_peer.py")
    parser.add_argument("--cases", type=Path, default=DATA / "geocoder-tester", help="folder of test*.csv")
    parser.add_argument("--gazetteer", nargs="+", type=Path, default=list(GAZETTEERS), metavar="CSV")
    parser.add_argument("--towns", type=int, default=22, help="towns where each street name is planted again")
    parser.add_argument("--signalements", type=Path, default=DATA / "paris" / "dans_ma_rue_sample.csv", metavar="CSV")
    parser.add_argument(
        "--signalements-addresses", type=Path, default=DATA / "paris" / "adresses_75_sample.csv", metavar="CSV"
    )
    parser.add_argument("--chart", type=Path, help="where the chart of the growth is written, as SVG")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
