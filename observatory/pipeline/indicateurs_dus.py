"""Indicators for who owes them: overdue first, then those that fall due soon, and what was answered."""

from __future__ import annotations

from observatory.domain.action import Action, Alerte, EtatAction, Indicateur
from observatory.domain.instances import Echeance, IndicateurDu
from observatory.domain.roles import ACTS, Account, owner_of_the_file
from observatory.domain.schema import EtatSchema, Schema
from observatory.pipeline.actions import actions_list
from observatory.pipeline.indicateurs_action import answerable
from observatory.pipeline.office import Office
from observatory.pipeline.schemas import delay, schemas_list

_ORDER = list(Echeance)


def dus(office: Office, account: Account) -> list[IndicateurDu]:
    """The indicators that an account answers for, in plans that run: late ones first, then by day.

    A partenaire gets those of its own services and nobody else's; who leads the plan gets all. Those of an action that
    was given up are owed no more.
    """
    found = [
        _due(office, one, action, schema)
        for schema, action in _running(office, account)
        if action.etat != EtatAction.ABANDONNEE
        for one in action.indicateurs
        if answerable(one, account)
    ]
    return sorted(found, key=lambda one: (_ORDER.index(Echeance(one.echeance)), one.indicateur.du_le))


def _due(office: Office, one: Indicateur, action: Action, schema: Schema) -> IndicateurDu:
    today = office.today()
    days = (one.du_le - today).days
    if one.valeurs:
        where = Echeance.RENSEIGNE
    elif days < 0:
        where = Echeance.EN_RETARD
    else:
        where = Echeance.BIENTOT if days <= delay(office, "rappel") else Echeance.PLUS_TARD
    late = -days if where == Echeance.EN_RETARD else 0
    return IndicateurDu(one, action.titre, action.reference, schema.titre, where, late)


def overdue_counts(office: Office, territoires: frozenset[str]) -> tuple[int, int]:
    """How many indicators are overdue and how many actions nobody told of, in the plans of some territories or all."""
    whole = owner_of_the_file()
    account = Account(whole.name, frozenset(ACTS["conduire le schéma"]), territoires=territoires)
    late = sum(one.echeance == Echeance.EN_RETARD for one in dus(office, account))
    silent = sum(Alerte.SANS_NOUVELLE in action.alertes for _, action in _running(office, account))
    return late, silent


def _running(office: Office, account: Account) -> list[tuple[Schema, Action]]:
    """The actions of plans that run, as far as they are open to an account."""
    return [
        (schema, action)
        for schema in schemas_list(office, account)
        if schema.etat == EtatSchema.EN_COURS
        for action in actions_list(office, schema.ident, account)
    ]
