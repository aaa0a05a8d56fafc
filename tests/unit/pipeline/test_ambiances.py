"""Observations d'ambiance: placed by the office, kept once, in no count of signalements."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from observatory.domain.ambiance import GENRES, PLEASANT, TROUBLED
from observatory.domain.errors import Conflict, NotAllowed, ObservatoryError, ValueRefused
from observatory.domain.mediation import Rendu
from observatory.domain.roles import Account, Role
from observatory.domain.selection import Selection
from observatory.pipeline import ambiances, apercu, questions
from observatory.pipeline.office import Office
from tests.unit.pipeline.conftest import LAT, LON

NOW = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)
LEO = Account("leo", frozenset({Role.MEDIATEUR}))
KEYS = (f"essai-ambiance-{n:04d}" for n in itertools.count())


def note(office: Office, who: Account = LEO, cle: str = "", **more: Any) -> Rendu:
    values: dict[str, Any] = {
        "lat": LAT + 0.005, "lon": LON + 12e-4, "debut": NOW - dt.timedelta(hours=1), "fin": NOW, "genre": "calme",
        "intensite": 2,
    }  # fmt: skip
    return ambiances.observe(office, who, cle or next(KEYS), **values | more)


def test_the_office_names_the_street_and_the_cell(office: Office) -> None:
    done = note(office)
    assert done.message == "Observation notée : calme, Rue des Mouettes."
    (row,) = ambiances.observations(office, Selection()).to_pylist()
    assert (row["lieu"], row["genre"], row["intensite"]) == ("Rue des Mouettes", "calme", 2)
    assert row["cell"] == office.database.value("SELECT cell FROM ambiance")
    query = "SELECT t.code FROM ambiance_appartenance a JOIN territoire t ON t.id = a.territoire_id"
    assert office.database.read(query)["code"].to_pylist() == ["Q00"]
    (own,) = ambiances.own_observations(office, LEO)
    assert own.lieu == "Rue des Mouettes"
    assert ambiances.own_observations(office, Account("mia", LEO.roles)) == []


def test_far_from_any_street_the_place_has_no_name(office: Office) -> None:
    note(office, lat=LAT + 0.0195, lon=LON + 0.0195)
    assert ambiances.observations(office, Selection())["lieu"].to_pylist() == [ambiances.UNNAMED]


def test_no_count_of_signalements_changes(office: Office) -> None:
    before = (apercu.total(office, Selection()), questions.cells_table(office, Selection(), 10))
    note(office)
    assert (apercu.total(office, Selection()), questions.cells_table(office, Selection(), 10)) == before


def test_what_is_sent_again_is_kept_once(office: Office) -> None:
    first, again = (note(office, cle="cle-essai-1001") for _ in range(2))
    assert (again.ident, again.deja) == (first.ident, True)
    with pytest.raises(Conflict):
        note(office, cle="cle-essai-1001", genre="bruit")
    assert len(ambiances.observations(office, Selection())) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"genre": "personne louche"}, {"intensite": 0}, {"intensite": 5}, {"lat": 91.0}, {"lon": float("nan")},
     {"debut": NOW + dt.timedelta(hours=1)}, {"debut": NOW - dt.timedelta(hours=30)},
     {"fin": NOW + dt.timedelta(hours=1)},
     {"debut": NOW - dt.timedelta(days=40), "fin": NOW - dt.timedelta(days=40)},
     {"lat": 48.85, "lon": 2.35}, {"lat": LAT - 0.1},
     {"debut": dt.datetime.max.replace(tzinfo=dt.UTC), "fin": dt.datetime.max.replace(tzinfo=dt.UTC)},
     {"debut": (NOW - dt.timedelta(hours=1)).replace(tzinfo=None)}],
)  # fmt: skip
def test_what_cannot_be_is_refused(office: Office, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueRefused):
        note(office, **wrong)
    assert office.database.value("SELECT count(*) FROM ambiance") == 0


def test_an_account_of_some_territories_observes_there(office: Office) -> None:
    near, far = (Account("leo", LEO.roles, territoires=frozenset({f"quartier:{code}"})) for code in ("Q00", "Q11"))
    note(office, near)
    with pytest.raises(NotAllowed, match="territoires"):
        note(office, far)


@pytest.mark.parametrize(
    ("asked", "found"),
    [(Selection(), 3), (Selection(depuis=dt.date(2026, 6, 1)), 2), (Selection(jusqua=dt.date(2026, 5, 31)), 1),
     (Selection(heure_debut=22, heure_fin=6), 1), (Selection(heure_debut=11, heure_fin=12), 2),
     (Selection(zonage="quartier", territoires=("Q00",)), 2), (Selection(zonage="quartier", territoires=("Q10",)), 1)],
)  # fmt: skip
def test_the_filters_of_pages_apply(office: Office, asked: Selection, found: int) -> None:
    note(office)  # 1 June, 11 h in Paris, Q00
    note(office, lon=LON + 0.012)  # Q10
    night = dt.datetime(2026, 5, 30, 21, 30, tzinfo=dt.UTC)  # 23 h 30 in Paris
    note(office, debut=night, fin=night, genre="bruit")
    assert len(ambiances.observations(office, asked)) == found
    assert sum(ambiances.observation_cells(office, asked, 9)["n"].to_pylist()) == found


def test_cells_tell_the_pleasant_from_the_troubled(office: Office) -> None:
    for genre, strength in (("calme", 1), ("bruit", 4), ("bruit", 2), ("tension", 3)):
        note(office, genre=genre, intensite=strength)
    rows = ambiances.observation_cells(office, Selection(), 10).to_pylist()
    assert [(one["tonalite"], one["n"], one["intensite"], one["genres"]) for one in rows] == [
        (PLEASANT, 1, 1.0, "Calme"), (TROUBLED, 3, 3.0, "Bruit 2, Tension"),
    ]  # fmt: skip
    assert len(ambiances.observations(office, Selection(), ["bruit"])) == 2
    with pytest.raises(ObservatoryError, match="louche"):
        ambiances.observations(office, Selection(), ["louche"])


def test_some_kinds_are_pleasant_and_none_describes_a_person() -> None:
    assert [name for name, bearing in GENRES.values() if bearing == PLEASANT][:2] == ["Calme", "Présence rassurante"]
