"""Operations on the effect of actions: the outline of a zone, and what changed there. They change nothing."""

from __future__ import annotations

import datetime as dt

from observatory.domain.effet import USUAL_MONTHS, USUAL_RING_M, Effet, Zone
from observatory.domain.roles import INTERNAL
from observatory.domain.selection import Selection
from observatory.operations.core import Context, operation
from observatory.pipeline import effet, zone


@operation("effet.lire_zone")
def effet_lire_zone(context: Context, contenu: bytes, nom: str) -> Zone:
    """The outline of a zone, read from a file's bytes; its name tells what it is."""
    return zone.read_zone(contenu, nom)


@operation("effet.disque")
def effet_disque(context: Context, lat: float, lon: float, rayon_m: int) -> Zone:
    """The outline of a disc."""
    return zone.disc(lat, lon, rayon_m)


@operation("effet.mesurer")
def effet_mesurer(
    context: Context,
    contour: str,
    date: dt.date,
    selection: Selection,
    avant: int = USUAL_MONTHS,
    apres: int = USUAL_MONTHS,
    anneau_m: int = USUAL_RING_M,
) -> Effet:
    """What changed in a zone (GeoJSON) from a day on, with a verdict; counts are rounded for who sees none exact."""
    return effet.measure(
        context.office,
        contour,
        date,
        selection,
        avant,
        apres,
        anneau_m,
        exact=context.account.holds_any(INTERNAL),
    )
