"""A meeting is held: refused when it cannot be, counted without small groups, and decides of actions of its plan."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pypdfium2
import pytest

from observatory.domain.action import Action, EtatAction
from observatory.domain.errors import NotAllowed, NotFound, StateError, ValueRefused
from observatory.domain.marche import Genre, Plan
from observatory.domain.reunion import (
    LONGEST_MINUTES,
    NO_SCHEMA,
    Decision,
    EtatReunion,
    GenreDecision,
    GenreReunion,
    Reunion,
)
from observatory.domain.roles import Account, Role
from observatory.domain.schema import Axe, Schema
from observatory.pipeline.actions import action_create, action_of, nouvelles_of
from observatory.pipeline.decisions import decision_add, decision_drop
from observatory.pipeline.marches import marche_create
from observatory.pipeline.office import Office
from observatory.pipeline.releve_decisions import releve_of
from observatory.pipeline.reunions import reunion_of
from observatory.pipeline.schemas import schema_create
from observatory.pipeline.tenue_reunion import (
    diagnosis_write,
    minutes_write,
    presences_set,
    reunion_attach,
    reunion_note,
    reunion_read,
    reunion_save,
    reunion_state,
)
from observatory.store.actions import evaluation_write
from tests.unit.pipeline.conftest import NOW

COORD = Account("coord", frozenset({Role.COORDONNATEUR}))
CLSPD = Account("elue", frozenset({Role.CLSPD}))
LIGHT = "Éclairage public"
DAY = dt.date(2026, 5, 4)


@pytest.fixture
def plan(office: Office) -> Schema:
    wanted = Schema(0, "Le Port", "", "clspd", dt.date(2026, 2, 1), dt.date(2027, 12, 31), "Directrice")
    return schema_create(office, wanted, account=COORD)


@pytest.fixture
def action(office: Office, plan: Schema) -> Action:
    wanted = Action(0, "", plan.ident, Axe.TRANQUILLITE, "Éclairer le quai", "eclairage", service=LIGHT)
    return action_create(office, wanted, account=COORD)


@pytest.fixture
def group(office: Office, plan: Schema) -> Reunion:
    return reunion_note(office, Reunion(0, GenreReunion.GROUPE, "Le Port", DAY, "", ""), account=COORD)


def test_a_meeting_serves_the_one_plan_that_runs_unless_it_is_said_to_serve_none(office: Office, plan: Schema) -> None:
    meeting = Reunion(0, GenreReunion.CONSULTATION, "Le Port", DAY, "", "quartier:Q00")
    assert reunion_note(office, meeting, account=COORD).schema == plan.ident
    assert reunion_note(office, replace(meeting, schema=NO_SCHEMA), account=COORD).schema is None
    before = replace(meeting, jour=dt.date(2025, 3, 3))
    assert reunion_note(office, before, account=COORD).schema is None
    schema_create(office, replace(plan, titre="Un autre", territoire="quartier:Q00"), account=COORD)
    assert reunion_note(office, meeting, account=COORD).schema is None
    elsewhere = replace(meeting, territoire="quartier:Q11")
    assert reunion_note(office, elsewhere, account=COORD).schema == plan.ident


def test_a_planned_meeting_is_held_or_given_up_once_its_day_has_come(office: Office, plan: Schema) -> None:
    later = Reunion(0, GenreReunion.CONSULTATION, "Le Port", NOW.date() + dt.timedelta(days=9), "", "")
    kept = reunion_note(office, later, account=COORD)
    assert kept.etat == EtatReunion.PREVUE
    with pytest.raises(StateError, match="pas encore eu lieu"):
        reunion_state(office, kept.ident, EtatReunion.TENUE, account=COORD)
    with pytest.raises(StateError, match="encore prévue"):
        minutes_write(office, kept.ident, "Rien", account=COORD)
    office.clock = lambda: NOW + dt.timedelta(days=10)
    assert reunion_state(office, kept.ident, EtatReunion.TENUE, account=COORD).etat == EtatReunion.TENUE
    minutes_write(office, kept.ident, "Les habitants demandent des lampes.", account=COORD)
    with pytest.raises(StateError, match="a eu lieu"):
        reunion_state(office, kept.ident, EtatReunion.ANNULEE, account=COORD)
    with pytest.raises(StateError, match="ne peut pas être à venir"):
        reunion_save(office, replace(kept, jour=dt.date(2026, 9, 1)), account=COORD)


def test_a_restitution_gives_back_a_walk_that_is_closed(office: Office, plan: Schema) -> None:
    walk = marche_create(office, Plan(Genre.EXPLORATOIRE, "Le quai", NOW - dt.timedelta(days=40)), account=COORD)
    told = Reunion(0, GenreReunion.RESTITUTION, "Le Port", DAY, "", "", marche=walk.ident)
    with pytest.raises(StateError, match="n'est pas close"):
        reunion_note(office, told, account=COORD)
    with pytest.raises(ValueRefused, match="Seule une restitution"):
        reunion_note(office, replace(told, genre=GenreReunion.GROUPE), account=COORD)
    office.database.write(lambda cursor: cursor.execute("UPDATE marche SET etat = 'close'"))
    assert reunion_note(office, told, account=COORD).marche == walk.ident
    with pytest.raises(ValueRefused, match="sa restitution vient après"):
        reunion_note(office, replace(told, jour=dt.date(2026, 3, 1)), account=COORD)


def test_each_way_of_counting_counts_those_who_came(office: Office, group: Reunion) -> None:
    counts = {"age:18_24": 4, "age:25_39": 8, "sexe:femme": 7, "sexe:homme": 5, "categorie:elu": 12}
    with pytest.raises(ValueRefused, match="Par qualité, 12 personnes sont comptées, pour 11 présentes"):
        presences_set(office, group.ident, 11, {"categorie:elu": 12}, account=COORD)
    with pytest.raises(ValueRefused, match="en tout"):
        presences_set(office, group.ident, None, counts, account=COORD)
    with pytest.raises(ValueRefused, match="profil"):
        presences_set(office, group.ident, 12, {"age:de Martine": 1}, account=COORD)
    presences_set(office, group.ident, 12, counts, account=COORD)
    mine, theirs = (reunion_read(office, group.ident, who) for who in (COORD, CLSPD))
    assert (mine.presents, mine.presences, mine.groupes) == (12, counts, ())
    assert (theirs.presents, theirs.presences) == (12, {})
    told = {(one.genre, one.profils): one.n for one in theirs.groupes}
    assert told == {
        ("age", ("18 à 24 ans", "25 à 39 ans")): 12, ("sexe", ("femmes",)): 7, ("sexe", ("hommes",)): 5,
        ("categorie", ("élus",)): 12,
    }  # fmt: skip
    presences_set(office, group.ident, 13, {"sexe:femme": 7, "sexe:homme": 5}, account=COORD)
    rest = {one.profils: one.n for one in reunion_read(office, group.ident, CLSPD).groupes}
    assert rest == {("femmes",): 7, ("hommes", "non comptés"): 6}  # 13 less 12 would tell of one
    presences_set(office, group.ident, 4, {"sexe:femme": 4}, account=COORD)
    few = reunion_read(office, group.ident, CLSPD)
    assert (few.presents, few.groupes) == (None, ())


def test_minutes_name_nobody_and_keep_their_lines(office: Office, group: Reunion) -> None:
    with pytest.raises(ValueRefused, match="ne nomme personne"):
        minutes_write(office, group.ident, "Voir Mme Martine Durand au 06 12 34 56 78", account=COORD)
    with pytest.raises(ValueRefused, match=r"8100 caractères : 8000 au plus"):
        minutes_write(office, group.ident, "a" * (LONGEST_MINUTES + 100), account=COORD)
    kept = minutes_write(office, group.ident, "  Premier   point.\n\n\n\nSecond point. ", account=COORD)
    assert kept.compte_rendu == "Premier point.\n\nSecond point."
    kept = diagnosis_write(office, group.ident, "Le quai est sombre.", account=COORD)
    assert kept.diagnostic == "Le quai est sombre."
    with pytest.raises(StateError, match="groupe opérationnel"):
        reunion_save(office, replace(kept, genre=GenreReunion.CONSULTATION), account=COORD)


def test_a_pilot_that_accepts_decides_its_action(office: Office, group: Reunion, action: Action) -> None:
    yes = Decision(0, 0, GenreDecision.ACCORD, "Remplacer douze lampes", LIGHT, action.ident, dt.date(2026, 7, 1))
    with pytest.raises(ValueRefused, match="sans service"):
        decision_add(office, group.ident, replace(yes, service=" "), account=COORD)
    with pytest.raises(ValueRefused, match="ne change pas d'état"):
        decision_add(office, group.ident, replace(yes, service="Voirie"), appliquer=True, account=COORD)
    with pytest.raises(ValueRefused, match="précède la réunion"):
        decision_add(office, group.ident, replace(yes, pour_le=dt.date(2026, 1, 1)), account=COORD)
    kept = decision_add(office, group.ident, yes, appliquer=True, account=COORD)
    assert action_of(office, action.ident).etat == EtatAction.DECIDEE
    told = [(one.genre, one.texte) for one in nouvelles_of(office, action.ident, COORD)]
    assert ("decision", f"Mesure acceptée, {LIGHT} : Remplacer douze lampes, pour le 1er juillet 2026.") in told
    assert ("etat", "decidee") in told
    assert decision_drop(office, group.ident, kept.decisions[0].ident, account=COORD).decisions == ()
    assert nouvelles_of(office, action.ident, COORD)[0].texte.startswith("Décision retirée.")
    assert action_of(office, action.ident).etat == EtatAction.DECIDEE


def test_what_is_decided_rests_on_the_plan_and_the_latest_effect(
    office: Office, plan: Schema, group: Reunion, action: Action
) -> None:
    other = schema_create(office, replace(plan, titre="Ailleurs", territoire="quartier:Q11"), account=COORD)
    foreign = action_create(office, replace(action, schema=other.ident), account=COORD)
    on = Decision(0, 0, GenreDecision.POURSUIVRE, "", action=action.ident)
    with pytest.raises(ValueRefused, match="autre schéma"):
        decision_add(office, group.ident, replace(on, action=foreign.ident), account=COORD)
    with pytest.raises(ValueRefused, match="choisissez l'action"):
        decision_add(office, group.ident, replace(on, action=None), account=COORD)
    with pytest.raises(ValueRefused, match="en groupe opérationnel"):
        meeting = reunion_note(office, replace(group, genre=GenreReunion.PRESENTATION), account=COORD)
        yes = replace(on, genre=GenreDecision.ACCORD, service=LIGHT, texte="Oui")
        decision_add(office, meeting.ident, yes, account=COORD)
    row = {"depuis": DAY, "date": DAY, "jusqua": DAY, "verdict": "baisse", "phrase": "En baisse.", "detail": {}}
    effect = office.database.write(lambda cursor: evaluation_write(cursor, action.ident, row, "coord", NOW))
    kept = decision_add(office, group.ident, on, account=COORD)
    assert kept.decisions[0].evaluation == effect
    with pytest.raises(ValueRefused, match="pas celui de l'action"):
        decision_add(office, group.ident, replace(on, evaluation=effect + 1), account=COORD)
    with pytest.raises(StateError, match="retirez-les avant d'en changer"):
        reunion_attach(office, group.ident, other.ident, account=COORD)
    stop = replace(on, genre=GenreDecision.ARRETER)
    decision_add(office, group.ident, stop, appliquer=True, account=COORD)
    assert action_of(office, action.ident).etat == EtatAction.ABANDONNEE


def test_what_lies_elsewhere_is_not_open(office: Office, plan: Schema) -> None:
    away = replace(COORD, territoires=frozenset({"quartier:Q11"}))
    here = Reunion(0, GenreReunion.CONSULTATION, "Le Port", DAY, "", "quartier:Q00")
    with pytest.raises(NotAllowed):
        reunion_note(office, here, account=away)
    kept = reunion_note(office, here, account=COORD)
    with pytest.raises(NotFound):
        minutes_write(office, kept.ident, "Rien", account=away)
    assert reunion_of(office, kept.ident).compte_rendu == ""


@pytest.mark.parametrize("who", [CLSPD, COORD])
def test_the_record_is_one_page_that_anybody_may_keep(
    office: Office, group: Reunion, action: Action, who: Account
) -> None:
    presences_set(office, group.ident, 12, {"sexe:femme": 8, "sexe:homme": 4}, account=COORD)
    diagnosis_write(office, group.ident, "Le quai est sombre.", account=COORD)
    yes = Decision(0, 0, GenreDecision.ACCORD, "Remplacer douze lampes", LIGHT, action.ident)
    decision_add(office, group.ident, yes, account=COORD)
    made = releve_of(office, group.ident, who)
    with pypdfium2.PdfDocument(io.BytesIO(made.contenu)) as pdf:
        assert len(pdf) == 1
        text = " ".join(pdf[0].get_textpage().get_text_range().split())
    assert "Remplacer douze lampes" in text and action.reference in text
    assert "femmes + hommes" in text and "12 personnes" in text
