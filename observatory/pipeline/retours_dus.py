"""What callers are owed once a compte rendu is taken: one sentence each, and by when it must be said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from observatory.domain.calendrier import echeance
from observatory.domain.transmission import Suite
from observatory.pipeline.fiches import masked
from observatory.pipeline.office import Office
from observatory.pipeline.routage import service_hours
from observatory.present.labels import day, day_of
from observatory.store.appels import Row
from observatory.store.database import Cursor
from observatory.store.retours_dus import files_to_tell, retour_owe

HOURS = 16
"""Working hours within which a caller is told."""


def owe(cursor: Cursor, office: Office, compte_rendu: Row, files: Collection[int], phrase: str = "") -> list[int]:
    """News owed to the caller of each of these signalements, where one is known; gives the numbers of the news.

    ``compte_rendu`` holds id, service, suite, le, prevu_le, motif. ``phrase`` is said to all; without it each gets the
    sentence of :func:`phrase_retour`. To be called inside the transaction that takes the compte rendu. News of a
    signalement that are still due take the new sentence and keep their own instant.
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
            ),
        )
        for one in files_to_tell(cursor, list(files))
    ]  # fmt: skip


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
) -> str:
    """A sentence that can be read to who called: what they told, where, when, and what became of it.

    No surface, no cost, no name. Days are those of Paris.
    """
    where = f", {masked(lieu)}" if lieu else ""
    told = f"Le {day_of(signale_le)}, vous nous avez signalé : « {categorie} »{where}."
    if suite == Suite.FAIT:
        return (
            f"{told} Le service « {service} » nous dit que c'est fait, le {day_of(le)}. Merci de nous avoir prévenus."
        )
    if suite == Suite.PREVU and prevu_le is not None:
        return f"{told} Le service « {service} » s'en occupe : il a prévu d'intervenir le {day(prevu_le)}."
    why = f" : {motif.rstrip('. ')}" if motif else ""
    return f"{told} Le service « {service} » ne peut pas y donner suite{why}."
