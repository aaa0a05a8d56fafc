"""Operations of the follow-up: where a file stands, and taking it further."""

from __future__ import annotations

from observatory.domain.errors import StateError
from observatory.domain.statut import CLOSED, Statut
from observatory.domain.suivi import Suivi
from observatory.operations.core import Context, operation
from observatory.pipeline import retours, retours_dus, suivi

TRACED = {
    Statut.TRANSMIS: "Transmettez le dossier par courriel, bordereau ou téléphone : il en reste alors une trace.",
    Statut.MEDIATION: "Confiez le dossier à un médiateur : il le voit alors dans sa liste.",
}
"""States that a file reaches by what was done about it, and by nothing else."""


@operation("suivi.dossier", keys=lambda found: [found.reference])
def suivi_dossier(context: Context, reference: str) -> Suivi:
    """Where a file stands, how it came there, and what this account may do next."""
    return suivi.follow_up(context.office, reference, context.account)


@operation("suivi.avancer", keys=lambda found: [found.reference])
def suivi_avancer(context: Context, reference: str, vers: Statut, motif: str = "") -> Suivi:
    """Take a file, and those of the same problème, to another state; once it is closed, who called is owed news.

    What leaves a trace of its own (a sending, a mediation) is refused here.
    """
    if vers in TRACED:
        raise StateError(TRACED[vers])
    if vers in CLOSED:
        return retours_dus.close_file(context.office, reference, vers, account=context.account, motif=motif)
    if vers == Statut.ROUVERT:
        return retours.problem_reopen(context.office, reference, motif, account=context.account)
    return suivi.move_file(context.office, reference, vers, account=context.account, motif=motif)
