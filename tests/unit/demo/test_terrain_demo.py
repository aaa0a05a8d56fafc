"""What the fictional city's médiateurs did."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from observatory.client import create_base
from observatory.demo.terrain import NOTES, field_notes, mediation_outcomes
from observatory.domain.ambiance import GENRES
from observatory.domain.mediation import PARTIES, SERVICE, IssueMediation
from observatory.domain.roles import Account, Role
from observatory.domain.selection import Selection
from observatory.pipeline.ambiances import observations
from observatory.pipeline.mediations import open_mediations
from observatory.pipeline.office import Office
from observatory.pipeline.terrain_fictif import GOING_ON
from observatory.settings import load_settings

UNTIL = dt.date(2026, 9, 30)


def test_notes_and_outcomes_are_of_the_tables_and_of_the_seed() -> None:
    places = [(46.05, -4.60), (46.06, -4.61)]
    notes = field_notes(places, UNTIL, 5)
    assert notes == field_notes(places, UNTIL, 5) != field_notes(places, UNTIL, 6)
    assert len(notes) == NOTES
    assert {one.genre for one in notes} <= set(GENRES)
    assert max(one.debut.date() for one in notes) <= UNTIL
    assert field_notes([], UNTIL, 5) == []
    outcomes = mediation_outcomes([True, False] * 50, 5)
    assert {one.issue for one in outcomes[::2]} == {"accord", "partiel"}
    assert {one.issue for one in outcomes[1::2]} == {"refus", "droit"}
    assert {party for one in outcomes for party in one.parties} <= set(PARTIES)


def test_the_base_of_the_city_holds_them(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "demo.duckdb")
    create_base("demo", settings=settings, seed=5, until=UNTIL)
    with Office.open(settings) as office:
        found = observations(office, Selection())
        assert found.num_rows == NOTES
        assert len(set(found["lieu"].to_pylist())) > 20
        looking = Account("regis", frozenset({Role.REGULATEUR}))
        assert len(open_mediations(office, looking)) == GOING_ON
        assert 0 < len(open_mediations(office, Account("mediateur", frozenset({Role.MEDIATEUR})))) <= GOING_ON
        ended = office.database.read("SELECT * FROM mediation WHERE close_le IS NOT NULL").to_pylist()
        assert {one["issue"] for one in ended} == {str(one) for one in IssueMediation}
        assert all(one["confiee_le"] <= one["close_le"] for one in ended)
        query = "SELECT DISTINCT service FROM signalement WHERE statut = 'mediation'"
        assert office.database.read(query)["service"].to_pylist() == [SERVICE]
