"""The board's counts and lists, held against what was counted by hand, and calls against staffing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from observatory.domain.appel import Appel, Issue
from observatory.domain.calendrier import service_between, service_horizon
from observatory.domain.errors import NotAllowed, ValueRefused
from observatory.domain.selection import Selection
from observatory.domain.statut import Statut
from observatory.domain.tableau import Attente
from observatory.operations.core import Context
from observatory.operations.tableau import tableau_chiffres, tableau_liste
from observatory.pipeline.bureau import save_call
from observatory.pipeline.indicateurs.tables import indicators
from observatory.pipeline.office import Office
from observatory.pipeline.problemes import merge
from observatory.pipeline.reglages import set_setting
from observatory.pipeline.suivi import move_file
from observatory.pipeline.tableau import board, board_list, hours_of_day
from observatory.store.appels import file_read
from tests.unit.pipeline.suivi_town import LEA, NOW, REG, later, owed, told

HOUR = dt.timedelta(hours=1)


def due(office: Office, reference: str, at: dt.datetime | None, **values: Any) -> str:
    """Give a file another promise, or other values."""
    names = "".join(f", {name} = ?" for name in values)
    office.database.write(
        lambda cursor: cursor.execute(
            f"UPDATE signalement SET echeance = ?{names} WHERE reference = ?", [at, *values.values(), reference]
        )
    )
    return reference


def news_asked(office: Office, reference: str, times: int) -> None:
    probleme = office.database.value("SELECT probleme_id FROM signalement WHERE reference = ?", [reference])
    assert isinstance(probleme, int)
    for number in range(times):
        save_call(office, Appel(cle=f"relance-{reference}-{number}", issue=Issue.RELANCE, probleme=probleme), "op")


@pytest.mark.parametrize(("start", "hours", "end"), [
    ("2026-05-29T15:00+02:00", 4, "2026-06-01T09:00+02:00"),  # Friday, over the week-end
    ("2026-05-29T08:00+02:00", 10, "2026-06-01T08:00+02:00"),  # a whole day: until the next opening
    ("2026-05-22T15:00+02:00", 4, "2026-05-26T09:00+02:00"),  # Whit Monday is no working day
    ("2026-05-30T12:00+02:00", 1, "2026-06-01T09:00+02:00"),  # from a Saturday
    ("2026-06-02T09:30+02:00", 2, "2026-06-02T11:30+02:00"),
])  # fmt: skip
def test_how_far_hours_of_service_reach(start: str, hours: int, end: str) -> None:
    begun, reached = dt.datetime.fromisoformat(start), service_horizon(dt.datetime.fromisoformat(start), hours * HOUR)
    assert reached == dt.datetime.fromisoformat(end)
    assert service_between(begun, reached) == hours * HOUR
    assert service_between(begun, reached + dt.timedelta(minutes=1)) > hours * HOUR


def test_service_over_months_is_that_of_each_of_their_days() -> None:
    start = dt.datetime.fromisoformat("2025-11-14T16:30+01:00")
    days = 0
    for end in ("2025-11-28T09:00+01:00", "2025-12-01T09:00+01:00", "2026-01-31T12:00+01:00", "2026-06-01T12:00+02:00"):
        stop, at, worked = dt.datetime.fromisoformat(end), start, dt.timedelta()
        while at < stop:
            following = min(at + dt.timedelta(hours=7), stop)
            worked += service_between(at, following)
            at = following
            days += 1
        assert service_between(start, stop) == worked
    assert days > 100


def test_an_empty_base_has_an_empty_board(office: Office) -> None:
    found = board(office)
    assert found.attentes == dict.fromkeys(map(str, Attente), 0)
    assert (found.contacts, found.etats, found.retours_dus, found.rompues_hier) == ({}, {}, 0, 0)
    assert all(board_list(office, one) == [] for one in Attente)


def test_the_counts_are_those_of_a_board_made_by_hand(office: Office) -> None:
    late = due(office, told(office, "1"), NOW - HOUR)
    older = due(office, told(office, "2", lat=46.06), NOW - dt.timedelta(days=3))
    soon = due(office, told(office, "3", lat=46.065), NOW + 6 * HOUR)
    due(office, told(office, "4", lat=46.051), NOW + dt.timedelta(days=3))
    nobody = due(office, told(office, "5", lat=46.052), NOW + dt.timedelta(days=9), service=None)
    lost = due(office, told(office, "6", lieu_inconnu=True, lat=None, lon=None, adresse=""), NOW + dt.timedelta(days=9))
    asked = due(office, told(office, "7", lat=46.053), NOW + dt.timedelta(days=9))
    due(office, told(office, "8", lat=46.054), NOW - HOUR, statut="resolu")  # over: it waits for nobody
    due(office, told(office, "9", lat=46.0545), NOW - HOUR, statut="non_communique")  # not followed here
    due(office, told(office, "10", lat=46.0565), NOW - HOUR, statut="intervention_faite")  # done: news are owed
    news_asked(office, asked, 3)
    news_asked(office, soon, 2)
    save_call(office, Appel(cle="information-1", issue=Issue.INFORMATION), "op")
    owed(office, late, hours=-1)
    owed(office, older, hours=5)
    found = board(office)
    assert found.attentes == {"rompues": 2, "bientot": 1, "sans_service": 1, "a_localiser": 1, "relances": 1}
    assert found.rompues_hier == 1
    assert found.contacts == {"signalement": 10, "relance": 5, "information": 1}
    assert found.etats == {"recu": 7, "intervention_faite": 1}
    assert (found.retours_dus, found.retours_tard) == (2, 1)
    listed = {one: [row.reference for row in board_list(office, one)] for one in Attente}
    assert listed == {
        "rompues": [late, older], "bientot": [soon], "sans_service": [nobody], "a_localiser": [lost],
        "relances": [asked],
    }  # fmt: skip
    for one in Attente:
        assert len(listed[one]) == found.attentes[one]


def test_a_line_says_how_long_is_left_and_whom_the_rule_names(office: Office) -> None:
    due(office, told(office, "1"), NOW + 7 * HOUR)  # 19:00 in Paris, when the service has closed
    (line,) = board_list(office, Attente.BIENTOT)
    assert (line.reste_h, line.service, line.voix, line.relances) == (6.0, "Propreté urbaine", 1, 0)
    assert line.escalade == "Direction de la propreté"
    assert line.prevenu_le is None
    later(office, days=1)
    assert board_list(office, Attente.BIENTOT) == []
    (line,) = board_list(office, Attente.ROMPUES)
    assert line.reste_h == -4.0  # Tuesday from 8:00 to noon


def test_about_to_break_is_counted_in_hours_of_service(office: Office) -> None:
    later(office, days=4, hours=3)  # Friday 15:00 in Paris
    now = office.clock()
    due(office, told(office, "1"), now + 40 * HOUR)  # in the night of Saturday: nobody works before
    due(office, told(office, "2", lat=46.06), now + 67 * HOUR)  # Monday 10:00: five hours of service away
    assert [board(office, heures=hours).attentes["bientot"] for hours in (2, 4, 5)] == [0, 1, 2]
    with pytest.raises(ValueRefused, match="de 1 à 50"):
        board(office, heures=0)


def test_a_problem_counts_once_with_its_voices(office: Office) -> None:
    first = due(office, told(office, "1", telephone="06 12 34 56 78"), NOW - 2 * HOUR)
    probleme = office.database.value("SELECT probleme_id FROM signalement WHERE reference = ?", [first])
    due(office, told(office, "2", telephone="06 98 76 54 32", probleme=probleme), NOW - HOUR)
    assert board(office).attentes["rompues"] == 1
    (line,) = board_list(office, Attente.ROMPUES)
    assert (line.reference, line.voix) == (first, 2)


def test_relances_follow_what_is_merged(office: Office) -> None:
    kept, gone = told(office, "1"), told(office, "2", lat=46.06)
    for reference in (kept, gone):
        due(office, reference, NOW + 90 * HOUR)
        news_asked(office, reference, 2)
    assert board(office).attentes["relances"] == 0
    one, two = office.database.read("SELECT probleme_id FROM signalement ORDER BY id")["probleme_id"].to_pylist()
    merge(office, one, two, auteur="reg")
    assert [line.relances for line in board_list(office, Attente.RELANCES)] == [4]
    known = file_read(office.database, gone)
    assert known is not None and known["relances"] == 4
    places = indicators(office, Selection(zonage="quartier", territoires=("Q00",)), ("contacts_relance",))
    assert places[0].valeur == 4


def test_what_weighs_most_comes_first_among_the_broken(office: Office) -> None:
    old = due(office, told(office, "1"), NOW - 90 * HOUR)
    fresh = due(office, told(office, "2", lat=46.06), NOW - HOUR)
    heavy = due(office, told(office, "3", lat=46.065), NOW - 200 * HOUR)
    news_asked(office, heavy, 2)
    assert [row.reference for row in board_list(office, Attente.ROMPUES)] == [heavy, fresh, old]
    assert len(board_list(office, Attente.ROMPUES, limit=1)) == 1


def test_an_account_of_some_territories_sees_no_farther(office: Office) -> None:
    due(office, told(office, "1"), NOW - HOUR)
    for codes, n in ((["quartier:Q00"], 1), (["quartier:Q11"], 0)):
        account = replace(REG, territoires=frozenset(codes))
        assert tableau_chiffres(Context(office, account)).attentes["rompues"] == n
        assert len(tableau_liste(Context(office, account), Attente.ROMPUES)) == n
    with pytest.raises(NotAllowed):
        tableau_chiffres(Context(office, LEA))


def test_calls_of_each_hour_stand_beside_who_is_there(office: Office) -> None:
    rows = [{"jour": jour, "heure": hour, "operateurs": n} for jour, hour, n in
            (("lun", 10, 3), ("lun", 12, 2), ("feries", 10, 1))]  # fmt: skip
    set_setting(office, "effectifs", rows, account=REG)
    for week, hour, calls in ((1, 10, 4), (2, 10, 2), (0, 10, 5), (0, 12, 1)):
        at = dt.datetime(2026, 6, 1, hour - 2, tzinfo=dt.UTC) - dt.timedelta(weeks=week)
        for number in range(calls):
            save_call(office, Appel(cle=f"appel-{week}-{hour}-{number}", issue=Issue.INFORMATION, recu_le=at), "op")
    hours = hours_of_day(office, dt.date(2026, 6, 1))  # Monday, it is noon
    assert (hours[10].appels, hours[10].habituel, hours[10].operateurs) == (5, 3.0, 3)
    assert (hours[12].appels, hours[12].habituel, hours[12].operateurs) == (1, 0.0, 2)
    assert (hours[13].appels, hours[13].operateurs) == (None, 0)
    whit = hours_of_day(office, dt.date(2026, 5, 25))
    assert (whit[10].appels, whit[10].operateurs) == (4, 1)  # a public holiday
    assert hours_of_day(office, dt.date(2026, 6, 2))[3].appels is None


def test_staffing_that_nobody_said_is_not_zero(office: Office) -> None:
    assert {one.operateurs for one in hours_of_day(office, dt.date(2026, 6, 1))} == {None}
    assert {one.habituel for one in hours_of_day(office, dt.date(2026, 6, 1))} == {None}


def test_a_file_moves_from_one_count_to_the_other(office: Office) -> None:
    reference = due(office, told(office, "1"), NOW - HOUR)
    move_file(office, reference, Statut.TRANSMIS, account=REG)
    assert board(office).etats == {"transmis": 1}
    move_file(office, reference, Statut.RESOLU, account=REG)
    assert board(office).attentes["rompues"] == 0
