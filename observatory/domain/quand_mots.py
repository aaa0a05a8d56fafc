"""An interval in French words, such that ``quand`` reads the same interval back from them."""

from __future__ import annotations

import datetime as dt

from observatory.domain.quand_dit import EVERY_DAY, WEEK, WEEKEND, Clock
from observatory.domain.quand_heure import DAY, HOUR, is_double, local

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
           "décembre")  # fmt: skip
_NUMBERS = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")
_UNITS = {"minutes": ("minute", "minutes"), "heures": ("heure", "heures"), "jours": ("jour", "jours"),
          "semaines": ("semaine", "semaines"), "mois": ("mois", "mois"), "annees": ("an", "ans")}  # fmt: skip
_EVERY = {"soir": "tous les soirs", "matin": "tous les matins", "midi": "tous les midis", "nuit": "toutes les nuits",
          "aprem": "tous les après-midi"}  # fmt: skip


def interval_in_words(debut: dt.datetime, fin: dt.datetime, now: dt.datetime) -> str:
    """« le vendredi 20 novembre, de 14 h à 16 h », « dans la nuit du … au …, de 22 h à 6 h », « le … à 22 h »."""
    if debut == fin:
        return instant_in_words(debut, now, night=True)
    start, end = local(debut), local(fin)
    first, last = start.date(), end.date()
    if _is_end_of_day(end) and start.time() == dt.time():
        return day_in_words(debut, now) if first == last else _days(first, last, now)
    tomorrow = first + dt.timedelta(days=1)
    to_midnight = last == tomorrow and end.time() == dt.time()
    if first == last or to_midnight:
        until = "minuit" if to_midnight else hour_in_words(fin)
        return f"{day_in_words(debut, now)}, de {hour_in_words(debut)} à {until}"
    if last == tomorrow and start.hour >= 18 and end.hour < 12:
        return f"{_night(first, now)}, de {hour_in_words(debut)} à {hour_in_words(fin)}"
    return (
        f"du {_date(first, now)} à {hour_in_words(debut)} au {_date(last, now)} à {hour_in_words(fin)}"
    )  # fmt: skip


def instant_in_words(instant: dt.datetime, now: dt.datetime, *, night: bool = False) -> str:
    """« le vendredi 20 novembre à 22 h »; at midnight, where ``night``, « dans la nuit du … au …, à minuit »."""
    wall = local(instant)
    if night and wall.time() == dt.time():
        return f"{_night(wall.date() - dt.timedelta(days=1), now)}, à minuit"
    return f"{day_in_words(instant, now)} à {hour_in_words(instant)}"


def about_in_words(centre: dt.datetime, now: dt.datetime) -> str:
    """« le vendredi 20 novembre vers 23 h »."""
    wall = local(centre)
    if wall.time() == dt.time():
        return f"{_night(wall.date() - dt.timedelta(days=1), now)}, vers minuit"
    return f"{day_in_words(centre, now)} vers {_hour(wall.hour * HOUR + wall.minute)}"


def day_in_words(instant: dt.datetime, now: dt.datetime) -> str:
    """« le mercredi 18 novembre », with its year where that is not the present one."""
    return f"le {_date(local(instant).date(), now)}"


def hour_in_words(instant: dt.datetime) -> str:
    """« 22 h », « 8 h 30 »; of a time that comes twice in a night, which."""
    wall = local(instant)
    which = f" (heure d'{'hiver' if wall.fold else 'été'})" if is_double(instant) else ""
    return _hour(wall.hour * HOUR + wall.minute) + which


def lead_in_words(ago: tuple[int, int, str], *, since: bool) -> str:
    """« depuis trois jours », « il y a une heure », « il y a deux ou trois semaines »."""
    low, high, unit = ago
    lead = "depuis" if since else "il y a"
    if unit == "minutes" and low == high and low > HOUR:
        return f"{lead} {_hour(low)}"
    feminine = unit in ("minutes", "heures", "semaines")
    told = _number(low, feminine) if low == high else f"{_number(low, feminine)} ou {_number(high, feminine)}"
    return f"{lead} {told} {_UNITS[unit][high > 1]}"


def habit_in_words(
    days: frozenset[int], part: str, said: tuple[str, Clock, Clock | None] | None, hours: tuple[int, int] | None
) -> str:
    """« chaque samedi, vers 23 h », « le week-end (samedi et dimanche), de 22 h à 2 h », « tous les soirs, de … »."""
    if days == EVERY_DAY:
        told = _EVERY.get(part, "tous les jours")
    elif days == WEEKEND:
        told = "le week-end (samedi et dimanche)"
    elif days == WEEK:
        told = "en semaine (du lundi au vendredi)"
    else:
        names = [_DAYS[day] for day in sorted(days)]
        told = "chaque " + (names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}")
    if hours is None:
        return told
    first, last = hours
    if said and said[0] == "vers":
        return f"{told}, vers {_hour((first + last) // 2)}"
    if first == last:
        return f"{told}, à {_hour(first)}"
    return f"{told}, de {_hour(first)} à {'minuit' if last == DAY else _hour(last)}"


def _number(value: int, feminine: bool) -> str:
    if value == 1:
        return "une" if feminine else "un"
    return _NUMBERS[value] if value < len(_NUMBERS) else str(value)


def _hour(minute: int) -> str:
    hour, minutes = divmod(minute % DAY, HOUR)
    return f"{hour} h {minutes:02d}" if minutes else f"{hour} h"


def _is_end_of_day(wall: dt.datetime) -> bool:
    return (wall.hour, wall.minute, wall.second) == (23, 59, 59)


def _date(day: dt.date, now: dt.datetime, *, until: dt.date | None = None) -> str:
    """« vendredi 20 novembre »; what ``until`` repeats is left out."""
    number = "1er" if day.day == 1 else str(day.day)
    if until and (day.year, day.month) == (until.year, until.month):
        return f"{_DAYS[day.weekday()]} {number}"
    year = f" {day.year}" if day.year != local(now).year else ""
    return f"{_DAYS[day.weekday()]} {number} {_MONTHS[day.month - 1]}{year}"


def _days(first: dt.date, last: dt.date, now: dt.datetime) -> str:
    return f"du {_date(first, now, until=last)} au {_date(last, now)}"


def _night(first: dt.date, now: dt.datetime) -> str:
    return f"dans la nuit {_days(first, first + dt.timedelta(days=1), now)}"
