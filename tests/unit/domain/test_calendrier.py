"""Working days and due instants: weekends, holidays, bridges, changes of hour."""

from __future__ import annotations

import datetime as dt

import pytest

from observatory.domain.calendrier import (
    BUREAU,
    PARIS,
    TOUTE_LA_JOURNEE,
    Creneau,
    Horaires,
    echeance,
    feries_of_year,
    genre_de_jour,
    service_between,
    text_to_horaires,
    text_to_jours,
    text_to_plages,
)
from observatory.domain.errors import ValueRefused


def paris(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=PARIS)


def test_the_eleven_holidays_and_the_two_more_of_alsace_moselle() -> None:
    assert len(feries_of_year(2026)) == 11
    assert feries_of_year(2026)[dt.date(2026, 5, 25)] == "Lundi de Pentecôte"
    more = set(feries_of_year(2026, True)) - set(feries_of_year(2026))
    assert more == {dt.date(2026, 4, 3), dt.date(2026, 12, 26)}
    assert genre_de_jour(dt.date(2026, 5, 1)) == "feries"
    assert genre_de_jour(dt.date(2026, 5, 2)) == "sam"


@pytest.mark.parametrize(
    ("told", "hours", "due"),
    [
        ("2026-06-02T10:15", 48, "2026-06-04T10:15"),  # a Tuesday
        ("2026-06-05T17:00", 48, "2026-06-09T17:00"),  # Friday afternoon
        ("2026-06-05T22:30", 48, "2026-06-09T18:00"),  # Friday evening: Monday and Tuesday are worked
        ("2026-06-07T12:00", 48, "2026-06-09T18:00"),  # a Sunday
        ("2026-06-02T03:00", 24, "2026-06-02T18:00"),  # at night
        ("2026-06-05T17:00", 4, "2026-06-08T11:00"),  # four hours of service
        ("2026-06-05T17:00", 30, "2026-06-09T13:00"),  # a day and six hours
        ("2026-04-30T16:00", 48, "2026-05-05T16:00"),  # 1 May is a Friday
        ("2025-04-30T16:00", 48, "2025-05-05T16:00"),  # 1 May is a Thursday: the bridge is worked
        ("2026-05-13T09:00", 72, "2026-05-19T09:00"),  # Ascension
        ("2026-05-22T17:30", 24, "2026-05-26T17:30"),  # Pentecost
        ("2026-12-24T10:00", 48, "2026-12-29T10:00"),  # Christmas is a Friday
        ("2026-12-31T17:00", 48, "2027-01-05T17:00"),  # New Year is a Friday
        ("2026-03-27T17:00", 24, "2026-03-30T17:00"),  # the hour changes on Sunday night
        ("2026-10-23T17:00", 24, "2026-10-26T17:00"),
    ],
)
def test_a_promise_in_working_hours(told: str, hours: int, due: str) -> None:
    assert echeance(paris(told), hours, ouvre=True) == paris(due)


@pytest.mark.parametrize(
    ("told", "hours", "due"),
    [
        ("2026-06-05T17:00", 48, "2026-06-07T17:00"),
        ("2026-12-24T10:00", 72, "2026-12-27T10:00"),
        ("2026-03-28T12:00", 24, "2026-03-29T13:00"),  # an hour is lost: 24 hours end an hour later on the clock
        ("2026-10-24T12:00", 24, "2026-10-25T11:00"),
    ],
)
def test_a_promise_in_calendar_hours(told: str, hours: int, due: str) -> None:
    found = echeance(paris(told), hours, ouvre=False)
    assert found == paris(due)
    assert found.tzinfo is PARIS
    assert found.astimezone(dt.UTC) - paris(told).astimezone(dt.UTC) == dt.timedelta(hours=hours)


def test_alsace_moselle_and_other_hours_count_by_their_own_days() -> None:
    friday = paris("2026-04-02T17:00")
    assert echeance(friday, 24, ouvre=True) == paris("2026-04-03T17:00")
    assert echeance(friday, 24, True, Horaires(alsace_moselle=True)) == paris("2026-04-07T17:00")
    every_day = text_to_horaires("lun-dim,feries 07-22")
    assert echeance(paris("2026-05-01T21:00"), 24, True, every_day) == paris("2026-05-02T21:00")
    day_and_night = text_to_horaires("lun-dim 0-24")
    assert day_and_night.day_of_service == dt.timedelta(hours=24)
    assert echeance(paris("2026-04-30T23:00"), 2, True, day_and_night) == paris("2026-05-02T01:00")


def test_when_the_service_is_open() -> None:
    assert BUREAU.is_open(paris("2026-06-05T08:00"))
    assert not BUREAU.is_open(paris("2026-06-05T18:00"))
    assert not BUREAU.is_open(paris("2026-06-06T10:00"))
    assert not BUREAU.is_open(paris("2026-07-14T10:00"))
    assert service_between(paris("2026-06-05T17:00"), paris("2026-06-08T09:30")) == dt.timedelta(hours=2.5)
    assert service_between(paris("2026-06-08T09:30"), paris("2026-06-05T17:00")) == dt.timedelta()


@pytest.mark.parametrize(("heures", "depuis"), [(0, "2026-06-05T17:00+02:00"), (99_999, "2026-06-05T17:00+02:00"),
                                                (48, "2026-06-05T17:00")])  # fmt: skip
def test_a_promise_that_means_nothing_is_refused(heures: int, depuis: str) -> None:
    with pytest.raises(ValueRefused):
        echeance(dt.datetime.fromisoformat(depuis), heures, ouvre=True)


@pytest.mark.parametrize(
    ("text", "days"),
    [("", "lun mar mer jeu ven sam dim feries"), ("lun-ven", "lun mar mer jeu ven"),
     ("sam, dim, fériés", "sam dim feries"), ("Vendredi-lundi", "ven sam dim lun"), ("mer", "mer")],
)  # fmt: skip
def test_days_are_read(text: str, days: str) -> None:
    assert text_to_jours(text) == frozenset(days.split())


@pytest.mark.parametrize(
    ("text", "spans"),
    [("", TOUTE_LA_JOURNEE), ("22-06", ((1320, 1800),)), ("8h30-12, 14-18:15", ((510, 720), (840, 1095))),
     ("20-24", ((1200, 1440),)), ("0-24", TOUTE_LA_JOURNEE)],
)  # fmt: skip
def test_hours_are_read(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert text_to_plages(text) == spans


@pytest.mark.parametrize("text", ["lundredi", "lun-feries", "x", "lun-mar-mer"])
def test_words_that_are_no_day_are_refused(text: str) -> None:
    with pytest.raises(ValueRefused, match=text):
        text_to_jours(text)


@pytest.mark.parametrize("text", ["22", "25-26", "8-8", "8h75-9", "midi-14", "24-06"])
def test_words_that_are_no_hours_are_refused(text: str) -> None:
    with pytest.raises(ValueRefused, match=text):
        text_to_plages(text)


@pytest.mark.parametrize("text", ["", "08-18", "lun-ven", "lun-ven 22-06", "lun-ven 08-12,14-18"])
def test_hours_of_service_stay_within_a_day(text: str) -> None:
    with pytest.raises(ValueRefused):
        text_to_horaires(text)


def test_hours_past_midnight_belong_to_the_day_on_which_they_began() -> None:
    friday_night = Creneau(text_to_jours("ven"), text_to_plages("22-06"))
    assert friday_night.holds(paris("2026-06-05T23:00"))
    assert friday_night.holds(paris("2026-06-06T05:59"))
    assert not friday_night.holds(paris("2026-06-06T06:00"))
    assert not friday_night.holds(paris("2026-06-05T03:00"))
    eve = Creneau(text_to_jours("feries"), text_to_plages("20-02"))
    assert eve.holds(paris("2026-05-02T01:00"))
    assert Creneau(text_to_jours("")).always
