"""The lines of a table of indicators: each file, contact or event beside the name of its group."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from observatory.aggregate.counts import period_of
from observatory.domain.indicateurs import Axe

ALL = ""
"""The one group of what is not divided."""


def by_group(
    files: ir.Table,
    axe: Axe,
    day: ir.DateColumn | None = None,
    families: Mapping[str, str] | None = None,
    links: ir.Table | None = None,
    territories: Mapping[int, str] | None = None,
) -> ir.Table:
    """The signalements with a column ``groupe``: one row for each group that each is in.

    Parameters
    ----------
    day
        The column by which months are told; ``recu_jour`` by default.
    families
        For categories: the family of each code. A code that it lacks is its own family.
    links, territories
        For territories: the table (signalement_id, territoire_id), and the code of each territory that counts. A
        signalement in two of them has two rows, one in none has none.
    """
    if axe == "mois":
        return files.mutate(groupe=period_of(files.recu_jour if day is None else day, "mois"))
    if axe == "service":
        return files.mutate(groupe=files.service.fill_null(ALL))
    if axe == "categorie":
        names = _memtable("categorie_de", "groupe_de", families or {})
        joined = files.left_join(names, files.categorie == names.categorie_de)
        grouped = joined.mutate(groupe=joined.groupe_de.fill_null(joined.categorie))
        return grouped.drop("categorie_de", "groupe_de")
    if axe == "territoire" and links is not None:
        names = _memtable("dans", "groupe", territories or {}, "int64")
        placed = links.join(names, links.territoire_id == names.dans).select("signalement_id", "groupe")
        return files.join(placed, files.id == placed.signalement_id).drop("signalement_id")
    return files.mutate(groupe=ibis.literal(ALL))


def _memtable(key: str, value: str, pairs: Mapping[str, str] | Mapping[int, str], kind: str = "string") -> ir.Table:
    return ibis.memtable(
        {key: list(pairs.keys()), value: list(pairs.values())}, schema=ibis.schema({key: kind, value: "string"})
    )
