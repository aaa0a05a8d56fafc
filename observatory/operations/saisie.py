"""Operations by which the sheets of paper of a walk are typed."""

from __future__ import annotations

import datetime as dt

from observatory.domain.mediation import Rendu
from observatory.domain.saisie import LieuPhoto, Saisie
from observatory.operations.core import Context, operation
from observatory.pipeline import saisie
from observatory.pipeline.marches import marche_for


@operation("saisie.lire")
def saisie_lire(context: Context, ident: int) -> Saisie:
    """A walk, its grid, and what is typed of its sheets already."""
    marche_for(context.office, ident, context.account)
    return saisie.sheets_of(context.office, ident)


@operation("saisie.reponses")
def saisie_reponses(
    context: Context, ident: int, feuille: str, cle: str, notes: dict[int, dict[str, int | None]]
) -> Rendu:
    """Keep the answers of a sheet by stop and question; None is « je ne sais pas »."""
    marche_for(context.office, ident, context.account)
    return saisie.sheet_answers(context.office, ident, feuille, cle, notes)


@operation("saisie.constat")
def saisie_constat(
    context: Context, ident: int, feuille: str, cle: str, arret: int | None, positif: bool, categorie: str | None,
    texte: str, adresse: str = "", lat: float | None = None, lon: float | None = None, le: dt.datetime | None = None,
) -> Rendu:  # fmt: skip
    """Keep a constat of a sheet, placed by its picture, its address or its stop."""
    marche_for(context.office, ident, context.account)
    return saisie.sheet_constat(
        context.office, ident, feuille, cle, arret=arret, positif=positif, categorie=categorie, texte=texte,
        adresse=adresse, lat=lat, lon=lon, le=le,
    )  # fmt: skip


@operation("saisie.photo")
def saisie_photo(context: Context, ident: int, feuille: str, cle: str, constat_cle: str, contenu: bytes) -> Rendu:
    """Keep a picture of a constat that was typed."""
    marche_for(context.office, ident, context.account)
    return saisie.sheet_photo(context.office, ident, feuille, cle, constat_cle=constat_cle, contenu=contenu)


@operation("saisie.lieu_photo")
def saisie_lieu_photo(context: Context, ident: int, contenu: bytes) -> LieuPhoto:
    """Where and when a picture says that it was taken; nothing is kept."""
    marche_for(context.office, ident, context.account)
    return saisie.photo_place(context.office, ident, contenu)


@operation("saisie.participants")
def saisie_participants(context: Context, ident: int, feuille: str, cle: str, profils: dict[str, int]) -> Rendu:
    """Keep who walked, as a sheet counts them."""
    marche_for(context.office, ident, context.account)
    return saisie.sheet_participants(context.office, ident, feuille, cle, profils)


@operation("saisie.ressenti")
def saisie_ressenti(context: Context, ident: int, feuille: str, cle: str, moment: str, notes: dict[int, int]) -> Rendu:
    """Keep how safe walkers felt before or after, as a sheet counts them."""
    marche_for(context.office, ident, context.account)
    return saisie.sheet_ressenti(context.office, ident, feuille, cle, moment, notes)
