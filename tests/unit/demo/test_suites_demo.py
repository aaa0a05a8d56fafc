"""The follow-up of the fictional city: it holds together, shows every state, and breaks promises."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from observatory.domain.ambiance import GENRES
from observatory.domain.mediation import PARTIES, IssueMediation
from observatory.domain.statut import MOVES, Statut
from observatory.pipeline.office import Office
from observatory.settings import load_settings
from observatory.store.integrity import late_sequences, more_orphan_counts, orphan_counts


@pytest.fixture(scope="module")
def office(city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office.open(load_settings(city_in(tmp_path_factory.mktemp("suites")))) as opened:
        yield opened


def values(office: Office, query: str) -> dict[object, int]:
    table = office.database.read(f"SELECT k, count(*) AS n FROM ({query}) GROUP BY k")
    return dict(zip(table["k"].to_pylist(), table["n"].to_pylist(), strict=True))


def test_nothing_hangs_in_the_air(office: Office) -> None:
    assert all(count == 0 for _, count in [*orphan_counts(office.database), *more_orphan_counts(office.database)])
    assert late_sequences(office.database) == []


def test_the_truth_says_how_much_was_planted(office: Office) -> None:
    truth = json.loads(office.settings.db.with_suffix(".verite.json").read_text(encoding="utf-8"))["suites"]
    for table in sorted(truth.keys() - {"mouvements"}):
        assert office.database.value(f"SELECT count(*) FROM {table}") == truth[table] > 0
    assert office.database.value("SELECT count(*) FROM journal WHERE evenement = 'etat'") == truth["mouvements"]


def test_every_state_is_shown(office: Office) -> None:
    found = values(office, "SELECT statut AS k FROM signalement")
    assert found.keys() == {*map(str, Statut)} - {"non_communique"}
    assert values(office, "SELECT etat AS k FROM compte_rendu").keys() == {"valide", "a_valider"}
    assert values(office, "SELECT etat AS k FROM retour").keys() == {"donne", "du", "impossible"}
    assert values(office, "SELECT issue AS k FROM mediation").keys() == {None, *map(str, IssueMediation)}
    assert values(office, "SELECT genre AS k FROM ambiance").keys() <= GENRES.keys()
    told = values(office, "SELECT unnest(string_split(parties, ',')) AS k FROM rendez_vous")
    assert told.keys() <= PARTIES.keys()


def test_some_news_are_late_and_some_callers_can_be_called(office: Office) -> None:
    late = "SELECT count(*) FROM retour WHERE etat = 'du' AND du_le < TIMESTAMPTZ '2026-11-21 00:00:00 Europe/Paris'"
    assert int(str(office.database.value(late))) > 3
    reached = (
        "SELECT count(*) FROM retour r JOIN signalement s ON s.id = r.signalement_id "
        "JOIN declarant d ON d.id = s.declarant_id WHERE r.etat = 'du' AND d.telephone LIKE '+3363998%'"
    )
    assert int(str(office.database.value(reached))) > 10


def test_moves_follow_the_table_of_states(office: Office) -> None:
    moves = office.database.read(
        "SELECT detail->>'de' AS de, detail->>'vers' AS vers, count(*) AS n FROM journal WHERE evenement = 'etat' "
        "GROUP BY ALL"
    ).to_pylist()
    assert sum(one["n"] for one in moves) > 1_000
    for one in moves:
        assert one["de"] in MOVES[Statut(one["vers"])][1], one
    ends = office.database.read(
        "SELECT s.statut AS k, arg_max(j.detail->>'vers', j.seq) AS vers FROM journal j "
        "JOIN signalement s ON s.id = j.cle::BIGINT WHERE j.evenement = 'etat' GROUP BY s.id, s.statut"
    ).to_pylist()
    assert all(one["k"] == one["vers"] for one in ends)
