"""From what a text says about several places to answers: crossings, stretches, ends, what lies in front or beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np

from observatory.geocode.answer import GeocodedAddress
from observatory.geocode.crossings import (
    Spot,
    across_line,
    crossing_of_lines,
    crossing_of_points,
    ends_of_lines,
    middle_of_spots,
    segment_of_lines,
)
from observatory.geocode.gazetteer import Floats, Gazetteer, distances
from observatory.geocode.relations import (
    BEHIND,
    CROSSING,
    END,
    FACING,
    FRONT,
    MIDDLE,
    NEAR,
    SEGMENT,
    Relation,
)
from observatory.geocode.wording import spot_answer

_AROUND_M = {FRONT: 30.0, FACING: 40.0, BEHIND: 40.0, NEAR: 100.0}
"""What is added to the radius of a place for what lies in front of it, across, behind, beside."""
_BEFORE = {FRONT: "Devant", FACING: "En face", BEHIND: "Derrière", NEAR: "À côté"}
_MOST_PAIRS = 12
_LEAST, _GOOD = 0.3, 0.85
_INEXACT = 0.93
_OPEN_END = 0.9
_TOUCHES_M = 12.0
_ACROSS_M = 60.0


class Finder(Protocol):
    """What is asked of the geocoder for the parts of a text."""

    def ways(self, text: str, near: tuple[float, float] | None) -> list[tuple[int, float]]:
        """Streets that a text may mean with their scores, best first; ``near`` decides between equals."""

    def places(self, text: str) -> list[GeocodedAddress]:
        """Places that a text may mean, best first."""

    def streets_at(self, lat: float, lon: float, metres: float) -> list[int]:
        """The streets that pass within so many metres of a position."""


def relation_answers(gazetteer: Gazetteer, relation: Relation, finder: Finder) -> list[GeocodedAddress]:
    """The places that a relation may mean, best first; none where its parts are not found, or do not meet."""
    found: list[GeocodedAddress] = []
    for parts in relation.splits:
        found += _READERS[relation.kind](gazetteer, relation.kind, parts, finder)
        if any(one.score >= _GOOD for one in found):
            break
    best: dict[str, GeocodedAddress] = {}
    for one in sorted(found, key=lambda one: -one.score):
        best.setdefault(f"{one.label} {one.lat:.5f} {one.lon:.5f}", one)
    return list(best.values())


def _crossing(gazetteer: Gazetteer, _kind: str, parts: Sequence[str], finder: Finder) -> Iterator[GeocodedAddress]:
    first, second = parts
    for a, b, score, spots in _meetings(gazetteer, first, second, finder):
        for spot in spots:
            names = f"{gazetteer.label_of(a)} / {gazetteer.label_of(b)}"
            yield spot_answer(
                gazetteer,
                (a, b),
                spot,
                score=score * (1.0 if spot.exact else _INEXACT),
                method="croisement" if spot.exact else "croisement estimé",
                explanation=f"Croisement {names}, d'après le tracé des voies."
                if spot.exact
                else f"Croisement {names}, estimé à {spot.radius_m:.0f} m près.",
            )


def _meetings(
    gazetteer: Gazetteer, first: str, second: str, finder: Finder
) -> Iterator[tuple[int, int, float, list[Spot]]]:
    """Pairs of streets of one city that two texts may mean and that meet, likeliest first, and where they meet."""
    one, other = finder.ways(first, None), finder.ways(second, None)
    if one and other:  # a name that stands in many towns: those of the other street's town count
        one += finder.ways(first, _place(gazetteer, other[0][0]))
        other += finder.ways(second, _place(gazetteer, one[0][0]))
    pairs: dict[tuple[int, str, int], tuple[float, int, int]] = {}
    for a, score_a in one:
        for b, score_b in other:
            city = _city(gazetteer, a)
            key = (int(gazetteer.way_name[a]), city, int(gazetteer.way_name[b]))
            if key[0] != key[2] and city == _city(gazetteer, b) and min(score_a, score_b) >= _LEAST:
                pairs[key] = max(pairs.get(key, (0.0, a, b)), (min(score_a, score_b), a, b))
    for score, a, b in sorted(pairs.values(), reverse=True)[:_MOST_PAIRS]:
        spots = _where_they_meet(gazetteer, a, b)
        if spots:
            yield a, b, score, spots


def _where_they_meet(gazetteer: Gazetteer, a: int, b: int) -> list[Spot]:
    lines_a, lines_b = _lines(gazetteer, a), _lines(gazetteer, b)
    if lines_a and lines_b:
        return crossing_of_lines(lines_a, lines_b)
    return crossing_of_points(_points(gazetteer, a, lines_a), _points(gazetteer, b, lines_b))


def _segment(gazetteer: Gazetteer, _kind: str, parts: Sequence[str], finder: Finder) -> Iterator[GeocodedAddress]:
    """« A entre B et C »; « entre B et C » alone is what lies between two places."""
    if len(parts) == 2:
        yield from _between(parts, finder)
        return
    street, start, end = parts
    starts = {a: (score, spots) for a, _, score, spots in _meetings(gazetteer, street, start, finder)}
    for a, _, score, spots in _meetings(gazetteer, street, end, finder):
        if a not in starts:
            continue
        low, high = starts[a][1][0], spots[0]
        lines = _lines(gazetteer, a)
        spot = segment_of_lines(lines, low, high) if lines else middle_of_spots(low, high)
        yield spot_answer(
            gazetteer,
            (a,),
            spot,
            score=min(score, starts[a][0]),
            method="tronçon",
            explanation=f"Tronçon, {gazetteer.label_of(a)} : son milieu, ses bouts à {spot.radius_m:.0f} m.",
        )


def _between(parts: Sequence[str], finder: Finder) -> Iterator[GeocodedAddress]:
    low, high = (finder.places(part)[:1] for part in parts)
    if not low or not high or low[0].citycode != high[0].citycode:
        return
    start, end = (Spot(one.lat, one.lon, one.precision_m) for one in (low[0], high[0]))
    spot = middle_of_spots(start, end)
    yield low[0]._replace(
        label=f"Entre {low[0].name} et {high[0].label}",
        name=f"Entre {low[0].name} et {high[0].name}",
        housenumber="",
        lat=spot.lat,
        lon=spot.lon,
        precision_m=round(spot.radius_m, 1),
        score=round(min(low[0].score, high[0].score) * _INEXACT, 4),
        type="street",
        method="tronçon",
        explanation=f"Milieu entre {low[0].name} et {high[0].name}.",
        id="",
    )


def _end(gazetteer: Gazetteer, _kind: str, parts: Sequence[str], finder: Finder) -> Iterator[GeocodedAddress]:
    """The ends of a street: the one that leads nowhere first; without lines, the highest numbers."""
    for way, score in finder.ways(parts[0], None)[:3]:
        lines = _lines(gazetteer, way)
        points = gazetteer.points_of(way)
        if lines:
            ends = ends_of_lines(lines)
        elif len(points):
            ends = [Spot(float(points[-1, 1]), float(points[-1, 0]), 40.0, exact=False)]
        else:
            continue
        blind = [bool(lines) and _leads_nowhere(gazetteer, way, spot, finder) for spot in ends]
        for spot, is_blind in zip(ends, blind, strict=True):
            what = "Bout sans issue" if is_blind else "Bout"
            words = "" if lines else ", d'après ses derniers numéros"
            yield spot_answer(
                gazetteer,
                (way,),
                spot,
                score=score * (_OPEN_END if any(blind) and not is_blind else 1.0),
                method="bout de rue",
                explanation=f"{what} : {gazetteer.label_of(way)}{words}.",
            )


def _leads_nowhere(gazetteer: Gazetteer, way: int, end: Spot, finder: Finder) -> bool:
    """Whether no other street passes at the end of one."""
    name = int(gazetteer.way_name[way])
    return all(int(gazetteer.way_name[other]) == name for other in finder.streets_at(end.lat, end.lon, _TOUCHES_M))


def _placed(gazetteer: Gazetteer, kind: str, parts: Sequence[str], finder: Finder) -> Iterator[GeocodedAddress]:
    """In front of, across from, behind or beside a place; the middle of a street is the street's own answer."""
    for target in finder.places(parts[0]):
        if kind == MIDDLE:
            yield target
        elif kind == FACING and target.type == "housenumber":
            yield _across(gazetteer, target, finder)
        else:
            yield _beside(target, kind)


def _beside(target: GeocodedAddress, kind: str) -> GeocodedAddress:
    added = _AROUND_M[kind]
    return target._replace(
        precision_m=target.precision_m + added,
        method=kind,
        explanation=f"{_BEFORE[kind]} : {target.name}, à {added:.0f} m près. {target.explanation}",
    )


def _across(gazetteer: Gazetteer, target: GeocodedAddress, finder: Finder) -> GeocodedAddress:
    """Across the street from a number: mirrored in the street's line, else at the nearest number of the other side."""
    ways = [
        way for way, _ in finder.ways(target.street, (target.lat, target.lon)) if _city(gazetteer, way) == target.city
    ]
    lines = _lines(gazetteer, ways[0]) if ways else []
    if lines:
        spot = across_line(lines, target.lat, target.lon)
        lat, lon = gazetteer.inside(ways[0], spot.lat, spot.lon)
        return target._replace(
            lat=lat,
            lon=lon,
            precision_m=target.precision_m + spot.radius_m,
            method=FACING,
            explanation=f"En face : {target.name}, de l'autre côté de la voie.",
        )
    for way in ways[:1]:
        there = gazetteer.addresses_of(way)
        own = int("".join(filter(str.isdigit, target.housenumber)) or 0)
        side = there.start + np.flatnonzero((gazetteer.number[there] - own) % 2 == 1)
        away = distances(gazetteer.lat[side], gazetteer.lon[side], target.lat, target.lon)
        if len(side) and away.min() <= _ACROSS_M:
            at = int(side[np.argmin(away)])
            return target._replace(
                lat=float(gazetteer.lat[at]),
                lon=float(gazetteer.lon[at]),
                precision_m=target.precision_m + 20.0,
                method=FACING,
                explanation=f"En face : {target.name}, vers le {gazetteer.number[at]}, numéro de l'autre côté.",
            )
    return _beside(target, FACING)


_READERS = {
    CROSSING: _crossing,
    SEGMENT: _segment,
    END: _end,
    MIDDLE: _placed,
    FACING: _placed,
    FRONT: _placed,
    BEHIND: _placed,
    NEAR: _placed,
}


def _place(gazetteer: Gazetteer, way: int) -> tuple[float, float]:
    return float(gazetteer.way_lat[way]), float(gazetteer.way_lon[way])


def _city(gazetteer: Gazetteer, way: int) -> str:
    return gazetteer.commune_city[int(gazetteer.way_commune[way])]


def _same_street(gazetteer: Gazetteer, way: int) -> Iterable[int]:
    """The ways of a street that several postcodes share."""
    return [other for other in gazetteer.sisters(way).tolist() if _city(gazetteer, other) == _city(gazetteer, way)]


def _lines(gazetteer: Gazetteer, way: int) -> list[Floats]:
    return [line for one in _same_street(gazetteer, way) for line in gazetteer.lines_of(one)]


def _points(gazetteer: Gazetteer, way: int, lines: Sequence[Floats]) -> Floats:
    return np.concatenate([*lines] or [gazetteer.points_of(one) for one in _same_street(gazetteer, way)])
