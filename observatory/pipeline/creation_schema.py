"""The schéma local of the fictional city, in its 14th month: its meetings, walks, actions, effects and bilan.

Everything is written in the order and at the time at which it is said to have happened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from observatory.demo import schema as told
from observatory.domain.action import Action, Financement, GenreObjet, Indicateur
from observatory.domain.quand_heure import months_earlier
from observatory.domain.reunion import Decision, ProblemeDit, Reunion
from observatory.domain.schema import WITHOUT_PERSONS, Formation, Membre, Schema, latest_end
from observatory.pipeline.actions import action_create, action_save, financements_set, nouvelle_write
from observatory.pipeline.creation_enquetes import survey_steps
from observatory.pipeline.creation_marches import (
    COORDONNATEUR,
    Moment,
    day_at,
    planted_walk,
    walk_noted,
    walk_planned,
)
from observatory.pipeline.decisions import decision_add
from observatory.pipeline.effet_action import evaluer
from observatory.pipeline.indicateurs_action import indicateur_add, valeur_answer
from observatory.pipeline.marches import marches_list
from observatory.pipeline.office import Office
from observatory.pipeline.photos import moderate
from observatory.pipeline.photos_action import action_photo_add
from observatory.pipeline.releves import releves_of
from observatory.pipeline.reunions import probleme_add, reunion_of, reunions_list
from observatory.pipeline.schemas import marche_attach, schema_create, texte_add
from observatory.pipeline.tenue_reunion import (
    diagnosis_write,
    minutes_write,
    presences_set,
    reunion_note,
    reunion_save,
)
from observatory.pipeline.zone import disc

_Step = tuple[float, Callable[[], None]]
_THURSDAY = 3
_MORNING, _NOON, _EVENING, _NIGHT = dt.time(9), dt.time(14), dt.time(17), dt.time(21)
_STREAM = 18


@dataclass
class _Plan:
    """What was written so far: the plan, its meetings, walks and actions by their names in the story."""

    office: Office
    clock: Moment
    truth: Mapping[str, Any]
    until: dt.date
    schema: int = 0
    reunions: dict[str, int] = field(default_factory=dict)
    marches: dict[str, int] = field(default_factory=dict)
    actions: dict[str, int] = field(default_factory=dict)
    latest: dict[str, Action] = field(default_factory=dict)
    asked: dict[tuple[str, int], int] = field(default_factory=dict)

    def day(self, ago: int) -> dt.date:
        """The day so many days before the last one."""
        return self.until - dt.timedelta(days=ago)

    def at(self, ago: int, hour: dt.time = _NOON) -> dt.date:
        """Set the clock to an hour of that day; gives the day."""
        day = self.day(ago)
        self.clock.now = day_at(day, hour)
        return day


def demo_schema(office: Office, clock: Moment, truth: Mapping[str, Any], until: dt.date, seed: int) -> dict[str, int]:
    """Write the plan; gives the numbers of its actions whose effect was planted, by their names in the truth.

    ``office`` runs by ``clock``, which is the machine's again afterwards.
    """
    plan = _Plan(office, clock, truth, until)
    try:
        for _, step in sorted(_story(plan, seed), key=lambda one: -one[0]):
            step()
    finally:
        clock.now = None
    planted = {one["nom"] for one in truth["actions"]}
    return {
        one.planted: plan.actions[one.cle]
        for one in told.ACTIONS
        if one.planted in planted and one.cle in told.EVALUATED
    }


def _story(plan: _Plan, seed: int) -> list[_Step]:
    """What happens, each with how many days before the last one."""
    steps: list[_Step] = [(told.OPENED, partial(_opened, plan)), (told.TEXTS_AGO, partial(_texts, plan))]
    for name, title in told.WALK_TITLES.items():
        day = next(dt.date.fromisoformat(one["jour"]) for one in plan.truth["marches"] if one["nom"] == name)
        steps.append(((plan.until - day).days, partial(_walk, plan, name, title, seed)))
    steps += [(_ago(plan, one), partial(_meeting, plan, one)) for one in told.MEETINGS]
    for action in told.ACTIONS:
        steps += _action_story(plan, action)
    last = max(_ago(plan, one) for one in told.MEETINGS if one.cle == "effets")
    steps.append((last + 0.5, partial(_measured, plan, last)))
    steps += survey_steps(plan.office, plan.at, plan.actions, seed)
    return steps + [(ago, partial(_pictured, plan, name, moment, ago)) for name, moment, ago in told.PICTURES]


def _ago(plan: _Plan, one: told.Tenue) -> int:
    """When a meeting is held: on the Thursday before, or that day if it is one."""
    return one.il_y_a + (plan.day(one.il_y_a).weekday() - _THURSDAY) % 7


def _opened(plan: _Plan) -> None:
    plan.at(told.OPENED, _MORNING)
    first = months_earlier(plan.until, told.MONTHS) - dt.timedelta(days=told.DAYS)
    wanted = Schema(
        0, told.TITLE, "", Formation.CLSPD, first, latest_end(first), told.PILOT, plan.day(told.NAMED),
        tuple(Membre(*one) for one in told.SEATS),
    )  # fmt: skip
    plan.schema = schema_create(plan.office, wanted, account=COORDONNATEUR).ident


def _walk(plan: _Plan, name: str, title: str, seed: int) -> None:
    from observatory.demo.town import stream

    day, files = planted_walk(plan.office, plan.truth, name)
    walk = walk_planned(plan.office, plan.clock, day, files, title, told.WALK_REASON)
    rng = stream(seed, _STREAM + list(told.WALK_TITLES).index(name))
    walk_noted(plan.office, plan.clock, walk, files, rng, f"demo-{walk.reference}", 1, photos=False)
    marche_attach(plan.office, walk.ident, plan.schema, account=COORDONNATEUR)
    plan.marches[name] = walk.ident


def _meeting(plan: _Plan, one: told.Tenue) -> None:
    """A meeting with who came, what was said and decided."""
    day = plan.at(_ago(plan, one), _NIGHT)
    held = Reunion(
        0, one.genre, one.titre, day, one.lieu, "", schema=plan.schema,
        marche=plan.marches.get(told.FOLLOWS_WALK.get(one.cle, "")),
    )  # fmt: skip
    ident = plan.reunions[one.cle] = reunion_note(plan.office, held, account=COORDONNATEUR).ident
    for category, words, voices, where in one.problemes:
        spot = _spot(plan, where)["centre"]
        raised = ProblemeDit(0, category, words, where, spot["lat"], spot["lon"], voices)
        probleme_add(plan.office, ident, raised, account=COORDONNATEUR)
    presences_set(plan.office, ident, one.presents, one.presences, account=COORDONNATEUR)
    minutes_write(plan.office, ident, one.compte_rendu, account=COORDONNATEUR)
    if one.diagnostic:
        diagnosis_write(plan.office, ident, one.diagnostic, account=COORDONNATEUR)
    for taken in told.DECISIONS:
        if taken.reunion == one.cle:
            due = None if taken.pour is None else day + dt.timedelta(days=taken.pour)
            said = Decision(
                0, ident, taken.genre, taken.texte, taken.service, plan.actions.get(taken.action), due
            )  # fmt: skip
            decision_add(plan.office, ident, said, account=COORDONNATEUR)


def _action_story(plan: _Plan, one: told.Dite) -> list[_Step]:
    """The steps of an action: written before the meeting that accepts it, then moved, answered and told of."""
    steps: list[_Step] = [(one.ecrite, partial(_written, plan, one))]
    steps += [(ago, partial(_moved, plan, one, ago, state)) for ago, state in one.etats]
    for rank, asked in enumerate(one.indicateurs):
        steps += [(answer[0], partial(_answered, plan, one, rank, *answer)) for answer in asked.reponses]
    steps += [(ago, partial(_news, plan, one, ago, words)) for ago, words in one.nouvelles]
    return steps


def _written(plan: _Plan, one: told.Dite) -> None:
    """An action with what it answers, who pays and what is asked."""
    plan.at(one.ecrite)
    wanted = Action(
        0, "", plan.schema, one.axe, one.titre, one.mesure, one.objectif, service=one.service,
        partenaires=one.partenaires, origine=one.origine, zone_nom=one.zone_nom, contour=_outline(plan, one),
        categories=one.categories, debut_prevu=plan.day(one.debut), fin_prevue=plan.day(one.fin),
    )  # fmt: skip
    made = action_create(plan.office, wanted, _answers(plan, one), account=COORDONNATEUR)
    plan.actions[one.cle] = made.ident
    year = plan.day(told.OPENED).year
    plan.latest[one.cle] = made
    paid = [Financement(source, year + later, planned, spent) for source, later, planned, spent in one.financements]
    financements_set(plan.office, made.ident, paid, account=COORDONNATEUR)
    for rank, asked in enumerate(one.indicateurs):
        wanted_of = Indicateur(
            0, made.ident, asked.genre, asked.libelle, asked.unite, asked.cible, asked.service, plan.day(asked.du)
        )
        plan.asked[one.cle, rank] = indicateur_add(plan.office, wanted_of, account=COORDONNATEUR).ident


def _outline(plan: _Plan, one: told.Dite) -> str | None:
    if not one.planted or one.axe in WITHOUT_PERSONS:
        return None
    spot = _spot(plan, one.planted)
    return disc(spot["centre"]["lat"], spot["centre"]["lon"], int(spot["rayon_m"])).contour


def _spot(plan: _Plan, name: str) -> Mapping[str, Any]:
    """Something that the history planted, by its name."""
    return next(one for one in (*plan.truth["actions"], *plan.truth["points_chauds"]) if one["nom"] == name)


def _answers(plan: _Plan, one: told.Dite) -> list[tuple[str, int]]:
    """What an action groups: constats of the first walk and problems of the first meeting, of its categories."""
    if not one.groupe:
        return []
    found = releves_of(plan.office, plan.marches[told.FIRST_WALK]).constats
    raised = reunion_of(plan.office, plan.reunions["consultation"]).problemes
    noted = [(str(GenreObjet.CONSTAT), each.ident, each.categorie or "") for each in found if not each.positif]
    noted += [(str(GenreObjet.REUNION_PROBLEME), each.ident, each.categorie) for each in raised]
    return [(genre, ident) for genre, ident, category in noted if category.startswith(one.groupe)]


def _moved(plan: _Plan, one: told.Dite, ago: int, state: str) -> None:
    """A new state, and the days that are known by then."""
    day = plan.at(ago, _EVENING)
    plan.latest[one.cle] = action_save(
        plan.office,
        replace(
            plan.latest[one.cle], etat=state, en_service_le=_past(_served(plan, one), day),
            terminee_le=_past(None if one.terminee is None else plan.day(one.terminee), day),
        ),
        account=COORDONNATEUR,
    )  # fmt: skip


def _served(plan: _Plan, one: told.Dite) -> dt.date | None:
    """From when an action serves: the planted day, where its effect was planted."""
    if one.en_service is None:
        return None
    if one.cle in told.EVALUATED:
        return dt.date.fromisoformat(_spot(plan, one.planted)["date_action"])
    return plan.day(one.en_service)


def _past(day: dt.date | None, today: dt.date) -> dt.date | None:
    return day if day is not None and day <= today else None


def _answered(plan: _Plan, one: told.Dite, rank: int, ago: int, value: float | str | None, source: str) -> None:
    day = plan.at(ago)
    number, phrase = (None, value) if isinstance(value, str) else (value, None)
    valeur_answer(
        plan.office, plan.asked[one.cle, rank], nombre=number, phrase=phrase, source=source, jour=day,
        account=COORDONNATEUR,
    )  # fmt: skip


def _news(plan: _Plan, one: told.Dite, ago: int, words: str) -> None:
    plan.at(ago)
    nouvelle_write(plan.office, plan.actions[one.cle], words, account=COORDONNATEUR)


def _measured(plan: _Plan, ago: int) -> None:
    """The effects, on the morning of the meeting that discusses them: the months that were over by then."""
    plan.at(ago, _MORNING)
    for name in told.EVALUATED:
        evaluer(plan.office, plan.actions[name], COORDONNATEUR, told.MONTHS_COUNTED, told.MONTHS_COUNTED)


def _pictured(plan: _Plan, name: str, moment: str, ago: int) -> None:
    plan.at(ago)
    drawn = told.drawing(name, after=moment == "apres")
    kept = action_photo_add(plan.office, plan.actions[name], moment, drawn, account=COORDONNATEUR)
    moderate(plan.office, kept.ident, visible=True, account=COORDONNATEUR)


def _texts(plan: _Plan) -> None:
    """What the bilan says so far, and the walks and the meeting that were told already, which belong to the plan."""
    plan.at(told.TEXTS_AGO)
    for genre, words in told.TEXTS:
        texte_add(plan.office, plan.schema, genre, words, account=COORDONNATEUR)
    mine = set(plan.marches.values())
    for one in marches_list(plan.office):
        if one.ident not in mine:
            marche_attach(plan.office, one.ident, plan.schema, account=COORDONNATEUR)
    for meeting in reunions_list(plan.office):
        if meeting.schema is None:
            reunion_save(plan.office, replace(meeting, schema=plan.schema), account=COORDONNATEUR)
