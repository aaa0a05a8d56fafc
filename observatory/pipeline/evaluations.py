"""Measured effects as they are told: with every count to who sees them, in fives and without small ones to others."""

from __future__ import annotations

from collections.abc import Sequence

from observatory.domain.action import Evaluation
from observatory.domain.reunion import settles
from observatory.pipeline.effet_dit import ROUGHLY
from observatory.store.appels import Row

ROUNDED = "arrondi_"
"""How the figures are named that anybody may see."""


def evaluation_seen(row: Row, *, exact: bool) -> Evaluation:
    """A measured effect as it is kept, told exactly or roughly: the verdict is the same."""
    detail, verdict = row["detail"], str(row["verdict"])
    if exact:
        shown = {name: value for name, value in detail.items() if not name.startswith(ROUNDED)}
    else:
        shown = {name.removeprefix(ROUNDED): value for name, value in detail.items() if name.startswith(ROUNDED)}
    return Evaluation(
        row["ident"], row["depuis"], row["date"], row["jusqua"], verdict,
        row["phrase"] if exact else ROUGHLY.get(verdict, verdict), shown, row["le"],
    )  # fmt: skip


def undecided(evaluations: Sequence[Evaluation], decisions: Sequence[Row]) -> bool:
    """Whether the latest measured effect waits for a decision: to go on, to change, or to stop."""
    if not evaluations:
        return False
    latest = max(evaluations, key=lambda one: (one.le, one.ident))
    return not any(settles(one["genre"], one["evaluation_id"], one["jour"], latest) for one in decisions)
