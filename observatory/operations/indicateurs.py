"""Operations on the indicators of the office: those of a selection, and their tables. They change nothing."""

from __future__ import annotations

import pyarrow as pa

from observatory.domain.indicateurs import Axe, Indicateur
from observatory.domain.selection import Selection
from observatory.operations.core import Context, operation
from observatory.pipeline.indicateurs.tables import indicators, indicators_table


@operation("indicateurs.ensemble")
def indicateurs_ensemble(context: Context, selection: Selection) -> list[Indicateur]:
    """Every indicator of a selection, in order; what is not known has no value and says why."""
    return indicators(context.office, selection)


@operation("indicateurs.table")
def indicateurs_table(
    context: Context, selection: Selection, par: Axe, zonage: str | None = None, codes: tuple[str, ...] = ()
) -> pa.Table:
    """Indicators by month, territory, category or service: groupe, nom, code, indicateur, valeur, unite, n, bas, haut,
    non_communique, reserve. All of them, or those of ``codes``.
    """
    return indicators_table(context.office, selection, par, zonage, codes)
