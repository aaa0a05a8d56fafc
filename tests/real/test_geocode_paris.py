"""Paris: real residents' addresses, with the whole gazetteer and with a third of its house numbers withheld."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from observatory.geocode.gazetteer import Gazetteer, distances
from observatory.geocode.search import Geocoder

WITHIN_M = 50


@pytest.fixture(scope="module")
def signalements(shared_data: Path) -> pd.DataFrame:
    columns = {"adresse": str, "lat": float, "lon": float}
    return pd.read_csv(
        shared_data / "paris/dans_ma_rue_sample.csv", usecols=list(columns), dtype=columns, keep_default_na=False
    )


@pytest.fixture(scope="module")
def adresses(shared_data: Path) -> pd.DataFrame:
    path = shared_data / "paris/adresses_75_sample.csv"
    return pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)


def share_located(adresses: pd.DataFrame, signalements: pd.DataFrame) -> float:
    """Share of the signalements whose best answer lies within 50 m of where they were."""
    gazetteer = Gazetteer.build({str(name): adresses[name].tolist() for name in adresses})
    found = Geocoder(gazetteer).search_many(signalements["adresse"].tolist())
    assert len(found) == len(signalements) == 27_635
    lat, lon = (np.array([getattr(one, name) if one else np.nan for one in found]) for name in ("lat", "lon"))
    away = distances(lat, lon, signalements["lat"].to_numpy(), signalements["lon"].to_numpy())
    return float((away <= WITHIN_M).mean())


def test_whole_gazetteer(adresses: pd.DataFrame, signalements: pd.DataFrame) -> None:
    started = time.process_time()
    assert share_located(adresses, signalements) >= 0.975
    assert time.process_time() - started < 10


@pytest.mark.parametrize("seed", [11, 2026])
def test_a_third_of_the_house_numbers_withheld(adresses: pd.DataFrame, signalements: pd.DataFrame, seed: int) -> None:
    withheld = np.random.default_rng(seed).permutation(len(adresses))[: len(adresses) // 3]
    assert share_located(adresses.drop(index=withheld.tolist()), signalements) >= 0.90
