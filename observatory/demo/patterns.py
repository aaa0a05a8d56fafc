"""Patterns of streets that fill a block between main roads: grids, organic towns, loops, closes, lanes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.random import Generator
from shapely.geometry import LineString, MultiPoint, Polygon

from observatory.demo.districts import Fabric, Seed
from observatory.demo.plane import FloatArray, lines_of, polygons_of, smooth_line, sorted_geometries


def _scattered(face: Polygon, spacing: float, rng: Generator, shake: float) -> FloatArray:
    """Points about `spacing` apart over the face and its surroundings: a staggered lattice, shaken."""
    west, south, east, north = face.buffer(2 * spacing).bounds
    xs, ys = np.arange(west, east, spacing), np.arange(south, north, spacing * 0.9)
    x, y = np.meshgrid(xs, ys)
    x = x + (np.arange(len(ys)) % 2)[:, None] * spacing / 2
    shaken = np.column_stack([x.ravel(), y.ravel()])
    return np.asarray(shaken + rng.uniform(-shake, shake, shaken.shape) * spacing)


def _cells(face: Polygon, spacing: float, rng: Generator, shake: float) -> list[Polygon]:
    """Voronoi cells about `spacing` wide over the face."""
    points = MultiPoint(_scattered(face, spacing, rng, shake))
    return sorted_geometries(polygons_of(shapely.voronoi_polygons(points)))


def _cell_edges(face: Polygon, spacing: float, rng: Generator, shake: float) -> Any:
    points = MultiPoint(_scattered(face, spacing, rng, shake))
    return shapely.voronoi_polygons(points, only_edges=True)


def pattern_organic(face: Polygon, fabric: Fabric, seed: Seed, rng: Generator) -> list[LineString]:
    """Streets of a town that grew: the borders of irregular plots."""
    return lines_of(shapely.intersection(_cell_edges(face, fabric.spacing, rng, 0.36), face))


def pattern_grid(face: Polygon, fabric: Fabric, seed: Seed, rng: Generator) -> list[LineString]:
    """Two families of nearly parallel streets, continued from one block to the next (same origin)."""
    a = np.deg2rad(seed.angle)
    along, across = np.array([np.cos(a), np.sin(a)]), np.array([-np.sin(a), np.cos(a)])
    found: list[LineString] = []
    for direction, normal, gap, phase in ((along, across, fabric.spacing, 0.0),
                                          (across, along, fabric.spacing * 1.7, 1.3)):  # fmt: skip
        corners = shapely.get_coordinates(face)
        offsets, reach = corners @ normal, corners @ direction
        numbers = np.arange(np.floor(offsets.min() / gap), np.ceil(offsets.max() / gap) + 1)
        steps = np.arange(reach.min() - 60, reach.max() + 90, 30)
        for number in numbers:
            sway = gap * (0.13 * np.sin(number * 2.4 + phase) + 0.05 * np.sin(steps / 190 + number * 1.9))
            line = LineString(np.outer(number * gap + sway, normal) + np.outer(steps, direction))
            found.extend(lines_of(line.intersection(face)))
    return found


def pattern_loops(face: Polygon, fabric: Fabric, seed: Seed, rng: Generator) -> list[LineString]:
    """A housing estate: curved loops inside large plots, each tied to the plot's border twice."""
    found: list[LineString] = []
    for cell in _cells(face, fabric.spacing, rng, 0.22):
        plot = cell.intersection(face)
        if plot.area < 9_000:
            continue
        found.extend(lines_of(cell.boundary.intersection(face)))
        inner = plot.buffer(-50).buffer(-22).buffer(22, quad_segs=4)
        for loop in polygons_of(inner):
            if loop.area > 3_500:
                found.append(LineString(loop.exterior.coords))
                found.extend(_ties(loop, plot, rng))
    return found


def _ties(loop: Polygon, plot: Polygon, rng: Generator) -> list[LineString]:
    """Two short streets from a loop out to the border of its plot."""
    start = rng.uniform(0, 1)
    ties = []
    for shift in (0.0, 0.46):
        foot = loop.exterior.interpolate((start + shift) % 1.0, normalized=True)
        out = plot.exterior.interpolate(plot.exterior.project(foot))
        direction = np.array([out.x - foot.x, out.y - foot.y])
        end = np.array([out.x, out.y]) + direction / max(1e-9, float(np.hypot(*direction))) * 6
        ties.append(LineString([foot, (float(end[0]), float(end[1]))]))
    return ties


def pattern_closes(face: Polygon, fabric: Fabric, seed: Seed, rng: Generator) -> list[LineString]:
    """A suburb: winding collectors around plots, and dead-end streets into each plot."""
    found: list[LineString] = []
    for cell in _cells(face, fabric.spacing, rng, 0.33):
        plot = cell.intersection(face)
        if plot.area < 6_000:
            continue
        found.extend(lines_of(cell.boundary.intersection(face)))
        found.extend(_closes(polygons_of(plot)[0], rng))
    return found


def _closes(plot: Polygon, rng: Generator) -> list[LineString]:
    """One to three bent dead ends from the border of a plot towards its middle."""
    count = 1 + int(plot.area > 22_000) + int(plot.area > 38_000)
    start = rng.uniform(0, 1)
    centre = np.array(shapely.get_coordinates(plot.centroid)[0])
    found = []
    for i in range(count):
        foot = np.array(shapely.get_coordinates(plot.exterior.interpolate((start + i / count) % 1, normalized=True))[0])
        way = centre - foot
        side = np.array([-way[1], way[0]]) * rng.uniform(-0.28, 0.28)
        reach = rng.uniform(0.62, 0.85) if count == 1 else rng.uniform(0.5, 0.72)
        points = [foot - way * 0.04, foot + way * reach * 0.5 + side * 0.5, foot + way * reach + side]
        line = smooth_line([(float(p[0]), float(p[1])) for p in points], 4)
        found.extend(lines_of(line.intersection(plot.buffer(6))))
    return found


def pattern_lanes(face: Polygon, fabric: Fabric, seed: Seed, rng: Generator) -> list[LineString]:
    """The countryside: a few winding lanes, half of the field borders being no road."""
    found: list[LineString] = []
    for line in sorted_geometries(lines_of(_cell_edges(face, fabric.spacing, rng, 0.4))):
        if rng.uniform() < 0.66:
            (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
            bend = rng.uniform(-0.09, 0.09)
            middle = ((x0 + x1) / 2 - (y1 - y0) * bend, (y0 + y1) / 2 + (x1 - x0) * bend)
            found.extend(lines_of(smooth_line([(x0, y0), middle, (x1, y1)], 5).intersection(face)))
    return found


PATTERNS: dict[str, Callable[[Polygon, Fabric, Seed, Generator], list[LineString]]] = {
    "organic": pattern_organic,
    "grid": pattern_grid,
    "loops": pattern_loops,
    "closes": pattern_closes,
    "lanes": pattern_lanes,
}
