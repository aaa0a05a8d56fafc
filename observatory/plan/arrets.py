"""Where to stop: what is told close together makes one compact stop, at a place where something was really told.

Points are grouped by HDBSCAN (Campello, Moulavi & Sander 2013). A group that runs along a whole street is cut into
places that one sees from where one stands. A stop is the medoid of its points, never their mean: a mean may lie in a
lake. Caveat: two sides of a wall are close together too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from observatory.domain.marche import MOST_STOPS, Origine
from observatory.plan.repere import Floats, Repere

Ints = npt.NDArray[np.int64]

ORDRE = (Origine.PRECEDENTE, Origine.REUNION, Origine.POINT_CHAUD, Origine.REPETE, Origine.SILENCE, Origine.CHOIX)
"""What comes first: what was seen before, what residents said, what the map shows, who is seldom heard."""
ASKED = (Origine.PRECEDENTE, Origine.REUNION, Origine.SILENCE, Origine.CHOIX)
"""Origins whose points are worth a stop even alone."""

FEWEST = 5
"""Points that make a group."""
MOST_REPEATED = 20
"""A point counts in the grouping as often as its weight says, so many times at most."""
LONE = 3.0
"""The weight from which a point that stands alone is a stop."""
REACH_M = 60.0
"""What one sees from a stop."""
MERGED_M = 40.0
"""Stops closer than that are one."""


@dataclass(frozen=True, slots=True)
class Indice:
    """A reason to stop somewhere: degrees WGS84, how much it weighs (voices, signalements), where it comes from."""

    lat: float
    lon: float
    poids: float
    origine: str
    texte: str = ""


@dataclass(frozen=True, slots=True)
class Groupe:
    """A stop to propose: its place is that of its medoid; ``membres`` are ranks of the indices given."""

    lat: float
    lon: float
    origine: str
    poids: float
    membres: tuple[int, ...]


def arrets(indices: Sequence[Indice], *, most: int = MOST_STOPS) -> list[Groupe]:
    """Compact stops, the most useful first: by origin (``ORDRE``), then by weight. The same points give the same stops.

    Points of hotspots and of repeated places make a stop as a group, or alone from ``LONE`` on; others always do.
    No two stops are closer than ``MERGED_M``.
    """
    if not indices:
        return []
    order = sorted(range(len(indices)), key=lambda i: _key(indices[i]))
    known = [indices[i] for i in order]
    plane = Repere(known[0].lat, known[0].lon)
    xy = plane.to_xy([one.lat for one in known], [one.lon for one in known])
    label = _grouped(xy, [min(MOST_REPEATED, max(1, round(one.poids))) for one in known])
    parts = [part for name in range(int(label.max(initial=-1)) + 1) for part in _cut(xy, known, label == name)]
    alone = [
        np.array([i]) for i in np.flatnonzero(label < 0).tolist() if known[i].origine in ASKED or known[i].poids >= LONE
    ]
    found = [_groupe(xy, known, part) for part in _merged(xy, known, [*parts, *alone])]
    found.sort(key=lambda one: (ORDRE.index(Origine(one.origine)), -one.poids, one.lat, one.lon))
    return [
        Groupe(one.lat, one.lon, one.origine, one.poids, tuple(sorted(order[i] for i in one.membres)))
        for one in found[:most]
    ]


def autour(groupes: Sequence[Groupe], rayon_m: float) -> list[Groupe]:
    """The stops that lie within ``rayon_m`` of one of them: of the one around which most useful stops are.

    A stop counts four times where it was one before, three times where residents asked for it, twice on a hotspot.
    Where there are stops of the walk before, or that residents asked for, the one in the middle is one of these.
    """
    if not groupes:
        return []
    worth = np.array([max(1.0, 4.0 - ORDRE.index(Origine(one.origine))) for one in groupes])
    plane = Repere(groupes[0].lat, groupes[0].lon)
    xy = plane.to_xy([one.lat for one in groupes], [one.lon for one in groupes])
    near = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) <= rayon_m
    asked = [one.origine in (Origine.PRECEDENTE, Origine.REUNION) for one in groupes]
    best = int(np.argmax(np.where(asked, 1.0, 0.0 if any(asked) else 1.0) * (near @ worth)))
    return [one for one, there in zip(groupes, near[best].tolist(), strict=True) if there]


def _key(one: Indice) -> tuple[int, float, float, float, str]:
    return ORDRE.index(Origine(one.origine)), one.lat, one.lon, -one.poids, one.texte


def _grouped(xy: Floats, times: list[int]) -> Ints:
    """The group of each point, -1 for none; a point stands as many times as it weighs."""
    if sum(times) < FEWEST:
        return np.full(len(xy), -1, np.int64)
    from sklearn.cluster import HDBSCAN

    grouping = HDBSCAN(min_cluster_size=FEWEST, allow_single_cluster=True, copy=True)
    found = grouping.fit_predict(np.repeat(xy, times, axis=0))
    first = np.concatenate([[0], np.cumsum(times)[:-1]])
    return np.asarray(found[first], np.int64)


def _cut(xy: Floats, known: Sequence[Indice], there: npt.NDArray[np.bool_]) -> list[Ints]:
    """A group cut into places of ``REACH_M`` around a medoid each, the heaviest first."""
    left = np.flatnonzero(there)
    weights = np.array([one.poids for one in known])
    parts = []
    while len(left):
        near = _distances(xy[left]) <= REACH_M
        heart = int(np.argmax(near @ weights[left]))
        part = left[near[heart]]
        if weights[part].sum() >= LONE or any(known[i].origine in ASKED for i in part.tolist()):
            parts.append(part)
        left = left[~near[heart]]
    return parts


def _merged(xy: Floats, known: Sequence[Indice], parts: list[Ints]) -> list[Ints]:
    """Parts whose stops would be closer than ``MERGED_M`` made one, until none is."""
    while True:
        hearts = np.array([xy[_heart(xy, known, part)] for part in parts]).reshape(-1, 2)
        away = _distances(hearts)
        away[np.tril_indices(len(parts))] = np.inf
        if not len(parts) or away.min() >= MERGED_M:
            return parts
        one, other = np.unravel_index(int(away.argmin()), away.shape)
        joined = np.sort(np.concatenate([parts[int(one)], parts[int(other)]]))
        parts = [part for rank, part in enumerate(parts) if rank not in (one, other)] + [joined]


def _heart(xy: Floats, known: Sequence[Indice], part: Ints) -> int:
    """The point of a part that is nearest to its others by weight; a stop of the walk before stays where it was."""
    before = [i for i in part.tolist() if known[i].origine == Origine.PRECEDENTE]
    if before:
        return int(before[0])
    weights = np.array([known[i].poids for i in part.tolist()])
    return int(part[int(np.argmin(_distances(xy[part]) @ weights))])


def _groupe(xy: Floats, known: Sequence[Indice], part: Ints) -> Groupe:
    mine = [known[i] for i in part.tolist()]
    heart = known[_heart(xy, known, part)]
    first = min(mine, key=lambda one: ORDRE.index(Origine(one.origine)))
    return Groupe(heart.lat, heart.lon, first.origine, sum(one.poids for one in mine), tuple(part.tolist()))


def _distances(xy: Floats) -> Floats:
    return np.asarray(np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)))
