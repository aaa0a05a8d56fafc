from __future__ import annotations

import pytest

from observatory.domain.errors import ValueRefused
from observatory.domain.position import Position


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert Position(lat=43, lon=1).metres_to(Position(lat=44, lon=1)) == pytest.approx(111_195, abs=1)


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (0, 181), (float("nan"), 0), (0, float("inf"))])
def test_what_is_not_on_the_globe_is_refused(lat: float, lon: float) -> None:
    with pytest.raises(ValueRefused):
        Position(lat=lat, lon=lon)
