"""A cell's parent counts add up; membership by cells equals the exact test."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from observatory.domain.cover import TerritoryIndex, geometry_to_cover
from observatory.domain.grid import cell_to_parent, positions_to_cells

LAT, LON = 46.05, -4.60


@st.composite
def territories(draw: st.DrawFn) -> BaseGeometry:
    """A star-shaped polygon of a few hundred metres to some kilometres, often with a hole."""
    corners = draw(st.integers(3, 12))
    size = draw(st.floats(0.0005, 0.03))
    radii = draw(st.lists(st.floats(0.2, 1.0), min_size=corners, max_size=corners))
    lat = LAT + draw(st.floats(-0.02, 0.02))
    lon = LON + draw(st.floats(-0.02, 0.02))
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    ring = np.c_[lon + size * np.array(radii) * np.cos(angles), lat + size * np.array(radii) * np.sin(angles)]
    outline = shapely.make_valid(shapely.Polygon(ring))
    if draw(st.booleans()):
        outline = shapely.difference(outline, shapely.Point(lon, lat).buffer(size * draw(st.floats(0.05, 0.5))))
    return outline


@settings(max_examples=40, deadline=None)
@given(st.lists(territories(), min_size=1, max_size=4), st.integers(0, 2**32 - 1))
def test_membership_by_cells_equals_the_exact_test(outlines: list[BaseGeometry], seed: int) -> None:
    rng = np.random.default_rng(seed)
    lats, lons = rng.uniform(LAT - 0.05, LAT + 0.05, 400), rng.uniform(LON - 0.05, LON + 0.05, 400)
    corners = shapely.get_coordinates(outlines)
    lats, lons = np.append(lats, corners[:, 1]), np.append(lons, corners[:, 0])
    index = TerritoryIndex.build(outlines, [geometry_to_cover(outline) for outline in outlines])
    points, owners = index.memberships(positions_to_cells(lats, lons), lats, lons)
    exact = {(int(p), t) for t, o in enumerate(outlines) for p in np.flatnonzero(shapely.intersects_xy(o, lons, lats))}
    found = list(zip(points.tolist(), owners.tolist(), strict=True))
    assert len(found) == len(set(found))
    assert set(found) == exact


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-89.9, 89.9), st.floats(-180, 180)), min_size=1, max_size=60),
    st.integers(1, 12),
)
def test_counts_add_up_from_one_resolution_to_the_next(points: list[tuple[float, float]], fine: int) -> None:
    cells = positions_to_cells(np.array([p[0] for p in points]), np.array([p[1] for p in points]))
    finer, n = np.unique(cell_to_parent(cells, fine), return_counts=True)
    coarse = cell_to_parent(cells, fine - 1)
    for cell, count in zip(*np.unique(coarse, return_counts=True), strict=True):
        children = np.unique(cell_to_parent(cells, fine)[coarse == cell])
        assert n[np.isin(finer, children)].sum() == count
