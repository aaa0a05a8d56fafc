"""Working days and due instants: French public holidays, hours of service, when a promise falls due.

A promise in **calendar** hours runs day and night: 48 h from Friday 17:00 is Sunday 17:00.

A promise in **working** hours (« heures ouvrées ») runs only while the service is open (by default from Monday to
Friday, 8:00 to 18:00, public holidays out). Each whole 24 h of it is one day of service, and what is left over is
hours of service, one day of it at most. So « 48 h ouvrées » are two days of service: told on Friday at 17:00, due on
Tuesday at 17:00; told on Friday at 22:30, due on Tuesday at 18:00, when Monday and Tuesday have been worked.
The due instant always lies in the hours of service, so that an office that closes at night can keep it; a promise of
one day told at 3:00 is due when that day closes.
A bridge (the Friday after a Thursday that is a holiday) is a working day: a city that closes says so in its hours.

A holiday is only that: 1 May is ``feries``, whichever day of the week it falls on.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from observatory.domain.errors import ValueRefused
from observatory.domain.texte import unaccented

PARIS = ZoneInfo("Europe/Paris")

FERIES = "feries"
SEMAINE = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
GENRES_DE_JOUR = (*SEMAINE, FERIES)
"""The eight kinds of days; each day is of one of them."""

Jours = frozenset[str]
Plages = tuple[tuple[int, int], ...]
"""Spans of a day in minutes, the end left out; an end beyond 1,440 lies on the next day."""

JOUR_MINUTES = 1440
TOUTE_LA_JOURNEE: Plages = ((0, JOUR_MINUTES),)
LONGEST_PROMISE_H = 24 * 366

_ALSACE_MOSELLE = "57"
"""Moselle's code in the library: its two more holidays are those of Alsace."""
_NAMES = {name[:3]: name for name in ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")}
_HOUR = re.compile(r"(\d{1,2})(?:\s*[h:]\s*(\d{2})?)?")


@lru_cache(maxsize=512)
def feries_of_year(year: int, alsace_moselle: bool = False) -> dict[dt.date, str]:
    """The public holidays of a year in metropolitan France and their names.

    ``alsace_moselle`` adds Good Friday and 26 December. Source: the ``holidays`` library.
    """
    from holidays.countries.france import France  # half a second to import: only what counts days pays it

    found = France(subdiv=_ALSACE_MOSELLE if alsace_moselle else None, years=year, language="fr")  # type: ignore[no-untyped-call]
    return dict(found.items())


def genre_de_jour(day: dt.date, alsace_moselle: bool = False) -> str:
    """The kind of a day: ``feries`` for a public holiday, else ``lun`` to ``dim``."""
    return FERIES if day in feries_of_year(day.year, alsace_moselle) else SEMAINE[day.weekday()]


@dataclass(frozen=True, slots=True)
class Horaires:
    """When a service is open: from ``debut`` to ``fin`` (minutes of the day in Paris) on days of some kinds.

    Raises
    ------
    ValueRefused
        When it is never open, or does not close on the day on which it opens.
    """

    jours: Jours = frozenset(SEMAINE[:5])
    debut: int = 8 * 60
    fin: int = 18 * 60
    alsace_moselle: bool = False

    def __post_init__(self) -> None:
        if not self.jours or not self.jours <= set(GENRES_DE_JOUR):
            raise ValueRefused(f"Un service ouvre au moins un jour parmi {', '.join(GENRES_DE_JOUR)}.")
        if not 0 <= self.debut < self.fin <= JOUR_MINUTES:
            raise ValueRefused("Les horaires d'un service commencent et finissent le même jour : écrivez 08-18.")

    @property
    def day_of_service(self) -> dt.timedelta:
        """How long a day of service lasts."""
        return dt.timedelta(minutes=self.fin - self.debut)

    def opening(self, day: dt.date) -> tuple[dt.datetime, dt.datetime] | None:
        """The instants (UTC) at which it opens and closes on a day, or None where it stays closed."""
        return _opening(self, day)

    def is_open(self, instant: dt.datetime) -> bool:
        """Whether it is open at an instant that knows its zone; it is at its opening, no longer at its closing."""
        local = instant.astimezone(PARIS)
        minute = local.hour * 60 + local.minute
        return self.debut <= minute < self.fin and genre_de_jour(local.date(), self.alsace_moselle) in self.jours


@lru_cache(maxsize=4096)
def _opening(horaires: Horaires, day: dt.date) -> tuple[dt.datetime, dt.datetime] | None:
    """Asked for the same days again and again, by every promise that is counted."""
    if genre_de_jour(day, horaires.alsace_moselle) not in horaires.jours:
        return None
    return _minute_of(day, horaires.debut), _minute_of(day, horaires.fin)


BUREAU = Horaires()
"""The hours of service where a city says no others."""


def echeance(depuis: dt.datetime, heures: int, ouvre: bool, horaires: Horaires = BUREAU) -> dt.datetime:
    """When a promise of ``heures`` made at ``depuis`` falls due, in Europe/Paris.

    ``ouvre`` counts working time (see the head of this page), else every hour counts. A later start or a longer
    promise never falls due earlier.

    Raises
    ------
    ValueRefused
        When the instant has no zone, or the promise is not of 1 hour to 366 days.
    """
    if depuis.tzinfo is None:
        raise ValueRefused(f"L'instant {depuis} n'a pas de fuseau : on ne sait pas quand la promesse commence.")
    if not 1 <= heures <= LONGEST_PROMISE_H:
        raise ValueRefused(f"Une promesse de {heures} h ne peut pas être tenue : de 1 à {LONGEST_PROMISE_H} heures.")
    start = depuis.astimezone(dt.UTC)
    if not ouvre:
        return (start + dt.timedelta(hours=heures)).astimezone(PARIS)
    left = service_time(heures, horaires)
    day = start.astimezone(PARIS).date()
    while True:
        opening = horaires.opening(day)
        if opening is not None:
            begin, end = max(opening[0], start), opening[1]
            if begin < end:
                if left <= end - begin:
                    return (begin + left).astimezone(PARIS)
                left -= end - begin
        day += dt.timedelta(days=1)


def service_time(heures: int, horaires: Horaires = BUREAU) -> dt.timedelta:
    """The time of service that a promise in working hours stands for: a day for each 24 h, and the hours left over."""
    days, rest = divmod(heures, 24)
    return days * horaires.day_of_service + min(dt.timedelta(hours=rest), horaires.day_of_service)


def service_between(start: dt.datetime, end: dt.datetime, horaires: Horaires = BUREAU) -> dt.timedelta:
    """The time of service from ``start`` to ``end`` (both with a zone); none where the end comes first."""
    worked = dt.timedelta()
    day, last = start.astimezone(PARIS).date(), end.astimezone(PARIS).date()
    first = day
    while day <= last:
        after = _next_month(day)
        if day.day == 1 and day > first and after <= last:  # a whole month between the two
            worked, day = worked + _service_of_month(horaires, day), after
            continue
        opening = horaires.opening(day)
        if opening is not None:
            worked += max(min(opening[1], end) - max(opening[0], start), dt.timedelta())
        day += dt.timedelta(days=1)
    return worked


@lru_cache(maxsize=1024)
def _service_of_month(horaires: Horaires, first: dt.date) -> dt.timedelta:
    """The time of service of the month that begins on a day."""
    days = (first + dt.timedelta(days=number) for number in range((_next_month(first) - first).days))
    return sum((one[1] - one[0] for one in map(horaires.opening, days) if one is not None), dt.timedelta())


def _next_month(day: dt.date) -> dt.date:
    return dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)


def service_horizon(start: dt.datetime, worked: dt.timedelta, horaires: Horaires = BUREAU) -> dt.datetime:
    """The last instant (UTC) up to which no more than ``worked`` of service passes from ``start`` (with a zone).

    Four hours from Friday 15:00 lead to Monday 9:00; ten hours from Friday 8:00 to the next opening, Monday 8:00.
    """
    left, begun = worked, start.astimezone(dt.UTC)
    day = begun.astimezone(PARIS).date()
    while True:
        opening = horaires.opening(day)
        if opening is not None:
            begin, end = max(opening[0], begun), opening[1]
            if begin < end:
                if left < end - begin:
                    return begin + left
                left -= end - begin
        day += dt.timedelta(days=1)


def promise_text(heures: int, ouvre: bool) -> str:
    """A promise as it is told: « 48 h », « 48 h ouvrées »."""
    return f"{heures} h ouvrées" if ouvre else f"{heures} h"


@dataclass(frozen=True, slots=True)
class Creneau:
    """Some kinds of days and some hours of them.

    Hours past midnight belong to the day on which they began: « ven 22-06 » holds on Saturday at 3:00.
    """

    jours: Jours
    plages: Plages = TOUTE_LA_JOURNEE

    def holds(self, instant: dt.datetime, alsace_moselle: bool = False) -> bool:
        """Whether an instant (with a zone) lies in it, by the clock of Paris."""
        if self.always:
            return True
        local = instant.astimezone(PARIS)
        today = local.date()
        return self.holds_minute(
            genre_de_jour(today, alsace_moselle),
            genre_de_jour(today - dt.timedelta(days=1), alsace_moselle),
            local.hour * 60 + local.minute,
        )

    def holds_minute(self, today: str, yesterday: str, minute: int) -> bool:
        """Whether a minute of the day lies in it, from the kind of that day and of the day before."""
        if today in self.jours and any(start <= minute < end for start, end in self.plages):
            return True
        return yesterday in self.jours and any(minute < end - JOUR_MINUTES for _, end in self.plages)

    @property
    def always(self) -> bool:
        """Whether it leaves nothing out."""
        return len(self.jours) == len(GENRES_DE_JOUR) and self.plages == TOUTE_LA_JOURNEE


def text_to_jours(text: str) -> Jours:
    """Read « lun-ven », « sam,dim,feries », « vendredi » or nothing, which is every day.

    Raises
    ------
    ValueRefused
        When a word is no day.
    """
    found: set[str] = set()
    for part in (one for one in _plain(text).split(",") if one):
        first, _, last = part.partition("-")
        begin = _day_word(first, text)
        end = _day_word(last, text) if last else begin
        if last and FERIES in (begin, end):
            raise ValueRefused(f"« {text} » : les fériés ne sont pas le bout d'un intervalle ; écrivez « sam,feries ».")
        if begin == FERIES:
            found.add(FERIES)
            continue
        at, to = SEMAINE.index(begin), SEMAINE.index(end)
        found.update(SEMAINE[i % 7] for i in range(at, (to if to >= at else to + 7) + 1))
    return frozenset(found or GENRES_DE_JOUR)


def text_to_plages(text: str) -> Plages:
    """Read « 22-06 » (past midnight), « 8h30-12, 14-18 » or nothing, which is the whole day.

    Raises
    ------
    ValueRefused
        When it is no span of hours, or one that begins where it ends.
    """
    found = []
    for part in (one for one in _plain(text).split(",") if one):
        first, dash, last = part.partition("-")
        if not dash:
            raise ValueRefused(f"« {text} » n'est pas une plage horaire : écrivez 08-18, ou 22-06 passé minuit.")
        start, end = _minutes(first, text), _minutes(last, text)
        if start in (end, JOUR_MINUTES):
            raise ValueRefused(f"« {text} » est une plage vide ; pour toute la journée, n'écrivez rien.")
        found.append((start, end if end > start else end + JOUR_MINUTES))
    return tuple(found) or TOUTE_LA_JOURNEE


def text_to_horaires(text: str, alsace_moselle: bool = False) -> Horaires:
    """Read the hours of a service: « lun-ven 08-18 ».

    Raises
    ------
    ValueRefused
        When it does not have days and one span of hours within a day.
    """
    days, _, hours = text.strip().rpartition(" ")
    plages = text_to_plages(hours)
    if not days or len(plages) != 1:
        raise ValueRefused(f"« {text} » ne dit pas des horaires de service : écrivez par exemple « lun-ven 08-18 ».")
    return Horaires(text_to_jours(days), *plages[0], alsace_moselle)


def _minute_of(day: dt.date, minute: int) -> dt.datetime:
    """A minute of a day by the clock of Paris, as an instant in UTC; 1,440 is the next midnight."""
    shift, rest = divmod(minute, JOUR_MINUTES)
    local = dt.datetime.combine(day + dt.timedelta(days=shift), dt.time(rest // 60, rest % 60), PARIS)
    return local.astimezone(dt.UTC)


def _plain(text: str) -> str:
    return unaccented(text.casefold()).replace(" ", "").replace("–", "-")


def _day_word(word: str, text: str) -> str:
    if word in ("feries", "ferie"):
        return FERIES
    if word[:3] in SEMAINE and word in (word[:3], _NAMES[word[:3]]):
        return word[:3]
    raise ValueRefused(f"« {text} » : « {word} » n'est pas un jour ; écrivez {', '.join(GENRES_DE_JOUR)}.")


def _minutes(word: str, text: str) -> int:
    found = _HOUR.fullmatch(word)
    hours, minutes = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if hours * 60 + minutes > JOUR_MINUTES or minutes > 59:
        raise ValueRefused(f"« {text} » : « {word} » n'est pas une heure de 0 à 24.")
    return hours * 60 + minutes
