"""Operations of mediation: referring a file, what a médiateur has to do, appointments, outcomes."""

from __future__ import annotations

import datetime as dt

from observatory.domain.mediation import EtatRendezVous, IssueMediation, Mediation, Rendu
from observatory.domain.terrain import Terrain
from observatory.operations.core import Context, operation
from observatory.pipeline import mediations, terrain

NOTED_EVERY = dt.timedelta(minutes=10)
"""A phone asks for its list again and again: who sees a file is written down once in so long."""


def _files(found: list[Mediation]) -> list[str]:
    return list(dict.fromkeys(one.reference for one in found))


@operation("mediations.confier", keys=lambda found: [found.reference])
def mediations_confier(context: Context, reference: str, consigne: str = "", mediateur: str = "") -> Mediation:
    """Refer a file, and those of the same problème, to a médiateur, or to any of them."""
    return mediations.refer(context.office, context.account, reference, consigne, mediateur)


@operation("mediations.mediateurs")
def mediations_mediateurs(context: Context) -> list[str]:
    """The accounts to which a file may be referred."""
    return mediations.mediateurs(context.office)


@operation("mediations.dossier", keys=_files)
def mediations_dossier(context: Context, reference: str) -> list[Mediation]:
    """The mediations of a file, the latest first."""
    return mediations.of_file(context.office, context.account, reference)


@operation("mediations.miennes", keys=_files, noted_every=NOTED_EVERY)
def mediations_miennes(context: Context) -> list[Mediation]:
    """What the account has to mediate, the first due first; a régulateur sees those of everybody."""
    return mediations.open_mediations(context.office, context.account)


@operation("mediations.rendez_vous")
def mediations_rendez_vous(
    context: Context, cle: str, ident: int, le: dt.datetime, lieu: str, parties: list[str]
) -> Rendu:
    """Make an appointment of a mediation, once however often it is sent."""
    return mediations.appoint(context.office, context.account, cle, ident, le, lieu, parties)


@operation("mediations.noter_rendez_vous")
def mediations_noter_rendez_vous(context: Context, cle: str, ident: int, etat: EtatRendezVous) -> Rendu:
    """Say what became of an appointment, once however often it is sent."""
    return mediations.appointment_becomes(context.office, context.account, cle, ident, etat)


@operation("mediations.clore")
def mediations_clore(
    context: Context,
    cle: str,
    ident: int,
    issue: IssueMediation,
    duree_min: int,
    parties: list[str],
    note: str = "",
    le: dt.datetime | None = None,
) -> Rendu:
    """End a mediation with its outcome, once however often it is sent."""
    return mediations.end(context.office, context.account, cle, ident, issue, duree_min, parties, note, le)


@operation("terrain.ouvrir")
def terrain_ouvrir(context: Context) -> Terrain:
    """What the phone page of this account begins with."""
    return terrain.field_opened(context.office, context.account)
