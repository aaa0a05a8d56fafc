"""Operations about the category that a text tells of."""

from __future__ import annotations

import datetime as dt

from observatory.domain.tri import EntrainementTri, EvaluationTri, Suggestion
from observatory.operations.core import Context, operation
from observatory.pipeline.triage import evaluate, train


@operation("triage.suggerer")
def triage_suggerer(context: Context, texte: str, limite: int = 3) -> list[Suggestion]:
    """The categories that a text may tell of, the surest first; none where it is not sure enough. Keeps nothing."""
    return context.office.suggester().suggest(texte, limite)


@operation("triage.entrainer")
def triage_entrainer(context: Context, jusqua: dt.date | None = None, forcer: bool = False) -> EntrainementTri:
    """Learn from the descriptions that the desk sorted, up to a day; refused where worse than the model in force."""
    return train(context.office, jusqua, force=forcer, auteur=context.account.name, progress=context.progress)


@operation("triage.evaluer")
def triage_evaluer(context: Context, depart: bool = False) -> EvaluationTri:
    """How good the model in force (or, on the same descriptions, the starting one) is on what came after it learned."""
    return evaluate(context.office, context.progress, starting=depart)
