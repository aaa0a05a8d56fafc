"""What the base holds, in one record."""

from __future__ import annotations

from observatory.domain.records import Etat
from observatory.pipeline.office import Office
from observatory.store.integrity import data_span, table_counts
from observatory.store.reference import CITY_NAME, FICTIONAL, meta_get
from observatory.store.territoires import zonages_list


def base_etat(office: Office) -> Etat:
    """Count what the base holds; contacts, signalements and problèmes apart."""
    base = office.database
    counts = table_counts(base)
    first, last = data_span(base)
    return Etat(
        nom=meta_get(base, CITY_NAME, "Ville sans nom"),
        fictif=meta_get(base, FICTIONAL) == "oui",
        base=base.path.name,
        version=int(meta_get(base, "version", "0")),
        premier_jour=first,
        dernier_jour=last,
        contacts=counts["contact"],
        signalements=counts["signalement"],
        problemes=counts["probleme"],
        declarants=counts["declarant"],
        adresses=counts["adresse"],
        voies=counts["voie"],
        lieux=counts["lieu"],
        non_localises=counts["non_localises"],
        territoires={one.zonage: one.n for one in zonages_list(base, office.today())},
        aujourd_hui=office.today(),
    )
