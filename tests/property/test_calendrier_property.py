"""What holds of every due instant, whatever the promise and the hours of service."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from observatory.domain.calendrier import (
    GENRES_DE_JOUR,
    Creneau,
    Horaires,
    echeance,
    feries_of_year,
    service_between,
    service_time,
)

FIRST, LAST = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (2020, 2036))
INSTANTS = st.integers(0, int((LAST - FIRST).total_seconds()) - 1).map(lambda s: FIRST + dt.timedelta(seconds=s))
HOURS = st.integers(1, 400)


@st.composite
def horaires(draw: st.DrawFn) -> Horaires:
    start = draw(st.integers(0, 23 * 60))
    days = draw(st.frozensets(st.sampled_from(GENRES_DE_JOUR), min_size=1))
    if days == {"feries"}:
        days |= {"lun"}
    return Horaires(days, start, draw(st.integers(start + 1, 24 * 60)), draw(st.booleans()))


@given(INSTANTS, HOURS, st.booleans())
def test_due_in_office_hours_and_never_on_a_holiday(told: dt.datetime, hours: int, alsace: bool) -> None:
    due = echeance(told, hours, True, Horaires(alsace_moselle=alsace))
    assert due > told
    assert due.date() not in feries_of_year(due.year, alsace)
    assert due.weekday() < 5
    assert dt.time(8) < due.time() <= dt.time(18)


@given(INSTANTS, HOURS, horaires())
def test_the_time_of_service_until_then_is_what_was_promised(told: dt.datetime, hours: int, when: Horaires) -> None:
    wanted = service_time(hours, when)
    if wanted < 20 * when.day_of_service:
        assert service_between(told, echeance(told, hours, True, when), when) == wanted


@given(INSTANTS, INSTANTS, HOURS, HOURS, st.booleans())
def test_later_or_longer_is_never_due_earlier(
    one: dt.datetime, other: dt.datetime, hours: int, more: int, ouvre: bool
) -> None:
    first, last = sorted((one, other))
    short, long = sorted((hours, more))
    assert echeance(first, hours, ouvre) <= echeance(last, hours, ouvre)
    assert echeance(one, short, ouvre) <= echeance(one, long, ouvre)


@given(INSTANTS, st.integers(1, 20))
def test_two_days_promised_leave_the_service_two_days(told: dt.datetime, days: int) -> None:
    due = echeance(told, 24 * days, True)
    assert service_between(told, due) == days * dt.timedelta(hours=10)


@given(INSTANTS, st.integers(0, 1439), st.integers(1, 1439), st.frozensets(st.sampled_from(GENRES_DE_JOUR), min_size=1))
def test_an_hour_is_in_a_span_or_in_the_one_that_completes_the_day(
    now: dt.datetime, start: int, length: int, days: frozenset[str]
) -> None:
    """A span and what is left of the 24 hours after it share out the time of days that follow one another."""
    end = start + length
    every = frozenset(GENRES_DE_JOUR)
    rest = ((end % 1440, end % 1440 + 1440 - length),)
    assert Creneau(every, ((start, end),)).holds(now) != Creneau(every, rest).holds(now)
    assert Creneau(days).holds(now) != Creneau(every - days).holds(now) or days == every
