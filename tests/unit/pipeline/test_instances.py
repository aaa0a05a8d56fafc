"""What partners owe, and what instances read: red first, late decisions, and nobody's words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from observatory.domain.action import Action, EtatAction, Indicateur
from observatory.domain.instances import Echeance
from observatory.domain.reunion import Decision, GenreDecision, GenreReunion, ProblemeDit, Reunion
from observatory.domain.roles import Account, Role
from observatory.domain.schema import Axe, Schema
from observatory.pipeline.actions import action_create, action_save, objets_attach
from observatory.pipeline.decisions import decision_add
from observatory.pipeline.indicateurs_action import indicateur_add, valeur_answer
from observatory.pipeline.indicateurs_dus import dus, overdue_counts
from observatory.pipeline.instances import formation_of, groupe_of
from observatory.pipeline.office import Office
from observatory.pipeline.reunions import probleme_add
from observatory.pipeline.schemas import schema_create
from observatory.pipeline.tenue_reunion import reunion_note
from observatory.store.actions import evaluation_write
from tests.unit.pipeline.conftest import NOW

COORD = Account("coord", frozenset({Role.COORDONNATEUR}))
CLSPD = Account("elue", frozenset({Role.CLSPD}))
LIGHT = "Éclairage public"
PARTNER = Account("eclairage", frozenset({Role.PARTENAIRE}), services=frozenset({LIGHT}))
TODAY = NOW.date()
GROUP = Reunion(0, GenreReunion.GROUPE, "Le Port", dt.date(2026, 4, 7), "", "")


@pytest.fixture
def plan(office: Office) -> Schema:
    wanted = Schema(0, "Le Port", "", "clspd", dt.date(2026, 2, 1), dt.date(2027, 12, 31), "Directrice")
    return schema_create(office, wanted, account=COORD)


@pytest.fixture
def action(office: Office, plan: Schema) -> Action:
    wanted = Action(0, "", plan.ident, Axe.TRANQUILLITE, "Éclairer le quai", "eclairage", service=LIGHT)
    return action_create(office, wanted, account=COORD)


def owe(office: Office, action: Action, days: int, service: str = LIGHT, name: str = "Lampes") -> int:
    asked = Indicateur(0, action.ident, "realisation", name, "", None, service, TODAY + dt.timedelta(days=days))
    return indicateur_add(office, asked, account=COORD).ident


def test_a_partner_sees_what_its_own_services_owe_late_first(office: Office, action: Action) -> None:
    soon, late, far = owe(office, action, 10), owe(office, action, -3), owe(office, action, 90)
    owe(office, action, -20, "Voirie", "Bancs")
    done = owe(office, action, -40)
    valeur_answer(office, done, nombre=None, phrase=None, source="le service", jour=TODAY, account=PARTNER)
    mine = [(one.indicateur.ident, one.echeance, one.retard) for one in dus(office, PARTNER)]
    assert mine == [
        (late, Echeance.EN_RETARD, 3), (soon, Echeance.BIENTOT, 0), (far, Echeance.PLUS_TARD, 0),
        (done, Echeance.RENSEIGNE, 0),
    ]  # fmt: skip
    assert {one.indicateur.service for one in dus(office, COORD)} == {LIGHT, "Voirie"}
    assert dus(office, replace(PARTNER, services=frozenset())) == []
    assert overdue_counts(office, frozenset()) == (2, 0)
    action_save(office, replace(action, etat=EtatAction.ABANDONNEE), account=COORD)
    assert dus(office, PARTNER) == [] and overdue_counts(office, frozenset()) == (0, 0)


def test_the_council_reads_red_ones_first_then_what_is_late_and_to_be_decided(
    office: Office, plan: Schema, action: Action
) -> None:
    alone = action_create(office, replace(action, titre="Nettoyer la cale", service=""), account=COORD)
    meeting = reunion_note(office, GROUP, account=COORD)
    yes = Decision(0, 0, GenreDecision.ACCORD, "Douze lampes", LIGHT, action.ident, dt.date(2026, 5, 22))
    decision_add(office, meeting.ident, yes, account=COORD)
    decision_add(office, meeting.ident, replace(yes, action=None, texte="Un agent le soir"), account=COORD)
    read = formation_of(office, plan.ident, CLSPD)
    assert [one.ident for one in read.actions] == [alone.ident, action.ident]
    assert [(one.decision.texte, one.action is None, one.jours) for one in read.en_retard] == [
        ("Douze lampes", False, 10), ("Un agent le soir", True, 10),
    ]  # fmt: skip
    served = replace(action, etat=EtatAction.EN_COURS, en_service_le=TODAY)
    action_save(office, served, account=COORD)
    assert [one.decision.texte for one in formation_of(office, plan.ident, CLSPD).en_retard] == ["Un agent le soir"]
    assert read.actions[1].decidee is not None and read.mois == 5 and read.a_decider == ()
    row = {
        "depuis": TODAY,
        "date": TODAY,
        "jusqua": TODAY,
        "verdict": "baisse probable",
        "phrase": "En baisse.",
        "detail": {},
    }
    office.database.write(lambda cursor: evaluation_write(cursor, action.ident, row, "coord", NOW))
    assert [one.ident for one in formation_of(office, plan.ident, CLSPD).a_decider] == [action.ident]
    go = Decision(0, 0, GenreDecision.POURSUIVRE, "", action=action.ident)
    decision_add(office, meeting.ident, go, account=COORD)
    assert formation_of(office, plan.ident, CLSPD).a_decider == ()


def test_the_group_reads_partner_by_partner(office: Office, plan: Schema, action: Action) -> None:
    owe(office, action, -3)
    owe(office, action, -3, "Voirie")
    meeting = reunion_note(office, GROUP, account=COORD)
    yes = Decision(0, 0, GenreDecision.REFUS, "Changer le sens de la rue", "Voirie")
    decision_add(office, meeting.ident, yes, account=COORD)
    dark = ProblemeDit(0, "eclairage-panne", "Tout est noir", "", None, None, 3)
    for _ in range(2):
        kept = probleme_add(office, meeting.ident, dark, account=COORD)
    objets_attach(office, action.ident, [("reunion_probleme", kept.problemes[0].ident)], account=COORD)
    read = groupe_of(office, plan.ident, CLSPD)
    light, roads = read.partenaires
    assert (light.nom, [one.ident for one in light.pilote], len(light.doit)) == (LIGHT, [action.ident], 1)
    assert [one.texte for one in roads.refuse] == ["Changer le sens de la rue"] and len(roads.doit) == 1
    assert (read.constats, read.dits, read.dits_sans_action) == (0, 2, 1)
    assert read.prochaine is None
    reunion_note(office, replace(GROUP, jour=dt.date(2026, 9, 3)), account=COORD)
    found = groupe_of(office, plan.ident, CLSPD).prochaine
    assert found is not None and found.du == dt.date(2026, 9, 3)
