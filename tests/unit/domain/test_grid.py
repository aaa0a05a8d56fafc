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


@pytest.mark.parametrize("resolution", [-1, 13])
def test_a_resolution_that_cannot_be_counted_is_refused(resolution: int) -> None:
    with pytest.raises(ValueRefused, match="résolution"):
        check_resolution(resolution)


@pytest.mark.parametrize("text", ["", "zz", "8a"])
def test_what_is_no_cell_is_refused(text: str) -> None:
    with pytest.raises(ValueRefused, match="cellule"):
        text_to_cell(text)
