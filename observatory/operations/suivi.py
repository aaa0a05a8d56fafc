"""Operations of the follow-up: where a file stands, and taking it further."""

from __future__ import annotations

from observatory.domain.statut import CLOSED, Statut
from observatory.domain.suivi import Suivi
from observatory.operations.core import Context, operation
from observatory.pipeline import retours_dus, suivi


@operation("suivi.dossier", keys=lambda found: [found.reference])
def suivi_dossier(context: Context, reference: str) -> Suivi:
    """Where a file stands, how it came there, and what this account may do next."""
    return suivi.follow_up(context.office, reference, context.account)


@operation("suivi.avancer", keys=lambda found: [found.reference])
def suivi_avancer(context: Context, reference: str, vers: Statut, motif: str = "") -> Suivi:
    """Take a file, and those of the same problème, to another state; once it is closed, who called is owed news."""
    if vers in CLOSED:
        return retours_dus.close_file(context.office, reference, vers, account=context.account, motif=motif)
    return suivi.move_file(context.office, reference, vers, account=context.account, motif=motif)
