"""Import 27,635 real reports of Paris: against the limits of 6 s with coordinates and 20 s without.

    python benchmarks/first_import.py [--quick]

Each import starts from a base that holds the addresses and the quartiers. Without coordinates every row is geocoded,
on the whole gazetteer and on one that lost a seeded third of its house numbers; the share within 50 m of the true
position is given with the time. ``--quick`` takes every fifth report, and the limits in proportion. The last line is
one JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from observatory.client import connect, create_base
from observatory.settings import load_settings

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "paris"
LIMIT_WITH, LIMIT_WITHOUT = 6.0, 20.0
REPORTS = 27_635
METRES_PER_DEGREE = 111_195.0


def import_once(folder: Path, addresses: pd.DataFrame, reports: pd.DataFrame, name: str) -> tuple[float, float]:
    """Seconds of one import of ``reports``, and the share of all rows placed within 50 m of the truth."""
    address_file, report_file = folder / f"{name}-adresses.csv", folder / f"{name}.csv"
    addresses.to_csv(address_file, sep=";", index=False)
    reports.drop(columns=["true_lon", "true_lat"]).to_csv(report_file, index=False)
    settings = load_settings(folder / f"{name}.duckdb")
    create_base("vide", settings=settings)
    with connect(settings=settings) as client:
        client.imports.adresses([str(address_file)])
        client.imports.territoires(SHARED / "quartier_paris_80.geojson", "quartier")
        start = time.perf_counter()
        done = client.imports.signalements(report_file, preset="dansmarue")
        seconds = time.perf_counter() - start
        if done.enregistres + done.a_localiser != len(reports):
            raise RuntimeError(f"{len(reports)} rows in, {done} out")
        from observatory.domain.selection import Selection

        kept = client.signalements.exporter(Selection()).to_pandas()
    found = reports.merge(kept, left_on="id_dmr", right_on="reference", suffixes=("", "_kept"))
    north = found["lat_kept" if "lat_kept" in found else "lat"] - found["true_lat"]
    east = (found["lon_kept" if "lon_kept" in found else "lon"] - found["true_lon"]) * np.cos(np.radians(48.86))
    return seconds, float((np.hypot(north, east) * METRES_PER_DEGREE <= 50).mean())


def main() -> None:
    """Run the three imports and print their figures."""
    parser = argparse.ArgumentParser(description="Import real reports of Paris, against limits.")
    parser.add_argument("--quick", action="store_true", help="every fifth report")
    parser.add_argument("--seed", type=int, default=1, help="which third of the house numbers goes")
    options = parser.parse_args()
    if not SHARED.is_dir():
        print("../shared/data is absent: nothing to measure.", file=sys.stderr)
        print(json.dumps({"skipped": "../shared/data is absent"}))
        return
    reports = pd.read_csv(SHARED / "dans_ma_rue_sample.csv", dtype=str)
    reports = reports.iloc[:: 5 if options.quick else 1].assign(
        true_lon=lambda t: t["lon"].astype(float), true_lat=lambda t: t["lat"].astype(float)
    )
    addresses = pd.read_csv(SHARED / "adresses_75_sample.csv", sep=";", dtype=str, keep_default_na=False)
    thinned = addresses[np.random.default_rng(options.seed).random(len(addresses)) > 1 / 3]
    blind = reports.drop(columns=["lon", "lat"])
    share = len(reports) / REPORTS
    figures: dict[str, float | int | bool] = {"reports": len(reports), "quick": options.quick}
    with tempfile.TemporaryDirectory() as folder:
        runs = (
            ("with_coordinates", addresses, reports, LIMIT_WITH),
            ("without_coordinates", addresses, blind, LIMIT_WITHOUT),
            ("without_coordinates_two_thirds", thinned, blind, LIMIT_WITHOUT),
        )
        for name, gazetteer, rows, limit in runs:
            seconds, within = import_once(Path(folder), gazetteer, rows, name)
            ratio = seconds / (limit * share)
            print(f"{name}: {seconds:.2f} s, {ratio:.2f} of the limit, {100 * within:.2f} % within 50 m")
            figures |= {f"{name}_s": round(seconds, 2), f"{name}_of_limit": round(ratio, 3)}
            figures[f"{name}_within_50m"] = round(within, 4)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
