from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from support.desk_audit import Kept, audit
from support.desk_base import grow_base
from support.desk_calls import (
    INFORMATION,
    RELANCE,
    SHARES,
    SIGNALEMENT,
    Said,
    arrival_times,
    keystrokes,
    make_calls,
    pauses,
)
from support.desk_figures import LIMITS_MS, Stage, bottleneck, summary
from support.desk_operators import Acknowledged

from observatory.domain.appel import Issue
from observatory.pipeline.check import verify
from observatory.pipeline.office import Office
from observatory.settings import Settings
from observatory.store.appels import contact_write
from tests.unit.pipeline.conftest import office, settings, town_file
from tests.unit.pipeline.memory_town import settle

__all__ = ["office", "settings", "town_file"]

SAID = [Said("12 rue des goélands", "bruit-voisins", "Il y a du bruit tous les soirs depuis trois jours")]
CONTACT_ROW = {"recu_jour": dt.date(2026, 5, 20), "recu_heure": 10, "canal": "telephone", "issue": "information"}
QUIET = {"owner": 0.2, "dashboard": 0.1, "load": 0.05, "others": 0.0}


def test_calls_come_at_the_pace_asked_for() -> None:
    times = list(arrival_times(2.0, 10_000, Random(1)))
    assert len(times) == pytest.approx(20_000, rel=0.02)
    assert times == sorted(times)
    assert times[0] > 0
    assert times[-1] < 10_000
    gaps = [after - before for before, after in pairwise(times)]
    assert sum(gap > 0.5 for gap in gaps) / len(gaps) == pytest.approx(0.3679, abs=0.01)  # e^-1: no memory


def test_calls_are_drawn_in_their_shares_and_again_from_the_seed() -> None:
    calls = make_calls(10, 1_000, SAID, Random(3))
    assert len({call.cle for call in calls}) == len(calls)
    for genre, share in SHARES.items():
        assert sum(call.genre == genre for call in calls) / len(calls) == pytest.approx(share, abs=0.015)
    assert sum(call.twice for call in calls) / len(calls) == pytest.approx(0.02, abs=0.006)
    assert calls == make_calls(10, 1_000, SAID, Random(3))
    assert sum(SHARES.values()) == pytest.approx(1)


def test_letters_and_pauses_end_with_the_whole_text() -> None:
    assert keystrokes("5 rue A") == ["5 r", "5 ru", "5 rue", "5 rue A"]
    assert pauses("un deux trois quatre") == ["un deux trois", "un deux trois quatre"]
    assert pauses("un deux trois") == ["un deux trois"]


def test_percentiles_are_in_milliseconds() -> None:
    figures = summary([n / 1_000 for n in range(1, 101)])
    assert figures == {"p50": 51.0, "p95": 96.0, "p99": 100.0, "max": 100.0, "count": 100}


def stage(**seconds: list[float]) -> Stage:
    within = {kind: [0.9 * limit / 1e3] * 100 for kind, limit in LIMITS_MS.items()}
    return Stage(2.0, within | seconds, [], [], [], QUIET, (0.0, 0.0, 0.0))


def test_a_limit_breaks_at_its_95th_percentile_and_by_an_error() -> None:
    assert stage().broken() == []
    assert stage(save=[0.1] * 96 + [9.0] * 4).broken() == []
    assert stage(save=[0.1] * 94 + [9.0] * 6).broken() == ["save_p95_ms 9000 > 150"]
    assert Stage(2.0, stage().seconds, ["save: 500"], [], [], QUIET, (0.0, 0.0, 0.0)).broken() == ["1 errors"]


def test_nothing_measured_is_no_success() -> None:
    assert any("nearby" in told for told in stage(nearby=[]).broken())


def test_what_is_used_up_is_named() -> None:
    assert bottleneck(QUIET | {"others": 1.6}, 2).startswith("all 2 processors, most of them by: others")
    assert bottleneck(QUIET | {"owner": 0.95}, 2).startswith("the owner's interpreter")
    assert bottleneck(QUIET, 2).startswith("no processor")


def kept(**changes: object) -> Kept:
    whole = {
        "keys": {"a": 1, "b": 2}, "references": {("KLM234", 1): 1}, "contacts": 2, "signalements": 1,
    }  # fmt: skip
    return Kept(**(whole | changes))  # type: ignore[arg-type]


FILE, CONTACT = Acknowledged("a", 1, "KLM234"), Acknowledged("b", 2, "")


def test_each_call_once() -> None:
    found = audit([FILE, CONTACT, FILE], kept())
    assert (found.acknowledged, found.lost, found.doubled) == (2, 0, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"keys": {"a": 1}, "contacts": 1},
        {"keys": {"a": 1, "b": 3}},
        {"references": {}, "signalements": 0},
        {"references": {("KLM234", 7): 1}},
    ],
)
def test_a_call_that_is_not_whole_is_lost(changes: dict[str, object]) -> None:
    assert audit([FILE, CONTACT], kept(**changes)).lost == 1


def test_a_call_kept_twice_is_doubled() -> None:
    assert audit([FILE, CONTACT], kept(contacts=3)).doubled == 1
    assert audit([FILE, CONTACT], kept(signalements=2)).doubled == 1
    assert audit([FILE, CONTACT], kept(references={("KLM234", 1): 2}, signalements=2, contacts=3)).doubled == 1
    assert audit([FILE, CONTACT, Acknowledged("a", 3, "QRT567")], kept()).doubled == 1


def test_a_call_without_an_answer_may_be_there_or_not() -> None:
    assert audit([FILE, CONTACT], kept(contacts=3), unanswered=1).doubled == 0
    assert audit([FILE, CONTACT], kept(), unanswered=1).lost == 0


def test_what_operators_send_are_ends_that_the_office_knows() -> None:
    assert {INFORMATION, RELANCE, SIGNALEMENT} <= {str(one) for one in Issue}


def test_a_grown_base_is_sound_and_drawn_from_its_seed(settings: Settings, office: Office, tmp_path: Path) -> None:
    settle(office, tmp_path)
    last = office.database.read("SELECT max(recu_le) AS le FROM signalement")["le"][0].as_py()
    office.database.cursor().execute("CHECKPOINT")
    copies = [tmp_path / f"copie-{number}.duckdb" for number in range(3)]
    told = []
    for copy, seed in zip(copies, (1, 1, 2), strict=True):
        shutil.copy(settings.db, copy)
        grow_base(copy, 500, seed)
        with Office.open(replace(settings, db=copy)) as grown:
            assert verify(grown).ok
            rows = grown.database.read("SELECT * FROM signalement ORDER BY id").to_pylist()
            assert len(rows) == 500 and len({row["reference"] for row in rows}) == 500
            assert all(row["recu_le"] <= last for row in rows)
            assert [row["recu_le"] for row in rows[80:]] == sorted(row["recu_le"] for row in rows[80:])
            number = grown.database.write(lambda cursor: contact_write(cursor, {**CONTACT_ROW, "recu_le": last}))
            assert number == 501
        told.append([(row["reference"], row["lat"], row["recu_le"]) for row in rows])
    assert told[0] == told[1] != told[2]


def test_a_base_as_large_as_asked_for_stays(settings: Settings, office: Office, tmp_path: Path) -> None:
    settle(office, tmp_path)
    office.database.cursor().execute("CHECKPOINT")
    copy = tmp_path / "copie.duckdb"
    shutil.copy(settings.db, copy)
    grow_base(copy, 80, 1)
    with Office.open(replace(settings, db=copy)) as same:
        assert same.database.value("SELECT count(*) FROM signalement") == 80
