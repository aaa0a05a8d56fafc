"""Both engines on the same gazetteers and queries: accuracy by kind, speed, typing, calibration."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

from support.bases import Base, ban_table, make_base, read_table
from support.cases import references, write_cases, wrong_queries
from support.keystrokes import keystroke_set, unfinished_set
from support.limits import Limit
from support.peer import PeerAbsent, run_peer
from support.scoring import Case, QuerySet, Run, calibration, first_answers, run_ours, speed, suite_cases
from support.trial import Figures, Outcome, Trial

PLAIN, HOMONYMS = "plain", "homonyms"
"""The gazetteer as it is, and with each street name planted in other towns."""

OURS, PEER = "ours", "addok"
SUITE, ERRORS, KEYSTROKES, UNFINISHED = "suite", "errors", "keystrokes", "unfinished"
ADDRESSES_LEAST, ERRORS_LEAST = 0.995, 0.98
SEARCH_MS, KEYSTROKE_MS, TIMES_PEER = 2.0, 5.0, 20.0
_PEER_KEYSTROKES, _PEER_QUICK_KEYSTROKES = 1_000, 100
_LARGE_FILE = 1_500_000
_QUICK_TOWNS = 4
Runs = dict[str, dict[str, Run]]


def measure_engines(trial: Trial) -> Outcome:
    """Run every set through both engines on both gazetteers."""
    outcome = Outcome()
    runs: dict[str, Runs] = {}
    for name, paths in _gazetteer_files(trial).items():
        base = make_base(trial.folder, name, [ban_table(path) for path in paths])
        print(
            f"\n{name}: {base.addresses} addresses, imported in {base.import_s:.1f} s, indexed in {base.build_s:.1f} s"
        )
        outcome.figures |= {f"{name}_addresses": base.addresses, f"{name}_build_s": round(base.build_s, 2)}
        sets = _query_sets(trial, paths)
        runs[name] = {OURS: _run_ours(trial, base, sets)}
        _run_peer(trial, name, paths, sets, runs[name], outcome)
        outcome.figures |= _kinds(name, runs[name]) | _speeds(name, runs[name])
        if name == HOMONYMS:
            outcome.figures |= _families(trial, runs[name]) | _calibrated(trial, base, runs[name][OURS])
    for name in runs:
        outcome.limits += accuracy_limits(name, list(runs[name]), outcome.figures)
    outcome.limits += speed_limits(outcome.figures)
    return outcome


def _gazetteer_files(trial: Trial) -> dict[str, list[Path]]:
    """The two gazetteers; a quick run leaves out the large cities."""
    paths = [path for path in trial.gazetteer if not trial.quick or path.stat().st_size < _LARGE_FILE]
    named = _reference_files(paths)
    if not named:
        raise ValueError("--gazetteer needs at least one reference.csv (housenumber, street, city, postcode, lon, lat)")
    planted = trial.folder / "homonyms.csv"
    towns = str(_QUICK_TOWNS if trial.quick else trial.towns)
    command: list[str | Path] = [sys.executable, trial.tools_folder / "geocoder_homonyms.py", *named]
    subprocess.run([*command, "--seed", str(trial.seed), "--towns", towns, "-o", planted], check=True)
    return {PLAIN: paths, HOMONYMS: [*paths, planted]}


def _reference_files(paths: list[Path]) -> list[Path]:
    return [path for path in paths if "street" in read_table(path)]


def _query_sets(trial: Trial, paths: list[Path]) -> list[QuerySet]:
    """The suite, the errors that people make, and typing: the same queries on every gazetteer."""
    gazetteer: list[Case] = trial.tools.load_gazetteer(paths)
    rows = [row for path in _reference_files(paths) for row in references(path)]
    folder = trial.folder / "errors"
    if not folder.exists():
        write_cases(
            wrong_queries(rows, 190 if trial.quick else 3_000, Random(trial.seed)), folder / "test_addresses_fuzzy.csv"
        )
    typed = Random(trial.seed).sample(rows, min(len(rows), 20 if trial.quick else 300))
    return [
        QuerySet("suite", suite_cases(trial.tools, trial.cases, gazetteer, 12 if trial.quick else 1)),
        QuerySet("errors", suite_cases(trial.tools, folder, gazetteer)),
        keystroke_set(typed),
        unfinished_set(typed),
    ]


def _run_ours(trial: Trial, base: Base, sets: list[QuerySet]) -> dict[str, Run]:
    with base.connect() as client:
        client.geocoder.search("rue", limit=1)
        return {one.name: run_ours(trial.tools, client, one) for one in sets}


def _run_peer(trial: Trial, name: str, paths: list[Path], sets: list[QuerySet], runs: Runs, outcome: Outcome) -> None:
    """The peer on the same files and sets, of the keystrokes a part only."""
    keystrokes = _PEER_QUICK_KEYSTROKES if trial.quick else _PEER_KEYSTROKES
    asked = [replace(one, cases=one.cases[:keystrokes]) if one.name == KEYSTROKES else one for one in sets]
    try:
        if isinstance(trial.peer, str):
            raise PeerAbsent(trial.peer)
        done = run_peer(trial.peer, paths, asked, trial.folder / f"addok-{name}")
    except PeerAbsent as reason:
        outcome.skip(f"addok on {name}", str(reason))
        return
    runs[PEER] = done.runs
    print(f"addok: indexed in {done.index_s:.1f} s, redis {done.redis_mib} MiB, documents {done.documents_mib} MiB")
    outcome.figures |= {f"{name}_addok_index_s": round(done.index_s, 1), f"{name}_addok_redis_mib": done.redis_mib}


def _kinds(name: str, runs: Runs) -> Figures:
    """Print and give what passed by kind: of the suite, and all the errors together."""
    figures: Figures = {}
    print(f"\n| {name} | engine | cases | passed | % | answerable | passed | % |\n|---|---|---|---|---|---|---|---|")
    kinds = [*dict.fromkeys(case["kind"] for case in runs[OURS][SUITE].cases), "ALL"]
    for one, kind in [*((SUITE, kind) for kind in kinds), (ERRORS, "ALL")]:
        for engine, done in runs.items():
            label = ERRORS if one == ERRORS else kind
            passed, cases = done[one].share(partial(_is_kind, kind))
            passed_answerable, answerable = done[one].share(partial(_is_answerable, kind))
            cells = [label, engine, cases, passed, _percent(passed, cases)]
            cells += [answerable, passed_answerable, _percent(passed_answerable, answerable)]
            print("| " + " | ".join(map(str, cells)) + " |")
            figures |= {f"{name}_{label}_{engine}_cases": cases, f"{name}_{label}_{engine}_passed": passed}
            if answerable:
                figures |= {
                    f"{name}_{label}_{engine}_answerable": answerable,
                    f"{name}_{label}_{engine}_of_answerable": round(passed_answerable / answerable, 5),
                }
    return figures


def _is_kind(kind: str, case: Case) -> bool:
    return kind in (case["kind"], "ALL")


def _is_answerable(kind: str, case: Case) -> bool:
    return _is_kind(kind, case) and bool(case["answerable"])


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "-"


def _speeds(name: str, runs: Runs) -> Figures:
    """Print and give the speed of both engines: on the suite with the errors, and on keystrokes."""
    figures: Figures = {}
    print(f"\n| {name}: speed | requests/s | p50 ms | p95 ms |\n|---|---|---|---|")
    for engine, done in runs.items():
        for label, some in (("search", [done[SUITE], done[ERRORS]]), ("keystroke", [done[KEYSTROKES]])):
            told = speed(some)
            print(f"| {engine}, {label} | {told['requests_s']} | {told['p50_ms']} | {told['p95_ms']} |")
            figures |= {f"{name}_{engine}_{label}_{key}": value for key, value in told.items()}
        right, asked = done[UNFINISHED].share()
        print(f"{engine}: right street among five when 60 % is typed: {_percent(right, asked)} % of {asked}")
        figures[f"{name}_{engine}_unfinished_share"] = round(right / asked, 4)
    return figures


def _families(trial: Trial, runs: Runs) -> Figures:
    """Print and give the share that passed of each family of errors."""
    families = read_table(trial.folder / "errors" / "test_addresses_fuzzy.csv")["error"].tolist()
    figures: Figures = {}
    print("\n| error | " + " | ".join(runs) + " | queries |\n|---|" + "---|" * (len(runs) + 1))
    for family in dict.fromkeys(families):
        cells = []
        for engine, done in runs.items():
            passed = [ok for ok, one in zip(done[ERRORS].passed, families, strict=True) if one == family]
            figures[f"error_{family}_{engine}"] = round(sum(passed) / len(passed), 4)
            cells.append(_percent(sum(passed), len(passed)))
        print(f"| {family} | {' | '.join(cells)} | {families.count(family)} |")
    return figures


def _calibrated(trial: Trial, base: Base, done: dict[str, Run]) -> Figures:
    """Print and give how often an answer of a score is right, and what a list of the same queries gets."""
    answers = [one for name in (SUITE, ERRORS) for one in first_answers(trial.tools, done[name])]
    print("\n| score of the first answer | answers | right |\n|---|---|---|")
    figures: Figures = {}
    for band, count, share in calibration(answers):
        print(f"| {band.replace('_', '–')} | {count} | {100 * share:.1f} % |")
        figures |= {f"score_{band}_answers": count, f"score_{band}_right": round(share, 4)}
    cases = [case for name in (SUITE, ERRORS) for case in done[name].cases if case["bias"][0] is None]
    with base.connect() as client:
        given = client.geocoder.search_many([case["query"] for case in cases])
    right = [bool(one) and trial.tools.matches(one, case["expected"]) for one, case in zip(given, cases, strict=True)]
    answered, answerable = sum(map(bool, given)), sum(case["answerable"] for case in cases)
    figures |= {"list_answered": answered / len(cases), "list_right_of_answered": sum(right) / max(answered, 1)}
    figures["list_right_of_answerable"] = sum(right) / max(answerable, 1)
    print(
        f"as a list, without positions: {answered} of {len(cases)} answered, {_percent(sum(right), answered)} % rightly"
    )
    print(f"({answerable} of them can be answered, {sum(right)} rightly are)")
    return figures


def accuracy_limits(name: str, engines: list[str], figures: Figures) -> list[Limit]:
    """Addresses and errors against their shares of what can be answered, and every kind against the peer's."""
    limits = []
    for kind, least in (("test_addresses", ADDRESSES_LEAST), ("addresses_fuzzy", ERRORS_LEAST), (ERRORS, ERRORS_LEAST)):
        key = f"{name}_{kind}_{OURS}_of_answerable"
        if key in figures:
            limits.append(Limit(f"{name}_{kind}_of_answerable", figures[key], least))
    if PEER in engines:
        end = f"_{OURS}_of_answerable"
        for key in [key for key in figures if key.startswith(name) and key.endswith(end)]:
            kind = key.removesuffix(end)
            least = figures[f"{kind}_{PEER}_of_answerable"]
            if least:
                limits.append(Limit(f"{kind}_beside_addok", figures[key], least))
    return limits


def speed_limits(figures: Figures) -> list[Limit]:
    """The speed on the larger gazetteer, and how it falls from one gazetteer to the other, beside the peer's."""
    ours, peer = (f"_{engine}_search_requests_s" for engine in (OURS, PEER))
    limits = [
        Limit("search_p95_ms", figures[f"{HOMONYMS}_{OURS}_search_p95_ms"], SEARCH_MS, most=True),
        Limit("keystroke_p95_ms", figures[f"{HOMONYMS}_{OURS}_keystroke_p95_ms"], KEYSTROKE_MS, most=True),
    ]
    if HOMONYMS + peer in figures and PLAIN + peer in figures:
        fall = [figures[HOMONYMS + one] / figures[PLAIN + one] for one in (ours, peer)]
        times = figures[HOMONYMS + ours] / figures[HOMONYMS + peer]
        limits += [Limit("times_addok_throughput", times, TIMES_PEER), Limit("throughput_kept_when_grown", *fall)]
    return limits
