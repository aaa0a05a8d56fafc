"""The call desk at twenty times a large city's peak, people on dashboards beside it, a million signalements behind it.

    python benchmarks/desk.py [--quick] [--base FILE] [--seconds N] [--signalements N] [--seed N]

25 operators save 2 calls a second together for five minutes against ``observatory serve``: each types an address that
is completed letter by letter, looks at what is open nearby, tells a story that is listened to and kept as a draft, and
saves; five people change the period of Carte every 5 s. The load comes from two other processes. 95 % of saves must
take less than 150 ms, of completions 40 ms, of looks nearby 60 ms; then the office is stopped and each call that it
acknowledged must be in its base, once. Before that the pace is doubled until a limit breaks, with as many operators
more. ``--base`` keeps the base and takes it again; ``--quick``: 100,000 signalements, 20 s, no raising. The last line
is one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from support.desk_audit import Audit, Before, audit, read_before, read_kept
from support.desk_base import make_base
from support.desk_calls import Said, make_calls, read_told
from support.desk_figures import Stage, bottleneck, print_stage, summary
from support.desk_http import Browser
from support.desk_office import Serving, let_in, serving, used
from support.desk_operators import API, Notes, play_calls
from support.limits import Limit, limits_to_figures, print_limits

from observatory.domain.roles import Role
from observatory.settings import PROJECT, Settings

PACE, OPERATORS, VIEWERS = 2.0, 25, 5
SECONDS, QUICK_SECONDS = 300.0, 12.0
"""Seconds in which calls come; the last of them take some more to be typed (quick: 20 s in all)."""
SIGNALEMENTS, QUICK_SIGNALEMENTS = 1_000_000, 100_000
RAISED_SECONDS, MOST_PACE = 20.0, 64.0
STORIES = 2_000


def main() -> None:
    """Make the base, load the office, raise the pace, look at what is kept; exit code 1 when a call is lost."""
    options = _options()
    n = options.signalements or (QUICK_SIGNALEMENTS if options.quick else SIGNALEMENTS)
    seconds = options.seconds or (QUICK_SECONDS if options.quick else SECONDS)
    paces = [] if options.quick else _doubled(options.pace, MOST_PACE)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "ville.duckdb", PROJECT / "data" / "reference", Path(folder))
        made = _base(options.base, settings.db, n, options.seed)
        told = read_told(settings.db, STORIES, options.seed)
        before = read_before(settings.db)
        stages, notes = _loaded(settings, told, seconds, paces, options)
        found = _audit(settings.db, before, notes)
    first = stages[0]
    limits = [
        *first.limits(),
        Limit("answered", 1 - len(first.errors) / max(first.requests, 1), 1.0),
        Limit("kept_once", 1 - (found.lost + found.doubled) / max(found.acknowledged, 1), 1.0),
    ]
    print_limits(limits)
    breaking = next((one for one in stages if one.broken()), None)
    held = max((one.pace for one in stages if not one.broken()), default=0.0)
    if breaking:
        used_up = bottleneck(breaking.shares, os.cpu_count() or 1)
        print(f"\nat {breaking.pace:g} calls a second: {'; '.join(breaking.broken())}; used up: {used_up}")
    figures = {
        "signalements": n, "seconds": seconds, "calls": len(first.waited), "base_s": made,
        **{f"{kind}_ms": summary(values) for kind, values in sorted(first.seconds.items())},
        "carte_ms": summary(first.viewed), "wait_for_an_operator_ms": summary(first.waited),
        "errors": len(first.errors), "acknowledged": found.acknowledged, "lost": found.lost, "doubled": found.doubled,
        "processors": {name: round(share, 2) for name, share in first.shares.items()},
        "load_average": [round(one, 2) for one in first.load],
        "held_calls_s": held, "broke_at_calls_s": breaking.pace if breaking else None,
        "broke": breaking.broken() if breaking else [],
        "used_up": bottleneck(breaking.shares, os.cpu_count() or 1) if breaking else "",
        "run_s": round(time.perf_counter() - start, 1), "quick": options.quick,
    }  # fmt: skip
    print(json.dumps(figures | limits_to_figures(limits)))
    sys.exit(1 if found.lost or found.doubled else 0)


def _doubled(pace: float, most: float) -> list[float]:
    paces = []
    while (pace := 2 * pace) <= most:
        paces.append(pace)
    return paces


def _base(kept: Path | None, db: Path, signalements: int, seed: int) -> float:
    """A copy of the base kept in a file, which is made where there is none; seconds of the making, 0 where it was."""
    source, start = kept or db, time.perf_counter()
    made = not source.exists()
    if made:
        make_base(source, signalements, seed)
    seconds = round(time.perf_counter() - start, 1) if made else 0.0
    if kept:
        shutil.copy(kept, db)
    print(f"base of {signalements:,} signalements: {'made in ' + str(seconds) + ' s' if made else source}", flush=True)
    return seconds


def _loaded(
    settings: Settings, told: list[Said], seconds: float, paces: list[float], options: argparse.Namespace
) -> tuple[list[Stage], list[Notes]]:
    """The office under load at the first pace, then at each of ``paces`` until a limit breaks."""
    most = round(OPERATORS * max([options.pace, *paces]) / PACE)
    operators = [f"operateur-{number:03d}" for number in range(most)]
    viewers = [f"coordonnateur-{number}" for number in range(options.viewers)]
    cookies = let_in(settings, dict.fromkeys(operators, Role.OPERATEUR) | dict.fromkeys(viewers, Role.COORDONNATEUR))
    rng = Random(options.seed)
    stages: list[Stage] = []
    notes: list[Notes] = []
    with serving(settings) as office, _watching(office, [cookies[one] for one in viewers], settings, options) as beside:
        print(f"office open at {office.url}; {len(viewers)} people on Carte", flush=True)
        asyncio.run(_open_desks(office.url, [cookies[one] for one in operators[:OPERATORS]], told))
        for pace in [options.pace, *paces]:
            lasts = RAISED_SECONDS if stages else seconds
            calls = make_calls(pace, lasts, told, rng)
            mine = [cookies[one] for one in operators[: round(OPERATORS * pace / PACE)]]
            _seen(beside)
            before = used(office.pid, [os.getpid(), beside.pid])
            noted = asyncio.run(play_calls(office.url, mine, calls))
            shares = used(office.pid, [os.getpid(), beside.pid]).since(before)
            seen = _seen(beside)
            errors = [*noted.errors, *(f"Carte: {one}" for one in seen["errors"])]
            stage = Stage(pace, noted.seconds, errors, noted.waited, seen["seconds"], shares, os.getloadavg())
            print_stage(stage)
            stages.append(stage)
            notes.append(noted)
            if stage.broken():
                break
    return stages, notes


async def _open_desks(url: str, cookies: list[str], told: list[Said]) -> None:
    """Open the desk of each operator, and let the office read what it reads once: opening it is not measured here."""
    browsers = [Browser(url, cookie) for cookie in cookies]
    for browser in browsers:
        status, body, _ = await browser.post(f"{API}bureau.ouvrir", {})
        if status != 200:
            raise RuntimeError(f"the desk does not open: {body[:500]!r}")
    await browsers[0].post(f"{API}bureau.ecouter", {"texte": told[0].recit})
    await browsers[0].get("/geocodage/search", {"q": told[0].adresse})
    for browser in browsers:
        await browser.close()


@contextmanager
def _watching(
    office: Serving, cookies: list[str], settings: Settings, options: argparse.Namespace
) -> Iterator[subprocess.Popen[str]]:
    """People on dashboards, in a process of their own that ends with its input."""
    given = settings.db.parent / "cookies.json"
    given.write_text(json.dumps(cookies), encoding="utf-8")
    script = Path(__file__).parent / "support" / "desk_viewers.py"
    command = [sys.executable, str(script), office.url, str(given), str(options.seed)]
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    ) as process:
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise RuntimeError("nobody sees Carte")
        yield process
        if process.stdin:
            process.stdin.close()
        process.wait(60)


def _seen(beside: subprocess.Popen[str]) -> dict[str, list[float]]:
    """What was seen on Carte since this was asked before."""
    if beside.stdin is None or beside.stdout is None:
        raise RuntimeError("nobody sees Carte")
    beside.stdin.write("\n")
    beside.stdin.flush()
    seen: dict[str, list[float]] = json.loads(beside.stdout.readline())
    return seen


def _audit(db: Path, before: Before, notes: list[Notes]) -> Audit:
    """Look in the base that the office let go of."""
    acknowledged = [one for noted in notes for one in noted.acknowledged]
    unanswered = sum(len(noted.waited) for noted in notes) - len({one.cle for one in acknowledged})
    found = audit(acknowledged, read_kept(db, before), unanswered)
    print(f"\nacknowledged {found.acknowledged}, lost {found.lost}, doubled {found.doubled}")
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="The call desk under load, with dashboards, on a million signalements."
    )
    parser.add_argument("--quick", action="store_true", help="100,000 signalements, 20 s, under a minute in all")
    parser.add_argument("--base", type=Path, help="where the base is kept; made where there is none")
    parser.add_argument("--signalements", type=int, help=f"default {SIGNALEMENTS:,}")
    parser.add_argument("--seconds", type=float, help=f"default {SECONDS:g}")
    parser.add_argument("--pace", type=float, default=PACE, help="calls a second, of all operators together")
    parser.add_argument("--viewers", type=int, default=VIEWERS, help="people on Carte")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
