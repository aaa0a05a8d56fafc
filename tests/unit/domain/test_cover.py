from __future__ import annotations

import numpy as np
import shapely

from observatory.domain.cover import TerritoryIndex, cells_to_polygons, geometry_to_cover
from observatory.domain.grid import cells_to_descendants, positions_to_cells

SQUARE = shapely.box(1.40, 43.58, 1.45, 43.62)


def test_every_point_of_the_territory_is_in_its_cover_and_inside_cells_hold_no_other() -> None:
    cover = geometry_to_cover(SQUARE)
    rng = np.random.default_rng(1)
    lons, lats = rng.uniform(1.38, 1.47, 4000), rng.uniform(43.56, 43.64, 4000)
    cells = positions_to_cells(lats, lons)
    inside = np.isin(cells, cells_to_descendants(cover.inside.tolist(), 12))
    edge = np.isin(cells, cover.edge)
    truth = shapely.intersects_xy(SQUARE, lons, lats)
    assert (inside <= truth).all()
    assert (truth <= (inside | edge)).all()
    assert len(cover.inside) + len(cover.edge) < 6_000


def test_the_edge_holds_exactly_the_cells_that_touch() -> None:
    triangle = shapely.Polygon([(1.44, 43.60), (1.441, 43.60), (1.44, 43.601)])
    cover = geometry_to_cover(triangle)
    assert shapely.intersects(triangle, cells_to_polygons(cover.edge, 1 + 1e-6)).all()


def test_holes_are_outside_and_overlaps_count_twice() -> None:
    holed = shapely.difference(SQUARE, shapely.box(1.42, 43.59, 1.43, 43.60))
    index = TerritoryIndex.build([SQUARE, holed], [geometry_to_cover(SQUARE), geometry_to_cover(holed)])
    lats, lons = np.array([43.595, 43.61]), np.array([1.425, 1.41])
    points, owners = index.memberships(positions_to_cells(lats, lons), lats, lons)
    assert list(zip(points.tolist(), owners.tolist(), strict=True)) == [(0, 0), (1, 0), (1, 1)]


def test_an_empty_territory_and_no_territory_hold_nothing() -> None:
    cover = geometry_to_cover(shapely.MultiPolygon())
    assert len(cover.inside) == len(cover.edge) == 0
    lats, lons = np.array([43.6]), np.array([1.44])
    cells = positions_to_cells(lats, lons)
    for index in (TerritoryIndex.build([], []), TerritoryIndex.build([shapely.MultiPolygon()], [cover])):
        assert [len(part) for part in index.memberships(cells, lats, lons)] == [0, 0]
