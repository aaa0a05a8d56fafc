"""What is told more, or less, than a year before, hexagon by hexagon, beside what changed in the whole city."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pyarrow as pa

from observatory.analyse.change import hotspot_change
from observatory.domain.arrondi import LEAST_COUNT, counts_to_fives
from observatory.domain.effet import months_away
from observatory.domain.errors import StateError
from observatory.domain.evolution import BUNDLE, SENS, Changements
from observatory.domain.points_chauds import SIGNIFICANT
from observatory.domain.selection import Selection
from observatory.pipeline.grille import grille
from observatory.pipeline.office import Office
from observatory.pipeline.questions import with_bounds
from observatory.pipeline.recits import placed, recits
from observatory.store.integrity import data_span

MONTHS = 12
"""What is compared at most, so that the same days stand on both sides."""
LEAST_EACH = 50
"""What each side counts at least."""


def changes(office: Office, selection: Selection, resolution: int, *, exact: bool = True) -> pa.Table:
    """How each hexagon of the place changed from the same days of the year before: one row for each.

    Columns: cell, sens (« hausse », « baisse », null where chance may have done it), avant, apres, attendu (what there
    would be had the hexagon followed the place), rapport with its interval of 95 % (bas, haut), p_fdr. Unless
    ``exact``, counts are in fives, those under five and the figures that would give them back are null. The metadata
    hold :class:`~observatory.domain.evolution.Changements`.

    Of a longer period the last twelve months are taken.

    Raises
    ------
    StateError
        When the city has no outline, nothing is known of the year before, or one side counts too little.
    """
    told = _window(data_span(office.database)[0], with_bounds(office, selection))
    place = grille(office, selection, resolution)
    both = recits(office, replace(selection, depuis=told.avant_depuis, jusqua=told.jusqua), place.ground)
    here = placed(both, place, selection.compte)
    before = here.count(both.during(told.avant_depuis, told.avant_jusqua))
    after = here.count(both.during(told.depuis, told.jusqua))
    told = replace(
        told, avant=int(before.sum()), apres=int(after.sum()), compte=selection.compte, hexagones=len(place.cells)
    )
    if min(told.avant, told.apres) < LEAST_EACH:
        raise StateError(
            f"{told.avant} cas l'année d'avant, {told.apres} cette année : il en faut {LEAST_EACH} de chaque côté pour "
            "comparer lieu par lieu. Élargissez la période, les catégories ou les territoires."
        )
    found = hotspot_change(before, after)
    sure = found.p_fdr <= SIGNIFICANT
    sens = np.select([sure & (found.ratio > 1), sure & (found.ratio < 1)], SENS, "")
    small = np.zeros(len(before), bool) if exact else np.minimum(before, after) < LEAST_COUNT
    blank = np.full(len(before), not exact)
    counts = {"avant": before, "apres": after}
    figures = {
        "attendu": found.attendu, "rapport": found.ratio, "bas": found.bas, "haut": found.haut, "p_fdr": found.p_fdr,
    }  # fmt: skip
    return pa.table(
        {
            "cell": place.cells,
            "sens": pa.array([one or None for one in sens.tolist()], pa.string()),
            **{
                name: pa.array(n if exact else counts_to_fives(n), pa.int64(), mask=small) for name, n in counts.items()
            },
            **{name: pa.array(values, pa.float64(), mask=blank) for name, values in figures.items()},
        }
    ).replace_schema_metadata({BUNDLE: told.to_text().encode()})


def _window(oldest: dt.date | None, asked: Selection) -> Changements:
    """The days that are compared: those asked for, at most the last twelve months, and the same a year before."""
    if oldest is None or asked.depuis is None or asked.jusqua is None:
        raise StateError("La base n'a encore aucun signalement : importez-en d'abord.")
    first = max(asked.depuis, months_away(asked.jusqua + dt.timedelta(days=1), -MONTHS))
    window = replace(asked, depuis=first).year_before()
    before, until = window.depuis, window.jusqua
    if before is None or until is None or before < oldest:
        raise StateError(
            f"Rien n'est connu avant le {oldest:%d/%m/%Y} : pour comparer avec l'année d'avant, choisissez une "
            "période qui commence au moins un an plus tard."
        )
    return Changements(first, asked.jusqua, before, until)
