"""The walks of the fictional city: a past one whose constats are signalements of that evening, and one to come."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from observatory.demo.marches import DEVICES, NEXT_TITLE, PROMISES, TITLE, answers, stops_among
from observatory.domain.marche import Etat, Marche
from observatory.domain.roles import Account, Role
from observatory.pipeline.marches import marches_list
from observatory.pipeline.office import Office
from observatory.pipeline.photos import waiting_pictures
from observatory.pipeline.releves import releves_of
from observatory.pipeline.restitution import restitution_of
from observatory.pipeline.reunions import reunion_of
from observatory.settings import load_settings

LAST = dt.date(2026, 11, 20)


@pytest.fixture(scope="module")
def office(city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office.open(load_settings(city_in(tmp_path_factory.mktemp("marches")))) as opened:
        yield opened


def _told(office: Office) -> tuple[Marche, Marche]:
    """The walk to come and the one that is told in full."""
    by_title = {one.plan.titre: one for one in marches_list(office)}
    return by_title[NEXT_TITLE], by_title[TITLE]


def test_one_walk_is_closed_and_one_to_come_by_the_same_stops(office: Office) -> None:
    coming, walked = _told(office)
    assert (coming.etat, walked.etat) == (Etat.PRETE, Etat.CLOSE)
    assert coming.plan.prevue_le.date() > LAST + dt.timedelta(days=13) and coming.plan.precedente == walked.ident
    assert [one.precedent for one in coming.plan.arrets] == [one.ident for one in walked.plan.arrets]
    assert len(coming.plan.arrets) == 5 and coming.plan.methode == "voies" and 500 < coming.plan.metres < 4_000
    assert coming.plan.reunion is not None
    raised = reunion_of(office, coming.plan.reunion).problemes
    assert len(raised) == 10 and all(one.lat is not None for one in raised)
    assert walked.close_le is not None and walked.close_le.date() > walked.plan.prevue_le.date()


def test_its_constats_are_the_signalements_that_were_planted(office: Office) -> None:
    walked = _told(office)[1]
    told = office.database.read(
        "SELECT s.canal, s.recu_jour, s.categorie = c.categorie AS same FROM constat c "
        "JOIN signalement s ON s.id = c.signalement_id WHERE c.marche_id = ?",
        [walked.ident],
    ).to_pylist()
    assert len(told) >= 6
    assert all((one["canal"], one["same"]) == ("marche", True) for one in told)
    assert {one["recu_jour"] for one in told} == {walked.plan.prevue_le.date()}
    truth = json.loads(office.settings.db.with_suffix(".verite.json").read_text(encoding="utf-8"))
    assert int(str(office.database.value("SELECT count(*) FROM signalement"))) == truth["signalements"]
    assert truth["a_pied"]["marche"] == 2 and truth["a_pied"]["engagement"] == len(PROMISES)


def test_three_phones_noted_it_and_nothing_waits_to_be_seen(office: Office) -> None:
    walked = _told(office)[1]
    noted = releves_of(office, walked.ident)
    assert {one.appareil for one in noted.reponses} == set(DEVICES)
    assert any(one.positif for one in noted.constats) and any(one.photos for one in noted.constats)
    assert set(noted.ressenti[DEVICES[0]]) == {"avant", "apres"}
    assert waiting_pictures(office) == []
    promises = office.database.read("SELECT pour_le, tenu_le FROM engagement ORDER BY id").to_pylist()
    assert [one["tenu_le"] is not None for one in promises] == [True, True, False, False]
    assert promises[2]["pour_le"] < LAST < promises[3]["pour_le"]
    assert restitution_of(office, walked.ident, Account("c", frozenset({Role.COORDONNATEUR}))) is not None


def test_stops_lie_apart_and_answers_are_those_of_a_grid() -> None:
    assert stops_among([(0.0, 0.0), (0.0, 1.0), (0.0, 0.1), (1.0, 0.5)], 3) == [3, 0, 1]
    assert stops_among([]) == []
    given = answers(["a", "b"], 2, np.random.default_rng(3))
    assert [len(each) for each in given] == [2, 2, 2]
    assert all(note is None or 0 <= note <= 3 for each in given for notes in each for note in notes.values())
