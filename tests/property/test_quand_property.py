"""When it happened: whatever is said, under whatever clock."""

from __future__ import annotations

import datetime as dt

from hypothesis import example, given, settings
from hypothesis import strategies as st

from observatory.domain.quand import quand, trouve_quand
from observatory.domain.quand_heure import PARIS

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_PARTS = ("", " matin", " soir", " dans la nuit", " après-midi", " midi", " en fin de soirée", " en pleine nuit")
_DATES = st.builds(lambda d, m: f"le {d}/{m}", st.integers(1, 31), st.integers(1, 12))
_CLOCKS = st.builds(
    lambda h, m: f"{h}h{m:02d}" if m else f"{h} h", st.integers(0, 23), st.sampled_from([0, 5, 15, 30, 59])
)
_DAY = st.one_of(
    st.sampled_from(["hier", "avant-hier", "aujourd'hui", "lundi dernier", "ce week-end", "la semaine dernière", "",
                     "le mois dernier",                     *_DAYS]), _DATES
)  # fmt: skip
_HOURS = st.one_of(
    st.just(""),
    st.builds(" à {}".format, _CLOCKS),
    st.builds(" vers {}".format, _CLOCKS),
    st.builds(" entre {} et {}".format, _CLOCKS, _CLOCKS),
    st.just(" vers minuit"),
)
_UNITS = st.sampled_from(["minutes", "heures", "jours", "semaines", "mois"])
_AGO = st.builds("{} {} {}".format, st.sampled_from(["il y a", "depuis"]), st.integers(1, 90), _UNITS)
_SINCE = st.builds(lambda day, part, hour: f"depuis {day}{part}{hour}", _DAY, st.sampled_from(_PARTS), _HOURS)
_THIS = st.sampled_from(
    ["maintenant", "ce matin", "ce soir", "cette nuit", "la nuit dernière", "tout à l'heure", "à l'instant"]
)
PHRASES = st.one_of(
    st.builds("{}{}{}".format, _DAY, st.sampled_from(_PARTS), _HOURS), _AGO, _SINCE, _THIS,
    st.builds("dans la nuit du {} au {}".format, st.integers(1, 31), st.integers(1, 31)),
    st.builds("du {} au {}/{}".format, st.integers(1, 31), st.integers(1, 31), st.integers(1, 12)),
)  # fmt: skip
_INSTANTS = st.builds(
    lambda minutes: dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes), st.integers(0, 8_000_000)
)
_CHANGES = st.builds(
    lambda day, minutes: dt.datetime.fromisoformat(day + "+00:00") + dt.timedelta(minutes=minutes),
    st.sampled_from(["2026-03-28T22:00", "2026-10-24T20:00", "2027-03-28T00:00", "2027-10-31T00:00"]),
    st.integers(0, 26 * 60),
)
NOWS = st.one_of(_INSTANTS, _CHANGES)


def utc(instant: dt.datetime) -> dt.datetime:
    return instant.astimezone(dt.UTC)


@settings(max_examples=1000, deadline=None)
@given(phrase=PHRASES, now=NOWS)
@example("à 2h30", dt.datetime(2026, 10, 25, 7, tzinfo=dt.UTC))
@example("entre 2h59 et 2h05", dt.datetime(2026, 10, 25, 7, tzinfo=dt.UTC))
def test_an_interval_is_past_and_its_words_give_it_back(phrase: str, now: dt.datetime) -> None:
    found = quand(phrase, now)
    if found is None:
        return
    assert utc(found.debut) <= utc(found.fin) <= now
    assert utc(found.fin) == now.replace(second=0, microsecond=0) or not found.continu
    if found.recurrence is None:
        again = quand(found.en_mots, now)
        assert again is not None, found.en_mots
        assert (utc(again.debut), utc(again.fin)) == (utc(found.debut), utc(found.fin)), found.en_mots
        assert again.continu == found.continu


@settings(max_examples=400, deadline=None)
@given(text=st.text(max_size=120), now=_INSTANTS)
def test_nothing_that_is_typed_breaks_it(text: str, now: dt.datetime) -> None:
    found = quand(text, now)
    assert found is None or utc(found.debut) <= utc(found.fin) <= now
    inside = trouve_quand(text, now)
    assert inside is None or 0 <= inside.start < inside.end <= len(text)


@settings(max_examples=400, deadline=None)
@given(
    before=st.sampled_from(["Bonjour, ", "la musique résonne ", "Éclairage éteint, "]), phrase=PHRASES, now=_INSTANTS
)
def test_what_is_found_in_a_story_is_what_it_means_alone(before: str, phrase: str, now: dt.datetime) -> None:
    found = trouve_quand(f"{before}{phrase}, place du Marché", now)
    if found is not None:
        alone = quand(f"{before}{phrase}, place du Marché"[found.start : found.end], now)
        assert alone is not None
        assert (utc(alone.debut), utc(alone.fin)) == (utc(found.moment.debut), utc(found.moment.fin))


def test_the_clock_is_that_of_paris_whatever_zone_is_given() -> None:
    here = dt.datetime(2026, 11, 21, 0, 30, tzinfo=PARIS)
    assert quand("hier", here) == quand("hier", here.astimezone(dt.UTC))
