"""Operations about the nicknames of places."""

from __future__ import annotations

from observatory.domain.records import Surnom, SurnomsConnus
from observatory.operations.core import Context, operation
from observatory.pipeline.surnoms import surnom_add, surnom_remove, surnoms_list


@operation("surnoms.liste")
def surnoms_liste(context: Context) -> SurnomsConnus:
    """The nicknames in force: those of the base, then those of the file of reference tables."""
    return surnoms_list(context.office)


@operation("surnoms.ajouter")
def surnoms_ajouter(
    context: Context, surnom: str, designe: str = "", lat: float | None = None, lon: float | None = None
) -> Surnom:
    """Keep a nickname: for an address or a place that is surely found, or for a position (which wins)."""
    return surnom_add(context.office, Surnom(surnom, designe, lat, lon), auteur=context.account.name)


@operation("surnoms.retirer")
def surnoms_retirer(context: Context, surnom: str) -> Surnom:
    """Forget a nickname of the base; gives what it was."""
    return surnom_remove(context.office, surnom, auteur=context.account.name)
