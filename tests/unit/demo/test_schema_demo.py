"""The schéma local of the fictional city: in its 14th month, with effects that match what was planted."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from observatory.demo import schema as told
from observatory.domain.action import Action, Alerte
from observatory.domain.methode import EtatPassage, Passage
from observatory.domain.roles import Account, Role
from observatory.domain.schema import Schema, month_of, seats_remark
from observatory.pipeline.actions import actions_list
from observatory.pipeline.creation_marches import COORDONNATEUR
from observatory.pipeline.office import Office
from observatory.pipeline.photos import waiting_pictures
from observatory.pipeline.photos_action import action_photos
from observatory.pipeline.reunions import reunions_list
from observatory.pipeline.schemas import methode_of, schemas_list
from observatory.settings import load_settings

LAST = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 20, tzinfo=ZoneInfo("Europe/Paris"))
CLSPD = Account("clspd", frozenset({Role.CLSPD}))


@pytest.fixture(scope="module")
def office(city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office.open(load_settings(city_in(tmp_path_factory.mktemp("schema"))), lambda: NOW) as opened:
        yield opened


@pytest.fixture(scope="module")
def plan(office: Office) -> Schema:
    return schemas_list(office, COORDONNATEUR)[0]


@pytest.fixture(scope="module")
def actions(office: Office, plan: Schema) -> list[Action]:
    return actions_list(office, plan.ident, COORDONNATEUR)


def test_the_plan_is_in_its_14th_month_and_one_step_was_missed(office: Office, plan: Schema) -> None:
    assert month_of(plan.debut, LAST) == month_of(plan.debut, LAST + dt.timedelta(days=1)) == 14
    assert seats_remark(len(plan.membres)) is None and plan.pilote and plan.designe_le
    steps = methode_of(office, plan)
    assert [(one.passage, one.semestre) for one in steps.manques] == [(Passage.RESTITUTION, 2)]
    done = [one for one in steps.etapes if one.etat == EtatPassage.TENU]
    assert [one.passage for one in done] == [
        "consultation", "marche", "groupe", "presentation", "visite", "visite", "restitution",
    ]  # fmt: skip
    assert steps.remarques == ()


def test_verdicts_match_what_was_planted_and_a_meeting_settled_both(
    office: Office, plan: Schema, actions: list[Action]
) -> None:
    truth = json.loads(office.settings.db.with_suffix(".verite.json").read_text(encoding="utf-8"))
    known = {one.ident: one for one in actions}
    for planted in truth["actions"]:
        measured = known[truth["schema"][planted["nom"]]]
        effect = measured.evaluations[0]
        assert (effect.verdict == "baisse probable") is planted["a_marche"]
        assert measured.en_service_le == effect.date == dt.date.fromisoformat(planted["date_action"])
        assert effect.jusqua < effect.le.date() and Alerte.EFFET_A_DISCUTER not in measured.alertes
    settled = {
        one.action: one.genre for each in reunions_list(office) for one in each.decisions if one.evaluation is not None
    }
    worked, other = (truth["schema"][one] for one in ("Conteneurs des Genêts", "Cours du Commerce"))
    assert settled == {worked: "poursuivre", other: "modifier"}
    kinds = {one.genre for each in reunions_list(office) if each.schema == plan.ident for one in each.decisions}
    assert {"accord", "refus", "poursuivre", "modifier"} <= kinds


def test_its_actions_show_each_thing_that_can_go_wrong(office: Office, actions: list[Action]) -> None:
    alerts = [one for action in actions for one in action.alertes]
    assert sorted(alerts) == [Alerte.INDICATEUR_DU, Alerte.SANS_NOUVELLE, Alerte.SANS_PILOTE]
    assert {one.axe for one in actions} == {"jeunes", "violences", "tranquillite"}
    assert {"realisee", "abandonnee", "en_cours", "proposee", "suspendue"} <= {one.etat for one in actions}
    assert sum(bool(one.objets) for one in actions) >= 6
    values = [one.valeur for action in actions for one in action.indicateurs]
    assert any(one and one.non_communique for one in values) and any(one and one.phrase for one in values)
    assert any(one.depense is None for action in actions for one in action.financements)


def test_pictures_are_drawings_that_were_looked_at(office: Office, actions: list[Action]) -> None:
    assert waiting_pictures(office) == []
    shown = [one.moment for action in actions for one in action_photos(office, action.ident, CLSPD)]
    assert sorted(shown) == sorted(moment for _, moment, _ in told.PICTURES)
