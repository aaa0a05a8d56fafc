"""What callers are owed once a compte rendu is taken: one sentence each, and by when it must be said."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from observatory.domain.calendrier import echeance
from observatory.domain.reglage import MARQUES, TEXTES_PAR_DEFAUT
from observatory.domain.roles import Account
from observatory.domain.statut import Statut
from observatory.domain.suivi import Suivi
from observatory.domain.transmission import Suite
from observatory.pipeline.fiches import masked
from observatory.pipeline.office import Office
from observatory.pipeline.reglages import text
from observatory.pipeline.routage import service_hours
from observatory.pipeline.suivi import move_file
from observatory.present.labels import day, day_of
from observatory.store.appels import Row
from observatory.store.comptes_rendus import waiting_set_aside
from observatory.store.database import Cursor
from observatory.store.retours_dus import files_to_tell, files_untold, retour_owe

OFFICE = "Office de la tranquillité"
"""Who acted where a file has no service."""
BY_MEDIATOR = "mediateur"
"""The way by which what a médiateur did is accounted for."""
CLOSED_NOW = "le dossier est clos"
"""Why an answer that waited is set aside."""
HOURS = 16
"""Working hours within which a caller is told."""
_MARK = re.compile(r"\{(" + "|".join(sorted(MARQUES)) + r")\}")


def owe(cursor: Cursor, office: Office, compte_rendu: Row, files: Collection[int], phrase: str = "") -> list[int]:
    """News owed to the caller of each of these signalements, where one is known; gives the numbers of the news.

    ``compte_rendu`` holds id, service, voie, suite, le, prevu_le, motif. ``phrase`` is said to all; without it each
    gets the sentence of :func:`phrase_retour`. To be called inside the transaction that takes the compte rendu. News
    of a signalement that are still due take the new sentence and keep their own instant.
    """
    now = office.clock()
    due = echeance(now, HOURS, True, service_hours(office))
    return [
        retour_owe(
            cursor, signalement=one["id"], compte_rendu=compte_rendu["id"], le=now, du_le=due,
            phrase=phrase or phrase_retour(
                categorie=one["libelle"], lieu=one["lieu"], service=compte_rendu["service"],
                suite=compte_rendu["suite"], signale_le=one["recu_le"], le=compte_rendu["le"],
                prevu_le=compte_rendu["prevu_le"], motif=compte_rendu["motif"] or "",
                texte=text(office, sentence_code(compte_rendu["suite"], compte_rendu["voie"])),
            ),
        )
        for one in files_to_tell(cursor, list(files))
    ]  # fmt: skip


def close_file(office: Office, reference: str, vers: Statut, *, account: Account, motif: str = "") -> Suivi:
    """Close a file, and those of the same problème, without a compte rendu; who called is owed news of it all the same.

    Answers that wait to be validated are set aside: nothing is left to be decided.

    Raises
    ------
    NotFound, StateError, NotAllowed, ValueRefused
        As ``pipeline.suivi.move_file`` says.
    """

    def tell(cursor: Cursor, row: Row, moved: list[int]) -> None:
        told: Row = {
            "id": None, "service": row["service"] or OFFICE, "voie": "", "le": office.clock(), "prevu_le": None,
            "suite": str(Suite.FAIT if vers == Statut.RESOLU else Suite.REFUSE), "motif": motif,
        }  # fmt: skip
        owe(cursor, office, told, files_untold(cursor, moved))
        waiting_set_aside(cursor, row["probleme_id"], par=account.name, le=office.clock(), remarque=CLOSED_NOW)

    return move_file(office, reference, vers, account=account, motif=motif, then=tell)


def phrase_retour(
    *,
    categorie: str,
    lieu: str,
    service: str,
    suite: str,
    signale_le: dt.datetime,
    le: dt.datetime,
    prevu_le: dt.date | None = None,
    motif: str = "",
    texte: str = "",
) -> str:
    """A sentence that can be read to who called: what they told, where, when, and what became of it.

    ``texte`` is the city's own sentence with its marks (``domain.reglage.MARQUES``), that of the program without it.
    No surface, no cost, no name. Days are those of Paris.
    """
    said = {
        "signale_le": day_of(signale_le),
        "quoi": categorie,
        "lieu": f", {masked(lieu)}" if lieu else "",
        "service": service,
        "date": day(prevu_le) if suite == Suite.PREVU and prevu_le is not None else day_of(le),
        "motif": f" : {motif.rstrip('. ')}" if motif else "",
    }
    pattern = texte or TEXTES_PAR_DEFAUT[sentence_code(suite)]
    return _MARK.sub(lambda found: said[found[1]], pattern)


def sentence_code(suite: str, voie: str = "") -> str:
    """The code of the text that tells of what was answered; what a médiateur settled has its own."""
    return "retour_mediation" if voie == BY_MEDIATOR and suite == Suite.FAIT else f"retour_{suite}"
