"""The rules of the verdict."""

from __future__ import annotations

import pytest

from observatory.analyse.effet.verdict import verdict
from observatory.analyse.effet.wdd import Compte, wdd

SAME = Compte(100, 100)


@pytest.mark.parametrize(
    ("zone", "ring", "wanted"),
    [
        (Compte(100, 40), None, "baisse probable"),
        (Compte(40, 100), None, "hausse probable"),
        (Compte(100, 90), None, "on ne peut pas conclure"),
        (Compte(100, 40), Compte(100, 90), "baisse probable"),
        (Compte(100, 40), Compte(100, 180), "déplacement possible"),
        (Compte(400, 340), Compte(400, 470), "déplacement possible"),
        (Compte(100, 100), Compte(300, 200), "on ne peut pas conclure"),
        (Compte(0, 0), None, "on ne peut pas conclure"),
    ],
)
def test_what_is_said_of_counts(zone: Compte, ring: Compte | None, wanted: str) -> None:
    control = SAME if zone.avant else Compte(0, 0)
    if zone.avant == 400:
        control = Compte(1600, 1600, 0.25)
    own = wdd(zone, control)
    if ring is None:
        assert verdict(own) == wanted
        return
    beside = Compte(1600, 1600, ring.avant / 1600)
    assert verdict(own, wdd(ring, beside), wdd(zone, control, ring, beside)) == wanted
