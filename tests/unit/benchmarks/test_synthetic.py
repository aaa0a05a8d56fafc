from __future__ import annotations

import pandas as pd
import pytest
from support.bases import BAN_COLUMNS
from support.synthetic import TOWNS, synthetic_addresses


@pytest.fixture(scope="module")
def addresses() -> pd.DataFrame:
    return synthetic_addresses(5_000, 3)


def test_as_many_as_asked_for_in_the_columns_of_the_ban(addresses: pd.DataFrame) -> None:
    assert len(addresses) == 5_000
    assert set(addresses.columns) == set(BAN_COLUMNS)
    assert addresses["id"].is_unique


def test_the_same_seed_makes_the_same_addresses(addresses: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(addresses, synthetic_addresses(5_000, 3))
    assert not addresses.equals(synthetic_addresses(5_000, 4))


def test_towns_share_street_names(addresses: pd.DataFrame) -> None:
    towns = addresses.groupby("nom_voie")["nom_commune"].nunique()
    assert (towns > 1).any()
    assert addresses["nom_commune"].nunique() <= TOWNS


def test_the_two_sides_of_a_street_lie_apart(addresses: pd.DataFrame) -> None:
    _, street = max(addresses.groupby(["nom_commune", "nom_voie"]), key=lambda one: len(one[1]))
    sides = street.assign(odd=street["numero"] % 2).groupby("odd")
    assert sides.ngroups == 2
    assert street["numero"].is_monotonic_increasing
