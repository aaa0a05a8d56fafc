"""The surveys of the fictional city: opened, filled in on paper and closed at the time at which it is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial

from observatory.demo import enquetes as told
from observatory.domain.enquete import PlanEnquete
from observatory.domain.questionnaire import COMMENT, SHEET
from observatory.pipeline.creation_marches import COORDONNATEUR
from observatory.pipeline.enquetes import enquete_close, enquete_create, enquete_of, enquete_start, questions_of
from observatory.pipeline.office import Office
from observatory.pipeline.reponses_enquete import sheet_columns, sheets_import
from observatory.store.fichier_csv import table_to_text

_STREAM = 40
_TYPED_AGO = 1
"""When the sheets of a survey that is still open were typed."""


def survey_steps(
    office: Office, at: Callable[[int], dt.date], actions: Mapping[str, int], seed: int
) -> list[tuple[float, Callable[[], None]]]:
    """What happens to the surveys, each with how many days before the last one; ``at`` sets the clock to that day.

    ``actions`` are numbers by the names of the story, filled in by then.
    """
    made: dict[str, int] = {}
    steps: list[tuple[float, Callable[[], None]]] = []
    for rank, one in enumerate(told.SURVEYS):
        last = one.il_y_a - one.jours + 1
        steps.append((one.il_y_a, partial(_opened, office, at, one, actions, made)))
        steps.append((max(last, _TYPED_AGO), partial(_answered, office, at, one, made, seed, rank)))
    return steps


def _opened(
    office: Office, at: Callable[[int], dt.date], one: told.Sondage, actions: Mapping[str, int], made: dict[str, int]
) -> None:
    first = at(one.il_y_a)
    plan = PlanEnquete(
        one.titre, one.modele, first, first + dt.timedelta(days=one.jours - 1), None, actions[one.action], one.moment,
        made.get(one.avant), one.population,
    )  # fmt: skip
    made[one.cle] = enquete_create(office, plan, account=COORDONNATEUR).ident
    enquete_start(office, made[one.cle], account=COORDONNATEUR)


def _answered(
    office: Office, at: Callable[[int], dt.date], one: told.Sondage, made: Mapping[str, int], seed: int, rank: int
) -> None:
    """The sheets are typed on the last day, and the survey is closed; one that goes on keeps open."""
    from observatory.demo.town import stream

    last = one.il_y_a - one.jours + 1
    at(max(last, _TYPED_AGO))
    known = enquete_of(office, made[one.cle])
    questions = questions_of(office, known)
    offered = {each.code: len(each.reponses) for each in questions if each.reponses}
    rng = stream(seed, _STREAM + rank)
    rows: list[dict[str, object]] = [
        {SHEET: number, **told.sheet(one, offered, rng)} for number in range(1, one.feuilles + 1)
    ]
    for number, said in enumerate(one.commentaires):
        rows[number * 7][COMMENT] = said
    sheets_import(office, known.ident, table_to_text(rows, sheet_columns(questions)), account=COORDONNATEUR)
    if last >= _TYPED_AGO:
        enquete_close(office, known.ident, account=COORDONNATEUR)
