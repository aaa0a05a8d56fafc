"""Operations about problèmes: those near a place, merging those that are one, taking them apart."""

from __future__ import annotations

import datetime as dt

from observatory.domain.proche import Fusion, Proche
from observatory.operations.core import Context, operation
from observatory.pipeline.doublons import nearby
from observatory.pipeline.problemes import detach, merge, unmerge

NOTED_EVERY = dt.timedelta(minutes=10)
"""This is asked while somebody types: who sees a file is written down once in so long."""


def _files(found: list[Proche]) -> list[str]:
    """The files whose stories are shown, for the journal of accesses."""
    return [story.reference for one in found for story in one.recits]


@operation("problemes.proches", keys=_files, noted_every=NOTED_EVERY)
def problemes_proches(
    context: Context,
    lat: float,
    lon: float,
    categorie: str | None = None,
    texte: str = "",
    limite: int = 8,
    precision_m: float | None = None,
) -> list[Proche]:
    """The open problèmes near a position, of a category or of one near to it, the likeliest first, texts whole."""
    bounds = context.account.territoires
    return nearby(
        context.office, lat, lon, categorie, texte, limite, precision_m=precision_m, territoires=bounds
    )  # fmt: skip


@operation("problemes.fusionner")
def problemes_fusionner(context: Context, garde: int, retire: int) -> Fusion:
    """Let one problème stand for another that is the same trouble."""
    account = context.account
    return merge(context.office, garde, retire, auteur=account.name, territoires=account.territoires)


@operation("problemes.separer")
def problemes_separer(context: Context, retire: int) -> Fusion:
    """Undo a merging: the problème that was merged gets its signalements back."""
    account = context.account
    return unmerge(context.office, retire, auteur=account.name, territoires=account.territoires)


@operation("problemes.detacher")
def problemes_detacher(context: Context, reference: str) -> Fusion:
    """Give one signalement a problème of its own."""
    account = context.account
    return detach(context.office, reference, auteur=account.name, territoires=account.territoires)
