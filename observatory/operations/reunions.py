"""Operations of meetings: noted with the problems that residents raise there, held, counted, and what they decide."""

from __future__ import annotations

from observatory.domain.reunion import Decision, ProblemeDit, ProblemesLus, Reunion
from observatory.domain.transmission import Document
from observatory.operations.core import Context, operation
from observatory.pipeline import decisions, releve_decisions, reunions, tenue_reunion


@operation("reunions.liste")
def reunions_liste(context: Context) -> list[Reunion]:
    """Every meeting open to the account, the latest first; counts exact for who leads the plan alone."""
    return tenue_reunion.reunions_shown(context.office, context.account)


@operation("reunions.lire")
def reunions_lire(context: Context, ident: int) -> Reunion:
    """A meeting; counts exact for who leads the plan alone."""
    return tenue_reunion.reunion_read(context.office, ident, context.account)


@operation("reunions.creer")
def reunions_creer(context: Context, reunion: Reunion) -> Reunion:
    """Keep a meeting; where none is named, it serves the one plan that runs there."""
    return tenue_reunion.reunion_note(context.office, reunion, account=context.account)


@operation("reunions.ajouter")
def reunions_ajouter(context: Context, reunion: int, probleme: ProblemeDit) -> Reunion:
    """Note a problem of a meeting."""
    tenue_reunion.reunion_changing(context.office, reunion, context.account)
    reunions.probleme_add(context.office, reunion, probleme, account=context.account)
    return reunions.reunion_for(context.office, reunion, context.account)


@operation("reunions.retirer")
def reunions_retirer(context: Context, reunion: int, ident: int) -> Reunion:
    """Take a problem out of a meeting."""
    tenue_reunion.reunion_changing(context.office, reunion, context.account)
    reunions.probleme_remove(context.office, reunion, ident, account=context.account)
    return reunions.reunion_for(context.office, reunion, context.account)


@operation("reunions.lire_csv")
def reunions_lire_csv(context: Context, reunion: int, texte: str) -> ProblemesLus:
    """Note the problems of a table; says what became of each row."""
    tenue_reunion.reunion_changing(context.office, reunion, context.account)
    return reunions.problemes_import(context.office, reunion, texte, account=context.account)


@operation("reunions.enregistrer")
def reunions_enregistrer(context: Context, reunion: Reunion) -> Reunion:
    """Change what a meeting is: kind, title, day, place, territory, plan, walk."""
    return tenue_reunion.reunion_save(context.office, reunion, account=context.account)


@operation("reunions.etat")
def reunions_etat(context: Context, ident: int, etat: str) -> Reunion:
    """Say that a meeting took place, was given up, or is planned again."""
    return tenue_reunion.reunion_state(context.office, ident, etat, account=context.account)


@operation("reunions.presences")
def reunions_presences(context: Context, ident: int, presents: int | None, presences: dict[str, int]) -> Reunion:
    """Count who came, in all and by profile."""
    return tenue_reunion.presences_set(context.office, ident, presents, presences, account=context.account)


@operation("reunions.compte_rendu")
def reunions_compte_rendu(context: Context, ident: int, texte: str) -> Reunion:
    """Write the minutes of a meeting."""
    return tenue_reunion.minutes_write(context.office, ident, texte, account=context.account)


@operation("reunions.diagnostic")
def reunions_diagnostic(context: Context, ident: int, texte: str) -> Reunion:
    """Write the shared diagnosis of a groupe opérationnel."""
    return tenue_reunion.diagnosis_write(context.office, ident, texte, account=context.account)


@operation("reunions.decider")
def reunions_decider(context: Context, ident: int, decision: Decision, appliquer: bool = False) -> Reunion:
    """Keep what a meeting decided; with ``appliquer`` its action takes the state that goes with it."""
    return decisions.decision_add(context.office, ident, decision, appliquer=appliquer, account=context.account)


@operation("reunions.retirer_decision")
def reunions_retirer_decision(context: Context, ident: int, decision: int) -> Reunion:
    """Take out a decision that was noted by mistake."""
    return decisions.decision_drop(context.office, ident, decision, account=context.account)


@operation("reunions.releve")
def reunions_releve(context: Context, ident: int) -> Document:
    """The minutes and decisions of a meeting as PDF, to be handed to partners: counts that anybody may read."""
    return releve_decisions.releve_of(context.office, ident, context.account)
