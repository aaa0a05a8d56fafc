"""The paper sheet of the office: its city, its categories, its orientations."""

from __future__ import annotations

from observatory.pipeline.annuaire import orientations_of
from observatory.pipeline.office import Office
from observatory.pipeline.reglages import text
from observatory.present.fiche_papier import fiche_papier
from observatory.store.reference import CITY_NAME, meta_get, nomenclature_read


def paper_sheet(office: Office) -> bytes:
    """The sheet as PDF; categories are those of the first level."""
    families = [
        (one.code, one.libelle)
        for one in nomenclature_read(office.database)
        if one.niveau == 1 and one.retiree_le is None
    ]
    return fiche_papier(
        meta_get(office.database, CITY_NAME, "Ma ville"), families, orientations_of(office), text(office, "notice")
    )
