"""What changes over time, on a small town: bins, hours on the clock of Paris, seasons, what is not shown."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from observatory.domain.errors import StateError
from observatory.domain.evolution import BUNDLE, Changements, Heures, Tranches
from observatory.domain.grid import cell_to_parent, position_to_cell
from observatory.domain.position import Position
from observatory.domain.selection import Selection
from observatory.pipeline.changement import changes
from observatory.pipeline.evolution import emergence, hours_of_week, seasons
from observatory.pipeline.office import Office
from tests.unit.pipeline.conftest import LAT, LON
from tests.unit.pipeline.test_signalements import bring_in

WHOLE = Selection(depuis=dt.date(2024, 6, 1), jusqua=dt.date(2026, 5, 31))
NEW, GONE = (LAT + 0.005, LON + 0.005), (LAT + 0.015, LON + 0.015)


def history(office: Office, tmp_path: Path) -> None:
    """Two years: a little everywhere, around one place much in the first year, around another lately."""
    random, rows = np.random.default_rng(2), []
    for k in range(24):
        month = dt.date(2024 + (k + 5) // 12, (k + 5) % 12 + 1, 1)
        spots = [(LAT + a, LON + b) for a, b in random.uniform(0.001, 0.019, (40, 2))]
        busy = [NEW] * (24 if k >= 19 else 0) + [GONE] * (24 if k < 11 else 0)
        spots += [
            (lat + a, lon + b) for (lat, lon), (a, b) in zip(busy, random.normal(0, 0.0008, (24, 2)), strict=False)
        ]
        for rank, (lat, lon) in enumerate(spots):
            day = month + dt.timedelta(days=rank % 28)
            name = f"{k}-{rank}"
            rows.append(f"R{name},{day}T12:00:00+01:00,telephone,bruit,Bruit,,{lat},{lon},P{name},D{name}")
    bring_in(office, tmp_path, tuple(rows))


def cell_of(spot: tuple[float, float], resolution: int = 10) -> int:
    return int(cell_to_parent(np.array([position_to_cell(Position(lat=spot[0], lon=spot[1]))]), resolution)[0])


def test_places_that_come_and_go_are_told(office: Office, tmp_path: Path) -> None:
    history(office, tmp_path)
    table = emergence(office, WHOLE, 10)
    told = Tranches.from_text(table.schema.metadata[BUNDLE])
    assert (told.n, told.mois, told.recentes) == (12, 2, 3)  # some fifty a month: bins of two months
    assert (told.depuis, told.jusqua) == (WHOLE.depuis, WHOLE.jusqua)
    rows = {row["cell"]: row for row in table.to_pylist()}
    assert sum(row["n"] for row in rows.values()) == told.total
    assert rows[cell_of(NEW)]["classe"] == "nouveau"
    assert rows[cell_of(GONE)]["classe"] == "ancien"
    assert rows[cell_of(NEW)]["chauds_avant"] == 0
    hidden = {row["cell"]: row for row in emergence(office, WHOLE, 10, exact=False).to_pylist()}
    assert [hidden[cell]["classe"] for cell in rows] == [row["classe"] for row in rows.values()]
    assert all(row["n"] is None or row["n"] % 5 == 0 for row in hidden.values())
    assert all(row["chauds_avant"] is None for row in hidden.values())


def test_a_year_is_compared_with_the_days_of_the_year_before(office: Office, tmp_path: Path) -> None:
    history(office, tmp_path)
    table = changes(office, WHOLE, 9)
    told = Changements.from_text(table.schema.metadata[BUNDLE])
    assert (told.depuis, told.jusqua) == (dt.date(2025, 6, 1), dt.date(2026, 5, 31))
    assert (told.avant_depuis, told.avant_jusqua) == (dt.date(2024, 6, 1), dt.date(2025, 5, 31))
    rows = {row["cell"]: row for row in table.to_pylist()}
    assert (told.avant, told.apres) == tuple(sum(row[name] for row in rows.values()) for name in ("avant", "apres"))
    new, gone = rows[cell_of(NEW, 9)], rows[cell_of(GONE, 9)]
    assert (new["sens"], gone["sens"]) == ("hausse", "baisse")
    assert new["bas"] > 1 > gone["haut"] and new["attendu"] < new["apres"]
    hidden = {row["cell"]: row for row in changes(office, WHOLE, 9, exact=False).to_pylist()}
    assert {cell: row["sens"] for cell, row in hidden.items()} == {cell: row["sens"] for cell, row in rows.items()}
    assert {row["rapport"] for row in hidden.values()} == {None}
    assert {row["avant"] % 5 for row in hidden.values() if row["avant"] is not None} == {0}
    assert all(
        row["avant"] is None for cell, row in hidden.items() if min(rows[cell]["avant"], rows[cell]["apres"]) < 5
    )


def test_nothing_is_compared_with_a_year_that_nobody_knows(office: Office, tmp_path: Path) -> None:
    with pytest.raises(StateError, match="aucun signalement"):
        changes(office, Selection(), 9)
    row = "R1,2026-03-01T12:00:00+01:00,telephone,bruit,Bruit,,{},{},P1,D1"
    bring_in(office, tmp_path, (row.format(*NEW), row.format(*NEW).replace("R1,2026", "R2,2025")))
    with pytest.raises(StateError, match="avant le 01/03/2025"):
        changes(office, Selection(depuis=dt.date(2025, 9, 1), jusqua=dt.date(2026, 2, 28)), 9)
    with pytest.raises(StateError, match="il en faut 50"):
        changes(office, Selection(depuis=dt.date(2026, 3, 1), jusqua=dt.date(2026, 3, 1)), 9)


def test_too_short_or_too_little_is_said(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, (f"R1,2026-03-01T12:00:00+01:00,telephone,bruit,Bruit,,{NEW[0]},{NEW[1]},P1,D1",))
    with pytest.raises(StateError, match="au moins 8 mois"):
        emergence(office, Selection(depuis=dt.date(2026, 1, 1), jusqua=dt.date(2026, 5, 31)), 10)
    with pytest.raises(StateError, match="il en faut 50"):
        emergence(office, WHOLE, 10)


def test_hours_are_those_of_paris_and_intervals_are_shared_out(office: Office, tmp_path: Path) -> None:
    rows = (
        "R1,2026-03-02T09:15:00+01:00,telephone,bruit,Lundi,,,,P1,D1",
        "R2,2025-07-07T21:10:00Z,telephone,bruit,Lundi 23 h en été,,,,P2,D2",
        "R3,2026-03-03,telephone,bruit,Sans heure,,,,P3,D3",
        "R4,2026-03-09T08:00:00+01:00,telephone,bruit,Dimanche soir,,,,P4,D4",
    )
    bring_in(office, tmp_path, rows)
    span = ["2026-03-08 23:00:00+01", "2026-03-09 01:00:00+01"]
    office.database.write(
        lambda cursor: cursor.execute(
            "UPDATE signalement SET survenu_debut = $1::TIMESTAMPTZ, survenu_fin = $2::TIMESTAMPTZ "
            "WHERE reference = 'R4'",
            span,
        )
    )
    table = hours_of_week(office, Selection())
    told = Heures.from_text(table.schema.metadata[BUNDLE])
    assert (told.n, told.intervalles, told.sans_heure) == (3, 1, 1)
    found = {(row["jour"], row["heure"]): row["n"] for row in table.to_pylist() if row["n"]}
    assert found == {(1, 9): 1.0, (1, 23): 1.0, (7, 23): 0.5, (1, 0): 0.5}
    assert hours_of_week(office, Selection(), exact=False)["n"].null_count == 168


def test_seasons_need_whole_years(office: Office, tmp_path: Path) -> None:
    days = [dt.date(2024, 6, 1) + dt.timedelta(days=k) for k in range(730)]
    rows = [
        f"R{day}-{again},{day}T12:00:00+01:00,telephone,bruit,B,,,,P{day}-{again},D{day}-{again}"
        for day in days
        for again in range(3 if day.month == 7 else 1)
    ]
    bring_in(office, tmp_path, tuple(rows))
    found = seasons(office, WHOLE)
    assert found.annees == 2
    july, june = found.mois[6], found.mois[5]
    assert july.facteur == pytest.approx(3 * 365 / 427, rel=0.01)
    assert june.facteur == pytest.approx(365 / 427, rel=0.01)
    assert found.p_mois is not None
    assert found.p_mois < 0.001
    assert found.p_jours > 0.5
    assert sum(one.n or 0 for one in found.mois) == found.n == len(rows)
    short = seasons(office, Selection(depuis=dt.date(2025, 9, 1), jusqua=dt.date(2026, 5, 31)))
    assert short.mois == ()
    assert short.p_mois is None
    hidden = seasons(office, Selection(depuis=dt.date(2025, 6, 2), jusqua=dt.date(2025, 6, 8)), exact=False)
    assert all(one.facteur is None and one.n is None for one in hidden.jours)
