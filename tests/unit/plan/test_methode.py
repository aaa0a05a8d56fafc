"""The method of a plan on calendars made by hand: what is held, late, planned, missed, and on which day to hold it."""

from __future__ import annotations

import datetime as dt

import pytest

from observatory.domain.methode import Etape, EtatPassage, Fait, Methode, Passage
from observatory.plan.methode import half_years, method_of, proposed_day

D = dt.date
FIRST, LAST = D(2025, 10, 6), D(2027, 10, 5)
OPENING = [
    Fait(Passage.CONSULTATION, 1, D(2025, 10, 20), True),
    Fait(Passage.MARCHE, 1, D(2025, 11, 18), True),
    Fait(Passage.GROUPE, 2, D(2025, 12, 11), True),
    Fait(Passage.PRESENTATION, 3, D(2026, 2, 5), True),
]
"""An opening in its order and in time."""


def found(methode: Methode, passage: str, semestre: int = 1) -> Etape:
    """The step of a passage in a half-year."""
    return next(one for one in methode.etapes if one.passage == passage and one.semestre == semestre)


def walk(ident: int, day: dt.date, held: bool = True) -> Fait:
    return Fait(Passage.MARCHE, ident, day, held)


def told(ident: int, day: dt.date, marche: int | None = None, held: bool = True) -> Fait:
    return Fait(Passage.RESTITUTION, ident, day, held, marche)


def test_half_years_run_from_the_first_day_and_the_last_is_cut_short() -> None:
    assert half_years(FIRST, LAST) == [
        (D(2025, 10, 6), D(2026, 4, 5)), (D(2026, 4, 6), D(2026, 10, 5)),
        (D(2026, 10, 6), D(2027, 4, 5)), (D(2027, 4, 6), D(2027, 10, 5)),
    ]  # fmt: skip
    assert half_years(D(2026, 1, 1), D(2026, 7, 31)) == [
        (D(2026, 1, 1), D(2026, 6, 30)), (D(2026, 7, 1), D(2026, 7, 31))
    ]  # fmt: skip
    assert half_years(D(2026, 8, 31), D(2027, 8, 30))[0] == (D(2026, 8, 31), D(2027, 2, 27))


def test_a_plan_of_24_months_has_four_opening_steps_three_visits_given_back_and_a_bilan() -> None:
    methode = method_of(FIRST, LAST, OPENING, D(2026, 3, 1))
    assert [(one.passage, one.semestre) for one in methode.etapes] == [
        ("consultation", 1), ("marche", 1), ("groupe", 1), ("presentation", 1), ("visite", 2), ("restitution", 2),
        ("visite", 3), ("restitution", 3), ("visite", 4), ("restitution", 4), ("bilan", 4),
    ]  # fmt: skip
    opening = methode.etapes[:4]
    assert [one.au for one in opening] == [D(2025, 12, 5), D(2026, 1, 5), D(2026, 2, 5), D(2026, 4, 5)]
    assert {one.etat for one in opening} == {EtatPassage.TENU}
    assert methode.remarques == () and methode.manques == ()
    assert methode.prochaine == found(methode, Passage.VISITE, 2)


def test_a_plan_of_7_months_has_one_short_half_year_more() -> None:
    methode = method_of(D(2026, 1, 1), D(2026, 7, 31), [], D(2026, 7, 31))
    visit, bilan = found(methode, Passage.VISITE, 2), found(methode, Passage.BILAN, 2)
    assert (visit.du, visit.au, visit.etat) == (D(2026, 7, 1), D(2026, 7, 31), EtatPassage.A_PREVOIR)
    assert visit.proposee == D(2026, 7, 31)  # no Thursday is left
    assert (bilan.du, bilan.au, bilan.etat) == (D(2026, 6, 30), D(2026, 7, 31), EtatPassage.A_PREVOIR)
    assert [one.passage for one in methode.manques] == ["consultation", "marche", "groupe", "presentation"]


def test_before_the_first_day_all_is_to_come_and_nothing_is_missed() -> None:
    methode = method_of(FIRST, LAST, [], D(2025, 9, 1))
    assert {one.etat for one in methode.etapes} == {EtatPassage.A_VENIR}
    assert methode.prochaine == found(methode, Passage.CONSULTATION)
    assert found(methode, Passage.CONSULTATION).proposee == D(2025, 11, 6)


def test_what_was_held_up_to_three_months_before_opens_the_plan_and_not_what_is_older() -> None:
    early = Fait(Passage.CONSULTATION, 1, D(2025, 7, 6), True)
    assert found(method_of(FIRST, LAST, [early], FIRST), Passage.CONSULTATION).etat == EtatPassage.TENU
    older = Fait(Passage.CONSULTATION, 1, D(2025, 7, 5), True)
    assert found(method_of(FIRST, LAST, [older], FIRST), Passage.CONSULTATION).etat == EtatPassage.A_PREVOIR


@pytest.mark.parametrize(
    ("day", "held", "today", "etat"),
    [
        (D(2025, 12, 5), True, D(2026, 1, 10), EtatPassage.TENU),
        (D(2025, 12, 6), True, D(2026, 1, 10), EtatPassage.TARDIF),
        (D(2025, 12, 1), False, D(2025, 12, 1), EtatPassage.PREVU),
        (D(2025, 12, 1), False, D(2025, 12, 2), EtatPassage.A_CONFIRMER),
        (D(2026, 2, 1), False, D(2026, 1, 10), EtatPassage.PREVU),
    ],
)
def test_a_meeting_is_held_late_planned_or_to_be_confirmed(
    day: dt.date, held: bool, today: dt.date, etat: EtatPassage
) -> None:
    methode = method_of(FIRST, LAST, [Fait(Passage.CONSULTATION, 7, day, held)], today)
    step = found(methode, Passage.CONSULTATION)
    assert (step.etat, step.fait.ident if step.fait else None, step.proposee) == (etat, 7, None)


def test_a_step_is_missed_the_day_after_its_last_one() -> None:
    on_the_day = method_of(FIRST, LAST, [], D(2025, 12, 5))
    assert found(on_the_day, Passage.CONSULTATION).etat == EtatPassage.A_PREVOIR
    assert found(on_the_day, Passage.CONSULTATION).proposee == D(2025, 12, 5)
    after = method_of(FIRST, LAST, [], D(2025, 12, 6))
    assert found(after, Passage.CONSULTATION).etat == EtatPassage.MANQUE
    assert after.prochaine == found(after, Passage.MARCHE)


def test_what_was_held_counts_before_what_is_planned() -> None:
    facts = [
        Fait(Passage.GROUPE, 1, D(2025, 11, 1), False), Fait(Passage.GROUPE, 2, D(2026, 1, 8), True),
        Fait(Passage.GROUPE, 3, D(2026, 1, 20), True),
    ]  # fmt: skip
    step = found(method_of(FIRST, LAST, facts, D(2026, 1, 31)), Passage.GROUPE)
    assert step.fait is not None and step.fait.ident == 2


def test_a_half_year_without_a_walk_is_missed_and_does_not_come_back() -> None:
    facts = [*OPENING, walk(5, D(2026, 10, 5)), walk(6, D(2026, 10, 8))]
    held = method_of(FIRST, LAST, facts, D(2026, 11, 22))
    assert found(held, Passage.VISITE, 2).etat == EtatPassage.TENU
    assert found(held, Passage.VISITE, 3).etat == EtatPassage.TENU
    missed = method_of(FIRST, LAST, [*OPENING, walk(6, D(2026, 10, 6))], D(2026, 11, 22))
    assert [(one.passage, one.semestre) for one in missed.manques] == [("visite", 2), ("restitution", 2)]
    assert (missed.manques[0].du, missed.manques[0].au) == (D(2026, 4, 6), D(2026, 10, 5))


def test_a_late_first_walk_opens_the_plan_in_its_half_year_alone() -> None:
    late = method_of(FIRST, LAST, [walk(1, D(2026, 4, 5))], D(2026, 5, 1))
    assert found(late, Passage.MARCHE).etat == EtatPassage.TARDIF
    assert found(late, Passage.VISITE, 2).etat == EtatPassage.A_PREVOIR
    later = method_of(FIRST, LAST, [walk(1, D(2026, 4, 6))], D(2026, 5, 1))
    assert found(later, Passage.MARCHE).etat == EtatPassage.MANQUE
    assert found(later, Passage.VISITE, 2).etat == EtatPassage.TENU


def test_a_walk_is_given_back_within_sixty_days_late_or_not_at_all() -> None:
    facts = [*OPENING, walk(5, D(2026, 6, 4))]
    waiting = found(method_of(FIRST, LAST, facts, D(2026, 8, 3)), Passage.RESTITUTION, 2)
    assert (waiting.du, waiting.au, waiting.etat) == (D(2026, 6, 4), D(2026, 8, 3), EtatPassage.A_PREVOIR)
    assert found(method_of(FIRST, LAST, facts, D(2026, 8, 4)), Passage.RESTITUTION, 2).etat == EtatPassage.MANQUE
    on_time = method_of(FIRST, LAST, [*facts, told(9, D(2026, 8, 3), 5)], D(2026, 11, 1))
    assert found(on_time, Passage.RESTITUTION, 2).etat == EtatPassage.TENU
    late = method_of(FIRST, LAST, [*facts, told(9, D(2026, 9, 24), 5)], D(2026, 11, 1))
    assert found(late, Passage.RESTITUTION, 2).etat == EtatPassage.TARDIF
    sooner = method_of(FIRST, LAST, facts, D(2026, 7, 1), restitution_days=20)
    assert found(sooner, Passage.RESTITUTION, 2).etat == EtatPassage.MANQUE


def test_a_restitution_gives_back_the_walk_that_it_names_else_the_one_before_it() -> None:
    facts = [*OPENING, walk(5, D(2026, 6, 4)), walk(6, D(2026, 10, 15))]
    unnamed = told(9, D(2026, 11, 5))
    methode = method_of(FIRST, LAST, [*facts, unnamed], D(2026, 11, 22))
    assert found(methode, Passage.RESTITUTION, 2).etat == EtatPassage.MANQUE
    assert found(methode, Passage.RESTITUTION, 3).fait == unnamed
    named = told(9, D(2026, 11, 5), 5)
    methode = method_of(FIRST, LAST, [*facts, named], D(2026, 11, 22))
    assert found(methode, Passage.RESTITUTION, 2).etat == EtatPassage.TARDIF
    assert found(methode, Passage.RESTITUTION, 3).etat == EtatPassage.A_PREVOIR


def test_a_half_year_without_a_walk_is_told_of_at_any_public_meeting_in_it() -> None:
    meeting = Fait(Passage.CONSULTATION, 9, D(2026, 9, 10), True)
    methode = method_of(FIRST, LAST, [*OPENING, meeting], D(2026, 11, 22))
    assert found(methode, Passage.VISITE, 2).etat == EtatPassage.MANQUE
    assert found(methode, Passage.RESTITUTION, 2).etat == EtatPassage.TENU


def test_a_planned_walk_moves_its_restitution() -> None:
    methode = method_of(FIRST, LAST, [*OPENING, walk(5, D(2026, 9, 17), held=False)], D(2026, 6, 1))
    visit, meeting = found(methode, Passage.VISITE, 2), found(methode, Passage.RESTITUTION, 2)
    assert visit.etat == EtatPassage.PREVU
    assert (meeting.du, meeting.au, meeting.etat) == (D(2026, 9, 17), D(2026, 11, 16), EtatPassage.A_VENIR)
    assert methode.prochaine == visit
    passed = method_of(FIRST, LAST, [*OPENING, walk(5, D(2026, 9, 17), held=False)], D(2026, 9, 18))
    assert found(passed, Passage.VISITE, 2).etat == EtatPassage.A_CONFIRMER


def test_the_bilan_is_due_in_the_last_month_and_held_when_the_plan_is_closed() -> None:
    before = found(method_of(FIRST, LAST, [], D(2027, 9, 4)), Passage.BILAN, 4)
    assert (before.du, before.au, before.etat) == (D(2027, 9, 5), LAST, EtatPassage.A_VENIR)
    assert found(method_of(FIRST, LAST, [], D(2027, 9, 5)), Passage.BILAN, 4).etat == EtatPassage.A_PREVOIR
    assert found(method_of(FIRST, LAST, [], D(2027, 10, 6)), Passage.BILAN, 4).etat == EtatPassage.MANQUE
    closed = method_of(FIRST, LAST, [], D(2027, 11, 1), clos_le=D(2027, 10, 20))
    assert found(closed, Passage.BILAN, 4).etat == EtatPassage.TARDIF
    assert closed.prochaine is None
    early = method_of(FIRST, LAST, [], D(2027, 3, 1), clos_le=D(2027, 2, 20))
    assert found(early, Passage.BILAN, 4).etat == EtatPassage.TENU


def test_an_order_that_was_not_followed_is_said_of_what_was_held() -> None:
    facts = [
        Fait(Passage.CONSULTATION, 1, D(2025, 11, 20), True), walk(1, D(2025, 11, 18)),
        Fait(Passage.GROUPE, 2, D(2025, 11, 10), True), Fait(Passage.PRESENTATION, 3, D(2025, 11, 5), True),
    ]  # fmt: skip
    told_of = method_of(FIRST, LAST, facts, D(2026, 3, 1)).remarques
    assert [one.split(" : ")[0] for one in told_of] == [
        "La première marche a précédé la réunion de consultation",
        "Le groupe opérationnel s'est réuni avant la première marche",
        "La présentation publique a précédé le groupe opérationnel",
    ]
    planned = [Fait(one.passage, one.ident, one.jour, False) for one in facts]
    assert method_of(FIRST, LAST, planned, D(2025, 11, 1)).remarques == ()
    same_day = [Fait(Passage.CONSULTATION, 1, D(2025, 11, 18), True), walk(1, D(2025, 11, 18))]
    assert method_of(FIRST, LAST, same_day, D(2026, 3, 1)).remarques == ()


@pytest.mark.parametrize(
    ("first", "last", "day"),
    [
        (D(2026, 4, 6), D(2026, 10, 5), D(2026, 7, 9)),  # the middle is Monday 6 July
        (D(2026, 7, 1), D(2026, 9, 30), D(2026, 7, 30)),  # the middle is 15 August: 30 July is nearer than 3 September
        (D(2026, 8, 1), D(2026, 8, 31), D(2026, 8, 17)),  # August alone: the middle is a Sunday, then a working day
        (D(2026, 5, 10), D(2026, 5, 18), D(2026, 5, 13)),  # Ascension is that Thursday
        (D(2026, 4, 4), D(2026, 4, 6), D(2026, 4, 5)),  # Easter: no working day at all
        (D(2026, 12, 24), D(2027, 1, 1), D(2026, 12, 31)),
        (D(2026, 3, 2), D(2026, 3, 2), D(2026, 3, 2)),
    ],
)
def test_a_day_is_proposed_on_a_thursday_near_the_middle_out_of_august_and_holidays(
    first: dt.date, last: dt.date, day: dt.date
) -> None:
    assert proposed_day(first, last) == day
