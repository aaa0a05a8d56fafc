"""When two answers are one place, and when they are too far apart for either to stand for both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from observatory.domain.position import Position
from observatory.geocode.answer import GeocodedAddress
from observatory.geocode.normalise import text_to_key

_APART_M = 1_000.0
_APART_OTHER_STREET_M = 300.0
_SPOTS, _APART_SPOTS_M, _SAME_SPOT_M = ("croisement", "croisement estimé", "bout de rue"), 60.0, 20.0
"""Methods whose answers are spots: a street has two ends, two streets may meet at several places."""
_REPEATED_M = 200.0


def far_apart(first: GeocodedAddress, second: GeocodedAddress) -> bool:
    """Whether two answers lie too far apart for either to stand for both; parts of one street may lie farther."""
    away = _metres(first, second)
    if first.method in _SPOTS and second.method in _SPOTS:
        return away > _APART_SPOTS_M
    if away <= _APART_OTHER_STREET_M:
        return False
    if text_to_key(first.street or first.name) != text_to_key(second.street or second.name):
        return True
    return away > _APART_M + sum(one.precision_m for one in (first, second) if one.type == "street")


def without_repeats(answers: Iterable[GeocodedAddress], limit: int) -> list[GeocodedAddress]:
    """The first ``limit`` answers that differ: « Rue Foch » and « rue Foch » at one place are one answer."""
    kept: list[GeocodedAddress] = []
    for answer in answers:
        if not any(_repeats(answer, other) for other in kept):
            kept.append(answer)
        if len(kept) == limit:
            break
    return kept


def _repeats(answer: GeocodedAddress, other: GeocodedAddress) -> bool:
    if answer.method in _SPOTS:
        return answer.name == other.name and _metres(answer, other) <= _SAME_SPOT_M
    reach = _REPEATED_M + sum(one.precision_m for one in (answer, other) if one.type == "street")
    return (
        answer.type == other.type
        and answer.citycode == other.citycode
        and text_to_key(answer.label) == text_to_key(other.label)
        and _metres(answer, other) <= reach
    )


def _metres(first: GeocodedAddress, second: GeocodedAddress) -> float:
    return Position(lat=first.lat, lon=first.lon).metres_to(Position(lat=second.lat, lon=second.lon))


def places_apart(answers: Sequence[GeocodedAddress]) -> int:
    """How many places far from one another equal answers name."""
    kept: list[GeocodedAddress] = []
    for answer in answers:
        if all(far_apart(answer, other) for other in kept):
            kept.append(answer)
    return len(kept)
