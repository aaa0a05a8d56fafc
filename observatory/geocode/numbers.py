"""Where a house number stands in its street, known or not."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from observatory.geocode.gazetteer import Gazetteer, distances
from observatory.geocode.lexicon import SUFFIXES

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

KNOWN_RADIUS_M = 10.0
_NEIGHBOURS = 6
_ACROSS_STEPS = 16
"""How much farther, in numbers, a neighbour of the other side counts when the nearest are chosen."""
_NEXT = 10
_BEYOND = 40
"""The line of the numbers is not prolonged farther than this beyond the known ones."""
_FARTHEST = 300
"""A number farther than this from every known one is not placed."""
_STEP_M2, _TREND_M2, _ACROSS_M2, _NUGGET_M2 = 20.0, 12.0, 600.0, 40.0
"""Variogram in square metres: by unit of number, by its square (a street runs on), between the two sides, at rest.

Fitted on a third of Paris's numbers withheld; the share within 50 m moves by less than a point when one doubles.
"""
_SAME_STREET_M = 1_500.0
_KNOWN, _IN_SISTER, _OTHER_SUFFIX, _BETWEEN, _BESIDE = 1.0, 0.96, 0.95, 0.92, 0.88
"""Quality of a number that is known, known under another postcode of the street, known with another suffix, placed
between two known ones, placed beside one."""
_LETTERS = {full: letter for letter, full in SUFFIXES.items()}


class Placed(NamedTuple):
    """A number placed: position, radius, method, the housenumber answered, and the end of the explanation."""

    lat: float
    lon: float
    radius: float
    method: str
    housenumber: str
    explanation: str
    id: str
    quality: float
    way: int


def sister_addresses(gazetteer: Gazetteer, way: int) -> Ints:
    """Addresses of a street that several postcodes share, sorted by number: its own and its near sisters'."""
    city = gazetteer.commune_city[gazetteer.way_commune[way]]
    own = gazetteer.addresses_of(way)
    parts = [np.arange(own.start, own.stop)]
    for other in gazetteer.sisters(way).tolist():
        if other == way or gazetteer.commune_city[gazetteer.way_commune[other]] != city:
            continue
        there = gazetteer.addresses_of(other)
        lat, lon = float(gazetteer.way_lat[way]), float(gazetteer.way_lon[way])
        if there.stop > there.start and (
            distances(gazetteer.lat[there], gazetteer.lon[there], lat, lon).min() < _SAME_STREET_M
        ):
            parts.append(np.arange(there.start, there.stop))
    pool = np.concatenate(parts)
    return pool[np.argsort(gazetteer.number[pool], kind="stable")] if len(parts) > 1 else pool


def number_quality(gazetteer: Gazetteer, way: int, pool: Ints, number: int, suffix: str) -> float:
    """How well ``place_number`` will place a number, without placing it: the ``quality`` of its answer, 0 for None."""
    numbers = gazetteer.number[pool]
    low, high = (int(numbers.searchsorted(one)) for one in (number, number + 1))
    if low < high:
        same = [index for index in pool[low:high].tolist() if _same_suffix(gazetteer.suffix_of(index), suffix)]
        if not same:
            return _OTHER_SUFFIX
        return _KNOWN if any(gazetteer.way[index] == way for index in same) else _IN_SISTER
    if not len(pool) or np.abs(numbers - number).min() > _FARTHEST:
        return 0.0
    side = numbers[(numbers - number) % 2 == 0]
    side = side if len(side) else numbers
    return _BETWEEN if side[0] < number < side[-1] else _BESIDE


def known_address(gazetteer: Gazetteer, way: int, number: int, suffix: str) -> int:
    """The address of a way that has that number with that suffix; -1 where there is none."""
    start, stop = int(gazetteer.way_start[way]), int(gazetteer.way_start[way + 1])
    at = start + int(gazetteer.number[start:stop].searchsorted(number))
    while at < stop and gazetteer.number[at] == number:
        if _same_suffix(gazetteer.suffix_of(at), suffix):
            return at
        at += 1
    return -1


def placed_at(gazetteer: Gazetteer, address: int) -> Placed:
    """A known address as the place of the number asked for."""
    found = f"{gazetteer.number[address]}{gazetteer.suffix_of(address)}"
    lat, lon = float(gazetteer.lat[address]), float(gazetteer.lon[address])
    way, ident = int(gazetteer.way[address]), gazetteer.id[address]
    return Placed(lat, lon, KNOWN_RADIUS_M, "numero", found, f"numéro {found} connu", ident, _KNOWN, way)


def _same_suffix(one: str, other: str) -> bool:
    return one == other or (bool(one and other) and other in (SUFFIXES.get(one), _LETTERS.get(one)))


def place_number(gazetteer: Gazetteer, way: int, pool: Ints, number: int, suffix: str) -> Placed | None:
    """Place a number among the known addresses ``pool`` of a street; None when every known number is too far."""
    numbers = gazetteer.number[pool]
    low, high = np.searchsorted(numbers, [number, number + 1])
    same = pool[low:high]
    if len(same):
        own = same[gazetteer.way[same] == way]
        return _known(gazetteer, own if len(own) else same, way, number, suffix)
    if not len(pool) or np.abs(numbers - number).min() > _FARTHEST:
        return None
    return _unknown(gazetteer, way, pool, number, suffix)


def _known(gazetteer: Gazetteer, same: Ints, way: int, number: int, suffix: str) -> Placed:
    """The address of that number with that suffix, else without one, else with another."""
    wanted = [suffix, SUFFIXES.get(suffix, _LETTERS.get(suffix, suffix)), ""]
    by_suffix = {gazetteer.suffix_of(index): int(index) for index in same[::-1]}
    exact = next((by_suffix[one] for one in wanted[:2] if one in by_suffix), None)
    index = exact if exact is not None else by_suffix.get("", int(same[0]))
    lat, lon = float(gazetteer.lat[index]), float(gazetteer.lon[index])
    found = f"{number}{gazetteer.suffix_of(index)}"
    ident, own = gazetteer.id[index], int(gazetteer.way[index])
    if exact is not None:
        quality = _KNOWN if own == way else _IN_SISTER
        return Placed(lat, lon, KNOWN_RADIUS_M, "numero", found, f"numéro {found} connu", ident, quality, own)
    words = f"numéro {number}{suffix} inconnu : placé au {found}"
    return Placed(lat, lon, 25.0, "numero voisin", found, words, ident, _OTHER_SUFFIX, own)


def _unknown(gazetteer: Gazetteer, way: int, pool: Ints, number: int, suffix: str) -> Placed:
    """Kriging along the numbers: both sides of the street speak, the number's own side louder."""
    numbers = gazetteer.number[pool]
    across = (numbers - number) % 2 != 0
    gap = np.abs(numbers - number) + _ACROSS_STEPS * across
    near = np.argsort(gap, kind="stable")[:_NEIGHBOURS]
    within = min(max(number, int(numbers[0]) - _BEYOND), int(numbers[-1]) + _BEYOND)
    weight = kriging_weights(numbers[near].astype(np.int64), within)
    used = pool[near]
    lat, lon = gazetteer.inside(way, float(weight @ gazetteer.lat[used]), float(weight @ gazetteer.lon[used]))
    side = numbers[~across] if not across.all() else numbers
    below, above = side[side < number], side[side > number]
    shown = f"{number}{suffix}"
    around = (
        [int(below[-1]), int(above[0])]
        if len(below) and len(above)
        else [_nearest(gazetteer, pool, number, (lat, lon))]
    )
    between = [pool[np.searchsorted(numbers, one)] for one in around]
    away = distances(gazetteer.lat[between], gazetteer.lon[between], lat, lon)
    radius = max(KNOWN_RADIUS_M, float(away.max()) if len(around) == 2 else 30.0 + float(away.max()))
    if len(around) == 2:
        words, method, quality = f"placé entre {around[0]} et {around[1]}", "interpolation", _BETWEEN
    else:
        words, method, quality = f"placé près du {around[0]}, numéro connu le plus proche", "numero voisin", _BESIDE
    return Placed(
        lat,
        lon,
        radius,
        method,
        shown,
        f"numéro {shown} inconnu : {words}",
        "",
        quality,
        int(gazetteer.way[between[0]]),
    )


def _nearest(gazetteer: Gazetteer, pool: Ints, number: int, place: tuple[float, float]) -> int:
    """A known number to show: the next of the same side where it is close, else the nearest on the ground."""
    numbers = gazetteer.number[pool]
    gap = np.abs(numbers - number)
    side = np.where(gap % 2 == 0, gap, _FARTHEST + 1)
    if side.min() <= _NEXT:
        return int(numbers[np.argmin(side)])
    return int(numbers[np.argmin(distances(gazetteer.lat[pool], gazetteer.lon[pool], *place))])


def kriging_weights(numbers: Ints, number: int) -> Floats:
    """Weights of known numbers for the position of an unknown one (ordinary kriging, linear and square variogram).

    Parameters
    ----------
    numbers : the known numbers, shape (n,)
    number : the one to be placed

    Returns
    -------
    weights, shape (n,), whose sum is 1. With the known numbers of one side only it is close to linear interpolation,
    and prolongs the line of the numbers beyond them. Source: Matheron, G. (1963), Principles of geostatistics.
    """
    size = len(numbers)
    system = np.ones((size + 1, size + 1))
    step = np.abs(numbers[:, None] - numbers[None, :])
    system[:size, :size] = _variogram(step)
    np.fill_diagonal(system, 0.0)
    right = np.ones(size + 1)
    right[:size] = _variogram(np.abs(numbers - number))
    weights: Floats = np.linalg.solve(system, right)[:size].astype(np.float64)
    return weights


def _variogram(step: Ints) -> Floats:
    values: Floats = _STEP_M2 * step + _TREND_M2 * step**2 + _ACROSS_M2 * (step % 2 != 0) + _NUGGET_M2
    return values
