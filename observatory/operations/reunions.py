"""Operations of meetings: noted with the problems that residents raise there."""

from __future__ import annotations

from observatory.domain.reunion import ProblemeDit, ProblemesLus, Reunion
from observatory.domain.roles import ACTS
from observatory.operations.core import Context, operation
from observatory.pipeline import reunions


@operation("reunions.liste")
def reunions_liste(context: Context) -> list[Reunion]:
    """Every meeting open to the account, the latest first; voices in fives for who does not prepare walks."""
    known = reunions.reunions_list(context.office, exact=context.account.holds_any(ACTS["préparer une marche"]))
    shown = (reunions.reunion_open(context.office, one, context.account) for one in known)
    return [one for one in shown if one is not None]


@operation("reunions.creer")
def reunions_creer(context: Context, reunion: Reunion) -> Reunion:
    """Keep a meeting."""
    return reunions.reunion_create(context.office, reunion, account=context.account)


@operation("reunions.ajouter")
def reunions_ajouter(context: Context, reunion: int, probleme: ProblemeDit) -> Reunion:
    """Note a problem of a meeting."""
    reunions.reunion_for(context.office, reunion, context.account)
    reunions.probleme_add(context.office, reunion, probleme, account=context.account)
    return reunions.reunion_for(context.office, reunion, context.account)


@operation("reunions.retirer")
def reunions_retirer(context: Context, reunion: int, ident: int) -> Reunion:
    """Take a problem out of a meeting."""
    reunions.reunion_for(context.office, reunion, context.account)
    reunions.probleme_remove(context.office, reunion, ident, account=context.account)
    return reunions.reunion_for(context.office, reunion, context.account)


@operation("reunions.lire_csv")
def reunions_lire_csv(context: Context, reunion: int, texte: str) -> ProblemesLus:
    """Note the problems of a table; says what became of each row."""
    reunions.reunion_for(context.office, reunion, context.account)
    return reunions.problemes_import(context.office, reunion, texte, account=context.account)
