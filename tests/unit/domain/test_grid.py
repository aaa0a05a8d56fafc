from __future__ import annotations

import h3.api.basic_int as h3
import numpy as np
import pytest

from observatory.domain.errors import ValueRefused
from observatory.domain.grid import (
    cell_to_parent,
    cell_to_position,
    cell_to_resolution,
    cell_to_ring,
    cell_to_text,
    cells_to_descendants,
    cells_to_neighbours,
    check_resolution,
    position_to_cell,
    positions_to_cells,
    text_to_cell,
)
from observatory.domain.position import Position

TOULOUSE = Position(lat=43.6045, lon=1.444)


def test_the_parent_by_arithmetic_is_h3s_parent() -> None:
    rng = np.random.default_rng(3)
    cells = positions_to_cells(rng.uniform(-89, 89, 300), rng.uniform(-180, 180, 300))
    for resolution in range(13):
        expected = [h3.cell_to_parent(int(cell), resolution) for cell in cells]
        assert cell_to_parent(cells, resolution).tolist() == expected
        assert set(cell_to_resolution(cell_to_parent(cells, resolution))) == {resolution}


def test_a_cell_fits_a_signed_integer_and_its_text() -> None:
    cell = position_to_cell(TOULOUSE)
    assert 0 < cell < 2**63
    assert text_to_cell(cell_to_text(cell)) == cell
    assert cell_to_text(cell) == h3.int_to_str(cell)


def test_the_centre_of_a_cell_is_near_and_its_ring_closed() -> None:
    cell = position_to_cell(TOULOUSE)
    assert cell_to_position(cell).metres_to(TOULOUSE) < 15
    ring = cell_to_ring(cell)
    assert ring[0] == ring[-1]
    assert len(ring) == 7


def test_descendants_and_parents_meet_at_one_resolution() -> None:
    cell = position_to_cell(TOULOUSE)
    parent = int(cell_to_parent(np.array([cell]), 10)[0])
    assert len(cells_to_descendants([parent], 12)) == 49
    assert cells_to_descendants([cell, parent], 10).tolist() == [parent]


def test_neighbours_are_those_of_the_grid_among_the_cells_given() -> None:
    centre = int(cell_to_parent(np.array([position_to_cell(TOULOUSE)]), 10)[0])
    cells = np.array(h3.grid_disk(centre, 2), np.int64)[::-1]
    first, second, steps = cells_to_neighbours(cells, 2)
    expected = {
        (int(a), int(b)): h3.grid_distance(int(a), int(b))
        for a in cells
        for b in cells
        if 0 < h3.grid_distance(int(a), int(b)) <= 2
    }
    found = dict(zip(zip(cells[first].tolist(), cells[second].tolist(), strict=True), steps.tolist(), strict=True))
    assert found == expected
    assert len(first) == len(expected)
    assert np.all(np.diff(first) >= 0)


def test_a_cell_alone_and_no_cell_have_no_neighbours() -> None:
    alone = np.array([position_to_cell(TOULOUSE)], np.int64)
    for cells in (alone, alone[:0]):
        assert [len(part) for part in cells_to_neighbours(cells)] == [0, 0, 0]


@pytest.mark.parametrize("resolution", [-1, 13])
def test_a_resolution_that_cannot_be_counted_is_refused(resolution: int) -> None:
    with pytest.raises(ValueRefused, match="résolution"):
        check_resolution(resolution)


@pytest.mark.parametrize("text", ["", "zz", "8a"])
def test_what_is_no_cell_is_refused(text: str) -> None:
    with pytest.raises(ValueRefused, match="cellule"):
        text_to_cell(text)
