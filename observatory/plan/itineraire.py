"""The order in which one walks from stop to stop, and the line: as short as can be, within minutes and metres.

Up to ``EXACT`` stops the order is the shortest there is (Held & Karp 1962); beyond, the nearest stop next, then mended
by turning parts round and moving stops (2-opt, Or-opt) until nothing gets shorter. Stops are taken in the order of
their use: one that does not fit any more within the bounds is left out, and the next is tried.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from observatory.domain.marche import Genre, Methode, walking_minutes
from observatory.plan.graphe import Noeud, Reseau, rattacher
from observatory.plan.repere import Repere

if TYPE_CHECKING:
    import networkx as nx

EXACT = 9
"""Stops up to which the shortest order is found for sure."""

Lieu = tuple[float, float]
Matrice = list[list[float]]


@dataclass(frozen=True, slots=True)
class Itineraire:
    """A walk: ``ordre`` and ``laisses`` are ranks of the stops given; ``droits`` those that no street leads to.

    ``trace`` holds (lat, lon) from the start through each stop; ``etapes`` are the metres of each leg, the way back
    last where the walk is closed; ``minutes`` count walking and stops.
    """

    ordre: tuple[int, ...]
    trace: tuple[Lieu, ...]
    metres: float
    minutes: float
    laisses: tuple[int, ...]
    methode: Methode
    droits: tuple[int, ...]
    etapes: tuple[float, ...]


def itineraire(
    voies: Reseau | None,
    depart: Lieu,
    stops: Sequence[Lieu],
    *,
    ferme: bool,
    metres_max: float,
    minutes_max: float,
    genre: Genre,
    accessible: bool = False,
    libre: bool = True,
) -> Itineraire:
    """A walk from ``depart`` by the stops, the most useful first, that fit within both bounds.

    Parameters
    ----------
    voies
        The streets; without any, legs are straight and ``methode`` says so.
    ferme
        Whether it comes back to where it starts.
    libre
        Whether the order is ours to choose; else stops are walked in the order given, and none is left out: it is for
        who asks to see whether the bounds hold.
    """
    places = [depart, *stops]
    table = _Distances(voies, places)
    if libre:
        kept: list[int] = []
        best: list[int] = []
        for rank in range(1, len(places)):
            tried = _shortest([*kept, rank], table.metres, ferme)
            metres = _length(tried, table.metres, ferme)
            if (
                metres <= metres_max
                and walking_minutes(metres, len(tried), genre, accessible=accessible) <= minutes_max
            ):
                kept, best = [*kept, rank], tried
    else:
        best = list(range(1, len(places)))
    if libre and ferme and best and table.metres[0][best[-1]] < table.metres[0][best[0]]:
        best = best[::-1]  # as long either way round: first where it meets
    legs = [*pairwise([0, *best]), *([(best[-1], 0)] if ferme and best else [])]
    metres = sum(table.metres[a][b] for a, b in legs)
    left = tuple(rank - 1 for rank in range(1, len(places)) if rank not in set(best))
    return Itineraire(
        ordre=tuple(rank - 1 for rank in best),
        trace=_joined([table.way(a, b) for a, b in legs]) or (depart,),
        metres=metres,
        minutes=walking_minutes(metres, len(best), genre, accessible=accessible),
        laisses=left,
        methode=Methode.DROITE if voies is None else Methode.VOIES,
        droits=() if voies is None else tuple(rank - 1 for rank in best if not table.tied[rank]),
        etapes=tuple(table.metres[a][b] for a, b in legs),
    )


class _Distances:
    """Metres between any two places: along the streets where both are on them, else straight."""

    def __init__(self, voies: Reseau | None, places: Sequence[Lieu]) -> None:
        self.places = places
        self.plane = voies.plan if voies else Repere(*places[0])
        self.tied = [False] * len(places)
        self.graph: nx.Graph[Noeud] | None = None
        self.ways: list[dict[Noeud, list[Noeud]]] = [{} for _ in places]
        xy = self.plane.to_xy([lat for lat, _ in places], [lon for _, lon in places]).tolist()
        self.metres: Matrice = [[math.dist(one, other) for other in xy] for one in xy]
        if voies is not None:
            self.graph, self.tied = rattacher(voies, places)
            self._along(self.graph)

    def _along(self, graph: nx.Graph[Noeud]) -> None:
        import networkx as nx

        for rank in range(len(self.places)):
            if not self.tied[rank]:
                continue
            far, self.ways[rank] = nx.single_source_dijkstra(graph, ("lieu", rank), weight="metres")
            for other in range(len(self.places)):
                if self.tied[other]:
                    self.metres[rank][other] = float(far[("lieu", other)])

    def way(self, start: int, end: int) -> list[Lieu]:
        """The line from a place to another."""
        if self.graph is None or not (self.tied[start] and self.tied[end]):
            return [self.places[start], self.places[end]]
        xy = self.graph.nodes
        between = self.ways[start][("lieu", end)][1:-1]
        return [
            self.places[start], *(self.plane.to_lat_lon(*xy[node]["xy"]) for node in between), self.places[end],
        ]  # fmt: skip


def _shortest(stops: list[int], metres: Matrice, ferme: bool) -> list[int]:
    """The order of some stops, from place 0 (and back), that is the shortest found."""
    return (
        _held_karp(stops, metres, ferme)
        if len(stops) <= EXACT
        else _mended(_nearest_next(stops, metres), metres, ferme)
    )


def _held_karp(stops: list[int], metres: Matrice, ferme: bool) -> list[int]:
    """The shortest order for sure: the best way to have seen a set of stops and stand at one of them."""
    n = len(stops)
    best: dict[tuple[int, int], tuple[float, int]] = {(1 << i, i): (metres[0][stops[i]], -1) for i in range(n)}
    for size in range(2, n + 1):
        for group in combinations(range(n), size):
            seen = sum(1 << i for i in group)
            for i in group:
                rest = seen ^ (1 << i)
                best[seen, i] = min((best[rest, j][0] + metres[stops[j]][stops[i]], j) for j in group if j != i)
    every = (1 << n) - 1
    last = min(range(n), key=lambda i: best[every, i][0] + (metres[stops[i]][0] if ferme else 0.0))
    order, seen = [], every
    while last >= 0:
        order.append(stops[last])
        before = best[seen, last][1]
        seen, last = seen ^ (1 << last), before
    return order[::-1]


def _nearest_next(stops: list[int], metres: Matrice) -> list[int]:
    order, left, here = [], list(stops), 0
    while left:
        here = min(left, key=lambda one: metres[here][one])
        order.append(here)
        left.remove(here)
    return order


def _mended(order: list[int], metres: Matrice, ferme: bool) -> list[int]:
    """Parts turned round and stops moved for as long as the walk gets shorter."""
    while True:
        now = _length(order, metres, ferme)
        better = min(_neighbours(order), default=order, key=lambda one: _length(one, metres, ferme))
        if _length(better, metres, ferme) >= now - 1e-6:
            return order
        order = better


def _neighbours(order: list[int]) -> list[list[int]]:
    turned = [order[:i] + order[i:j][::-1] + order[j:] for i in range(len(order)) for j in range(i + 2, len(order) + 1)]
    moved = []
    for i, stop in enumerate(order):
        rest = order[:i] + order[i + 1 :]
        moved += [[*rest[:j], stop, *rest[j:]] for j in range(len(order)) if j != i]
    return turned + moved


def _length(order: list[int], metres: Matrice, ferme: bool) -> float:
    if not order:
        return 0.0
    return sum(metres[a][b] for a, b in pairwise([0, *order])) + (metres[order[-1]][0] if ferme else 0.0)


def _joined(parts: list[list[Lieu]]) -> tuple[Lieu, ...]:
    """Lines end to end, without a point twice in a row."""
    points = [point for part in parts for point in part]
    return tuple(point for i, point in enumerate(points) if i == 0 or point != points[i - 1])
