"""Doubles: links predicted in the planted city without its planted links, and how long the desk waits for them.

    python benchmarks/doublons.py [--quick] [--courbe FILE]

A fictional city is made; the accounts of its first 60 % of days teach the weights, the next 20 % choose the threshold,
the last 20 % judge what stands in ``data/reference/doublons.csv``. Without ``--quick`` a city of another seed judges
too, and the search is timed on a million signalements. Prints the figures, and last one JSON object; writes nothing,
but the drawing where ``--courbe`` names a file.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
from support.doubles import (
    CHOOSE,
    LEARN,
    Accounts,
    Pair,
    best_links,
    calibration,
    choose_threshold,
    curve,
    draw_curve,
    fit_weights,
    plain_rule,
    ready,
)
from support.million import million_base

from observatory.client import create_base
from observatory.domain.proche import Poids
from observatory.pipeline.doublons import nearby
from observatory.pipeline.office import Office
from observatory.settings import load_settings

SEED, OTHER_SEED = 7, 11
UNTIL = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 20, tzinfo=dt.UTC)
LIMIT_MS = 15.0
TIMED, COMPARED = 300, 150
THRESHOLDS = [round(0.01 * i, 2) for i in range(100)]

Figures = dict[str, float | int | bool | dict[str, float]]


def main() -> None:
    """Evaluate, compare with the office's own search, time it, and print the figures."""
    parser = argparse.ArgumentParser(description="Doubles of the planted city: precision, recall, time.")
    parser.add_argument("--quick", action="store_true", help="one city, no base of a million")
    parser.add_argument("--courbe", type=Path, help="draw precision and recall over the threshold into this SVG")
    options = parser.parse_args()
    figures: Figures = {"quick": options.quick}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        city = make_city(folder, SEED)
        figures |= evaluate(city, options.courbe)
        figures |= compare(city)
        if not options.quick:
            figures |= judge_elsewhere(make_city(folder, OTHER_SEED))
            figures |= time_search(city, folder / "million.duckdb")
    print(json.dumps(figures))


def make_city(folder: Path, seed: int) -> Path:
    """The base of a fictional city."""
    return create_base("demo", settings=load_settings(folder / f"ville{seed}.duckdb"), seed=seed, until=UNTIL)


def evaluate(city: Path, drawing: Path | None) -> Figures:
    """Weights learnt, threshold chosen, and what the weights shipped give on the last part."""
    with Office.open(load_settings(city)) as office:
        told, pairs, known = ready(office)
    first, last = told.second[0], told.second[-1]
    learnt, chosen = (first + part * (last - first) for part in (LEARN, CHOOSE))
    learning = [pair for pair in pairs if told.second[pair.new] < learnt]
    fitted = fit_weights(learning, known.poids)
    links = best_links(pairs, told, known.poids)
    choosing = curve(links, told, (learnt, chosen), THRESHOLDS)
    judging = curve(links, told, (chosen, np.inf), THRESHOLDS)
    threshold = choose_threshold(choosing)
    print(f"{len(told.accounts)} accounts, {len(pairs)} pairs, {sum(pair.same for pair in pairs)} of one trouble")
    print(f"learnt on {len(learning)} pairs: {fitted}")
    print(f"threshold chosen: {threshold:.2f}; shipped: {known.poids.seuil:.2f}")
    for one in judging[::10]:
        print(
            f"  from {one.threshold:.2f}: {one.links} links, precision {one.precision:.3f}, recall "
            f"{one.recall_shown:.3f} of those shown, {one.recall:.3f} of all"
        )
    for low, high, n, share in calibration(links, told, chosen):
        print(f"  probability {low:.2f} to {high:.2f}: {n} links, {share:.3f} right")
    if drawing:
        draw_curve(choosing, judging, known.poids.seuil, drawing)
    gap = max(abs(value - asdict(known.poids)[name]) for name, value in asdict(fitted).items())
    return {
        "learnt": {name: value for name, value in asdict(fitted).items() if name != "seuil"},
        "learnt_gap": round(gap, 3),
        "threshold_chosen": threshold,
        **judged(told, pairs, known.poids, chosen),
        **missed(told, pairs, chosen),
    }


def judged(told: Accounts, pairs: list[Pair], poids: Poids, since: float, prefix: str = "") -> Figures:
    """What the weights and the threshold shipped give from an instant on, beside the plain rule."""
    links = best_links(pairs, told, poids)
    (point,) = curve(links, told, (since, np.inf), [poids.seuil])
    mine = [link for link in links.values() if told.second[link.new] >= since and link.rank]
    plain = plain_rule(pairs, told, since)
    print(
        f"{prefix or 'judged'}: precision {point.precision:.3f}, recall {point.recall_shown:.3f} of those shown, "
        f"{point.recall:.3f} of all; first in the list {sum(link.rank == 1 for link in mine) / len(mine):.3f}; "
        f"nearest within 50 m and 12 weeks: precision {plain[0]:.3f}, recall {plain[1]:.3f} of all"
    )
    return {
        f"{prefix}precision": round(point.precision, 4), f"{prefix}recall_shown": round(point.recall_shown, 4),
        f"{prefix}recall_all": round(point.recall, 4), f"{prefix}links": point.links,
        f"{prefix}first": round(sum(link.rank == 1 for link in mine) / len(mine), 4),
        f"{prefix}plain_precision": round(plain[0], 4), f"{prefix}plain_recall_all": round(plain[1], 4),
    }  # fmt: skip


def missed(told: Accounts, pairs: list[Pair], since: float) -> Figures:
    """Why planted doubles of the last part are not shown."""
    shown = {pair.new for pair in pairs if pair.same}
    counts = dict.fromkeys(("doubles", "missed_no_place", "missed_closed", "missed_far_or_late"), 0)
    for at in np.flatnonzero(told.doubles & (told.second >= since)).tolist():
        counts["doubles"] += 1
        before: list[int] = np.flatnonzero(told.trouble[:at] == told.trouble[at]).tolist()
        if at in shown:
            continue
        if told.accounts[at] is None or all(told.accounts[i] is None for i in before):
            counts["missed_no_place"] += 1
        elif all(told.closed[i] <= told.second[at] for i in before):
            counts["missed_closed"] += 1
        else:
            counts["missed_far_or_late"] += 1
    print(counts)
    return {**counts}


def judge_elsewhere(city: Path) -> Figures:
    """The weights shipped, on the whole of a city that taught nothing."""
    with Office.open(load_settings(city)) as office:
        told, pairs, known = ready(office)
    return judged(told, pairs, known.poids, 0.0, "elsewhere_")


def compare(city: Path) -> Figures:
    """Whether the office's own search, at the hour of each call, finds what was evaluated."""
    with Office.open(load_settings(city)) as office:
        told, pairs, known = ready(office)
        links = best_links(pairs, told, known.poids)
        asked = np.random.default_rng(SEED).choice(sorted(links), COMPARED, replace=False)
        agreed = 0
        for at in asked.tolist():
            account = told.accounts[at]
            if account is not None:
                office.clock = lambda le=account.le: le  # type: ignore[misc]
                found = nearby(
                    office, account.position.lat, account.position.lon, account.categorie, account.texte, 50,
                    precision_m=account.precision_m,
                )  # fmt: skip
                agreed += bool(found) and found[0].probabilite >= links[at].probability - 1e-3
    print(f"the office's search finds the same or a likelier one in {agreed} of {COMPARED}")
    return {"compared": COMPARED, "agreed": agreed}


def time_search(city: Path, path: Path) -> Figures:
    """The search on a million signalements, with a category and a text: each place asked for once."""
    rows = million_base(city, path)
    with Office.open(load_settings(path), lambda: NOW) as office:
        places = office.database.read(
            "SELECT lat, lon, categorie, description FROM (SELECT * FROM signalement WHERE cell IS NOT NULL "
            "AND clos_le IS NULL AND recu_jour >= DATE '2026-09-01') USING SAMPLE 300 ROWS (reservoir, 3)"
        ).to_pylist()
        nearby(office, places[0]["lat"], places[0]["lon"])
        ms, busy = [], time.process_time()
        for place in places[:TIMED]:
            start = time.perf_counter()
            nearby(office, place["lat"], place["lon"], place["categorie"], place["description"] or "")
            ms.append(1000 * (time.perf_counter() - start))
        busy = time.process_time() - busy
    p50, p95 = (float(np.quantile(ms, q)) for q in (0.5, 0.95))
    print(
        f"{rows} signalements: p50 {p50:.1f} ms, p95 {p95:.1f} ms ({p95 / LIMIT_MS:.2f} of the limit), maximum "
        f"{max(ms):.1f} ms, {1000 * busy / len(ms):.1f} ms of processor each"
    )
    return {
        "rows": rows, "p50_ms": round(p50, 2), "p95_ms": round(p95, 2), "of_limit": round(p95 / LIMIT_MS, 3),
        "processor_ms": round(1000 * busy / len(ms), 2),
    }  # fmt: skip


if __name__ == "__main__":
    main()
