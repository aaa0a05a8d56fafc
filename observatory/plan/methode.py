"""The method of a schéma local: which step is due when, which one a meeting or a walk fulfils, what is missed.

The order is that of the good-practice sheet (CIPD 2014): consultation, walk, groupe opérationnel, presentation; then,
in every half-year, a field visit and a public meeting that gives it back; the bilan at the end. The presentation gives
back the first walk.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from observatory.domain.calendrier import feries_of_year
from observatory.domain.methode import Etape, EtatPassage, Fait, Methode, Passage
from observatory.domain.quand_heure import months_earlier
from observatory.domain.schema import HALF_YEAR

WITHIN_MONTHS = {Passage.CONSULTATION: 2, Passage.MARCHE: 3, Passage.GROUPE: 4, Passage.PRESENTATION: 6}
"""Months from the first day within which the opening of a plan is held: all of it in the first half-year."""
BEFORE_MONTHS = 3
"""A consultation and a walk held so many months before the first day still open the plan."""
USUAL_RESTITUTION_DAYS = 60
"""Days after a walk within which it is given back."""
PUBLIC = (Passage.CONSULTATION, Passage.PRESENTATION, Passage.RESTITUTION)
_THURSDAY, _SATURDAY, _AUGUST = 3, 5, 8


def half_years(debut: dt.date, fin: dt.date) -> list[tuple[dt.date, dt.date]]:
    """The half-years of a plan as (first day, last day); the last may be shorter."""
    found = []
    k = 0
    while (first := months_earlier(debut, -HALF_YEAR * k)) <= fin:
        last = months_earlier(debut, -HALF_YEAR * (k + 1)) - dt.timedelta(days=1)
        found.append((first, min(last, fin)))
        k += 1
    return found


def method_of(
    debut: dt.date,
    fin: dt.date,
    faits: Sequence[Fait],
    today: dt.date,
    *,
    clos_le: dt.date | None = None,
    restitution_days: int = USUAL_RESTITUTION_DAYS,
) -> Methode:
    """Lay out the method of a plan against what was held and planned.

    Parameters
    ----------
    debut, fin
        First and last day of the plan.
    faits
        Its meetings and walks, in any order.
    clos_le
        The day on which its bilan was closed.
    """
    ordered = sorted(faits, key=lambda one: (one.jour, one.ident))
    halves = half_years(debut, fin)
    steps = _opening(debut, halves[0], ordered)
    for k, half in enumerate(halves[1:], 2):
        steps += _half_year(k, half, fin, ordered, restitution_days)
    closing = Fait(Passage.BILAN, 0, clos_le, True) if clos_le else None
    steps.append(Etape(Passage.BILAN, len(halves), months_earlier(fin, 1), fin, fait=closing))
    return Methode(tuple(_settled(one, today) for one in steps), tuple(_disorder(steps)))


def _opening(debut: dt.date, first: tuple[dt.date, dt.date], faits: Sequence[Fait]) -> list[Etape]:
    """The four steps that open a plan."""
    earliest = months_earlier(debut, BEFORE_MONTHS)
    found = []
    for passage, months in WITHIN_MONTHS.items():
        due = min(months_earlier(debut, -months) - dt.timedelta(days=1), first[1])
        latest = first[1] if passage == Passage.MARCHE else dt.date.max  # a later walk is a half-yearly visit
        fits = _best(faits, lambda one, p=passage, end=latest: one.passage == p and earliest <= one.jour <= end)  # type: ignore[misc]
        found.append(Etape(passage, 1, debut, due, fait=fits))
    return found


def _half_year(
    k: int, half: tuple[dt.date, dt.date], fin: dt.date, faits: Sequence[Fait], restitution_days: int
) -> list[Etape]:
    """The visit of a half-year, and the meeting that gives it back."""
    first, last = half
    walk = _best(faits, lambda one: one.passage == Passage.MARCHE and first <= one.jour <= last)
    visit = Etape(Passage.VISITE, k, first, last, fait=walk)
    if walk is None:
        told = _best(faits, lambda one: one.passage in PUBLIC and first <= one.jour <= last)
        return [visit, Etape(Passage.RESTITUTION, k, first, last, fait=told)]
    due = walk.jour + dt.timedelta(days=restitution_days)
    later = [one.jour for one in faits if one.passage == Passage.MARCHE and one.jour > walk.jour]
    until = min(later, default=dt.date.max)
    own = _best(faits, lambda one: one.passage == Passage.RESTITUTION and one.marche == walk.ident)
    free = own or _best(
        faits,
        lambda one: one.passage == Passage.RESTITUTION and one.marche is None and walk.jour <= one.jour < until,
    )
    return [visit, Etape(Passage.RESTITUTION, k, walk.jour, due, fait=free)]


def _best(faits: Sequence[Fait], fits: Callable[[Fait], bool]) -> Fait | None:
    """The first that was held, else the first that is planned."""
    some = [one for one in faits if fits(one)]
    return next((one for one in some if one.tenu), some[0] if some else None)


def _settled(step: Etape, today: dt.date) -> Etape:
    """A step with its state on a day, and a day for it where nobody planned one."""
    fact = step.fait
    if fact is not None:
        if fact.tenu:
            return replace(step, etat=EtatPassage.TENU if fact.jour <= step.au else EtatPassage.TARDIF)
        return replace(step, etat=EtatPassage.PREVU if fact.jour >= today else EtatPassage.A_CONFIRMER)
    if today > step.au:
        return replace(step, etat=EtatPassage.MANQUE)
    state = EtatPassage.A_PREVOIR if today >= step.du else EtatPassage.A_VENIR
    return replace(step, etat=state, proposee=proposed_day(max(step.du, today), step.au))


def proposed_day(first: dt.date, last: dt.date) -> dt.date:
    """A day between two for a meeting or a walk: about the middle, on a Thursday that is no holiday, not in August.

    Where there is no such Thursday, another working day outside August, then any working day, then any day.
    """
    middle = first + (last - first) / 2
    days = [first + dt.timedelta(days=k) for k in range((last - first).days + 1)]
    working = [one for one in days if one.weekday() < _SATURDAY and one not in feries_of_year(one.year)]
    outside = [one for one in working if one.month != _AUGUST]
    thursdays = [one for one in outside if one.weekday() == _THURSDAY]
    return min(thursdays or outside or working or days, key=lambda one: abs((one - middle).days))


def _disorder(steps: Sequence[Etape]) -> list[str]:
    """What was held before what it rests on."""
    days = {one.passage: one.fait.jour for one in steps if one.semestre == 1 and one.fait is not None and one.fait.tenu}
    told = []
    for before, after, words in (
        (Passage.CONSULTATION, Passage.MARCHE, "La première marche a précédé la réunion de consultation"),
        (Passage.MARCHE, Passage.GROUPE, "Le groupe opérationnel s'est réuni avant la première marche"),
        (Passage.GROUPE, Passage.PRESENTATION, "La présentation publique a précédé le groupe opérationnel"),
    ):
        if before in days and after in days and days[after] < days[before]:
            told.append(f"{words} : dites-le dans le bilan, l'ordre de la méthode n'a pas été suivi.")
    return told
