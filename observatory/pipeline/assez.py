"""When there is too little for a map of hotspots: what may be shown instead, and over what time there is enough."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from observatory.aggregate.counts import placed_at
from observatory.aggregate.select import count_of
from observatory.analyse.assez import least_count
from observatory.domain.grid import ANALYSIS_RESOLUTION, WALK_RESOLUTION
from observatory.domain.selection import Compte, Selection
from observatory.pipeline.grille import Grille, grille, located
from observatory.pipeline.office import Office
from observatory.pipeline.questions import run, with_bounds

REPEATED = 3
"""Signalements from which a place is a repeated one."""
REPEATED_SHOWN = 5
"""For who sees no small count: from so many on."""


def least_for(place: Grille) -> int:
    """How much must be counted on a place before a map of its hotspots is drawn: see ``analyse/assez.py``."""
    return least_count(max(len(place.cells), 1))


def repeated_places(office: Office, selection: Selection, limit: int = 20, *, exact: bool = True) -> pa.Table:
    """Places that were told of again and again, most often first: lieu, cell, n, problemes, voix, premier, dernier.

    A place is an address where at least three signalements are located, or a small hexagon (``lieu`` is null) for those
    whose address is not known. Without ``exact`` no address is named: hexagons of the analysis with five at least.

    Raises
    ------
    StateError
        When the base has no outline of the city.
    """
    kept = located(office, selection, grille(office, selection, ANALYSIS_RESOLUTION))
    if not exact:
        return _told_most(office, _by_hexagon(kept, ANALYSIS_RESOLUTION), REPEATED_SHOWN, limit)
    named = kept.filter(kept.adresse_trouvee.notnull())
    addresses = _counted(named.group_by(lieu=named.adresse_trouvee), named).mutate(cell=ibis.null("int64"))
    others = _by_hexagon(kept.filter(kept.adresse_trouvee.isnull()), WALK_RESOLUTION)
    columns = ["lieu", "cell", "n", "problemes", "voix", "premier", "dernier"]
    return _told_most(office, addresses.select(columns).union(others.select(columns)), REPEATED, limit)


def _by_hexagon(kept: ir.Table, resolution: int) -> ir.Table:
    placed = placed_at(kept, resolution)
    return _counted(placed.group_by("cell"), placed).mutate(lieu=ibis.null("string"))


def _counted(groups: ir.groupby.GroupedTable, table: ir.Table) -> ir.Table:
    return groups.agg(
        n=table.count(),
        problemes=count_of(table, "problemes"),
        voix=count_of(table, "declarants"),
        premier=table.recu_jour.min(),
        dernier=table.recu_jour.max(),
    )


def _told_most(office: Office, places: ir.Table, least: int, limit: int) -> pa.Table:
    often = places.filter(places.n >= least)
    columns = ["lieu", "cell", "n", "problemes", "voix", "premier", "dernier"]
    return run(office, often.order_by([ibis.desc("n"), "lieu", "cell"]).select(columns).limit(limit))


def longer_period(office: Office, selection: Selection, least: int) -> Selection | None:
    """The selection over the shortest period, with the same end, on which it counts at least ``least``.

    It is the selection itself where it counts enough. None where all that is known does not.
    """
    bounds = with_bounds(office, selection)
    if bounds.depuis is None or bounds.jusqua is None:
        return None
    open_ended = replace(bounds, depuis=None)
    kept = located(office, open_ended, grille(office, open_ended, ANALYSIS_RESOLUTION))
    days = _last_days(office, kept, selection.compte)
    if len(days) < least:
        return None
    since: dt.date = np.sort(days)[len(days) - max(least, 1)].astype(object)
    return selection if since >= bounds.depuis else replace(selection, depuis=since, jusqua=bounds.jusqua)


def _last_days(office: Office, kept: ir.Table, compte: Compte) -> npt.NDArray[np.datetime64]:
    """The last day on which each thing counted was told: what a period that ends on the last day counts from it on."""
    key = {"signalements": kept.id, "problemes": kept.probleme_id, "declarants": kept.declarant_id}[compte]
    known = kept.mutate(cle=key)
    last = known.filter(known.cle.notnull()).group_by("cle").agg(jour=known.recu_jour.max())
    days = run(office, last.select("jour"))["jour"].to_numpy()
    if compte == "declarants":  # a caller who left no name is a voice each time
        nameless = run(office, kept.filter(kept.declarant_id.isnull()).select("recu_jour"))
        days = np.concatenate([days, nameless["recu_jour"].to_numpy()])
    return np.asarray(days, "datetime64[D]")
