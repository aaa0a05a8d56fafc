"""How fast addresses are indexed and geocoded, and how many lie within 50 m, on the Paris sample.

    python benchmarks/geocode_import.py [SEED …]

With the whole gazetteer, then with a third of its house numbers withheld for each seed.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from observatory.geocode.gazetteer import Gazetteer, distances
from observatory.geocode.search import Geocoder

PARIS = Path(__file__).resolve().parents[2] / "shared" / "data" / "paris"


def measure(adresses: pd.DataFrame, signalements: pd.DataFrame, title: str) -> None:
    """Print one line: seconds to index, seconds to geocode, share within 50 m."""
    started = time.perf_counter()
    geocoder = Geocoder(Gazetteer.build({str(name): adresses[name].tolist() for name in adresses}))
    built = time.perf_counter()
    found = geocoder.search_many(signalements["adresse"].tolist())
    done = time.perf_counter()
    lat, lon = (np.array([getattr(one, name) if one else np.nan for one in found]) for name in ("lat", "lon"))
    away = distances(lat, lon, signalements["lat"].to_numpy(), signalements["lon"].to_numpy())
    print(
        f"{title:>16}  index {built - started:.2f} s  {len(found)} textes {done - built:.2f} s  "
        f"à moins de 50 m {(away <= 50).mean():.2%}  sans réponse sûre {sum(one is None for one in found)}"
    )


def main(seeds: list[int]) -> None:
    """Measure with the whole gazetteer, then once per seed."""
    if not PARIS.is_dir():
        print("../shared/data/paris est absent : rien à mesurer.")
        return
    adresses = pd.read_csv(PARIS / "adresses_75_sample.csv", sep=";", dtype=str, keep_default_na=False)
    columns = {"adresse": str, "lat": float, "lon": float}
    path = PARIS / "dans_ma_rue_sample.csv"
    signalements = pd.read_csv(path, usecols=list(columns), dtype=columns, keep_default_na=False)
    measure(adresses, signalements, "tout")
    for seed in seeds:
        withheld = np.random.default_rng(seed).permutation(len(adresses))[: len(adresses) // 3]
        measure(adresses.drop(index=withheld.tolist()), signalements, f"moins un tiers {seed}")


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [1, 2, 3])
