"""Actions of a plan: refused without a pilot, grouped from constats, answered, red when nothing is heard."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from observatory.domain.action import Action, Alerte, EtatAction, Financement, Indicateur
from observatory.domain.errors import Conflict, NotAllowed, NotFound, StateError, ValueRefused
from observatory.domain.reunion import GenreReunion, ProblemeDit, Reunion
from observatory.domain.roles import Account, Role
from observatory.domain.schema import Axe, Membre, Schema
from observatory.operations.actions import actions_demander, actions_ne_plus_demander, actions_renseigner
from observatory.operations.core import Context
from observatory.pipeline.actions import (
    action_create,
    action_of,
    action_save,
    actions_list,
    financements_set,
    nouvelle_write,
    objet_detach,
    objets_attach,
)
from observatory.pipeline.indicateurs_action import indicateur_add, valeur_answer
from observatory.pipeline.office import Office
from observatory.pipeline.reunions import probleme_add, reunion_create
from observatory.pipeline.schemas import schema_close, schema_create, schema_save, texte_add

COORD = Account("coord", frozenset({Role.COORDONNATEUR}))
LIGHT = Account("eclairage", frozenset({Role.PARTENAIRE}), services=frozenset({"Éclairage public"}))
SOURCE = "relevé du service"


@pytest.fixture
def plan(office: Office) -> Schema:
    today = office.today()
    first = today - dt.timedelta(days=30)
    wanted = Schema(
        0, "Le Port", "", "clspd", first, first + dt.timedelta(days=600), "Directrice de la tranquillité",
        membres=(Membre("Élue déléguée", "Ville"), Membre("Gardien", "Clairval Habitat")),
    )  # fmt: skip
    return schema_create(office, wanted, account=COORD)


@pytest.fixture
def action(office: Office, plan: Schema) -> Action:
    wanted = Action(0, "", plan.ident, Axe.TRANQUILLITE, "Éclairer le quai", "eclairage", service="Éclairage public")
    return action_create(office, wanted, account=COORD)


def test_a_plan_of_25_months_is_refused_with_the_day_that_it_may_end(office: Office, plan: Schema) -> None:
    too_long = replace(plan, debut=dt.date(2026, 1, 15), fin=dt.date(2028, 2, 14))
    with pytest.raises(ValueRefused, match=r"24 mois au plus.*14/01/2028"):
        schema_create(office, too_long, account=COORD)
    with pytest.raises(ValueRefused, match="24 mois au plus"):
        schema_save(office, too_long, account=COORD)
    kept = schema_save(office, replace(plan, debut=dt.date(2026, 1, 15), fin=dt.date(2028, 1, 14)), account=COORD)
    assert (kept.fin, kept.version, kept.membres) == (dt.date(2028, 1, 14), 2, plan.membres)


def test_a_plan_is_closed_once_its_bilan_says_something(office: Office, plan: Schema, action: Action) -> None:
    with pytest.raises(StateError, match="bilan ne dit encore rien"):
        schema_close(office, plan.ident, plan.version, account=COORD)
    wanted = Indicateur(
        0, action.ident, "realisation", "Lampes posées", "lampes", 40, "Éclairage public", office.today()
    )
    asked = indicateur_add(office, wanted, account=COORD)
    texte_add(office, plan.ident, "point_fort", "Les habitants reviennent sur le quai.", account=COORD)
    closed = schema_close(office, plan.ident, plan.version, account=COORD)
    assert (closed.etat, closed.clos_le) == ("clos", office.today())
    with pytest.raises(StateError, match="est clos"):
        action_save(office, action, account=COORD)
    context = Context(office, COORD)
    with pytest.raises(StateError, match="est clos"):
        actions_demander(context, replace(asked, ident=0))
    with pytest.raises(StateError, match="est clos"):
        actions_renseigner(Context(office, LIGHT), asked.ident, SOURCE, office.today(), 12.0)
    with pytest.raises(StateError, match="est clos"):
        actions_ne_plus_demander(context, asked.ident)


@pytest.mark.parametrize("first", [dt.date.min, dt.date(9998, 12, 1)])
def test_a_plan_in_no_year_is_refused(office: Office, plan: Schema, first: dt.date) -> None:
    with pytest.raises(ValueRefused, match="entre 2000 et 2100"):
        schema_create(office, replace(plan, debut=first, fin=first + dt.timedelta(days=9)), account=COORD)


def test_an_action_serves_in_no_year_that_cannot_be(office: Office, action: Action) -> None:
    with pytest.raises(ValueRefused, match="L'année 1 ne peut pas être"):
        action_save(office, replace(action, en_service_le=dt.date.min), account=COORD)


def test_a_zone_and_a_unit_name_nobody(office: Office, plan: Schema, action: Action) -> None:
    with pytest.raises(ValueRefused, match="Le nom de la zone ne nomme personne"):
        action_save(office, replace(action, zone_nom="chez Mme Lefranc"), account=COORD)
    wanted = Indicateur(0, action.ident, "realisation", "Lampes", "lampes de Mme Lefranc", None, "Voirie", plan.fin)
    with pytest.raises(ValueRefused, match="L'unité ne nomme personne"):
        indicateur_add(office, wanted, account=COORD)


def test_an_action_without_a_pilot_is_red_and_cannot_be_decided(office: Office, plan: Schema) -> None:
    wanted = Action(0, "", plan.ident, Axe.TRANQUILLITE, "Nettoyer la cale", "nettoyage")
    alone = action_create(office, wanted, account=COORD)
    assert alone.rouge and Alerte.SANS_PILOTE in alone.alertes
    with pytest.raises(ValueRefused, match="pas de service pilote"):
        action_save(office, replace(alone, etat=EtatAction.DECIDEE), account=COORD)
    led = action_save(office, replace(alone, etat=EtatAction.DECIDEE, service="Propreté urbaine"), account=COORD)
    assert not led.rouge and led.etat == EtatAction.DECIDEE
    with pytest.raises(Conflict, match="entre-temps"):
        action_save(office, replace(alone, titre="Autre"), account=COORD)


def test_an_action_groups_what_was_said_once(office: Office, plan: Schema, action: Action) -> None:
    held = Reunion(0, GenreReunion.CONSULTATION, "Le Port", office.today(), "", "", schema=plan.ident)
    meeting = reunion_create(office, held, account=COORD)
    dark = ProblemeDit(0, "eclairage-panne", "Tout est noir", "3 rue des Mouettes", None, None, 3)
    said = probleme_add(office, meeting.ident, dark, account=COORD).problemes[0]
    wanted = [("reunion_probleme", said.ident)]
    kept = objets_attach(office, action.ident, [*wanted, *wanted], account=COORD)
    assert [(one.genre, one.texte, one.lieu) for one in kept.objets] == [
        ("reunion_probleme", "Tout est noir", "3 rue des Mouettes")
    ]
    elsewhere = reunion_create(office, replace(held, schema=None), account=COORD)
    other = probleme_add(office, elsewhere.ident, dark, account=COORD).problemes[0].ident
    for beyond in (("constat", 999), ("constat", 2**70), ("reunion_probleme", other)):
        with pytest.raises(ValueRefused, match="n'est pas de ce schéma"):
            objets_attach(office, action.ident, [beyond], account=COORD)
    assert objet_detach(office, action.ident, "reunion_probleme", said.ident, account=COORD).objets == ()
    with pytest.raises(ValueRefused, match="jamais des personnes"):
        action_create(office, replace(action, axe=Axe.VIOLENCES), wanted, account=COORD)


def test_the_first_two_axes_bear_no_drawn_zone(office: Office, action: Action) -> None:
    with pytest.raises(ValueRefused, match="ni zone dessinée ni catégorie"):
        action_create(office, replace(action, axe=Axe.JEUNES, categories=("eclairage-panne",)), account=COORD)


def test_what_nobody_told_of_money_is_never_zero(office: Office, action: Action) -> None:
    rows = [Financement("fipd", 2026, 12_000.0, None), Financement("commune", 2026, 8_000.0, 0.0)]
    kept = financements_set(office, action.ident, rows, account=COORD)
    assert (kept.prevu, kept.depense) == (20_000.0, 0.0)
    kept = financements_set(office, action.ident, rows[:1], account=COORD)
    assert (kept.prevu, kept.depense) == (12_000.0, None)
    with pytest.raises(ValueRefused, match="pas un financeur"):
        financements_set(office, action.ident, [replace(rows[0], source="mécène")], account=COORD)
    with pytest.raises(ValueRefused, match="deux fois pour 2026"):
        financements_set(office, action.ident, [rows[0], rows[0]], account=COORD)


def test_an_indicator_is_a_number_a_sentence_or_not_told(office: Office, action: Action) -> None:
    due = office.today() - dt.timedelta(days=1)
    asked = Indicateur(0, action.ident, "realisation", "Lampes remplacées", "lampes", 12.0, "Éclairage public", due)
    kept = indicateur_add(office, asked, account=COORD)
    assert Alerte.INDICATEUR_DU in action_of(office, action.ident).alertes
    today = office.today()
    told = valeur_answer(office, kept.ident, nombre=None, phrase=None, source=SOURCE, jour=today, account=LIGHT)
    assert told.valeur is not None and told.valeur.non_communique
    assert Alerte.INDICATEUR_DU not in action_of(office, action.ident).alertes
    told = valeur_answer(office, kept.ident, nombre=0.0, phrase=None, source=SOURCE, jour=today, account=LIGHT)
    assert told.valeur is not None and told.valeur.nombre == 0.0 and not told.valeur.non_communique
    with pytest.raises(ValueRefused, match="pas les deux"):
        valeur_answer(office, kept.ident, nombre=1.0, phrase="une", source=SOURCE, jour=today, account=COORD)
    other = replace(LIGHT, services=frozenset({"Voirie"}))
    with pytest.raises(NotFound):
        valeur_answer(office, kept.ident, nombre=1.0, phrase=None, source=SOURCE, jour=today, account=other)


def test_an_action_without_news_is_red_until_a_word_comes(office: Office, action: Action) -> None:
    later = office.clock() + dt.timedelta(days=61)
    office.clock = lambda: later
    assert Alerte.SANS_NOUVELLE in actions_list(office, action.schema, COORD)[0].alertes
    nouvelle_write(office, action.ident, "Le marché est signé.", account=COORD)
    assert Alerte.SANS_NOUVELLE not in actions_list(office, action.schema, COORD)[0].alertes


def test_what_lies_elsewhere_is_not_open(office: Office, plan: Schema, action: Action) -> None:
    from observatory.pipeline.actions import action_for
    from observatory.pipeline.schemas import schema_for

    away = replace(COORD, territoires=frozenset({"quartier:Q99"}))
    with pytest.raises(NotAllowed):
        schema_save(office, replace(plan, territoire="quartier:Q00"), account=away)
    with pytest.raises(NotAllowed):
        schema_create(office, replace(plan, titre="La ville"), account=away)
    with pytest.raises(NotAllowed):
        action_create(office, replace(action, territoire="quartier:Q00"), account=away)
    moved = schema_save(office, replace(plan, territoire="quartier:Q00"), account=COORD)
    with pytest.raises(NotFound):
        schema_for(office, moved.ident, away)
    with pytest.raises(NotFound):
        action_for(office, action.ident, away)
