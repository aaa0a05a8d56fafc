"""Mann and Kendall's test: by hand, with ties, and in noise that holds to itself."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from observatory.analyse.mann_kendall import mann_kendall


def sticky(rho: float, t: int, n: int, seed: int = 3) -> np.ndarray:
    random = np.random.default_rng(seed)
    noise = random.normal(size=(t + 40, n))
    for k in range(1, len(noise)):
        noise[k] += rho * noise[k - 1]
    return noise[40:]


def test_by_hand() -> None:
    found = mann_kendall([1.0, 3.0, 2.0, 4.0, 5.0], autocorrelated=False)
    assert found.s == 8  # nine pairs go up, one down
    assert found.z == pytest.approx(7 / np.sqrt(5 * 4 * 15 / 18))
    assert found.pente == pytest.approx(1.0)
    assert found.tau == pytest.approx(0.8)


def test_ties_lower_the_variance() -> None:
    found = mann_kendall([1.0, 1.0, 2.0, 2.0, 3.0, 3.0], autocorrelated=False)
    variance = (6 * 5 * 17 - 3 * 2 * 1 * 9) / 18
    assert found.z == pytest.approx(11 / np.sqrt(variance))
    assert found.tau == pytest.approx(stats.kendalltau(range(6), [1, 1, 2, 2, 3, 3]).statistic)
    assert found.pente == pytest.approx(stats.theilslopes([1, 1, 2, 2, 3, 3]).slope)


def test_a_constant_series_has_no_trend_and_a_falling_one_falls() -> None:
    found = mann_kendall(np.column_stack([np.full(12, 7.0), np.arange(12.0)[::-1]]))
    assert found.p[0] == 1.0
    assert found.s.tolist() == [0.0, -66.0]
    assert found.pente.tolist() == [0.0, -1.0]
    assert found.p[1] < 0.001


def test_many_series_are_each_by_itself() -> None:
    table = sticky(0.3, 24, 9)
    together = mann_kendall(table)
    for k in range(9):
        alone = mann_kendall(table[:, k])
        assert (alone.z, alone.p, alone.pente) == pytest.approx((together.z[k], together.p[k], together.pente[k]))


@pytest.mark.parametrize(("rho", "most"), [(0.0, 0.05), (0.2, 0.065), (0.4, 0.09)])
def test_type_one_error_in_noise_that_holds_to_itself(rho: float, most: float) -> None:
    table = sticky(rho, 24, 4000)
    assert (mann_kendall(table).p <= 0.05).mean() <= most
    if rho == 0.4:
        assert (mann_kendall(table, autocorrelated=False).p <= 0.05).mean() > 0.14


def test_rounded_values_do_not_raise_the_error_and_a_trend_is_found() -> None:
    table = sticky(0.2, 24, 2000)
    assert (mann_kendall(np.round(table)).p <= 0.05).mean() <= 0.065
    assert (mann_kendall(table + 0.15 * np.arange(24)[:, None]).p <= 0.05).mean() > 0.8


@pytest.mark.parametrize("values", [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0, np.nan], np.zeros((4, 2, 2))])
def test_what_is_no_series_is_refused(values: object) -> None:
    with pytest.raises(ValueError, match=r"series|finite"):
        mann_kendall(values)  # type: ignore[arg-type]
