"""Words for cells: a hexagon has no name of its own, the territory around it has one."""

from __future__ import annotations

import json
from collections.abc import Sequence

import h3.api.basic_int as h3
import numpy as np
import shapely


def cells_to_names(cells: Sequence[int], geojson: str) -> list[str | None]:
    """The name of the territory that holds the centre of each cell; None outside of all.

    ``geojson`` is a collection of polygons with a property ``nom``; where two overlap, the first is taken.
    The centre stands for the cell: this is for reading a map, not for counting.
    """
    features = json.loads(geojson)["features"]
    shapes = shapely.from_geojson([json.dumps(one["geometry"]) for one in features])
    centres = np.array([h3.cell_to_latlng(cell) for cell in cells]).reshape(-1, 2)
    points = shapely.points(centres[:, 1], centres[:, 0])
    found: list[str | None] = [None] * len(cells)
    at, which = shapely.STRtree(shapes).query(points, predicate="intersects")
    for cell, shape in sorted(zip(at.tolist(), which.tolist(), strict=True), reverse=True):
        found[cell] = features[shape]["properties"]["nom"]
    return found
