"""Operations after a walk: its constats sorted, its closing, what it gave back, what was promised."""

from __future__ import annotations

import datetime as dt

from observatory.domain.restitution import Cloture, Engagement, Restitution
from observatory.operations.core import Context, operation
from observatory.pipeline import cloture_marche, restitution
from observatory.pipeline.marches import marche_for


@operation("restitution.lire")
def restitution_lire(context: Context, ident: int) -> Restitution:
    """What a walk gave back, as far as the account may know."""
    marche_for(context.office, ident, context.account)
    return restitution.restitution_of(context.office, ident, context.account)


@operation("restitution.trier")
def restitution_trier(
    context: Context, ident: int, constat: int, garde: bool = True, categorie: str | None = None
) -> None:
    """Set a constat aside, take it back, or give it another category."""
    marche_for(context.office, ident, context.account)
    cloture_marche.constat_sort(
        context.office, ident, constat, garde=garde, categorie=categorie, account=context.account
    )


@operation("restitution.oublier_comptage")
def restitution_oublier_comptage(context: Context, ident: int, rang: int) -> None:
    """Take away what a device counted of walkers: that of this rank (from 0) among the counts of the restitution."""
    marche_for(context.office, ident, context.account)
    restitution.count_forget(context.office, ident, rang, account=context.account)


@operation("restitution.clore", keys=lambda found: [*found.nouveaux, *(one[0] for one in found.rattaches)])
def restitution_clore(context: Context, ident: int, version: int) -> Cloture:
    """Close a walk that stands at ``version``: its constats become signalements."""
    marche_for(context.office, ident, context.account)
    return cloture_marche.marche_close(context.office, ident, version, account=context.account)


@operation("restitution.tardifs", keys=lambda found: [*found.nouveaux, *(one[0] for one in found.rattaches)])
def restitution_tardifs(context: Context, ident: int) -> Cloture:
    """Take in what arrived after the closing."""
    marche_for(context.office, ident, context.account)
    return cloture_marche.constats_late(context.office, ident, account=context.account)


@operation("restitution.promettre")
def restitution_promettre(
    context: Context, ident: int, service: str, texte: str, arret: int | None = None, pour_le: dt.date | None = None
) -> Engagement:
    """Keep what a service promised after a walk."""
    marche_for(context.office, ident, context.account)
    return restitution.engagement_add(
        context.office, ident, service=service, texte=texte, arret=arret, pour_le=pour_le, account=context.account
    )


@operation("restitution.tenir")
def restitution_tenir(context: Context, engagement: int, tenu_le: dt.date | None) -> None:
    """Say on which day a promise was kept, or that it is not."""
    restitution.promise_open(context.office, engagement, context.account)
    restitution.engagement_keep(context.office, engagement, tenu_le=tenu_le, account=context.account)


@operation("restitution.retirer")
def restitution_retirer(context: Context, engagement: int) -> None:
    """Take a promise away that was noted by mistake."""
    restitution.promise_open(context.office, engagement, context.account)
    restitution.engagement_drop(context.office, engagement, account=context.account)
