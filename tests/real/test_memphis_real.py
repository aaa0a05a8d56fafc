"""Memphis: 2,245 robberies of 2019, counted on hexagons and tested for hot spots, beside geopandas and esda."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import esda
import geopandas as gpd
import h3.api.basic_int as h3
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import shapely

from observatory.analyse.gi_star import gi_star, gi_star_p_exact, gi_star_p_normal
from observatory.analyse.gi_star_counts import gi_star_p_counts
from observatory.analyse.moran import moran, moran_local
from observatory.analyse.significance import benjamini_hochberg
from observatory.analyse.voisinage import Voisinage, row_standardised, voisinage_of
from observatory.domain.grid import Cells, cell_to_parent, cell_to_ring, cells_to_neighbours, positions_to_cells
from tests.cells import libpysal_weights

RESOLUTION = 9
"""About 0.1 km²: the robberies are given to a thousandth of a degree, a hundred metres."""


@dataclass(frozen=True, eq=False)
class Memphis:
    """Cells where people live or somebody was robbed, their counts, and which of them touch."""

    robberies: pd.DataFrame
    cells: Cells
    counts: npt.NDArray[np.int64]
    graph: Voisinage


@pytest.fixture(scope="module")
def memphis(shared_data: Path) -> Memphis:
    folder = shared_data / "hotspot"
    if not folder.is_dir():
        pytest.skip("../shared/data/hotspot est absent : les vols de Memphis ne sont pas relus.")
    robberies = pd.read_csv(folder / "memphis_robberies.csv")
    people = pd.read_csv(folder / "memphis_population.csv")
    lived = people[people["population"] > 0]
    homes = cell_to_parent(positions_to_cells(lived["lat"].to_numpy(), lived["lon"].to_numpy()), RESOLUTION)
    robbed = cell_to_parent(positions_to_cells(robberies["lat"].to_numpy(), robberies["lon"].to_numpy()), RESOLUTION)
    cells = np.union1d(homes, robbed)
    first, second, _ = cells_to_neighbours(cells)
    counts = np.bincount(np.searchsorted(cells, robbed), minlength=len(cells))
    return Memphis(robberies, cells, counts, voisinage_of(len(cells), first, second))


def test_counts_on_the_grid_are_those_of_a_spatial_join(memphis: Memphis) -> None:
    """Every point is joined to the outline of a stored hexagon by geopandas, and counted under its parent by h3."""
    rows = memphis.robberies
    points = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(rows["lon"], rows["lat"]), crs=4326)
    near = {h3.latlng_to_cell(lat, lon, 12) for lat, lon in zip(rows["lat"], rows["lon"], strict=True)}
    stored = sorted({cell for one in near for cell in h3.grid_disk(one, 1)})
    outlines = gpd.GeoDataFrame(
        {"parent": [h3.cell_to_parent(cell, RESOLUTION) for cell in stored]},
        geometry=[shapely.Polygon(cell_to_ring(cell)) for cell in stored], crs=4326,
    )  # fmt: skip
    joined = gpd.sjoin(points, outlines, predicate="within")
    assert len(joined) == len(points) == 2_245
    theirs = joined.groupby("parent").size()
    assert theirs.to_dict() == {int(c): int(n) for c, n in zip(memphis.cells, memphis.counts, strict=True) if n}


def test_gi_star_and_moran_are_those_of_esda(memphis: Memphis) -> None:
    counts, graph = memphis.counts.astype(float), memphis.graph
    theirs = esda.G_Local(counts, libpysal_weights(graph), transform="B", star=True, permutations=0)
    assert gi_star(counts, graph) == pytest.approx(theirs.Zs, abs=1e-9)
    assert gi_star_p_normal(theirs.Zs) == pytest.approx(2 * theirs.p_norm, abs=1e-9)
    even = row_standardised(graph)
    whole, whole_theirs = moran(counts, even), esda.Moran(counts, libpysal_weights(graph), "r", permutations=0)
    assert (whole.i, whole.variance_hasard) == pytest.approx((whole_theirs.I, whole_theirs.VI_rand), abs=1e-9)
    local_theirs = esda.Moran_Local(counts, libpysal_weights(graph), "r", permutations=0)
    assert moran_local(counts, even).i == pytest.approx(local_theirs.Is, abs=1e-9)


def test_each_test_finds_less_than_the_normal_law_and_within_it(memphis: Memphis) -> None:
    """Hot cells by permutations are among those of the test of counts, these among those of the normal law."""
    z = gi_star(memphis.counts, memphis.graph)
    dealt, counted, normal = (
        (benjamini_hochberg(p) <= 0.05) & (z > 0)
        for p in (
            gi_star_p_exact(memphis.counts, memphis.graph),
            gi_star_p_counts(memphis.counts, memphis.graph),
            gi_star_p_normal(z),
        )
    )
    assert 5 <= dealt.sum() < counted.sum() < normal.sum()
    assert np.all(counted[dealt])
    assert np.all(normal[counted])
