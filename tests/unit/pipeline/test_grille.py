"""The grid counts what lies in the city, all of it, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from observatory.domain.errors import StateError
from observatory.domain.grid import cell_to_parent, position_to_cell
from observatory.domain.position import Position
from observatory.domain.selection import Selection
from observatory.pipeline.creation import create_empty
from observatory.pipeline.gazetteer import import_territoires
from observatory.pipeline.grille import counts, grille, ranks_of
from observatory.pipeline.office import Office
from observatory.settings import PROJECT, Settings
from tests.unit.pipeline.conftest import LAT, LON, SIDE, quiet, square, write_layer
from tests.unit.pipeline.test_signalements import bring_in

BESIDE = LON - 0.0001
ROWS = (
    f"R1,2026-03-01T22:30:00+01:00,telephone,bruit,Musique,,{LAT + 0.005},{LON + 0.005},P1,D1",
    f"R2,2026-03-02T23:10:00+01:00,telephone,bruit,Encore,,{LAT + 0.005},{LON + 0.005},P1,D1",
    f"R3,2026-05-02T23:10:00+02:00,telephone,bruit,Au bord,,{LAT + 0.002},{LON},P2,D2",
    f"R4,2026-05-02T23:10:00+02:00,telephone,bruit,Dehors,,{LAT + 0.002},{BESIDE},P3,D3",
    f"R5,2026-05-03T23:10:00+02:00,telephone,bruit,Sur le lac,,{LAT + 0.015},{LON + 0.015},P4,D3",
)


def test_counts_add_up_to_what_lies_in_the_city(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, ROWS)
    place = grille(office, Selection(), 10)
    found = counts(office, Selection(), place)
    assert found.sum() == 4  # the one outside the outline is not counted, that on its edge is
    here = cell_to_parent(np.array([position_to_cell(Position(lat=LAT + 0.005, lon=LON + 0.005))]), 10)
    assert found[ranks_of(place, here)].tolist() == [2]
    assert counts(office, Selection(compte="problemes"), place).sum() == 3
    assert grille(office, Selection(), 10) is place


def test_water_is_left_out_but_not_what_was_told_on_it(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, ROWS)
    before = grille(office, Selection(), 10)
    lake = square(1, 1).buffer(-SIDE / 20)
    import_territoires(
        office, write_layer(tmp_path / "eau.geojson", {"lac": lake}), "eau", auteur="essai", progress=quiet
    )
    place = grille(office, Selection(), 10)
    assert len(before.cells) - len(place.cells) > 10
    assert counts(office, Selection(), place).sum() == 4


def test_territories_chosen_make_a_grid_of_their_own(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, ROWS)
    chosen = Selection(zonage="quartier", territoires=("Q00",))
    place = grille(office, chosen, 10)
    assert len(place.cells) < len(grille(office, Selection(), 10).cells) / 2
    assert counts(office, chosen, place).sum() == 3


def test_a_cell_that_is_not_on_the_grid_is_an_error(office: Office) -> None:
    place = grille(office, Selection(), 10)
    with pytest.raises(ValueError, match="not on the grid"):
        ranks_of(place, place.cells[:1] + 1)


def test_a_city_without_an_outline_is_told_what_to_import(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "vide.duckdb", PROJECT / "data" / "reference", tmp_path)
    create_empty(settings, "Vide")
    with Office.open(settings) as opened, pytest.raises(StateError, match="contour de la ville"):
        grille(opened, Selection(), 10)
