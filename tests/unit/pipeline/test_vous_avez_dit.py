"""What is told of what residents said: nobody's door, nobody's quarrel, and every state of an action in its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from observatory.domain.action import Action, Alerte, EtatAction
from observatory.domain.reunion import GenreReunion, ProblemeDit, Reunion
from observatory.domain.roles import Account, Role
from observatory.pipeline.chiffres_publics import chiffres_publics
from observatory.pipeline.office import Office
from observatory.pipeline.reunions import probleme_add, reunion_create
from observatory.pipeline.vous_avez_dit import ROWS, said_lines, state_of, unnumbered, vous_avez_dit
from observatory.pipeline.vue_publique import Vue
from tests.unit.pipeline.conftest import LAT, LON, NOW
from tests.unit.pipeline.publiable_town import open_town

COORDO = Account("coordo", frozenset({Role.COORDONNATEUR}))


@pytest.fixture
def town(town_file: Path, tmp_path: Path) -> Iterator[Office]:
    with open_town(tmp_path, town_file) as office:
        yield office


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("12 bis, rue des Lilas", "rue des Lilas"),
        ("Sacs devant le 7 avenue du Port", "Sacs devant le avenue du Port"),
        ("Rue du 8 Mai 1945", "Rue du 8 Mai 1945"),
        ("angle 3 place de la Gare / 14 quai Nord", "angle place de la Gare / quai Nord"),
    ],
)
def test_no_door_is_named(said: str, told: str) -> None:
    assert unnumbered(said) == told


def test_an_action_that_is_only_proposed_is_no_promise() -> None:
    def action(etat: str, *alertes: str) -> Action:
        return Action(1, "A-1", 1, "tranquillite", "Éclairer", "eclairage", etat=etat, alertes=alertes)

    today = dt.date(2026, 6, 1)
    told = {etat: state_of(action(etat), today) for etat in EtatAction}
    assert told[EtatAction.PROPOSEE] == "proposé" and told[EtatAction.REALISEE] == "fait"
    assert len(set(told.values())) == len(EtatAction)
    assert state_of(action(EtatAction.EN_COURS, Alerte.EN_RETARD), today) == "en retard"


def test_what_was_said_is_told_by_quartier_without_the_quarrels_of_a_few(town: Office) -> None:
    held = NOW.date() - dt.timedelta(days=20)
    meeting = reunion_create(town, Reunion(0, GenreReunion.CONSULTATION, "Réunion", held, "École", ""), account=COORDO)
    raised = [
        ProblemeDit(0, "bruit", "Musique le soir.", "4 rue des Mouettes", LAT + 0.005, LON + 0.005, 12),
        ProblemeDit(0, "voisinage", "Dispute de palier.", "", LAT + 0.005, LON + 0.015, 2),
        ProblemeDit(0, "depots", "Matelas au coin.", "", LAT + 0.015, LON + 0.005, 2),
    ]
    for one in raised:
        probleme_add(town, meeting.ident, one, account=COORDO)
    vue = Vue(town, chiffres_publics(town))
    lines = said_lines(vue)
    assert {(one.quartier, one.dit, one.etat) for one in lines} == {
        ("Q00", "Musique le soir (rue des Mouettes)", "pas de réponse"),
        ("Q01", "Matelas au coin.", "pas de réponse"),
    }
    slides = vous_avez_dit(vue, 2)
    assert len(slides) == 1 and len(slides[0].partie.blocs) == 1 and len(lines) <= ROWS
    own = said_lines(Vue(town, chiffres_publics(town, "", "Q01"), "Q01"))
    assert [one.dit for one in own] == ["Matelas au coin."]
