"""How well a postcode written agrees with the postcodes of the gazetteer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
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


def postcode_agreement(
    wanted: str, found: Sequence[str], departements: npt.NDArray[np.str_] | None = None
) -> tuple[Floats, Floats]:
    """The same for many postcodes; ``departements`` are their first two figures, where somebody has them at hand."""
    departements = np.array(found, dtype="U2") if departements is None else departements
    apart = process.cdist([wanted], found, scorer=OSA.distance, score_cutoff=1)[0]
    same, one, near = apart == 0, apart == 1, departements == wanted[:2]
    if wanted in _SAME:
        same |= np.array([code == _SAME[wanted] for code in found], bool)
    alone, beside = (
        np.where(same, 1.0, np.where(one, _ONE_DIGIT[which], np.where(near, _NEAR[which], _FAR[which])))
        for which in (0, 1)
    )
    return alone, beside


def agreement_by_commune(gazetteer: Gazetteer, wanted: str) -> tuple[Floats, Floats]:
    """``postcode_agreement`` of every commune of a gazetteer, which remembers it."""
    known = gazetteer.agreements.get(wanted)
    if known is None:
        if len(gazetteer.agreements) > _REMEMBERED:
            gazetteer.agreements.clear()
        alone, beside = postcode_agreement(wanted, list(gazetteer.postcodes), gazetteer.departements)
        row = gazetteer.commune_postcode_row
        known = gazetteer.agreements[wanted] = alone[row], beside[row]
    return known
