"""Surveys: made, opened, closed; and what they give back once they are closed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from observatory.analyse.enquete import LEAST, hidden_answers, hidden_counts, share_difference, survey_share
from observatory.analyse.intervalles import Estimation
from observatory.domain.enquete import (
    ENOUGH,
    LONGEST_TITLE,
    Ecart,
    Enquete,
    EtatEnquete,
    Part,
    PlanEnquete,
    ResultatQuestion,
    Resultats,
    Verdict,
    Voie,
    check_opening,
    check_plan,
    check_wave,
)
from observatory.domain.errors import Conflict, NotFound, StateError, ValueRefused
from observatory.domain.garde import names_nobody
from observatory.domain.questionnaire import GenreQuestion, QuestionEnquete, row_to_question
from observatory.domain.roles import ACTS, Account
from observatory.domain.schema import Axe
from observatory.pipeline.actions import action_for
from observatory.pipeline.office import Office
from observatory.pipeline.reglages import value_at
from observatory.pipeline.schemas import schema_for, schema_running
from observatory.present.enquete import survey_phrase, survey_remarks
from observatory.store.appels import Row
from observatory.store.database import Cursor
from observatory.store.enquetes import (
    enquete_change,
    enquete_liens_revoke,
    enquete_reponses_read,
    enquete_write,
    enquetes_read,
)
from observatory.store.journal import journal_append
from observatory.store.territoires import territoires_in_force

_SIGN = {1: Verdict.HAUSSE, -1: Verdict.BAISSE, 0: Verdict.INDECIS}


def enquetes_of(office: Office, schema: int | None = None, action: int | None = None) -> list[Enquete]:
    """The surveys, the latest first: of a plan, of an action, or all."""
    return [_survey(office, row) for row in enquetes_read(office.database, schema=schema, action=action)]


def enquetes_open(office: Office, account: Account) -> list[Enquete]:
    """The surveys that an account may read: those of its territories where it is bounded, and those of the city."""
    return [one for one in enquetes_of(office) if _within(one, account)]


def enquete_of(office: Office, ident: int) -> Enquete:
    """A survey.

    Raises
    ------
    NotFound
        When there is none of this number.
    """
    rows = enquetes_read(office.database, ident)
    if not rows:
        raise NotFound(f"Aucune enquête n° {ident} : rechargez la page.")
    return _survey(office, rows[0])


def enquete_for(office: Office, ident: int, account: Account) -> Enquete:
    """A survey that an account may read.

    Raises
    ------
    NotFound
        When there is none of this number, or it is about other territories: which of the two is not told.
    """
    known = enquete_of(office, ident)
    if not _within(known, account):
        raise NotFound(f"Aucune enquête n° {ident} : rechargez la page.")
    return known


def _within(known: Enquete, account: Account) -> bool:
    return not account.territoires or not known.territoire or known.territoire in account.territoires


def enquete_create(office: Office, plan: PlanEnquete, *, account: Account) -> Enquete:
    """Keep a survey, in preparation.

    Raises
    ------
    ValueRefused
        When its plan cannot be (``domain.enquete.check_plan``), or it cannot follow the wave before.
    NotFound
        When there is no such plan, action or wave, or it is about other territories.
    StateError
        When its plan was closed.
    """
    checked = _checked(office, plan, None, account)
    now = office.clock()
    row = _columns(checked) | {"etat": EtatEnquete.PREPARATION, "version": 1, "auteur": account.name, "le": now}

    def change(cursor: Cursor) -> int:
        ident = enquete_write(cursor, row)
        survey_told(cursor, now, account, "enquête préparée", ident, {"modele": checked.modele})
        return ident

    return enquete_of(office, office.database.write(change))


def enquete_edit(office: Office, ident: int, plan: PlanEnquete, version: int, *, account: Account) -> Enquete:
    """Change a survey: all of it in preparation; its title, its last day and the population while it is open; the
    population alone once it is closed.

    Raises
    ------
    ValueRefused, NotFound
        As for a new one.
    StateError
        When it is too late to change that.
    Conflict
        When somebody else changed it since ``version``.
    """
    known = enquete_for(office, ident, account)
    allowed = {
        EtatEnquete.OUVERTE: replace(known.plan, titre=plan.titre, fin=plan.fin, population=plan.population),
        EtatEnquete.CLOSE: replace(known.plan, population=plan.population),
    }.get(EtatEnquete(known.etat), plan)
    if plan != allowed:
        raise StateError(
            "Cette enquête est ouverte : seuls le titre, le dernier jour et la population changent encore."
            if known.etat == EtatEnquete.OUVERTE
            else "Cette enquête est close : seule la population visée change encore."
        )
    checked = _checked(office, plan, ident, account)
    for row in enquetes_read(office.database):
        if row["precedente_id"] == ident:
            check_wave(_plan(row), row["ident"], replace(known, plan=checked))
    _change(office, known, version, _columns(checked), "enquête modifiée", account)
    return enquete_of(office, ident)


def enquete_start(office: Office, ident: int, *, account: Account) -> Enquete:
    """Open a survey: from its first day on, answers are taken.

    Raises
    ------
    StateError
        When it was opened already, or is over.
    """
    known = enquete_for(office, ident, account)
    check_opening(known, office.today())
    _change(office, known, known.version, {"etat": EtatEnquete.OUVERTE}, "enquête ouverte", account)
    return enquete_of(office, ident)


def enquete_close(office: Office, ident: int, *, account: Account) -> Enquete:
    """Close a survey for good: no more answers, its links end, its results are read.

    Raises
    ------
    StateError
        When it is not open.
    """
    known = enquete_for(office, ident, account)
    if known.etat != EtatEnquete.OUVERTE:
        raise StateError("Seule une enquête ouverte se clôt.")
    _change(office, known, known.version, {"etat": EtatEnquete.CLOSE}, "enquête close", account)
    return enquete_of(office, ident)


def _change(office: Office, known: Enquete, version: int, row: Row, event: str, account: Account) -> None:
    now = office.clock()

    def change(cursor: Cursor) -> None:
        if not enquete_change(cursor, known.ident, version, row):
            raise Conflict("Quelqu'un a changé cette enquête entre-temps : rechargez la page, puis recommencez.")
        if row.get("etat") == EtatEnquete.CLOSE:
            enquete_liens_revoke(cursor, known.ident, now)
        survey_told(cursor, now, account, event, known.ident, {})

    office.database.write(change)


def _checked(office: Office, plan: PlanEnquete, ident: int | None, account: Account) -> PlanEnquete:
    """A plan as it is kept, with the schéma of its action."""
    title = names_nobody(" ".join(plan.titre.split()), LONGEST_TITLE, "Le titre")
    plan = check_plan(replace(plan, titre=title))
    if plan.action is not None:
        found = action_for(office, plan.action, account)
        if found.axe != Axe.TRANQUILLITE:
            raise ValueRefused(
                "Les actions des axes « jeunes » et « violences » n'ont pas de lieu, et leurs publics ne s'interrogent "
                "pas par affiche : rattachez l'enquête au schéma."
            )
        if plan.schema not in (None, found.schema):
            raise ValueRefused("Cette action est d'un autre schéma local : choisissez l'un ou l'autre.")
        plan = replace(plan, schema=found.schema)
    elif plan.schema is not None:
        schema_for(office, plan.schema, account)
    if ident is None and plan.schema is not None:
        schema_running(office, plan.schema)
    if plan.precedente is not None:
        check_wave(plan, ident, enquete_for(office, plan.precedente, account))
    return plan


def questions_of(office: Office, known: Enquete) -> tuple[QuestionEnquete, ...]:
    """The questions of a survey: those of the day on which its first wave was prepared, whatever was set since.

    Raises
    ------
    FormatError
        When the program's own table cannot be read.
    """
    first, seen = known, {known.ident}
    while first.plan.precedente is not None and first.plan.precedente not in seen:
        first = enquete_of(office, first.plan.precedente)
        seen.add(first.ident)
    return tuple(row_to_question(row) for row in value_at(office, f"enquete_{first.plan.modele}", first.le))


def resultats(office: Office, ident: int, account: Account) -> Resultats:
    """What a survey gives back to an account, as soon as it is closed.

    Raises
    ------
    NotFound
        When there is no such survey, or it is about other territories.
    """
    known = enquete_for(office, ident, account)
    before = enquete_of(office, known.plan.precedente) if known.plan.precedente is not None else None
    if known.etat != EtatEnquete.CLOSE:
        empty = Resultats(known, known.n, None, False, (), before, (), (), "", ())
        return replace(empty, phrase=survey_phrase(empty), remarques=survey_remarks(empty))
    questions = questions_of(office, known)
    sheets = enquete_reponses_read(office.database, ident)
    counted = _counted(questions, sheets)
    gaps: tuple[Ecart, ...] = ()
    if before is not None and before.etat == EtatEnquete.CLOSE:
        earlier = _counted(questions, enquete_reponses_read(office.database, before.ident))
        gaps = tuple(
            _gap(one, earlier[one.code], counted[one.code], known, before) for one in questions if one.retenues
        )
    on_paper = sum(one["voie"] == Voie.PAPIER for one in sheets)
    keeper = account.holds_any(ACTS["conduire le schéma"]) and len(sheets) >= LEAST
    told = Resultats(
        known, len(sheets), None if any(hidden_counts([on_paper, len(sheets) - on_paper])) else on_paper, True,
        tuple(_told(one, counted[one.code], len(sheets), known) for one in questions if one.reponses), before, gaps,
        tuple(sorted(one["commentaire"] for one in sheets if keeper and one["commentaire"])), "", (),
    )  # fmt: skip
    return replace(told, phrase=survey_phrase(told), remarques=survey_remarks(told))


def _counted(questions: Sequence[QuestionEnquete], sheets: Sequence[Row]) -> dict[str, Counter[str]]:
    """How often each answer was given, by code of question; what a question does not offer is left out."""
    return {
        one.code: Counter(
            sheet["reponses"][one.code] for sheet in sheets if sheet["reponses"].get(one.code) in one.reponses
        )
        for one in questions
        if one.genre != GenreQuestion.LIBRE
    }


def _people(known: Enquete, answered: int) -> int | None:
    """How many people a survey aims at, where that can be: not where more answered."""
    population = known.plan.population
    return population if population is not None and population >= answered else None


def _told(question: QuestionEnquete, counts: Counter[str], sheets: int, known: Enquete) -> ResultatQuestion:
    answered = counts.total()
    others = [one for one in question.reponses if one not in question.retenues]
    first, second, sums = hidden_answers([counts[one] for one in question.retenues], [counts[one] for one in others])
    hidden = dict(zip((*question.retenues, *others), (*first, *second), strict=True))
    people = _people(known, answered)
    parts = tuple(
        (one, Part(None) if hidden[one] else _part(counts[one], survey_share(counts[one], answered, people)))
        for one in question.reponses
    )
    kept = _kept(question, counts, known, sums) if question.retenues else None
    return ResultatQuestion(question, answered, sheets - answered, parts, kept)


def _kept(question: QuestionEnquete, counts: Counter[str], known: Enquete, hidden: bool) -> Part:
    """The share of the answers that are counted together, as far as it may be told."""
    n, answered = sum(counts[one] for one in question.retenues), counts.total()
    if hidden:
        return Part(None, peu=n < LEAST and answered >= ENOUGH)
    return _part(n, survey_share(n, answered, _people(known, answered)))


def _part(n: int, share: Estimation) -> Part:
    return Part(n, share.valeur, share.bas, share.haut)


def _gap(
    question: QuestionEnquete, earlier: Counter[str], counts: Counter[str], known: Enquete, before: Enquete
) -> Ecart:
    """A share now and before: no verdict under ``ENOUGH`` answers, no number where one of both is hidden."""
    shares, parts = [], []
    for one, survey in ((counts, known), (earlier, before)):
        n, answered = sum(one[answer] for answer in question.retenues), one.total()
        hidden = hidden_answers([n], [answered - n])[2]
        parts.append(_kept(question, one, survey, hidden))
        shares.append(survey_share(n, answered, _people(survey, answered)))
    found = share_difference(shares[0], shares[1])
    if found is None or min(counts.total(), earlier.total()) < ENOUGH:
        return Ecart(
            question.code, question.titre, parts[1], parts[0], None, None, None, Verdict.INCONNU, question.mieux
        )
    gap = Ecart(
        question.code, question.titre, parts[1], parts[0], found.valeur, found.bas, found.haut, _SIGN[found.signe],
        question.mieux,
    )  # fmt: skip
    told = all(one.n is not None for one in parts)
    return gap if told else replace(gap, difference=None, bas=None, haut=None)


def survey_told(cursor: Cursor, le: dt.datetime, account: Account, event: str, ident: int, detail: Row) -> None:
    """Note in the journal what was done to a survey."""
    journal_append(cursor, le=le, auteur=account.name, evenement=event, objet="enquete", cle=str(ident), detail=detail)


def _columns(plan: PlanEnquete) -> Row:
    return {
        "titre": plan.titre, "modele": plan.modele, "schema_id": plan.schema, "action_id": plan.action,
        "moment": plan.moment, "precedente_id": plan.precedente, "debut": plan.debut, "fin": plan.fin,
        "population": plan.population,
    }  # fmt: skip


def _plan(row: Row) -> PlanEnquete:
    return PlanEnquete(
        row["titre"], row["modele"], row["debut"], row["fin"], row["schema_id"], row["action_id"], row["moment"],
        row["precedente_id"], row["population"],
    )  # fmt: skip


def _survey(office: Office, row: Row) -> Enquete:
    return Enquete(
        row["ident"], _plan(row), row["etat"], row["version"], row["le"], _zone(office, row), row["territoire"] or "",
        row["n"],
    )  # fmt: skip


def _zone(office: Office, row: Row) -> str:
    """What a survey is about in words: the zone of its action, else its territory, else what the action is called."""
    if row["zone_nom"]:
        return str(row["zone_nom"])
    zonage, _, code = (row["territoire"] or "").partition(":")
    names = (one.nom for one in territoires_in_force(office.database, zonage, office.today()) if one.code == code)
    return next(names, "") if code else str(row["action_titre"] or "")
