"""The parts of the geocoder's benchmark that our engine runs alone: crossings and places, lists, growth."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from random import Random

import numpy as np

from support.bases import ban_table, make_base, read_table
from support.batch import measure_batch
from support.growth import growth_chart, measure_growth
from support.limits import Limit
from support.montpellier import crossing_set, place_set
from support.peer import PeerAbsent, run_peer
from support.scoring import QuerySet, run_ours, speed
from support.trial import Outcome, Trial

CROSSINGS_LEAST, PLACES_LEAST = 0.97, 0.92
ADDRESSES_S, OF_CEILING = 20_000.0, 0.995
OPEN_S, MEMORY_MIB = 2.0, 1_000.0
_PEER_CROSSINGS = 50
SIZES, QUICK_SIZES = (10_000, 50_000, 200_000, 700_000), (10_000, 30_000)


def measure_montpellier(trial: Trial) -> Outcome:
    """Crossings and places by ours on addresses, street lines and establishments; by addok on the addresses."""
    outcome = Outcome()
    folder = trial.montpellier
    addresses, voies = folder / "adresses_34172.csv", folder / "voies.geojson"
    lieux = folder / "etablissements_publics.geojson"
    layers = (("voies", voies, "LIB_OFF"), ("lieux", lieux, "LIBEL"))
    base = make_base(trial.folder, "montpellier", [ban_table(addresses)], *layers)
    places = place_set(lieux, Random(trial.seed))
    count = 100 if trial.quick else 500
    sets = [crossing_set(voies, count, Random(trial.seed)), places]
    first = crossing_set(voies, count, Random(trial.seed), limit=1)
    with base.connect() as client:
        client.geocoder.search("rue", limit=1)
        for one, least in zip(sets, (CROSSINGS_LEAST, PLACES_LEAST), strict=True):
            done = run_ours(trial.tools, client, one)
            right, asked = done.share()
            told = speed([done])
            print(f"{one.name}: {right} of {asked} right ({100 * right / asked:.1f} %), p95 {told['p95_ms']} ms")
            outcome.limits.append(Limit(f"{one.name}_share", right / asked, least))
            outcome.figures |= {f"{one.name}_{key}": value for key, value in told.items()}
        right, asked = run_ours(trial.tools, client, first).share()
        print(f"the crossing drawn is the first answer: {right} of {asked} ({100 * right / asked:.1f} %)")
        outcome.figures["crossings_first_share"] = round(right / asked, 4)
    outcome.add(_peer_beside(trial, addresses, [crossing_set(voies, _PEER_CROSSINGS, Random(trial.seed)), places]))
    return outcome


def _peer_beside(trial: Trial, addresses: Path, sets: list[QuerySet]) -> Outcome:
    """What addok, which knows neither crossings nor places, makes of the same queries; for the record."""
    outcome = Outcome()
    if trial.quick or isinstance(trial.peer, str):
        outcome.skip("addok on crossings and places", "a quick run" if trial.quick else str(trial.peer))
        return outcome
    try:
        peer = run_peer(trial.peer, [addresses], sets, trial.folder / "addok-montpellier")
    except PeerAbsent as reason:
        outcome.skip("addok on crossings and places", str(reason))
        return outcome
    for name, done in peer.runs.items():
        right, asked = done.share()
        print(f"addok, {name}: {right} of {asked} right")
        outcome.figures[f"{name}_addok_share"] = round(right / asked, 4)
    return outcome


def measure_batches(trial: Trial) -> Outcome:
    """The residents' addresses as one list, on the whole gazetteer and on one that lost a third of its rows."""
    outcome = Outcome()
    rows = read_table(trial.signalements).iloc[:: 5 if trial.quick else 1]
    whole = ban_table(trial.signalements_addresses)
    kept = np.random.default_rng(trial.seed).random(len(whole)) > 1 / 3
    print("| gazetteer | addresses/s | answered | within 50 m | ceiling | of the ceiling |\n|---|---|---|---|---|---|")
    for name, table in (("whole", whole), ("two_thirds", whole[kept])):
        with make_base(trial.folder, f"batch-{name}", [table]).connect() as client:
            done = measure_batch(client, table, rows)
        shares = (done.answered, done.within_50m, done.ceiling, done.of_ceiling)
        print(f"| {name} | {done.addresses_s:.0f} | " + " | ".join(f"{100 * one:.2f} %" for one in shares) + " |")
        outcome.figures |= {f"batch_{name}_{key}": round(value, 5) for key, value in asdict(done).items()}
        outcome.figures[f"batch_{name}_of_ceiling"] = round(done.of_ceiling, 5)
        if name == "whole":
            outcome.limits += [
                Limit("batch_addresses_s", done.addresses_s, ADDRESSES_S),
                Limit("batch_share_of_ceiling", done.of_ceiling, OF_CEILING),
            ]
            print(f"without a number: {100 * done.without_number:.2f} %; ", end="")
            print(f"known but farther than 50 m: {100 * done.exact_farther:.2f} %")
    return outcome


def measure_growing(trial: Trial) -> Outcome:
    """Build, opening, memory and latency on growing synthetic gazetteers; the chart of a full run."""
    outcome = Outcome()
    lines = measure_growth(QUICK_SIZES if trial.quick else SIZES, trial.folder, trial.seed)
    print("| addresses | import s | build s | opening s | peak MiB | p50 ms | p95 ms |\n|---|---|---|---|---|---|---|")
    for one in lines:
        cells = (one.import_s, one.build_s, one.open_s, one.peak_mib, one.p50_ms, one.p95_ms)
        print(f"| {one.addresses} | " + " | ".join(f"{cell:.4g}" for cell in cells) + " |")
        named = asdict(one)
        size = named.pop("addresses")
        outcome.figures |= {f"growth_{size}_{key}": round(value, 4) for key, value in named.items()}
    largest = lines[-1]
    outcome.limits += [
        Limit(f"open_{largest.addresses}_s", largest.open_s, OPEN_S, most=True),
        Limit(f"memory_{largest.addresses}_mib", largest.peak_mib, MEMORY_MIB, most=True),
    ]
    if trial.chart is not None:
        trial.chart.write_text(growth_chart(lines), encoding="utf-8")
        print(f"chart: {trial.chart}")
    return outcome
