"""How well a postcode written agrees with the postcodes of the gazetteer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from observatory.geocode.gazetteer import Floats, Gazetteer

_SAME = {"75016": "75116", "75116": "75016"}
"""Two postcodes of one arrondissement."""
_ONE_DIGIT, _NEAR, _FAR = (0.88, 0.91), (0.78, 0.9), (0.6, 0.85)
"""Factors alone, and where the city is named: one digit lost or wrong, the same département, another one."""
_REMEMBERED, _PAIRS = 4_096, 65_536


@lru_cache(maxsize=_PAIRS)
def one_postcode_agreement(wanted: str, found: str) -> tuple[float, float]:
    """Factors from 0.6 to 1: how well a postcode agrees with the one written, alone, and beside the city's name."""
    if wanted == found or _SAME.get(wanted) == found:
        return 1.0, 1.0
    if OSA.distance(wanted, found, score_cutoff=1) == 1:
        return _ONE_DIGIT
    return _NEAR if wanted[:2] == found[:2] else _FAR


def postcode_agreement(wanted: str, found: Sequence[str]) -> tuple[Floats, Floats]:
    """The same for many postcodes."""
    apart = process.cdist([wanted], found, scorer=OSA.distance, score_cutoff=1)[0]
    near = [one.startswith(wanted[:2]) for one in found]
    alone, beside = (
        np.where(apart <= 1, _ONE_DIGIT[which], np.where(near, _NEAR[which], _FAR[which])) for which in (0, 1)
    )
    for place in np.flatnonzero(apart == 0).tolist():
        alone[place] = beside[place] = 1.0
    if _SAME.get(wanted) in found:
        place = list(found).index(_SAME[wanted])
        alone[place] = beside[place] = 1.0
    return alone, beside


def agreement_by_commune(gazetteer: Gazetteer, wanted: str) -> tuple[Floats, Floats]:
    """``postcode_agreement`` of every commune of a gazetteer, which remembers it."""
    known = gazetteer.agreements.get(wanted)
    if known is None:
        if len(gazetteer.agreements) > _REMEMBERED:
            gazetteer.agreements.clear()
        alone, beside = postcode_agreement(wanted, list(gazetteer.postcodes))
        row = gazetteer.commune_postcode_row
        known = gazetteer.agreements[wanted] = alone[row], beside[row]
    return known
