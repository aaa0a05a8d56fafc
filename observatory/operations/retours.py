"""Operations about the news that callers are owed, and what they answer days later."""

from __future__ import annotations

from observatory.domain.retour import IssueRetour, Retour, Satisfaction, Voie
from observatory.operations.core import Context, operation
from observatory.pipeline import retours
from observatory.pipeline.acces import LOOKED_AGAIN


def _own(found: Retour | Satisfaction) -> list[str]:
    return [found.reference]


@operation("retours.liste", keys=lambda found: [one.reference for one in found], noted_every=LOOKED_AGAIN)
def retours_liste(context: Context) -> list[Retour]:
    """The callers to be told, what is due first first, without their name or number."""
    return retours.retours_list(context.office, context.account)


@operation("retours.prendre", keys=_own)
def retours_prendre(context: Context, ident: int) -> Retour:
    """Take a caller to tell them: their name and number, which nobody else may use for ten minutes."""
    return retours.retour_take(context.office, ident, context.account)


@operation("retours.tenter", keys=_own)
def retours_tenter(context: Context, ident: int, voie: Voie, issue: IssueRetour, note: str = "") -> Retour:
    """Keep an attempt to tell a caller; one that tells them gives the news."""
    return retours.retour_try(context.office, ident, voie, issue, note, account=context.account)


@operation("retours.impossible", keys=_own)
def retours_impossible(context: Context, ident: int, motif: str) -> Retour:
    """Say that a caller cannot be told, and why."""
    return retours.retour_give_up(context.office, ident, motif, account=context.account)


@operation("retours.satisfactions", keys=lambda found: [one.reference for one in found], noted_every=LOOKED_AGAIN)
def retours_satisfactions(context: Context) -> list[Satisfaction]:
    """The callers to be asked whether the trouble is over, and those who said « no » of a file still closed."""
    return retours.satisfactions_list(context.office, context.account)


@operation("retours.demander", keys=_own)
def retours_demander(context: Context, ident: int) -> Satisfaction:
    """Take a caller to ask them: their name and number."""
    return retours.satisfaction_take(context.office, ident, context.account)


@operation("retours.satisfaire", keys=_own)
def retours_satisfaire(
    context: Context, ident: int, resolu: bool | None = None, note: int | None = None, refusee: bool = False
) -> Satisfaction:
    """Keep a caller's answer: over or not, from 1 to 5; or that they would not answer."""
    return retours.satisfaction_keep(context.office, ident, resolu, note, refusee, account=context.account)


@operation("retours.rouvrir")
def retours_rouvrir(context: Context, ident: int, motif: str) -> list[int]:
    """Open a caller's file again after their « no », with a new promise."""
    return retours.file_reopen(context.office, ident, motif, account=context.account)
