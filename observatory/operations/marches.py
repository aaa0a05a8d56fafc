"""Operations of walks: planned, opened to phones, given up."""

from __future__ import annotations

from observatory.domain.marche import Arret, LienMarche, Marche, Plan
from observatory.domain.portee import within
from observatory.domain.preparation import Proposition
from observatory.domain.transmission import Document
from observatory.operations.core import Context, operation
from observatory.pipeline import liens_marche, marches, preparation
from observatory.pipeline.dossier_marche import marche_by_reference, walk_dossier
from observatory.pipeline.marches import marche_for, marche_open, plan_within
from observatory.pipeline.reunions import reunion_for
from observatory.pipeline.schemas import marche_adopt


@operation("marches.liste")
def marches_liste(context: Context) -> list[Marche]:
    """Every walk that is open to the account, the latest first."""
    known = marches.marches_list(context.office)
    return [one for one in known if marche_open(context.office, one, context.account)]


@operation("marches.lire")
def marches_lire(context: Context, ident: int) -> Marche:
    """A walk with its stops."""
    return marche_for(context.office, ident, context.account)


@operation("marches.creer")
def marches_creer(context: Context, plan: Plan) -> Marche:
    """Keep a new walk, in preparation; it belongs to the plan that runs on its day."""
    plan_within(context.office, plan, context.account)
    made = marches.marche_create(context.office, plan, account=context.account)
    marche_adopt(context.office, made, context.account)
    return made


@operation("marches.enregistrer")
def marches_enregistrer(context: Context, ident: int, version: int, plan: Plan) -> Marche:
    """Change a walk that stands at ``version``."""
    marche_for(context.office, ident, context.account)
    plan_within(context.office, plan, context.account)
    return marches.marche_save(context.office, ident, version, plan, account=context.account)


@operation("marches.prete")
def marches_prete(context: Context, ident: int, version: int) -> Marche:
    """Say that a walk can be walked."""
    marche_for(context.office, ident, context.account)
    return marches.marche_ready(context.office, ident, version, account=context.account)


@operation("marches.annuler")
def marches_annuler(context: Context, ident: int, version: int) -> Marche:
    """Give a walk up."""
    marche_for(context.office, ident, context.account)
    return marches.marche_cancel(context.office, ident, version, account=context.account)


@operation("marches.ouvrir_lien")
def marches_ouvrir_lien(context: Context, ident: int) -> LienMarche:
    """A link that opens the phone page; its address is told this once."""
    marche_for(context.office, ident, context.account)
    return liens_marche.lien_create(context.office, ident, account=context.account)


@operation("marches.liens")
def marches_liens(context: Context, ident: int) -> list[LienMarche]:
    """The links that were made for a walk, without their addresses."""
    marche_for(context.office, ident, context.account)
    return liens_marche.liens_list(context.office, ident)


@operation("marches.revoquer_liens")
def marches_revoquer_liens(context: Context, ident: int) -> int:
    """Revoke every link that still opens a walk; gives how many."""
    marche_for(context.office, ident, context.account)
    return liens_marche.liens_revoke(context.office, ident, account=context.account)


@operation("marches.proposer")
def marches_proposer(context: Context, plan: Plan) -> Proposition:
    """Stops and a line for a walk, from what is known of the place; nothing is kept."""
    selection = within(context.account, preparation.selection_of(plan))
    plan_within(context.office, plan, context.account)
    reunion = reunion_for(context.office, plan.reunion, context.account) if plan.reunion else None
    return preparation.proposer(context.office, plan, selection, reunion)


@operation("marches.tracer")
def marches_tracer(context: Context, plan: Plan, libre: bool = False) -> Proposition:
    """The line of a walk whose stops were changed; nothing is kept."""
    return preparation.tracer(context.office, plan, libre=libre)


@operation("marches.arret_a")
def marches_arret_a(context: Context, lat: float, lon: float, nom: str = "") -> Arret:
    """A stop at a place, called by its street."""
    return preparation.arret_a(context.office, lat, lon, nom)


@operation("marches.dossier")
def marches_dossier(context: Context, ident: int, lien: str = "") -> Document:
    """The dossier of a walk as PDF, to be printed; ``lien`` is the address of a link to print as well."""
    marche_for(context.office, ident, context.account)
    return walk_dossier(context.office, ident, lien)


@operation("marches.chercher")
def marches_chercher(context: Context, reference: str) -> Marche:
    """The walk of a reference."""
    return marche_for(context.office, marche_by_reference(context.office, reference).ident, context.account)
