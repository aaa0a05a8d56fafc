from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from support.batch import allowed_rows

LAT, LON = 48.86, 2.34
METRE = 1 / 111_195.0


def street(numbers: dict[int, float], name: str = "Rue de la Lune") -> pd.DataFrame:
    """Addresses whose numbers stand so many metres north of a point."""
    return pd.DataFrame(
        {
            "numero": [str(number) for number in numbers],
            "rep": "",
            "nom_voie": name,
            "code_postal": "75002",
            "lat": [str(LAT + north * METRE) for north in numbers.values()],
            "lon": str(LON),
        }
    )


def allowed(text: str, north: float, addresses: pd.DataFrame) -> bool:
    rows, *_ = allowed_rows(addresses, [text], np.array([[LAT + north * METRE, LON]]))
    return bool(rows[0])


@pytest.mark.parametrize(("north", "within"), [(40, True), (60, False)])
def test_a_known_number_must_be_near(north: float, within: bool) -> None:
    assert allowed("26 Rue de la Lune, 75002 PARIS", north, street({26: 0, 28: 500})) is within


def test_an_unknown_number_may_lie_between_its_neighbours() -> None:
    addresses = street({2: 0, 20: 400})
    assert allowed("10 RUE DE LA LUNE, 75002 Paris", 200, addresses)
    assert not allowed("10 rue de la lune, 75002 Paris", 600, addresses)


def test_without_a_number_the_middle_counts() -> None:
    addresses = street({2: 0, 4: 100, 6: 200})
    assert allowed("Rue de la Lune, 75002 PARIS", 130, addresses)
    assert not allowed("Rue de la Lune, 75002 PARIS", 0, addresses)


def test_an_unknown_street_allows_nothing() -> None:
    assert not allowed("2 Rue du Soleil, 75002 PARIS", 0, street({2: 0}))


def test_shares_of_what_is_not_allowed() -> None:
    texts = ["Rue de la Lune, 75002 PARIS", "2 Rue de la Lune, 75002 PARIS", "2 bis Rue de la Lune, 75002 PARIS"]
    truth = np.array([[LAT + 1, LON]] * 3)
    rows, without_number, exact_farther = allowed_rows(street({2: 0}), texts, truth)
    assert not rows.any()
    assert without_number == exact_farther == pytest.approx(1 / 3)
