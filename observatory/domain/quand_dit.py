"""What a text says of when, part by part: days, part of the day, hours, how long ago, since, how often.

Each function here takes what a rule of ``quand_regles`` found into what was said; groups bear the number of their date
or time.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from observatory.domain.quand_heure import DAY, HOUR, latest_date, months_earlier, weekday_before
from observatory.domain.quand_lecture import DAYS, MONTHS

PARTS = {
    "matin": (6 * HOUR, 12 * HOUR), "petit matin": (5 * HOUR, 7 * HOUR), "fin de matinee": (10 * HOUR, 12 * HOUR),
    "midi": (11 * HOUR + 30, 14 * HOUR), "aprem": (12 * HOUR, 18 * HOUR), "debut d aprem": (12 * HOUR, 15 * HOUR),
    "fin d aprem": (16 * HOUR, 19 * HOUR), "fin de journee": (17 * HOUR, 20 * HOUR), "journee": (8 * HOUR, 20 * HOUR),
    "soir": (18 * HOUR, DAY), "debut de soiree": (18 * HOUR, 21 * HOUR), "fin de soiree": (22 * HOUR, DAY),
    "nuit": (22 * HOUR, DAY + 6 * HOUR), "pleine nuit": (DAY, DAY + 4 * HOUR),
}  # fmt: skip
"""Minutes of the day between which each part lies; a night belongs to the day on which it begins."""

NIGHTS = ("nuit", "pleine nuit")
EVERY_DAY = frozenset(range(7))
WEEK, WEEKEND = frozenset(range(5)), frozenset({5, 6})

UNITS = {
    "minute": "minutes", "minutes": "minutes", "heure": "heures", "heures": "heures", "h": "heures", "jour": "jours",
    "jours": "jours", "j": "jours", "semaine": "semaines", "semaines": "semaines", "mois": "mois", "an": "annees",
    "ans": "annees", "annee": "annees", "annees": "annees",
}  # fmt: skip
NOW, JUST_NOW, EARLIER = "maintenant", "a l instant", "tout a l heure"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of the day, in minutes; ``surely`` where « du matin » or a figure over 12 leaves no other reading."""

    minute: int
    midnight: bool = False
    surely: bool = False
    fold: int | None = None


@dataclass(slots=True)
class Said:
    """What was said. ``ago`` is (least, most, unit); ``hours`` is (a | vers | entre, from, to)."""

    today: dt.date
    now: str = ""
    ago: tuple[int, int, str] | None = None
    since: bool = False
    days: tuple[dt.date, dt.date] | None = None
    span: str = ""
    part: str = ""
    part_of: str = ""
    hours: tuple[str, Clock, Clock | None] | None = None
    often: frozenset[int] | None = None
    exact: tuple[tuple[dt.date, Clock], tuple[dt.date, Clock]] | None = None
    wrong: bool = False
    filled: set[str] = field(default_factory=set)

    def put(self, name: str, value: object) -> None:
        """Fill a part; said twice, or said of no day, it is wrong."""
        if name in self.filled or value is None:
            self.wrong = True
        self.filled.add(name)
        setattr(self, name, value)


# --- what each rule does ----------------------------------------------------------------------------------------------


def take_now(word: str) -> Callable[[Said, re.Match[str]], None]:
    """« maintenant », « à l'instant », « tout à l'heure »."""
    return lambda said, found: said.put("now", word)


def take_ago(said: Said, found: re.Match[str]) -> None:
    """« il y a vingt minutes », « il y a deux ou trois jours »."""
    if found["half"]:
        said.put("ago", (30, 30, "minutes"))
    elif found["quart"]:
        said.put("ago", (15 * int(found["quart"]), 15 * int(found["quart"]), "minutes"))
    else:
        low, high = int(found["lo"]), int(found["hi"] or found["lo"])
        unit = UNITS[found["unit"]]
        if found["more"]:
            said.wrong = unit != "heures" or low != high
            more = 30 if "demi" in found["more"] else 15 if "quart" in found["more"] else int(found["more"])
            low = high = low * HOUR + more
            unit = "minutes"
        said.put("ago", (low, high, unit) if 0 < low <= high else None)


def take_since(said: Said, found: re.Match[str]) -> None:
    """« depuis », of which the rest follows."""
    said.put("since", True)


def take_since_length(said: Said, found: re.Match[str]) -> None:
    """« depuis trois jours »."""
    said.put("since", True)
    take_ago(said, found)


def take_since_hour(said: Said, found: re.Match[str]) -> None:
    """« depuis 22 h », « depuis 8 h 30 »."""
    clock = _clock(found, 1)
    said.put("since", True)
    said.put("hours", ("a", clock, None) if clock else None)


def day_of(said: Said, found: re.Match[str], n: int, later: dt.date | None = None) -> dt.date | None:
    """The day that a rule found: a date, a date in figures or a day of the week; None where there is no such day."""
    part = found.groupdict()
    month: int | None
    year: int | None
    if part[f"jo{n}"]:
        return weekday_before(said.today, DAYS.index(part[f"jo{n}"]))
    if part[f"num{n}"]:
        figures = [int(one) for one in re.split(r"\D", part[f"num{n}"])]
        if figures[0] > 31:
            figures.reverse()
        day, month, year = figures[0], figures[1], figures[2] if len(figures) > 2 else None
        if year is not None and year < 100:
            year += 2000
    else:
        day = int(part[f"d{n}"])
        month = MONTHS.index(part[f"m{n}"]) + 1 if part[f"m{n}"] else None
        year = int(part[f"y{n}"]) if part[f"y{n}"] else None
        if month is None and later is not None:
            month, year = (later.month, later.year) if day <= later.day else (later.month - 1 or 12, None)
    if month is not None and month > 12:
        return None
    chosen = latest_date(said.today if later is None else later, day, month, year)
    weekday = part[f"jd{n}"] or part[f"jn{n}"]
    return None if chosen and weekday and DAYS.index(weekday) != chosen.weekday() else chosen


def take_one_day(said: Said, found: re.Match[str]) -> None:
    """« le 12 novembre », « le 14/11 »."""
    day = day_of(said, found, 1)
    said.put("days", (day, day) if day else None)


def take_range_of_days(said: Said, found: re.Match[str]) -> None:
    """« du 12 au 14 novembre », « de lundi à mercredi »."""
    last = day_of(said, found, 2)
    first = day_of(said, found, 1, last) if last else None
    if first and last and found["jo1"]:
        first = weekday_before(last + dt.timedelta(days=1), first.weekday())
    said.put("days", (first, last) if first and last and first < last else None)


def take_range_of_times(said: Said, found: re.Match[str]) -> None:
    """« du vendredi 20 novembre à 22 h au dimanche 22 novembre à 8 h »."""
    last = day_of(said, found, 2)
    first = day_of(said, found, 1, last) if last else None
    start, end = _clock(found, 3), _clock(found, 4)
    known = first and last and start and end and first <= last
    said.put("exact", ((first, start), (last, end)) if known else None)


def take_night_between(said: Said, found: re.Match[str]) -> None:
    """« la nuit du 20 au 21 novembre », « la nuit de vendredi à samedi »."""
    tomorrow = said.today + dt.timedelta(days=1)
    later = Said(tomorrow)
    last = day_of(later, found, 2)
    first = last - dt.timedelta(days=1) if last else None
    told = day_of(said, found, 1, None if found["jo1"] or found["num1"] else first) if first else None
    agreed = told is not None and first is not None and (
        told.weekday() == first.weekday() if found["jo1"] else told == first
    )  # fmt: skip
    if agreed and found["jo1"]:
        first = told
    said.put("days", (first, first) if agreed else None)
    said.put("part", "nuit")


def take_night_of(said: Said, found: re.Match[str]) -> None:
    """« la nuit de vendredi », « la nuit du 20 »: that which begins on this day."""
    take_one_day(said, found)
    said.put("part", "nuit")


def take_days_back(count: int) -> Callable[[Said, re.Match[str]], None]:
    """« hier », « avant-hier »."""

    def act(said: Said, found: re.Match[str]) -> None:
        day = said.today - dt.timedelta(days=count)
        said.put("days", (day, day))

    return act


def take_weekday(said: Said, found: re.Match[str]) -> None:
    """« lundi », « lundi dernier »: the latest one before today; « lundi de la semaine dernière »."""
    day = weekday_before(said.today, DAYS.index(found["j"]))
    if found["week"]:
        day = said.today - dt.timedelta(days=said.today.weekday() + 7 - DAYS.index(found["j"]))
    elif found["ce"] and said.today.weekday() == DAYS.index(found["j"]):
        day = said.today
    said.put("days", (day, day))


def take_span(name: str) -> Callable[[Said, re.Match[str]], None]:
    """« la semaine dernière », « ce week-end »."""

    def act(said: Said, found: re.Match[str]) -> None:
        said.put("days", _SPANS[name](said.today))
        said.put("span", name)

    return act


def _week(today: dt.date, back: int, first: int, last: int) -> tuple[dt.date, dt.date]:
    monday = today - dt.timedelta(days=today.weekday() + 7 * back)
    return monday + dt.timedelta(days=first), monday + dt.timedelta(days=last)


def _month(today: dt.date, back: int) -> tuple[dt.date, dt.date]:
    first = months_earlier(today.replace(day=1), back)
    return first, months_earlier(first, -1) - dt.timedelta(days=1)


_SPANS: dict[str, Callable[[dt.date], tuple[dt.date, dt.date]]] = {
    "semaine derniere": lambda today: _week(today, 1, 0, 6),
    "cette semaine": lambda today: _week(today, 0, 0, 6),
    "weekend dernier": lambda today: _week(today, 1, 5, 6),
    "ce weekend": lambda today: _week(today, 0 if today.weekday() > 4 else 1, 5, 6),
    "mois dernier": lambda today: _month(today, 1),
    "ce mois": lambda today: _month(today, 0),
}


def take_month_named(said: Said, found: re.Match[str]) -> None:
    """« en octobre »: the latest one."""
    if found["seul"] is not None and not said.since:
        said.wrong = True
    back = (said.today.month - 1 - MONTHS.index(found["mois"])) % 12
    said.put("days", _month(said.today, back))
    said.put("span", "mois")


def take_week_of(said: Said, found: re.Match[str]) -> None:
    """« la semaine du 9 novembre »."""
    day = day_of(said, found, 1)
    said.put("days", _week(day, 0, 0, 6) if day else None)
    said.put("span", "semaine")


def take_this_part(said: Said, found: re.Match[str]) -> None:
    """« ce matin », « cette nuit », « dans la soirée »."""
    said.put("part", part_named(found["p"]))
    said.put("part_of", "dernier" if found["dans"] else "ce")


def take_last_night(said: Said, found: re.Match[str]) -> None:
    """« la nuit dernière »."""
    said.put("part", "nuit")
    said.put("part_of", "derniere")


def take_part(said: Said, found: re.Match[str]) -> None:
    """« le soir », « en fin d'après-midi », « tard dans la nuit »."""
    said.put("part", part_named(found["part"]))
    if found["part"].split()[0] in ("le", "la", "l") and not said.days:
        said.put("part_of", "le")


def part_named(text: str) -> str:
    """The part of the day that some words name."""
    text = text.replace("matinee", "matin").replace("soiree", "soir").replace("milieu de la nuit", "pleine nuit")
    text = text.replace("fin de matin", "fin de matinee").replace("debut de soir", "debut de soiree")
    text = text.replace("fin de soir", "fin de soiree")
    if text.startswith("tard"):
        return "fin de soiree" if "soir" in text else "pleine nuit" if "nuit" in text else "matin"
    if text.startswith("tot"):
        return "petit matin" if "matin" in text else "debut de soiree" if "soir" in text else "nuit"
    return max((name for name in PARTS if text.endswith(name)), key=len)


def take_often(said: Said, found: re.Match[str]) -> None:
    """« tous les soirs », « chaque samedi », « les vendredis et samedis », « le week-end »."""
    days: set[int] = set()
    for word in found[0].split():
        name = word.removesuffix("s") if word != "jours" else "jour"
        if name in DAYS:
            days.add(DAYS.index(name))
        elif name == "weekend":
            days |= WEEKEND
        elif name in ("matin", "midi", "aprem", "soir", "nuit"):
            said.put("part", name)
    said.put("often", frozenset(days) or EVERY_DAY)


def take_habit_or_day(said: Said, found: re.Match[str]) -> None:
    """« le samedi » is a habit; « depuis le samedi » is a day."""
    names = [word for word in found[0].split() if word in DAYS]
    if said.since and len(names) == 1:
        day = weekday_before(said.today, DAYS.index(names[0]))
        said.put("days", (day, day))
    else:
        take_often(said, found)


def take_often_week(said: Said, found: re.Match[str]) -> None:
    """« en semaine »."""
    said.put("often", WEEK)


def take_often_range(said: Said, found: re.Match[str]) -> None:
    """« du lundi au vendredi »."""
    first, last = DAYS.index(found["de"]), DAYS.index(found["au"])
    said.put("often", frozenset((first + step) % 7 for step in range((last - first) % 7 + 1)))


def take_between(said: Said, found: re.Match[str]) -> None:
    """« entre 22 h et 2 h », « de 8 à 10 h du soir »."""
    first, last = _clock(found, 1), _clock(found, 2)
    said.put("hours", ("entre", first, last) if first and last else None)


def take_midday(said: Said, found: re.Match[str]) -> None:
    """« entre midi et deux »."""
    said.put("hours", ("entre", Clock(12 * HOUR, surely=True), Clock(14 * HOUR, surely=True)))


def take_at(said: Said, found: re.Match[str]) -> None:
    """« à 22 h », « vers 23 h 30 », « minuit »."""
    clock = _clock(found, 1)
    said.put("hours", ("vers" if found["vers"] or found["about"] else "a", clock, None) if clock else None)


def _clock(found: re.Match[str], n: int) -> Clock | None:
    """The time of the day that a rule found; None where no clock shows it."""
    part = found.groupdict()
    fold = {"ete": 0, "hiver": 1}.get(part[f"fo{n}"] or "")
    more = _fraction(part[f"fr{n}"] or "")
    if part[f"mot{n}"]:
        noon = part[f"mot{n}"] == "midi"
        minute = (12 * HOUR if noon else 0) + more
        return Clock(minute % DAY, not noon and more >= 0, True, fold)
    hour, minutes = int(part[f"h{n}"]), int(part[f"mi{n}"] or 0)
    suffix = part[f"su{n}"] or ""
    if hour > 24 or minutes > 59 or (hour == 24 and minutes):
        return None
    if suffix in ("du soir", "de l aprem") and hour < 12:
        hour += 12
    minute = hour * HOUR + minutes + more
    return Clock(minute % DAY, hour == 24, bool(suffix) or hour > 12 or hour == 0, fold)


def _fraction(text: str) -> int:
    sign = -1 if text.startswith("moins") else 1
    if "demi" in text:
        return 30
    if "quart" in text:
        return 15 * sign
    return int(text.split()[-1]) * sign if text else 0
