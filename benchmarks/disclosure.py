"""Plan and attack public tables of 8 × 10 × 8 and 80 × 10 × 14 cells: against limits, and beside a plain attack.

    python benchmarks/disclosure.py [--quick]

Tables are simulated (negative binomial around log-normal effects of quartier, category and period) and, where
../shared/data is there, the reports of Paris by quartier, type and month. Each plan is timed (limits: 2 s and 60 s) and
attacked by one plain linear program per end of a hidden cell, written for this page alone: every hidden cell of a small
table, a sample of 200 of a large one (``--quick``: a small table, and 5 cells of a large one). The audit, which
decides for all hidden cells at once, is timed beside. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from scipy.optimize import linprog

from observatory.aggregate.disclosure import THRESHOLD, audit, plan_release
from observatory.aggregate.release import Axis, Release

Counts = npt.NDArray[np.int64]

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "paris"
SMALL, LARGE = (8, 10, 8), (80, 10, 14)
LIMITS = {SMALL: 2.0, LARGE: 60.0}
SAMPLED = 200
WANTED = 0.7


def city(shape: tuple[int, ...], mean: float, seed: int) -> Counts:
    """Counts as a city's signalements give them, ``mean`` a cell."""
    random = np.random.default_rng(seed)
    effects = [np.exp(random.normal(0, spread, n)) for spread, n in zip((0.7, 1.0, 0.3), shape, strict=True)]
    expected = np.einsum("i,j,k->ijk", *effects)
    expected *= mean / expected.mean()
    return np.asarray(random.poisson(expected * random.gamma(2.0, 0.5, shape)), np.int64)


def paris() -> Counts:
    """The real reports by quartier, type and month, the last month left out: it has 18."""
    reports = pd.read_csv(SHARED / "dans_ma_rue_sample.csv", dtype=str)
    places = gpd.points_from_xy(reports["lon"].astype(float), reports["lat"].astype(float))
    quartiers = gpd.read_file(SHARED / "quartier_paris_80.geojson").to_crs(4326)[["c_qu", "geometry"]]
    joined = gpd.sjoin(gpd.GeoDataFrame(reports, geometry=places, crs=4326), quartiers, predicate="within")
    names = ["c_qu", "type", "mois_annee_decla"]
    table = pd.DataFrame(joined)[names]
    table = table[table["mois_annee_decla"] < "2024-09"]
    places_of = [sorted(table[name].unique()) for name in names]
    sizes = table.value_counts().reindex(pd.MultiIndex.from_product(places_of), fill_value=0)
    return np.asarray(sizes, np.int64).reshape([len(labels) for labels in places_of])


def plain_attack(release: Release, sample: int | None) -> tuple[int, int, float]:
    """Cells attacked, those told within less than five, and seconds a cell."""
    shape = release.values.shape
    lines = [sp.vstack([sp.eye_array(n - 1), np.ones((1, n - 1))], format="csr") for n in shape]
    every = sp.csr_array(sp.kron(sp.kron(lines[0], lines[1]), lines[2]))
    values = release.values.ravel()
    shown = ~np.isnan(values)
    hidden = np.flatnonzero(~shown)
    if sample is not None:
        hidden = np.random.default_rng(7).choice(hidden, min(sample, len(hidden)), replace=False)
    told, start = 0, time.perf_counter()
    for at in hidden:
        cost = every[[at]].toarray().ravel()
        ends = [
            linprog(sign * cost, A_eq=every[shown], b_eq=values[shown], bounds=(0, None), method="highs")
            for sign in (1.0, -1.0)
        ]
        if all(end.status == 0 for end in ends):
            told += -ends[1].fun - ends[0].fun < THRESHOLD - 1e-6
    return len(hidden), told, (time.perf_counter() - start) / max(len(hidden), 1)


def main() -> None:
    """Plan, audit and attack each table, and print the figures."""
    parser = argparse.ArgumentParser(description="Plan and attack public tables, against limits.")
    parser.add_argument("--quick", action="store_true", help="one small table whole, 5 cells of a large one")
    options = parser.parse_args()
    tables = {"8x10x8_mean5": city(SMALL, 5, 1), "80x10x14_mean10": city(LARGE, 10, 1)}
    if not options.quick:
        tables |= {"8x10x8_mean12": city(SMALL, 12, 2), "80x10x14_mean5": city(LARGE, 5, 2)}
        tables |= {"paris": paris()} if SHARED.is_dir() else {}
    figures: dict[str, float | int | bool] = {"quick": options.quick}
    for name, counts in tables.items():
        axes = [Axis(str(d), tuple(map(str, range(n)))) for d, n in enumerate(counts.shape)]
        start, busy = time.perf_counter(), time.process_time()
        release = plan_release(counts, axes, wanted=WANTED)
        planned, busy = time.perf_counter() - start, time.process_time() - busy
        start = time.perf_counter()
        verdict = audit([], release)
        audited = time.perf_counter() - start
        sample = None if counts.shape == SMALL else 5 if options.quick else SAMPLED
        attacked, told, each = plain_attack(release, sample)
        hidden = int(release.hidden.sum())
        ratio = planned / LIMITS[counts.shape]
        print(
            f"{name}: planned in {planned:.2f} s ({ratio:.2f} of the limit, {busy:.2f} s of processor), "
            f"{100 * release.share:.1f} % of the total shown, {hidden} hidden; audit {audited:.2f} s "
            f"({verdict.accepted}), a plain attack of all {each * hidden:.0f} s; {told} of {attacked} told"
        )
        figures |= {
            f"{name}_processor_s": round(busy, 2),
            f"{name}_s": round(planned, 2),
            f"{name}_of_limit": round(ratio, 3),
        }
        figures |= {f"{name}_share": round(release.share, 4), f"{name}_hidden": hidden, f"{name}_told": told}
        figures |= {f"{name}_attacked": attacked, f"{name}_accepted": verdict.accepted}
        figures |= {f"{name}_audit_of_plain": round(audited / (each * hidden), 5) if hidden else 0.0}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
