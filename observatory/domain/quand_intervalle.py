"""What was said of when, to an interval of instants (UTC), not yet bounded by the instant of the call."""

from __future__ import annotations

import datetime as dt

from observatory.domain.quand_dit import NIGHTS, PARTS, Clock, Said
from observatory.domain.quand_heure import DAY, HOUR, end_of, instant_of, local

AROUND = 30
"""Minutes on each side of « vers »."""
_SMALL_HOURS = 5 * HOUR
"""Until then « ce soir » is the evening that has just passed."""

Interval = tuple[dt.datetime, dt.datetime]


def interval_of(said: Said, now: dt.datetime) -> Interval | None:
    """The interval that was told, not yet bounded by now; None where it is told of no day, or of several."""
    if said.wrong:
        return None
    if said.exact:
        (first, start), (last, end) = said.exact
        if said.filled != {"exact"}:
            return None
        return _ordered(_start(first, start.minute, start), instant_of(last, end.minute, _late(end)), now)
    if said.days and not (said.part or said.hours):
        return instant_of(said.days[0], 0), end_of(said.days[1])
    if said.days:
        whole = said.days[0] == said.days[1]
        found = _within(said, said.days[0]) if whole else None
        told_ahead = found is not None and said.hours is not None and said.hours[0] == "entre" and found[1] > now
        return None if told_ahead and not said.since else found
    if said.hours and not said.part:
        return _latest(said, now, complete=said.hours[0] == "entre" and not said.since)
    return _of_part(said, now) if said.part and (said.part_of or said.since) else None


def _ordered(debut: dt.datetime, fin: dt.datetime, now: dt.datetime) -> Interval | None:
    return (debut, fin) if debut <= fin <= now else None


def _of_part(said: Said, now: dt.datetime) -> Interval | None:
    """« ce soir », « cette nuit », « dans la nuit », « la nuit derniere », and hours within."""
    clock = local(now)
    minute = clock.hour * HOUR + clock.minute
    if said.part_of == "derniere":
        found = _latest(said, now, complete=True)
        if said.hours is None or minute >= 6 * HOUR:
            return found
        return _within(said, said.today - dt.timedelta(days=2))
    if said.part in NIGHTS:
        return _latest(said, now, complete=False)
    if said.part_of == "dernier":
        return _latest(said, now, complete=False) if said.part in ("soir", "journee") else _within(said, said.today)
    if said.part == "matin" and minute < PARTS["matin"][0] and not said.hours:
        return instant_of(said.today, 0), now
    day = said.today if minute >= _SMALL_HOURS or said.part == "matin" else said.today - dt.timedelta(days=1)
    found = _within(said, day)
    ahead = found is not None and said.hours is not None and said.hours[0] == "entre" and found[1] > now
    return None if ahead else found


def _latest(said: Said, now: dt.datetime, *, complete: bool) -> Interval | None:
    """The latest day on which it had begun by now; or was over, where ``complete``."""
    for back in range(-1, 4):
        found = _within(said, said.today - dt.timedelta(days=back))
        if found is None:
            return None
        if (found[1] if complete else found[0]) <= now:
            return found
    return None


def _within(said: Said, day: dt.date) -> Interval | None:
    """The interval of the part of the day and the hours that were told, on the day when it begins."""
    if said.hours is None:
        first, last = PARTS[said.part]
        return instant_of(day, first), instant_of(day, last, 1)
    kind, clock, until = said.hours
    first_minute = _minute_within(clock, said.part, alone=until is None)
    if first_minute is None or (clock.midnight and until and said.days and not said.part):
        return None
    start = _start(day, first_minute, clock)
    if until is None:
        end = instant_of(day, first_minute, _late(clock))
        around = dt.timedelta(minutes=AROUND if kind == "vers" and not said.since else 0)
        return start - around, end + around
    end_minute = until.minute
    if not until.surely and until.minute <= first_minute and until.minute + 12 * HOUR > first_minute >= 12 * HOUR:
        end_minute = until.minute + 12 * HOUR if said.part not in NIGHTS and first_minute < 18 * HOUR else until.minute
    for _ in range(3):
        end = instant_of(day, end_minute, _late(until))
        if end > start:
            return start, end
        end_minute += DAY
    return None


def _start(day: dt.date, minute: int, clock: Clock) -> dt.datetime:
    return instant_of(day, minute, clock.fold or 0)


def _late(clock: Clock) -> int:
    return 1 if clock.fold is None else clock.fold


def _minute_within(clock: Clock, part: str, *, alone: bool) -> int | None:
    """The minute of the day that a time means in a part of the day; None where it lies outside."""
    minute = clock.minute
    if not part:
        return minute + DAY if clock.midnight and alone else minute
    if part in NIGHTS:
        return minute + DAY if minute < 12 * HOUR else minute if minute >= 17 * HOUR else None
    if "soir" in part:
        if minute < _SMALL_HOURS:
            return minute + DAY
        minute += 12 * HOUR if minute < 12 * HOUR and not clock.surely else 0
        return minute if minute >= 16 * HOUR else None
    if "aprem" in part:
        minute += 12 * HOUR if minute <= 7 * HOUR and not clock.surely else 0
        return minute if 11 * HOUR <= minute <= 20 * HOUR else None
    if "matin" in part:
        return minute if minute < 13 * HOUR else None
    return minute


def habit_hours(inner: Said) -> tuple[int, int] | None:
    """Between which minutes of the day a habit lies; None where no hour was told."""
    if not (inner.part or inner.hours):
        return None
    plain = dt.date(2001, 1, 10)  # no change of hour near
    found = _within(inner, plain)
    if found is None:
        return None
    midnight = instant_of(plain, 0)
    first, last = (int((one - midnight).total_seconds()) // 60 for one in found)
    return first, last


def latest_habit(inner: Said, days: frozenset[int], now: dt.datetime) -> Interval | None:
    """The latest time of what comes on these days of the week: days that follow one another are one time."""
    for back in range(8):
        day = inner.today - dt.timedelta(days=back)
        if day.weekday() not in days:
            continue
        if inner.part or inner.hours:
            found = _within(inner, day)
            if found is None or found[0] <= now:
                return found
            continue
        first = day
        while len(days) < 7 and (first.weekday() - 1) % 7 in days:
            first -= dt.timedelta(days=1)
        return instant_of(first, 0), end_of(day)
    return None
