"""Operations on what changes over time. They change nothing; who sees no exact count gets classes and rounded ones."""

from __future__ import annotations

import pyarrow as pa

from observatory.domain.evolution import Saisons
from observatory.domain.grid import ANALYSIS_RESOLUTION
from observatory.domain.roles import INTERNAL
from observatory.domain.selection import Selection
from observatory.operations.core import Context, operation
from observatory.pipeline import changement, evolution


@operation("evolution.emergence")
def evolution_emergence(context: Context, selection: Selection, resolution: int = ANALYSIS_RESOLUTION) -> pa.Table:
    """What becomes of hot spots, hexagon by hexagon: cell, classe, n, chauds_avant, chauds_recents."""
    return evolution.emergence(context.office, selection, resolution, exact=context.account.holds_any(INTERNAL))


@operation("evolution.changements")
def evolution_changements(context: Context, selection: Selection, resolution: int = ANALYSIS_RESOLUTION) -> pa.Table:
    """What is told more or less than a year before, hexagon by hexagon: cell, sens, avant, apres, attendu, rapport…"""
    return changement.changes(context.office, selection, resolution, exact=context.account.holds_any(INTERNAL))


@operation("evolution.jour_heure")
def evolution_jour_heure(context: Context, selection: Selection) -> pa.Table:
    """What takes place by day of the week and hour, intervals shared out: jour (1 is Monday), heure, n."""
    return evolution.hours_of_week(context.office, selection, exact=context.account.holds_any(INTERNAL))


@operation("evolution.saison")
def evolution_saison(context: Context, selection: Selection) -> Saisons:
    """Months of the year and days of the week against what is usual, with intervals and a test of each."""
    return evolution.seasons(context.office, selection, exact=context.account.holds_any(INTERNAL))
