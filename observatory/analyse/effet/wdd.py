"""The weighted displacement difference (Wheeler & Ratcliffe 2018): what an area lost beyond what the others lost."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

Z90 = 1.645
"""Of the interval of 90 %, as Wheeler and Ratcliffe give it: five chances in a hundred on either side."""


@dataclass(frozen=True, slots=True)
class Compte:
    """What an area counted before and after, and what each account of it weighs (a large control: less than 1).

    ``evolution`` is after over before where nothing was done, as the control has it: 1 in the original. Where a weight
    is made of the counts before, their error becomes that of what they would have come to.
    """

    avant: float
    apres: float
    poids: float = 1.0
    evolution: float = 1.0


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of differences: negative where the area that was treated lost more than its control.

    ``z`` and both p are None where nothing at all was counted. ``p`` is two-sided, ``p_baisse`` that of « no fall »
    (lower tail).
    """

    wdd: float
    erreur_type: float
    z: float | None
    ic90: tuple[float, float]
    p: float | None
    p_baisse: float | None


def wdd(
    zone: Compte,
    temoin: Compte,
    anneau: Compte | None = None,
    temoin_anneau: Compte | None = None,
    *,
    poids_apres: float = 1.0,
    surdispersion: float = 1.0,
) -> Difference:
    """The difference that an action made, in accounts: its zone against its control, with what moved beside it.

    Parameters
    ----------
    zone, temoin
        Counts of the treated area and of its control.
    anneau, temoin_anneau
        Counts of the ring into which trouble may move, and of the ring's own control; both or none.
    poids_apres
        How long was watched before over how long after, where they differ: counts after are brought to it.
        An area whose weight is the zone's count before over its own tells what the zone would have counted had it
        changed by the same factor.
    surdispersion
        How many times more the counts vary than Poisson's, 1 in the original: its root widens the interval.

    Notes
    -----
    WDD = (zone after - before) - (control after - before) + (ring) - (control of the ring); its variance is the sum of
    all counts, each with its weights squared (those before by the evolution too). Null hypothesis: the treated area
    and its control change by the same number of accounts, once weighted; normal approximation. Source: Wheeler &
    Ratcliffe (2018). Caveats: without an overdispersion counts are taken for independent (accounts that come in waves
    make the interval too short), and an area that is chosen because it just had its worst months comes back by itself.

    Raises
    ------
    ValueError
        When a count is negative or not finite, a weight not positive, or a ring has no control.
    """
    if (anneau is None) != (temoin_anneau is None):
        raise ValueError("a ring needs a control of its own")
    signed = [(zone, 1), (temoin, -1)]
    if anneau is not None and temoin_anneau is not None:
        signed += [(anneau, 1), (temoin_anneau, -1)]
    told = [value for one, _ in signed for value in (one.avant, one.apres, one.poids, one.evolution)]
    if not all(math.isfinite(value) and value >= 0 for value in told):
        raise ValueError(f"counts and weights {told}")
    if not (math.isfinite(poids_apres * surdispersion) and poids_apres > 0 and surdispersion >= 1):
        raise ValueError(f"a weight of {poids_apres}, an overdispersion of {surdispersion}")
    value = sum(sign * one.poids * (one.apres * poids_apres - one.avant) for one, sign in signed)
    variance = sum(one.poids**2 * (one.apres * poids_apres**2 + one.avant * one.evolution**2) for one, _ in signed)
    spread = math.sqrt(variance * surdispersion)
    if spread == 0:
        return Difference(0.0, 0.0, None, (0.0, 0.0), None, None)
    z = value / spread
    return Difference(
        value,
        spread,
        z,
        (value - Z90 * spread, value + Z90 * spread),
        math.erfc(abs(z) / math.sqrt(2)),
        math.erfc(-z / math.sqrt(2)) / 2,
    )


def followed(own: Compte, control: Compte, poids_apres: float = 1.0) -> tuple[Compte, Compte]:
    """Both areas with the evolution of the control, whose weight is the area's count before over its own.

    Where either counted nothing before they come back as they are: such a weight is not made of counts.
    """
    if not own.avant or not control.avant:
        return own, control
    evolution = poids_apres * max(control.apres, 1.0) / control.avant
    return replace(own, evolution=evolution), replace(control, evolution=evolution)
