"""The clock of Paris: wall times to instants, nights when the clock changes included. Instants are in UTC inside."""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
DAY, HOUR = 1440, 60
"""Minutes."""


def instant_of(day: dt.date, minute: int, fold: int = 0) -> dt.datetime:
    """The instant (UTC) at which it is so many minutes past the midnight that begins ``day``; they may pass 24 h.

    Of a time that exists twice, ``fold`` says which; one that does not exist is the moment of the change.
    """
    wall = dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minute)
    instant = wall.replace(tzinfo=PARIS, fold=fold).astimezone(dt.UTC)
    if local(instant).replace(tzinfo=None) != wall:
        return wall.replace(tzinfo=PARIS, fold=1, minute=0).astimezone(dt.UTC) + dt.timedelta(hours=1)
    return instant


def end_of(day: dt.date) -> dt.datetime:
    """The last second of a day."""
    return instant_of(day, DAY) - dt.timedelta(seconds=1)


def local(instant: dt.datetime) -> dt.datetime:
    """An instant as the clock of Paris shows it."""
    return instant.astimezone(PARIS)


def is_double(instant: dt.datetime) -> bool:
    """Whether the clock of Paris shows this time twice."""
    wall = local(instant)
    return wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()


def months_earlier(day: dt.date, months: int) -> dt.date:
    """The same day so many months before; the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def weekday_before(day: dt.date, weekday: int) -> dt.date:
    """The latest such day of the week (Monday is 0) strictly before ``day``."""
    return day - dt.timedelta(days=(day.weekday() - weekday - 1) % 7 + 1)


def latest_date(today: dt.date, day: int, month: int | None, year: int | None) -> dt.date | None:
    """The latest day up to ``today`` that bears this number (and month, and year); None where there is none."""
    if year is not None and month is not None:
        found = _date(year, month, day)
        return found if found and found <= today else None
    back = range(0, 49, 12) if month is not None else range(4)
    for step in back:
        start = months_earlier(today.replace(day=1), step)
        found = _date(start.year, month or start.month, day)
        if found and found <= today:
            return found
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
