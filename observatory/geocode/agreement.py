"""How well a postcode written agrees with the postcodes of the gazetteer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from observatory.geocode.gazetteer import Floats, Gazetteer

_SAME = {"75016": "75116", "75116": "75016"}
"""Two postcodes of one arrondissement."""
_ONE_DIGIT, _NEAR, _FAR = (0.88, 0.91), (0.78, 0.9), (0.6, 0.85)
"""Factors alone, and where the city is named: one digit lost or wrong, the same département, another one."""
_REMEMBERED = 4_096


def postcode_agreement(wanted: str, found: Sequence[str]) -> tuple[Floats, Floats]:
    """Factors from 0.6 to 1: how well postcodes found agree with the one written, alone, and beside the city's name."""
    codes = np.array(found, dtype="U8")
    apart = process.cdist([wanted], found, scorer=OSA.distance, score_cutoff=1)[0]
    same = (codes == wanted) | (codes == _SAME.get(wanted, wanted))
    near = codes.astype("U2") == wanted[:2]
    alone, beside = (
        np.select([same, apart <= 1, near], [1.0, _ONE_DIGIT[which], _NEAR[which]], _FAR[which]) for which in (0, 1)
    )
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
