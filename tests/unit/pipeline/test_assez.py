"""With too little for a map: the places told of again and again, and the shortest period that holds enough."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from observatory.domain.selection import Selection
from observatory.pipeline.assez import least_for, longer_period, repeated_places
from observatory.pipeline.grille import grille
from observatory.pipeline.office import Office
from observatory.store.database import Cursor
from tests.unit.pipeline.conftest import LAT, LON
from tests.unit.pipeline.test_signalements import bring_in


def rows() -> tuple[str, ...]:
    """Ten days in March: one place told each day by two people, another twice."""
    here, there = f"{LAT + 0.005},{LON + 0.005}", f"{LAT + 0.015},{LON + 0.015}"
    each = [
        f"R{i},2026-03-{i + 1:02d}T10:00:00+01:00,telephone,bruit,Ici,,{here},P{i // 3},D{i % 2}" for i in range(10)
    ]
    return (*each, *(f"S{i},2026-03-05T11:00:00+01:00,telephone,bruit,Là,,{there},Q{i},D9" for i in range(2)))


def test_repeated_places_are_those_told_of_three_times(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, rows())
    found = repeated_places(office, Selection()).to_pylist()
    assert [(row["lieu"], row["n"], row["problemes"], row["voix"]) for row in found] == [(None, 10, 4, 2)]
    assert (found[0]["premier"], found[0]["dernier"]) == (dt.date(2026, 3, 1), dt.date(2026, 3, 10))

    def name_the_place(cursor: Cursor) -> None:
        cursor.execute("UPDATE signalement SET adresse_trouvee = '9 rue des Mouettes' WHERE reference LIKE 'R%'")

    office.database.write(name_the_place)
    named = repeated_places(office, Selection()).to_pylist()
    assert [(row["lieu"], row["cell"], row["n"]) for row in named] == [("9 rue des Mouettes", None, 10)]
    rounded = repeated_places(office, Selection(), exact=False).to_pylist()
    assert [(row["lieu"], row["n"]) for row in rounded] == [(None, 10)]
    few = Selection(jusqua=dt.date(2026, 3, 4))
    assert repeated_places(office, few)["n"].to_pylist() == [4]
    assert repeated_places(office, few, exact=False).num_rows == 0
    assert repeated_places(office, Selection(), 0).num_rows == 0


def test_the_shortest_longer_period_holds_just_enough(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, rows())
    last_week = Selection(depuis=dt.date(2026, 3, 8), jusqua=dt.date(2026, 3, 10))
    assert longer_period(office, last_week, 3) is last_week
    assert longer_period(office, last_week, 6) == Selection(depuis=dt.date(2026, 3, 5), jusqua=dt.date(2026, 3, 10))
    assert longer_period(office, last_week, 12) == Selection(depuis=dt.date(2026, 3, 1), jusqua=dt.date(2026, 3, 10))
    assert longer_period(office, last_week, 13) is None
    problems = Selection(depuis=dt.date(2026, 3, 10), jusqua=dt.date(2026, 3, 10), compte="problemes")
    found = longer_period(office, problems, 3)
    assert found is not None
    assert found.depuis == dt.date(2026, 3, 6)
    voices = Selection(depuis=dt.date(2026, 3, 10), jusqua=dt.date(2026, 3, 10), compte="declarants")
    assert longer_period(office, voices, 3) == Selection(
        depuis=dt.date(2026, 3, 5), jusqua=dt.date(2026, 3, 10), compte="declarants"
    )


def test_an_empty_base_has_no_period_and_a_small_place_asks_for_fifty(office: Office) -> None:
    assert longer_period(office, Selection(), 1) is None
    assert least_for(grille(office, Selection(), 9)) == 50
