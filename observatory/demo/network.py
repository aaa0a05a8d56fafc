"""The street network: blocks between main roads, streets inside them, all noded at crossings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPoint, Point, Polygon

from observatory.demo.arteries import Artery, Garden
from observatory.demo.districts import FABRICS, SEEDS
from observatory.demo.patterns import PATTERNS
from observatory.demo.plane import GRID_M, FloatArray, lines_of, polygons_of, sorted_geometries
from observatory.demo.shore import Shore

SHORTEST_DANGLE_M = 34.0
CLEARANCE_M = 30.0
"""A small street does not run along a main road closer than this."""

NO_ARTERY = -1
NO_SEED = -1


@dataclass(frozen=True)
class Block:
    """A piece of land between main roads, and the index of its part of town in `SEEDS`."""

    shape: Polygon
    seed: int


@dataclass(frozen=True)
class Network:
    """Pieces of street between crossings.

    `edges[i]` runs from node `ends[i, 0]` to `ends[i, 1]`; `artery[i]` is its main road or -1;
    `seed[i]` the part of town of its middle; `bridge[i]` says that it spans water.
    """

    edges: list[LineString]
    ends: NDArray[np.int64]
    nodes: FloatArray
    artery: NDArray[np.int64]
    seed: NDArray[np.int64]
    bridge: NDArray[np.bool_]


def seed_of(xy: FloatArray) -> NDArray[np.int64]:
    """Index in `SEEDS` of the part of town nearest to each point (shape n by 2)."""
    centres = np.array([[one.x, one.y] for one in SEEDS])
    gaps = np.hypot(xy[:, None, 0] - centres[None, :, 0], xy[:, None, 1] - centres[None, :, 1])
    return np.asarray(np.argmin(gaps, axis=1), dtype=np.int64)


def build_blocks(shore: Shore, arteries: list[Artery]) -> list[Block]:
    """Cut the land along the main roads, then between the parts of town that share a block.

    The blocks have no overlap and leave no gap: together they are the land.
    """
    lines = [one.line for one in arteries if one.rang < 3] + lines_of(shore.land.boundary)
    noded = shapely.union_all(lines, grid_size=GRID_M)
    shapely.prepare(shore.land)
    faces = [
        face
        for face in polygons_of(shapely.polygonize(lines_of(noded)))
        if shore.land.contains(face.representative_point())
    ]
    borders = [line for face in faces for line in _inner_borders(face)]
    cut = shapely.union_all([noded, *borders], grid_size=GRID_M)
    pieces = sorted_geometries(
        piece
        for piece in polygons_of(shapely.polygonize(lines_of(cut)))
        if shore.land.contains(piece.representative_point())
    )
    return [Block(piece, _seed_within(piece)) for piece in pieces]


def _seeds_inside(face: Polygon) -> list[int]:
    return [i for i, one in enumerate(SEEDS) if face.contains(Point(one.x, one.y))]


def _seed_within(face: Polygon) -> int:
    """The part of town that a block belongs to: its own seed, else the nearest to its middle."""
    inside = _seeds_inside(face)
    if inside:
        return inside[0]
    middle = face.centroid
    return int(seed_of(np.array([[middle.x, middle.y]]))[0])


def _inner_borders(face: Polygon) -> list[LineString]:
    """Where two parts of town of different build or quartier meet within one block."""
    inside = _seeds_inside(face)
    if len(inside) < 2:
        return []
    cells = polygons_of(
        shapely.voronoi_polygons(MultiPoint([(SEEDS[i].x, SEEDS[i].y) for i in inside]), extend_to=face.envelope)
    )
    groups: dict[tuple[str, str, float], list[Polygon]] = {}
    for i in inside:
        seed = SEEDS[i]
        cell = next(one for one in cells if one.contains(Point(seed.x, seed.y)))
        groups.setdefault((seed.quartier, seed.fabric, seed.angle), []).append(cell)
    found: list[LineString] = []
    for key in sorted(groups):
        found.extend(lines_of(shapely.union_all(groups[key]).boundary.intersection(face.buffer(1.0))))
    return found


def _fill(block: Block, gardens: Any, rng: Generator) -> list[LineString]:
    """The streets inside one block, out of its gardens."""
    seed = SEEDS[block.seed]
    fabric = FABRICS[seed.fabric]
    if block.shape.buffer(-25).is_empty:
        return []
    lines = PATTERNS[fabric.pattern](block.shape.buffer(1.0), fabric, seed, rng)
    lines.append(LineString(block.shape.exterior.coords))
    return lines_of(shapely.difference(shapely.union_all(lines), gardens)) if lines else []


def _dissolve(lines: list[LineString]) -> list[LineString]:
    """Node lines at their crossings and merge what only passes through a node."""
    noded = shapely.union_all(lines, grid_size=GRID_M)
    return sorted_geometries(shapely.normalize(lines_of(shapely.line_merge(noded))))


def _nodes_of(edges: list[LineString]) -> tuple[FloatArray, NDArray[np.int64]]:
    """Distinct end points, and for each edge the index of its two ends."""
    tips = np.array([[line.coords[0], line.coords[-1]] for line in edges]).reshape(-1, 2)
    nodes, index = np.unique(np.round(tips, 1), axis=0, return_inverse=True)
    return nodes, np.asarray(index, dtype=np.int64).reshape(-1, 2)


def _prune(edges: list[LineString], shortest: float, outline: Polygon) -> list[LineString]:
    """Take away short dead ends, several times over, except those that leave the commune."""
    border = outline.boundary
    for _ in range(4):
        _, ends = _nodes_of(edges)
        degree = np.bincount(ends.ravel())
        dangling = (degree[ends] == 1).any(axis=1)
        lengths = shapely.length(edges)
        drop = dangling & (lengths < shortest)
        drop &= shapely.distance(edges, border) > 2
        loops = ends[:, 0] == ends[:, 1]
        drop |= loops & (lengths < 120)
        if not drop.any():
            break
        edges = _dissolve([edges[i] for i in np.flatnonzero(~drop)])
    return edges


def _hugs(line: LineString, roads: Any) -> bool:
    """Whether a small street runs along a main road rather than meeting it."""
    gaps = shapely.distance(shapely.line_interpolate_point(line, [0.0, 0.25, 0.5, 0.75, 1.0], normalized=True), roads)
    link = gaps[0] < GRID_M and gaps[-1] < GRID_M and line.length < 2.2 * CLEARANCE_M
    return bool((gaps[1:-1] < CLEARANCE_M).all() and line.length > CLEARANCE_M and not link)


def _connected(edges: list[LineString]) -> list[LineString]:
    """The edges of the largest connected piece."""
    nodes, ends = _nodes_of(edges)
    label = np.arange(len(nodes))
    while True:
        low = np.minimum(label[ends[:, 0]], label[ends[:, 1]])
        before = label.copy()
        np.minimum.at(label, ends[:, 0], low)
        np.minimum.at(label, ends[:, 1], low)
        label = label[label]
        if (label == before).all():
            break
    main = np.bincount(label[ends[:, 0]]).argmax()
    return [edges[i] for i in np.flatnonzero(label[ends[:, 0]] == main)]


def build_network(
    shore: Shore, arteries: list[Artery], gardens: tuple[Garden, ...], blocks: list[Block], rng: Generator
) -> Network:
    """Draw every street of the town; crossing streets share a node exactly."""
    green = shapely.union_all([one.shape.buffer(-1.0 if one.ringed else 0.0) for one in gardens])
    main = _prune(_dissolve([one.line for one in arteries]), 62, shore.outline)
    roads = shapely.union_all(main)
    shapely.prepare(roads)
    wet = shore.water.buffer(13).union(shore.outline.boundary.buffer(6))
    small = [line for block in blocks for line in _fill(block, green, rng)]
    small = [line for line in lines_of(shapely.difference(shapely.union_all(small), wet)) if line.length > 8]
    edges = _dissolve(main + small)
    on_main = shapely.distance(shapely.line_interpolate_point(edges, 0.5, normalized=True), roads) < 0.6
    wide = shapely.union_all([one.line for one in arteries if one.rang < 3])
    shapely.prepare(wide)
    edges = [edges[i] for i in range(len(edges)) if on_main[i] or not _hugs(edges[i], wide)]
    edges = _prune(_dissolve(edges), SHORTEST_DANGLE_M, shore.outline)
    return _described(_connected(edges), arteries, shore)


def _described(edges: list[LineString], arteries: list[Artery], shore: Shore) -> Network:
    nodes, ends = _nodes_of(edges)
    middles = shapely.line_interpolate_point(edges, 0.5, normalized=True)
    owner = np.full(len(edges), NO_ARTERY, dtype=np.int64)
    best = np.full(len(edges), 1.2)
    for i, one in enumerate(arteries):
        gap = shapely.distance(middles, one.line)
        owner = np.where(gap < best, i, owner)
        best = np.minimum(best, gap)
    seeds = seed_of(shapely.get_coordinates(middles))
    crossing = shapely.union_all([shore.river, shore.harbour])
    shapely.prepare(crossing)
    bridge = shapely.length(shapely.intersection(edges, crossing)) > 18
    return Network(edges, ends, nodes, owner, seeds, np.asarray(bridge, dtype=np.bool_))
