"""The weighted displacement difference: the values of the literature, weights, error rates."""

from __future__ import annotations

import numpy as np
import pytest

from observatory.analyse.effet.wdd import Compte, followed, wdd


def test_reference_value_without_displacement() -> None:
    found = wdd(Compte(20, 10), Compte(20, 20))
    assert found.wdd == -10
    assert found.erreur_type == pytest.approx(8.367, abs=5e-4)
    assert found.z == pytest.approx(-1.195, abs=5e-4)
    assert found.ic90 == pytest.approx((-23.8, 3.8), abs=0.05)
    assert found.p == pytest.approx(0.232, abs=5e-4)
    assert found.p_baisse == pytest.approx(0.116, abs=5e-4)


def test_reference_value_with_displacement() -> None:
    found = wdd(Compte(20, 10), Compte(20, 20), Compte(30, 20), Compte(30, 30))
    assert found.wdd == -20
    assert found.erreur_type == pytest.approx(13.416, abs=5e-4)
    assert found.z == pytest.approx(-1.491, abs=5e-4)
    assert found.ic90 == pytest.approx((-42.1, 2.1), abs=0.05)


def test_a_control_four_times_as_large_weighs_a_quarter() -> None:
    found = wdd(Compte(40, 30), Compte(160, 200, 0.25))
    assert found.wdd == -20
    assert found.erreur_type == pytest.approx(np.sqrt(70 + 360 / 16))


def test_periods_of_unequal_length_and_overdispersion() -> None:
    assert wdd(Compte(20, 10), Compte(40, 20), poids_apres=2).wdd == 0
    plain, wide = wdd(Compte(20, 10), Compte(20, 20)), wdd(Compte(20, 10), Compte(20, 20), surdispersion=4)
    assert wide.erreur_type == pytest.approx(2 * plain.erreur_type)


def test_a_weight_made_of_counts_and_a_city_that_falls_by_half() -> None:
    random = np.random.default_rng(5)
    z, plain = [], []
    for a, b, c, d in random.poisson([80, 40, 320, 160], (3000, 4)).tolist():
        zone, control = Compte(a, b), Compte(c, d, a / c)
        plain.append(wdd(zone, control).z or 0.0)
        z.append(wdd(*followed(zone, control)).z or 0.0)
    assert np.std(z) == pytest.approx(1, abs=0.04)
    assert np.std(plain) < 0.85
    assert followed(Compte(0, 2), Compte(4, 8)) == (Compte(0, 2), Compte(4, 8))


def test_nothing_counted_says_nothing() -> None:
    found = wdd(Compte(0, 0), Compte(0, 0))
    assert (found.wdd, found.z, found.p, found.ic90) == (0, None, None, (0, 0))


def test_type_one_error_and_coverage() -> None:
    random = np.random.default_rng(2)
    counts = random.poisson([30, 24, 120, 96], (4000, 4))
    found = [wdd(Compte(a, b), Compte(c, d, 0.25)) for a, b, c, d in counts.tolist()]
    assert np.mean([(one.p or 1) <= 0.1 for one in found]) == pytest.approx(0.1, abs=0.015)
    assert np.mean([one.ic90[0] <= 0 <= one.ic90[1] for one in found]) == pytest.approx(0.9, abs=0.015)


@pytest.mark.parametrize("bad", [Compte(-1, 2), Compte(1, float("nan")), Compte(1, 2, -1)])
def test_impossible_counts_are_refused(bad: Compte) -> None:
    with pytest.raises(ValueError, match="counts"):
        wdd(bad, Compte(1, 1))


def test_a_ring_needs_its_control_and_weights_make_sense() -> None:
    with pytest.raises(ValueError, match="ring"):
        wdd(Compte(1, 1), Compte(1, 1), Compte(1, 1))
    with pytest.raises(ValueError, match="weight"):
        wdd(Compte(1, 1), Compte(1, 1), poids_apres=0)
