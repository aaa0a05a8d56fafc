"""Operations of actions: written, grouped from constats, paid for, told of, and their indicators."""

from __future__ import annotations

import datetime as dt

from observatory.domain.action import Action, Financement, Indicateur, Mesure, Nouvelle
from observatory.domain.instances import IndicateurDu
from observatory.operations.core import Context, operation
from observatory.pipeline import action_saisie, actions, indicateurs_action, indicateurs_dus


@operation("actions.liste")
def actions_liste(context: Context, schema: int) -> list[Action]:
    """The actions of a plan, red ones first."""
    return actions.actions_list(context.office, schema, context.account)


@operation("actions.lire")
def actions_lire(context: Context, ident: int) -> Action:
    """An action."""
    return actions.action_for(context.office, ident, context.account)


@operation("actions.mesures")
def actions_mesures(context: Context) -> list[Mesure]:
    """The types of measures of the city."""
    return list(action_saisie.mesures(context.office).values())


@operation("actions.financeurs")
def actions_financeurs(context: Context) -> dict[str, str]:
    """Who pays: codes and French names."""
    return action_saisie.financeurs(context.office)


@operation("actions.creer")
def actions_creer(context: Context, action: Action, objets: list[tuple[str, int]] | None = None) -> Action:
    """Keep a new action with what it answers."""
    return actions.action_create(context.office, action, objets or (), account=context.account)


@operation("actions.enregistrer")
def actions_enregistrer(context: Context, action: Action) -> Action:
    """Change an action that stands at its version."""
    return actions.action_save(context.office, action, account=context.account)


@operation("actions.rattacher")
def actions_rattacher(context: Context, ident: int, objets: list[tuple[str, int]]) -> Action:
    """Say what an action answers, beside what it answers already."""
    return actions.objets_attach(context.office, ident, objets, account=context.account)


@operation("actions.detacher")
def actions_detacher(context: Context, ident: int, genre: str, objet: int) -> Action:
    """Take away what an action does not answer after all."""
    return actions.objet_detach(context.office, ident, genre, objet, account=context.account)


@operation("actions.financer")
def actions_financer(context: Context, ident: int, lignes: list[Financement]) -> Action:
    """Set what an action costs by payer and year."""
    return actions.financements_set(context.office, ident, lignes, account=context.account)


@operation("actions.dire")
def actions_dire(context: Context, ident: int, texte: str) -> None:
    """Tell a word about an action."""
    actions.nouvelle_write(context.office, ident, texte, account=context.account)


@operation("actions.nouvelles")
def actions_nouvelles(context: Context, ident: int) -> list[Nouvelle]:
    """The news of an action, the latest first."""
    return actions.nouvelles_of(context.office, ident, context.account)


@operation("actions.demander")
def actions_demander(context: Context, indicateur: Indicateur) -> Indicateur:
    """Ask an indicator of a service."""
    actions.action_changing(context.office, indicateur.action, context.account)
    return indicateurs_action.indicateur_add(context.office, indicateur, account=context.account)


@operation("actions.ne_plus_demander")
def actions_ne_plus_demander(context: Context, indicateur: int) -> None:
    """Take an indicator away with what was answered."""
    known = indicateurs_action.indicateur_of(context.office, indicateur)
    actions.action_changing(context.office, known.action, context.account)
    indicateurs_action.indicateur_drop(context.office, indicateur, account=context.account)


@operation("actions.renseigner")
def actions_renseigner(
    context: Context,
    indicateur: int,
    source: str,
    jour: dt.date,
    nombre: float | None = None,
    phrase: str | None = None,
) -> Indicateur:
    """Answer an indicator: a number, a sentence, or neither of them (« non communiqué »)."""
    known = indicateurs_action.indicateur_for(context.office, indicateur, context.account)
    actions.action_changing(context.office, known.action, context.account)
    return indicateurs_action.valeur_answer(
        context.office, indicateur, nombre=nombre, phrase=phrase, source=source, jour=jour, account=context.account
    )


@operation("actions.dus")
def actions_dus(context: Context) -> list[IndicateurDu]:
    """The indicators that the account owes, late ones first; who leads the plan gets those of everybody."""
    return indicateurs_dus.dus(context.office, context.account)
