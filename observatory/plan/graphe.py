"""The streets as a network that one walks: nodes where lines meet, edges with their metres.

Every corner of a line is a node, so that an edge is a straight segment and a way is a list of nodes. Lines are noded
where they cross. Caveats: a bridge is joined to what passes under it, and a path that was not imported is no way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from observatory.plan.repere import METRES_PER_DEGREE, Floats, Repere

if TYPE_CHECKING:
    import networkx as nx

GRID_M = 0.5
"""Ends closer than that are one node."""
REACH_M = 150.0
"""Farther from any street than that, a place is not on the network."""
CROSSING_M = 25.0
"""A crossing that near is where one stands."""
LEAST_M = 1_000.0
"""Streets that hold together for less than that are an island of the drawing."""
HARD = re.compile(r"\b(escaliers?|marches|degr[ée]s|passages?)\b", re.IGNORECASE)
"""Names of ways that a wheelchair or a pram may not pass."""

Noeud = tuple[str, int]
"""A node: ``("voie", i)`` is a corner of the streets, ``("lieu", i)`` a place that is tied to them."""


@dataclass(frozen=True, slots=True)
class Reseau:
    """Streets around a walk: corners in metres (n, 2), segments (m, 2) as ranks of corners, and what holds together."""

    plan: Repere
    xy: Floats
    segments: npt.NDArray[np.int64]
    composante: npt.NDArray[np.int64]

    @property
    def metres(self) -> float:
        """The length of all streets."""
        return float(_lengths(self.xy, self.segments).sum())


def reseau(
    lines: Sequence[shapely.LineString],
    names: Sequence[str],
    places: Sequence[tuple[float, float]],
    *,
    marge_m: float,
    accessible: bool = False,
) -> Reseau | None:
    """The network of the streets around some places (lat, lon), as far as ``marge_m`` from their box; None without any.

    Lines are in degrees (lon, lat), whole streets or parts of them. ``accessible`` leaves out what is called a
    staircase, steps or a passage.
    """
    if not places or not len(lines):
        return None
    lats, lons = [lat for lat, _ in places], [lon for _, lon in places]
    plane = Repere((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
    shapes = np.array(lines, dtype=object)
    if accessible:
        shapes = shapes[[not HARD.search(name) for name in names]]
    north = marge_m / METRES_PER_DEGREE
    east = north / max(0.01, float(np.cos(np.radians(plane.lat))))
    box = shapely.box(min(lons) - east, min(lats) - north, max(lons) + east, max(lats) + north)
    near = shapely.get_parts(shapes[shapely.STRtree(shapes).query(box, predicate="intersects")])
    if not len(near):
        return None
    flat = shapely.transform(near, lambda degrees: plane.to_xy(degrees[:, 1], degrees[:, 0]))
    return _noded(plane, shapely.union_all(flat, grid_size=GRID_M))


def _noded(plane: Repere, drawn: shapely.Geometry) -> Reseau | None:
    parts = shapely.get_parts(drawn)
    parts = parts[shapely.get_type_id(parts) == 1]
    if not len(parts):
        return None
    corners, part = shapely.get_coordinates(parts, return_index=True)
    xy, node = np.unique(np.round(corners / GRID_M).astype(np.int64), axis=0, return_inverse=True)
    node = node.reshape(-1)
    follows = part[1:] == part[:-1]
    segments = np.sort(np.column_stack([node[:-1][follows], node[1:][follows]]), axis=1)
    segments = np.unique(segments[segments[:, 0] != segments[:, 1]], axis=0)
    placed = xy * GRID_M
    return Reseau(plane, placed, segments, _components(len(placed), segments))


def _components(n: int, segments: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(len(segments), np.int8)
    _, label = connected_components(coo_array((ones, (segments[:, 0], segments[:, 1])), shape=(n, n)), directed=False)
    return np.asarray(label, np.int64)


def rattacher(known: Reseau, places: Sequence[tuple[float, float]]) -> tuple[nx.Graph[Noeud], list[bool]]:
    """The network as a graph with some places (lat, lon) tied to it, and which of them are.

    The first place chooses the streets that hold together with the one nearest to it (of ``LEAST_M`` at least, or the
    longest there is); each place is tied to the nearest point of theirs, within ``REACH_M``. Edges bear ``metres``,
    nodes ``xy``. Places are nodes ``("lieu", i)``, at their own position: the metres to the street count.
    """
    import networkx as nx

    xy = known.plan.to_xy([lat for lat, _ in places], [lon for _, lon in places])
    mine = _segments_of(known, xy[0])
    segments = known.segments[mine]
    shapes = shapely.linestrings(known.xy[segments])
    tree = shapely.STRtree(shapes)
    points = shapely.points(xy)
    _, nearest = tree.query_nearest(points, all_matches=False)
    away = shapely.distance(points, shapes[nearest])
    tied = (away <= REACH_M).tolist()
    graph: Any = nx.Graph()
    for a, b, metres in zip(*segments.T.tolist(), _lengths(known.xy, segments).tolist(), strict=True):
        graph.add_edge(("voie", a), ("voie", b), metres=metres)
    for node in graph.nodes:
        graph.nodes[node]["xy"] = tuple(known.xy[node[1]].tolist())
    on: dict[int, list[tuple[float, int]]] = {}
    for rank, segment in enumerate(nearest.tolist()):
        if tied[rank]:
            along = float(shapely.line_locate_point(shapes[segment], points[rank]))
            on.setdefault(segment, []).append((along, rank))
    for segment, feet in on.items():
        _cut_segment(graph, segments[segment].tolist(), shapes[segment], sorted(feet))
    for rank, there in enumerate(tied):
        graph.add_node(("lieu", rank), xy=tuple(xy[rank].tolist()))
        if there:
            graph.add_edge(("lieu", rank), ("pied", rank), metres=float(away[rank]))
    return graph, tied


def sur_rue(known: Reseau, place: tuple[float, float]) -> tuple[float, float]:
    """The place (lat, lon) on the street before it: a crossing within ``CROSSING_M``, else the nearest point of one.

    Farther than ``REACH_M`` from any street it stays where it is.
    """
    start = known.plan.to_xy(place[0], place[1])[0]
    degree = np.bincount(known.segments.ravel(), minlength=len(known.xy))
    crossings = known.xy[degree > 2]
    if len(crossings):
        away = np.hypot(*(crossings - start).T)
        if away.min() <= CROSSING_M:
            return known.plan.to_lat_lon(*crossings[int(away.argmin())].tolist())
    shapes = shapely.linestrings(known.xy[known.segments])
    point = shapely.Point(start)
    nearest = shapes[int(shapely.STRtree(shapes).nearest(point))]
    if nearest.distance(point) > REACH_M:
        return place
    foot = nearest.interpolate(nearest.project(point))
    return known.plan.to_lat_lon(foot.x, foot.y)


def _segments_of(known: Reseau, start: Floats) -> npt.NDArray[np.bool_]:
    """Which segments hold together with the street nearest to a place."""
    label = known.composante[known.segments[:, 0]]
    total = np.bincount(label, _lengths(known.xy, known.segments))
    fit = np.flatnonzero(total >= min(LEAST_M, float(total.max())))
    usable = np.flatnonzero(np.isin(label, fit))
    shapes = shapely.linestrings(known.xy[known.segments[usable]])
    nearest = int(shapely.STRtree(shapes).nearest(shapely.Point(start)))
    return np.asarray(label == label[usable[nearest]])


def _cut_segment(graph: Any, ends: list[int], shape: shapely.LineString, feet: list[tuple[float, int]]) -> None:
    """Put the feet of places on a segment: the edge becomes a chain."""
    first, last = ("voie", ends[0]), ("voie", ends[1])
    graph.remove_edge(first, last)
    before, gone = first, 0.0
    for along, rank in feet:
        foot = shape.interpolate(along)
        graph.add_node(("pied", rank), xy=(foot.x, foot.y))
        graph.add_edge(before, ("pied", rank), metres=along - gone)
        before, gone = ("pied", rank), along
    graph.add_edge(before, last, metres=shape.length - gone)


def _lengths(xy: Floats, segments: npt.NDArray[np.int64]) -> Floats:
    ends = xy[segments]
    return np.asarray(np.hypot(*(ends[:, 1] - ends[:, 0]).T))
